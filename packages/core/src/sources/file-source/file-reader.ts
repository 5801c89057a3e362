import type { Vector } from '../../columnar/vector.ts';
import { CLEANS_SINK_LOG, UNEXPECTED_NULL } from '../../errors/file-source.ts';
import { partitionTexts } from '../../formats/partition-path.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { loggedBatches } from '../../ports/output-log.ts';
import type { Field } from '../../types/data-type.ts';
import type {
  Offset,
  OffsetRange,
  PlannedBatch,
  PlanRequest,
  SourceBatch,
  SourceContext,
  SourceReader,
} from '../source.ts';
import type { CleanFile } from './clean-source.ts';
import { type DataFile, type Root, statOrNothing } from './data-file.ts';
import type { FileDecoder, FileRequest } from './file-decoder.ts';
import type { FileFeed } from './file-feed.ts';
import { hasSparkLog, listFiles } from './list-files.ts';
import { ListingFeed } from './listing-feed.ts';
import { constantVector, partitionValue } from './partition-values.ts';
import { readDataFile } from './read-data-file.ts';
import { keepingPromise, WHOLE_FILE_BYTES } from './read-in-chunks.ts';
import { SeenFiles } from './seen-files.ts';

import { SinkLogFeed } from './sink-log-feed.ts';

/** How an open source takes up files. */
export interface FileAdmission {
  readonly maxFilesPerTrigger: number;
  readonly latestFirst: boolean;
  /** Two files of one name are the same file, wherever they are. */
  readonly fileNameOnly: boolean;
  readonly maxFileAgeMs: number;
  readonly accepts: (fileName: string) => boolean;
  /** Every file counts, whatever a log of the folder says. */
  readonly ignoresSinkLog: boolean;
  /** Takes away a file that was read; absent where files stay. */
  readonly clean: CleanFile | undefined;
}

/**
 * One open file source. Offsets begin at null, which is before the first file whatever the folder
 * turns out to be; the first file decides between {@link SinkLogFeed} and {@link ListingFeed}, and
 * from then on the form of the offset says which it was.
 */
export class FileReader implements SourceReader {
  readonly #context: SourceContext;
  readonly #root: Root;
  readonly #decoder: FileDecoder;
  readonly #admission: FileAdmission;
  #feed: FileFeed | undefined;
  #isEmptyForEver = false;

  constructor(context: SourceContext, root: Root, decoder: FileDecoder, admission: FileAdmission) {
    this.#context = context;
    this.#root = root;
    this.#decoder = decoder;
    this.#admission = admission;
  }

  initialOffset(): Promise<Offset> {
    return Promise.resolve(null);
  }

  async planBatch(start: Offset, { ignoreLimits }: PlanRequest): Promise<PlannedBatch> {
    const feed = await this.#feedFor(start);
    if (feed === undefined) return { end: start, latest: start };
    const { maxFilesPerTrigger } = this.#admission;
    return feed.plan(start, ignoreLimits ? Number.POSITIVE_INFINITY : maxFilesPerTrigger);
  }

  async captureEnd(): Promise<void> {
    const feed = await this.#feedFor(null);
    if (feed === undefined) this.#isEmptyForEver = true;
    else await feed.captureEnd();
  }

  async *read(range: OffsetRange): AsyncGenerator<SourceBatch> {
    const feed = await this.#feedFor(range.end);
    const files = (await feed?.files(range)) ?? [];
    for (const file of files) yield* this.#readFile(file);
  }

  async *#readFile(file: DataFile): AsyncGenerator<SourceBatch> {
    const { path } = file;
    const { schema, wantsBadRecords } = this.#context;
    const folders = partitionTexts(path);
    const columns = schema.fields.map((field) => columnOf(field, folders.get(field.name), path));
    const request = {
      schema: { fields: schema.fields.filter(({ name }) => !folders.has(name)) },
      absent: [...folders.keys()],
      wantsBadRecords,
    };
    for await (const batch of await this.#decode(file, request)) {
      const { rows } = batch;
      const inFile = rows.columns.values();
      const all = columns.map((make) => make?.(rows.length) ?? (inFile.next().value as Vector));
      yield folders.size === 0 ? batch : { ...batch, rows: { ...rows, schema, columns: all } };
    }
  }

  async #decode(file: DataFile, request: FileRequest): Promise<AsyncIterable<SourceBatch>> {
    const { fs } = this.#context.ports;
    const { path } = file;
    const place = `${this.#root.folder}/${path}`;
    const chunks = (await isLarge(fs, place)) ? fs.readChunks?.(place) : undefined;
    if (chunks !== undefined && this.#decoder.decodeChunks !== undefined) {
      const checked = keepingPromise(chunks, this.#root, file);
      return this.#decoder.decodeChunks({ path, chunks: checked }, request);
    }
    const bytes = await readDataFile(fs, this.#root, file, this.#decoder.name);
    return this.#decoder.decode({ path, bytes }, request);
  }

  async commit(end: Offset): Promise<void> {
    if (end !== null) await (await this.#feedFor(end))?.commit(end);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #feedFor(offset: Offset): Promise<FileFeed | undefined> {
    this.#feed ??= await this.#chooseFeed(offset);
    return this.#feed;
  }

  async #chooseFeed(offset: Offset): Promise<FileFeed | undefined> {
    const { ports, directory } = this.#context;
    const { fs } = ports;
    if (this.#isEmptyForEver) return undefined;
    const isSinkLog =
      offset === null
        ? !this.#admission.ignoresSinkLog && (await hasSinkLog(ports.fs, this.#root))
        : Object.hasOwn(offset as object, 'batchId');
    const { folder } = this.#root;
    const { clean, latestFirst } = this.#admission;
    if (clean !== undefined && (isSinkLog || (await hasSparkLog(fs, this.#root)))) {
      throw CLEANS_SINK_LOG.error({ path: folder });
    }
    if (isSinkLog) return new SinkLogFeed(fs, folder);
    const seen = await SeenFiles.open(ports, directory, this.#admission);
    const list = (): Promise<DataFile[]> => listFiles(fs, this.#root, this.#admission);
    const isUndecided = offset === null && seen.latest === -1;
    if (isUndecided && (await list()).length === 0) return undefined;
    const cleanFile =
      clean === undefined ? undefined : (file: DataFile): Promise<void> => clean(fs, folder, file);
    return new ListingFeed(list, seen, { latestFirst, clean: cleanFile });
  }
}

/** Whether a file is to be read in pieces; one that is missing is for the reader to report. */
async function isLarge(fs: DurableFs, path: string): Promise<boolean> {
  if (fs.readChunks === undefined) return false;
  const found = await statOrNothing(fs, path);
  return found !== undefined && found.sizeBytes > WHOLE_FILE_BYTES;
}

/** What makes a column that the folders of a file give; nothing for one that is in the file. */
function columnOf(
  field: Field,
  text: string | null | undefined,
  file: string,
): ((length: number) => Vector) | undefined {
  if (text === undefined) return undefined;
  if (text === null && !field.nullable) throw UNEXPECTED_NULL.error({ column: field.name, file });
  return constantVector(partitionValue(text, field), field.dataType);
}

export async function hasSinkLog(fs: DurableFs, { folder, onlyFile }: Root): Promise<boolean> {
  return onlyFile === undefined && (await loggedBatches(fs, folder)) !== undefined;
}
