import {
  type LoggedBatch,
  OUTPUT_LOG,
  type Ports,
  readLogFile,
  readLoggedBatch,
  StreamingError,
} from '@tidemark/core/checkpoint';
import type { Entry } from '../checkpoint/contents.ts';
import { type FoundFile, filesBelow } from '../checkpoint/files-below.ts';
import { OUTPUT_OF_ANOTHER_QUERY } from '../conditions.ts';

/** The folder that a file sink writes: Parquet, JSON, CSV or text. */
export interface OutputFolder {
  readonly path: string;
  /** The output of the query that it belongs to. */
  readonly sinkId: string;
  /** What each batch wrote. */
  readonly batches: ReadonlyMap<number, Entry<LoggedBatch>>;
  readonly files: ReadonlyMap<string, FoundFile>;
}

const BATCH_ENTRY = new RegExp(`^${OUTPUT_LOG}/(\\d{9,})$`);

/**
 * Reads the log of a file sink's folder. Writes nothing.
 *
 * @throws {@link OUTPUT_OF_ANOTHER_QUERY}, and `FILES.LOG_UNREADABLE` where the owner cannot be read
 */
export async function readOutput(
  { fs }: Ports,
  folder: string,
  queryId: string | undefined,
): Promise<OutputFolder> {
  const path = folder.replace(/(?<=.)\/+$/, '');
  const files = new Map((await filesBelow(fs, path)).map((file) => [file.path, file]));
  const ownerFile = `${OUTPUT_LOG}/owner`;
  if (!files.has(ownerFile)) {
    const owner = 'no query';
    throw OUTPUT_OF_ANOTHER_QUERY.error({ output: path, owner, queryId: queryId ?? '?' });
  }
  const owner = (await readLogFile(fs, `${path}/${ownerFile}`)) as {
    readonly queryId?: string;
    readonly sinkId?: string;
  };
  if (owner.queryId !== queryId) {
    throw OUTPUT_OF_ANOTHER_QUERY.error({
      output: path,
      owner: `query ${owner.queryId ?? '?'}`,
      queryId: queryId ?? '?',
    });
  }
  const batches = new Map<number, Entry<LoggedBatch>>();
  for (const name of files.keys()) {
    const batchId = BATCH_ENTRY.exec(name)?.[1];
    if (batchId === undefined) continue;
    batches.set(Number(batchId), await entryOf(() => readLoggedBatch(fs, `${path}/${name}`)));
  }
  return { path, sinkId: owner.sinkId ?? '', batches, files };
}

async function entryOf<T>(read: () => Promise<T>): Promise<Entry<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof StreamingError) return { damage: error };
    throw error;
  }
}
