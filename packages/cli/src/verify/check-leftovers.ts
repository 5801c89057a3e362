import { isTempName } from '@tidemark/core/checkpoint';
import type { Contents } from '../checkpoint/contents.ts';
import { stateFilesOf } from './check-state.ts';
import type { Finding } from './finding.ts';

const STATE_FILE = /^state\/[^/]+\/\d+-[0-9a-z]+\.(?:delta|snapshot)$/;
const OTHER_FILE =
  /^(?:metadata|lock|(?:offsets|commits)\/(?:0|[1-9]\d{0,14})|plans\/[0-9a-f]{1,64}|sources\/\d+\/.+)$/;

/** Files that nothing names, and a lock whose holder has ended. */
export function checkLeftovers(contents: Contents): readonly Finding[] {
  const { files, commits, lock } = contents;
  const isRunning = lock?.holderIs === 'running';
  // What a damaged entry names cannot be told from what none does.
  const isSure = [...commits.values()].every(({ damage }) => damage === undefined) && !isRunning;
  const named = new Set<string>();
  for (const { value } of commits.values()) {
    for (const path of value === undefined ? [] : stateFilesOf(value).keys()) named.add(path);
  }
  const findings: Finding[] = [];
  for (const file of files.keys()) {
    const name = file.slice(file.lastIndexOf('/') + 1);
    if (isTempName(name)) {
      findings.push(leftover(file, 'a writer died before it was done', !isRunning));
    } else if (STATE_FILE.test(file)) {
      if (!named.has(file)) findings.push(leftover(file, 'no commit names it', isSure));
    } else if (!OTHER_FILE.test(file)) {
      const todo = 'nothing; it is no file of a checkpoint, and the query does not look at it';
      findings.push({ severity: 'note', file, what: 'somebody else put it here', todo });
    }
  }
  return [...findings, ...unnamedPlans(contents, isRunning), ...lockFinding(contents)];
}

function leftover(file: string, what: string, canMove: boolean): Finding {
  return canMove
    ? { severity: 'note', file, what, todo: 'repair puts it aside', repair: { kind: 'move' } }
    : { severity: 'note', file, what, todo: 'nothing while the query runs or commits are damaged' };
}

function unnamedPlans(
  { plans, offsets, commits }: Contents,
  isRunning: boolean,
): readonly Finding[] {
  const entries = [...offsets.values(), ...commits.values()];
  if (isRunning || entries.some(({ damage }) => damage !== undefined)) return [];
  const named = new Set(entries.map(({ value }) => value?.planHash));
  return [...plans]
    .filter(([hash, { damage }]) => damage === undefined && !named.has(hash))
    .map(([hash]) => leftover(`plans/${hash}`, 'no batch that is kept was run by it', true));
}

function lockFinding({ lock }: Contents): readonly Finding[] {
  if (lock?.holderIs !== 'ended') return [];
  const { holder } = lock;
  const what =
    holder === undefined
      ? 'it is damaged'
      : `process ${holder.pid} on ${holder.host} ended without giving it back`;
  const todo = 'nothing: the next start takes it over; repair removes it';
  return [{ severity: 'note', file: 'lock', what, todo, repair: { kind: 'unlock' } }];
}
