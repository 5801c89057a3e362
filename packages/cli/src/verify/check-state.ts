import {
  type BatchFact,
  crc32,
  type Ports,
  readOnlyFs,
  readStoredTable,
  type StoredFile,
  StreamingError,
} from '@tidemark/core/checkpoint';
import type { Contents } from '../checkpoint/contents.ts';
import { orGone } from '../checkpoint/files-below.ts';
import { positionOf } from '../checkpoint/position.ts';
import { damageOf, type Finding } from './finding.ts';

/** The folder of a table of state, in the checkpoint. */
export function stateFolder(operatorId: string): string {
  return `state/${encodeURIComponent(operatorId)}`;
}

/** The files of state that a commit names, by path in the checkpoint. */
export function stateFilesOf({ state }: BatchFact): ReadonlyMap<string, StoredFile> {
  return new Map(
    state.flatMap(({ operatorId, files }) =>
      files.map((file) => [`${stateFolder(operatorId)}/${file.name}`, file] as const),
    ),
  );
}

/**
 * Every file of state that commits name is there with its length and checksum, and the newest state can
 * be read from first to last byte.
 */
export async function checkState(ports: Ports, contents: Contents): Promise<readonly Finding[]> {
  const fs = readOnlyFs(ports.fs);
  const { directory, commits, files } = contents;
  const { begun, done } = positionOf(contents);
  const current = begun > done ? begun - 1 : done;
  const namedBy = new Map<string, { readonly file: StoredFile; readonly batchIds: number[] }>();
  for (const [batchId, { value }] of commits) {
    for (const [path, file] of value === undefined ? [] : stateFilesOf(value)) {
      const known = namedBy.get(path) ?? { file, batchIds: [] };
      known.batchIds.push(batchId);
      namedBy.set(path, known);
    }
  }
  const findings: Finding[] = [];
  for (const [path, { file, batchIds }] of namedBy) {
    const sizeBytes = files.get(path)?.sizeBytes;
    const damage = await damageOfFile(file, sizeBytes, () => fs.readFile(`${directory}/${path}`));
    await ports.clock.yield();
    if (damage === undefined) continue;
    findings.push(findingOf(path, damage, batchIds, current));
  }
  const fact = commits.get(current)?.value;
  if (fact === undefined || findings.some(({ severity }) => severity === 'error')) return findings;
  for (const { operatorId, files: chain } of fact.state) {
    if (chain.length === 0) continue;
    const folder = stateFolder(operatorId);
    try {
      await readStoredTable(fs, `${directory}/${folder}`, chain, ports.clock);
    } catch (error) {
      if (!(error instanceof StreamingError)) throw error;
      const { path = folder } = error.parameters as { readonly path?: string };
      findings.push(
        findingOf(path.replace(`${directory}/`, ''), damageOf(error), [current], current),
      );
    }
  }
  return findings;
}

async function damageOfFile(
  { name, sizeBytes, crc32: crc }: StoredFile,
  foundBytes: number | undefined,
  read: () => Promise<Uint8Array>,
): Promise<string | undefined> {
  if (name.includes('/') || name === '..') return 'its name leads out of its folder';
  if (foundBytes === undefined) return 'it is missing';
  if (foundBytes !== sizeBytes) return `it has ${foundBytes} bytes, and should have ${sizeBytes}`;
  const bytes = await orGone(read());
  if (bytes === undefined) return 'it is missing';
  return crc32(bytes) === crc ? undefined : 'its checksum does not match';
}

function findingOf(
  file: string,
  what: string,
  batchIds: readonly number[],
  current: number,
): Finding {
  if (batchIds.includes(current)) {
    const todo = 'rewind to a batch that does not need it: tidemark checkpoint rewind';
    return { severity: 'error', file, what, todo };
  }
  const [first, last] = [Math.min(...batchIds), Math.max(...batchIds)];
  const which = first === last ? `batch ${first}` : `batches ${first} to ${last}`;
  const todo = `nothing now; only ${which} needed it, so a rewind to there is not possible`;
  return { severity: 'warning', file, what, todo };
}

/** The batches after which a checkpoint could go on, ascending. `findings` are those about it. */
export function possibleBatches(
  { offsets, commits }: Contents,
  findings: readonly Finding[],
): readonly number[] {
  const bad = new Set(
    findings.filter(({ severity }) => severity !== 'note').map(({ file }) => file),
  );
  return [...commits].flatMap(([batchId, { value }]) => {
    const isThere =
      value !== undefined &&
      offsets.get(batchId)?.value !== undefined &&
      [...stateFilesOf(value).keys()].every((path) => !bad.has(path));
    return isThere ? [batchId] : [];
  });
}
