import {
  batchName,
  crc32,
  OUTPUT_LOG,
  type Ports,
  pathInside,
  readCommittable,
} from '@tidemark/core/checkpoint';
import type { Contents } from '../checkpoint/contents.ts';
import { orGone } from '../checkpoint/files-below.ts';
import { positionOf } from '../checkpoint/position.ts';
import { damageOf, type Finding, inOrder } from './finding.ts';
import type { OutputFolder } from './output-folder.ts';

/** What is not as it should be in the folder of a file sink, worst first. Writes nothing. */
export async function checkOutput(
  ports: Ports,
  contents: Contents,
  output: OutputFolder,
): Promise<readonly Finding[]> {
  return inOrder([
    ...(await checkPublished(ports, output)),
    ...checkAhead(contents, output),
    ...checkCommitted(contents, output),
    ...checkUnnamed(contents, output),
  ]);
}

/** Every file that the log names is there as it was written. */
async function checkPublished(
  { fs, clock }: Ports,
  { path: folder, batches, files }: OutputFolder,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [batchId, { value, damage }] of batches) {
    if (damage !== undefined) {
      const file = `${OUTPUT_LOG}/${batchName(batchId)}`;
      const todo = `restore it from a backup; or rewind to batch ${batchId - 1}, so that the batch is written again`;
      findings.push({ severity: 'error', file, what: damageOf(damage), todo });
    }
    const { previousBatchId } = value ?? {};
    if (typeof previousBatchId === 'number' && !batches.has(previousBatchId)) {
      const file = `${OUTPUT_LOG}/${batchName(previousBatchId)}`;
      const what = `it is missing, and batch ${batchId} came after it`;
      const todo = `restore it from a backup; or rewind to batch ${previousBatchId - 1}`;
      findings.push({ severity: 'error', file, what, todo });
    }
    for (const { path, sizeBytes, crc32: crc } of value?.files ?? []) {
      const what = await damageOfFile(files.get(path)?.sizeBytes, { sizeBytes, crc }, () =>
        fs.readFile(pathInside(folder, path)),
      );
      await clock.yield();
      if (what === undefined) continue;
      const todo = `restore it from a backup; or rewind to batch ${batchId - 1}, so that batch ${batchId} is written again`;
      findings.push({ severity: 'error', file: path, what, todo });
    }
  }
  return findings;
}

async function damageOfFile(
  foundBytes: number | undefined,
  { sizeBytes, crc }: { readonly sizeBytes: number; readonly crc: string },
  read: () => Promise<Uint8Array>,
): Promise<string | undefined> {
  if (foundBytes === undefined) return 'it is missing';
  if (foundBytes !== sizeBytes) return `it has ${foundBytes} bytes, and should have ${sizeBytes}`;
  const bytes = await orGone(read());
  if (bytes === undefined) return 'it is missing';
  return crc32(bytes) === crc ? undefined : 'its checksum does not match';
}

/** Output of batches that the checkpoint does not know, as after a restore of an older checkpoint. */
function checkAhead(contents: Contents, { batches }: OutputFolder): readonly Finding[] {
  const { done } = positionOf(contents);
  return [...batches.keys()]
    .filter((batchId) => batchId > done)
    .map((batchId) => ({
      severity: 'error',
      file: `${OUTPUT_LOG}/${batchName(batchId)}`,
      what: `the output has batch ${batchId}, and the checkpoint ends with batch ${done}: its rows will be there twice`,
      todo: `tidemark checkpoint rewind --to-batch ${done} --output puts the files of later batches aside`,
    }));
}

/** Batches that are done and not in the output. */
function checkCommitted(
  contents: Contents,
  { sinkId, batches, files }: OutputFolder,
): readonly Finding[] {
  const { done } = positionOf(contents);
  const findings: Finding[] = [];
  for (const [batchId, { value }] of contents.commits) {
    const committable = value?.sinks.find((fact) => fact.sinkId === sinkId)?.committable;
    if (committable === undefined || batches.has(batchId)) continue;
    const file = `${OUTPUT_LOG}/${batchName(batchId)}`;
    const staged = readCommittable(committable, batchId);
    if (staged.length === 0) continue;
    const isThere = staged.every((part) => files.has(part.staged) || files.has(part.target));
    findings.push(
      isThere && batchId === done
        ? {
            severity: 'note',
            file,
            what: `batch ${batchId} is done and not yet visible`,
            todo: 'nothing: the next start publishes it',
          }
        : {
            severity: 'error',
            file,
            what: `batch ${batchId} is done, and its rows are not in the output`,
            todo: `rewind to batch ${batchId - 1}, so that it is written again`,
          },
    );
  }
  return findings;
}

/** Files that readers who list the folder see, and those who go by the log do not. */
function checkUnnamed(
  { commits }: Contents,
  { sinkId, batches, files }: OutputFolder,
): readonly Finding[] {
  const named = new Set(
    [...batches.values()].flatMap(({ value }) => (value?.files ?? []).map(({ path }) => path)),
  );
  for (const [batchId, { value }] of commits) {
    const committable = value?.sinks.find((fact) => fact.sinkId === sinkId)?.committable;
    if (committable === undefined) continue;
    for (const { staged, target } of readCommittable(committable, batchId)) {
      named.add(staged).add(target);
    }
  }
  return [...files.keys()].flatMap((file): Finding[] => {
    if (named.has(file) || file.startsWith(`${OUTPUT_LOG}/`)) return [];
    if (file.startsWith('_staging/')) {
      const todo = 'nothing: the query removes it with its next batch';
      return [{ severity: 'note', file, what: 'its batch was never done', todo }];
    }
    if (file.split('/').some((part) => part.startsWith('_') || part.startsWith('.'))) return [];
    const what = 'no batch wrote it, and readers that list the folder see it';
    return [{ severity: 'warning', file, what, todo: 'move it away unless you put it here' }];
  });
}
