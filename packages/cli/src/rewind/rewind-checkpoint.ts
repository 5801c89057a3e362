import { OUTPUT_LOG, type Ports } from '@tidemark/core/checkpoint';
import { type Contents, namesIn, readContents } from '../checkpoint/contents.ts';
import { BATCH_NOT_AVAILABLE } from '../conditions.ts';
import { asideFolder, putAside } from '../repair/put-aside.ts';
import { type LockOptions, refuseHeld, withLock } from '../repair/with-lock.ts';
import { ranges } from '../text/units.ts';
import { checkLogs } from '../verify/check-logs.ts';
import { checkState, possibleBatches, stateFilesOf } from '../verify/check-state.ts';
import { type OutputFolder, readOutput } from '../verify/output-folder.ts';
import { adviceFor, type SinkAdvice } from './sink-advice.ts';

export interface RewindOptions extends LockOptions {
  readonly toBatch: number;
  /** Folders of file sinks, out of which the files of later batches go. */
  readonly outputs?: readonly string[];
  /** False, the default, only says what would be done. */
  readonly isConfirmed?: boolean;
}

export interface RewindReport {
  readonly directory: string;
  readonly toBatch: number;
  readonly isDone: boolean;
  /** The batches that are taken back, ascending. */
  readonly batchIds: readonly number[];
  /** Files that leave the checkpoint, in the order in which they do. */
  readonly files: readonly string[];
  /** Where they went, from the folder; undefined where none did. */
  readonly aside: string | undefined;
  readonly outputs: readonly RewoundOutput[];
  /** What becomes of the rows that each output of the query has taken already. */
  readonly sinks: readonly SinkAdvice[];
  /** The batches that could be chosen. */
  readonly possible: readonly number[];
}

/** The folder of a file sink. */
export interface RewoundOutput {
  readonly path: string;
  readonly sinkId: string;
  readonly files: readonly string[];
}

/**
 * Makes a checkpoint go on after an earlier batch. Whatever later batches left is moved aside, newest
 * first, so that an end at any point leaves a checkpoint that can be used.
 *
 * @throws `CLI.BATCH_NOT_AVAILABLE`, `CLI.OUTPUT_OF_ANOTHER_QUERY`, `CHECKPOINT.LOCKED`,
 *   `CLI.HOLDER_UNKNOWN`, `CLI.NOT_A_CHECKPOINT`
 */
export async function rewindCheckpoint(
  ports: Ports,
  folder: string,
  options: RewindOptions,
): Promise<RewindReport> {
  const before = await planRewind(ports, folder, options);
  const { directory } = before;
  if (options.isConfirmed !== true) return before;
  return withLock(ports, directory, options, async () => {
    const plan = await planRewind(ports, directory, options, true);
    const aside = asideFolder(ports);
    for (const file of plan.files) await putAside(ports.fs, directory, file, aside);
    for (const { path, files } of plan.outputs) {
      for (const file of files) await putAside(ports.fs, path, file, aside);
    }
    const hasMoved = plan.files.length + plan.outputs.flatMap(({ files }) => files).length > 0;
    return { ...plan, isDone: true, aside: hasMoved ? aside : undefined };
  });
}

async function planRewind(
  ports: Ports,
  folder: string,
  options: RewindOptions,
  isHeldByUs: boolean = false,
): Promise<RewindReport> {
  const { toBatch } = options;
  const contents = await readContents(ports, folder);
  const { directory, queryId, offsets, commits } = contents;
  if (!isHeldByUs) refuseHeld(directory, contents.lock, options);
  const findings = [...checkLogs(contents), ...(await checkState(ports, contents))];
  const possible = possibleBatches(contents, findings);
  if (!possible.includes(toBatch)) {
    throw BATCH_NOT_AVAILABLE.error({ directory, batchId: toBatch, possible: ranges(possible) });
  }
  const ids = new Set([...offsets.keys(), ...commits.keys()]);
  const batchIds = [...ids].filter((id) => id > toBatch).sort((a, b) => a - b);
  const outputs: OutputFolder[] = [];
  for (const path of options.outputs ?? []) outputs.push(await readOutput(ports, path, queryId));
  return {
    directory,
    toBatch,
    isDone: false,
    batchIds,
    files: filesAfter(contents, toBatch, batchIds),
    aside: undefined,
    outputs: outputs.map((output) => ({
      path: output.path,
      sinkId: output.sinkId,
      files: outputFilesAfter(output, toBatch),
    })),
    sinks: adviceFor(contents, toBatch, new Set(outputs.map(({ sinkId }) => sinkId))),
    possible,
  };
}

/**
 * Commit before intent, and newest first: after each the logs are those of a query that was stopped
 * there. State that only these batches have goes last; by then no commit names it.
 */
function filesAfter(
  { offsets, commits, files }: Contents,
  toBatch: number,
  batchIds: readonly number[],
): readonly string[] {
  const entries = batchIds
    .toReversed()
    .flatMap((id) => [
      ...(commits.has(id) ? [`commits/${id}`] : []),
      ...(offsets.has(id) ? [`offsets/${id}`] : []),
    ]);
  const kept = [...commits].filter(([id]) => id <= toBatch);
  // What a damaged entry names is not known, so all of it stays.
  if (kept.some(([, { damage }]) => damage !== undefined)) return entries;
  const named = new Set(
    kept.flatMap(([, { value }]) => (value === undefined ? [] : [...stateFilesOf(value).keys()])),
  );
  const state = namesIn(files, 'state', /\/\d+-[0-9a-z]+\.(?:delta|snapshot)$/)
    .map((name) => `state/${name}`)
    .filter((path) => !named.has(path));
  return [...entries, ...state];
}

const SPARK_ENTRY = /^_spark_metadata\/(\d+)(?:\.compact)?$/;

/** The data first, and the entry that names it when all of it is away: a second try finds what is left. */
function outputFilesAfter({ batches, files }: OutputFolder, toBatch: number): readonly string[] {
  const isLater = (batchId: number): boolean => batchId > toBatch;
  const spark = [...files.keys()].filter((path) => {
    const batchId = SPARK_ENTRY.exec(path)?.[1];
    return batchId !== undefined && isLater(Number(batchId));
  });
  const own = [...batches]
    .filter(([batchId]) => isLater(batchId))
    .sort(([a], [b]) => b - a)
    .flatMap(([batchId, { value }]) => [
      ...(value?.files ?? []).map(({ path }) => path).filter((path) => files.has(path)),
      `${OUTPUT_LOG}/${String(batchId).padStart(9, '0')}`,
    ]);
  return [...spark.toReversed(), ...own];
}
