import type { Contents, Entry } from '../checkpoint/contents.ts';
import { positionOf } from '../checkpoint/position.ts';
import { damageOf, type Finding } from './finding.ts';

const REWIND = 'rewind to a batch before it: tidemark checkpoint rewind';
const GONE_ANYWAY = 'nothing now; a rewind to this batch is not possible';

/** The id of the query and the two logs. */
export function checkLogs(contents: Contents): readonly Finding[] {
  const { offsets, commits } = contents;
  const { begun, done, needed } = positionOf(contents);
  const found = new Map<string, Finding>();
  const logs: readonly (readonly [string, ReadonlyMap<number, Entry<unknown>>])[] = [
    ['offsets', offsets],
    ['commits', commits],
  ];
  for (const [log, entries] of logs) {
    for (const [id, { damage }] of entries) {
      const file = `${log}/${id}`;
      if (damage === undefined) continue;
      const isNeeded = needed.includes(file);
      found.set(file, {
        severity: isNeeded ? 'error' : 'warning',
        file,
        what: damageOf(damage),
        todo: isNeeded ? REWIND : GONE_ANYWAY,
      });
    }
  }
  for (const file of missingEntries(contents)) {
    const isNeeded = needed.includes(file);
    found.set(file, {
      severity: isNeeded ? 'error' : 'warning',
      file,
      what: 'it is missing, and entries before or after it are there',
      todo: isNeeded ? REWIND : GONE_ANYWAY,
    });
  }
  const torn = found.get(`offsets/${begun}`);
  if (torn !== undefined && begun > done) {
    found.set(torn.file, {
      ...torn,
      what: `${torn.what}; its batch is not done`,
      todo: `repair puts it aside, and batch ${begun} is planned anew`,
      repair: { kind: 'move' },
    });
  }
  return [...checkId(contents), ...found.values()];
}

/** Entries in a log where there should be one: purging leaves a log shorter at its old end only. */
function missingEntries({ offsets, commits }: Contents): readonly string[] {
  const newest = Math.max(-1, ...offsets.keys(), ...commits.keys());
  const missing: string[] = [];
  const starts = [offsets, commits]
    .filter(({ size }) => size > 0)
    .map((log) => Math.min(...log.keys()));
  for (let id = Math.max(0, ...starts); id <= newest; id++) {
    if (!offsets.has(id)) missing.push(`offsets/${id}`);
    if (!commits.has(id) && id < newest) missing.push(`commits/${id}`);
  }
  return missing;
}

function checkId({ metadata, queryId }: Contents): readonly Finding[] {
  if (metadata?.value !== undefined) return [];
  const todo =
    queryId === undefined
      ? 'restore the file from a backup; nothing else here names the query'
      : 'repair writes it again from the logs';
  return [
    {
      severity: 'error',
      file: 'metadata',
      what: metadata === undefined ? 'it is missing' : damageOf(metadata.damage),
      todo,
      ...(queryId === undefined ? {} : { repair: { kind: 'write-id', queryId } }),
    },
  ];
}
