import type { OptionNames } from '../../errors/check-options.ts';
import { NO_FILES, UNKNOWN_COLUMN } from '../../errors/file-source.ts';
import { BAD_OPTION } from '../../errors/option.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Field } from '../../types/data-type.ts';
import { type Duration, durationMs } from '../../types/duration.ts';
import type { Schema } from '../../types/schema.ts';
import type { Source } from '../source.ts';
import { cleanerOf } from './clean-source.ts';
import type { DataFile, Root } from './data-file.ts';
import type { FileDecoder } from './file-decoder.ts';
import { type FileAdmission, FileReader, hasSinkLog } from './file-reader.ts';
import { findRoot, listFiles } from './list-files.ts';
import { inferPartitionFields } from './partition-values.ts';
import { readDataFile } from './read-data-file.ts';
import { filesOfBatch, listedBatches } from './sink-log.ts';

export interface FileSourceOptions {
  /** A folder, read with all below it, or one file. */
  readonly path: string;
  /** How many new files a batch takes at most; without it all that are there. A batch of a sink's log stays whole. */
  readonly maxFilesPerTrigger?: number;
  /** True takes up the newest files first. A sink's log is read in its own order. */
  readonly latestFirst?: boolean;
  /** True takes two files of one name for the same file, whatever folders they are in; only one is read. */
  readonly fileNameOnly?: boolean;
  /**
   * A file that appears with an age beyond this is not read, counted back from the newest file seen
   * and not from now; `'7 days'` without a word. With `latestFirst` and a limit of files none is too old.
   */
  readonly maxFileAge?: Duration;
  /**
   * True takes every file for one that counts, also in a folder with the log of a sink (Spark:
   * `fileStreamSink.ignoreMetadata`). Then files of batches that never happened are read too.
   */
  readonly ignoreSinkLog?: boolean;
  /**
   * What becomes of a file of a stream once the batch that read it is done and the next one begun: it
   * stays (`off`, the default), is moved, or deleted. After a crash a few may stay. Not in a folder of a sink.
   */
  readonly cleanSource?: 'off' | 'archive' | 'delete';
  /** Where `archive` moves a file to: this folder, and below it the whole path the file had. On the same disk. */
  readonly sourceArchiveDir?: string;
}

/** The names of {@link FileSourceOptions}, for sources that have more. */
export const FILE_SOURCE_OPTIONS: OptionNames<FileSourceOptions> = {
  path: true,
  maxFilesPerTrigger: true,
  latestFirst: true,
  fileNameOnly: true,
  maxFileAge: true,
  ignoreSinkLog: true,
  cleanSource: true,
  sourceArchiveDir: true,
};

/**
 * Reads files of some kind: what is there (`session.read`), or also what appears (`session.readStream`).
 *
 * In a folder that a file sink writes, its log says which files count, so a running query and its
 * crashes are never seen, and every file is checked against the log's checksum. In a folder that
 * Spark's sink writes, `_spark_metadata` does. In any other every file counts that is not hidden; it
 * must appear whole, by a rename, and not change afterwards. Folders such as `country=NL` give
 * columns their values.
 *
 * **Delivery guarantee:** replayable; a range of offsets gives the same files each time, as long as
 * nobody removes them.
 *
 * @param options - `columns` are the wanted ones, of those that are declared or found
 * @throws `FILE_SOURCE.PATH_NOT_FOUND` when a bounded read is opened and nothing is there, `OPTION.BAD_VALUE`
 */
export function fileSourceOf<R>(
  decoder: FileDecoder<R>,
  options: FileSourceOptions & { readonly columns?: readonly string[] | undefined },
): Source<R> {
  const { path, columns } = options;
  const { name, badRecordSchema } = decoder;
  const admission = admissionOf(options, decoder);
  return {
    name,
    description: `${name}(${path})`,
    schema: decoder.schema && select(decoder.schema, columns),
    ...(badRecordSchema === undefined ? {} : { badRecordSchema }),
    discoverSchema: async (ports) =>
      select(await schemaOfFiles(ports, path, decoder, admission), columns),
    async open(context) {
      const root = await findRoot(context.ports.fs, path, context.isStreaming);
      return new FileReader(context, root, decoder, admission);
    },
  };
}

function admissionOf(options: FileSourceOptions, decoder: FileDecoder): FileAdmission {
  const { maxFilesPerTrigger, latestFirst = false, fileNameOnly = false } = options;
  const { ignoreSinkLog: ignoresSinkLog = false } = options;
  const max = maxFilesPerTrigger ?? Number.POSITIVE_INFINITY;
  if (max !== Number.POSITIVE_INFINITY && !(Number.isInteger(max) && max >= 1)) {
    const expected = 'an integer above 0';
    throw BAD_OPTION.error({ option: 'maxFilesPerTrigger', value: String(max), expected });
  }
  const isAgeless = latestFirst && maxFilesPerTrigger !== undefined;
  return {
    maxFilesPerTrigger: max,
    latestFirst,
    fileNameOnly,
    ignoresSinkLog,
    maxFileAgeMs: isAgeless ? Number.POSITIVE_INFINITY : durationMs(options.maxFileAge ?? '7 days'),
    accepts: (fileName) => decoder.accepts?.(fileName) ?? true,
    clean: cleanerOf(options),
  };
}

function select<R>(schema: Schema<R>, columns: readonly string[] | undefined): Schema<R> {
  const unknown = columns?.find((name) => !schema.fields.some((field) => field.name === name));
  if (unknown !== undefined) {
    const known = schema.fields.map(({ name }) => name);
    throw UNKNOWN_COLUMN.error({ column: unknown, columns: known });
  }
  return { fields: schema.fields.filter(({ name }) => columns?.includes(name) ?? true) };
}

async function schemaOfFiles<R>(
  ports: Ports,
  path: string,
  decoder: FileDecoder<R>,
  admission: FileAdmission,
): Promise<Schema<R>> {
  const { fs } = ports;
  const root = await findRoot(fs, path, false);
  const files = await filesNow(ports, root, admission);
  const [first] = files;
  if (first === undefined) throw NO_FILES.error({ path });
  const bytes = await readDataFile(fs, root, first, decoder.name);
  const inFile = (await decoder.fieldsOf?.({ path: first.path, bytes })) ?? [];
  const inFolders = inferPartitionFields(files.map((file) => file.path));
  const isPartition = ({ name }: Field): boolean => inFolders.some((field) => field.name === name);
  return { fields: [...inFile.filter((field) => !isPartition(field)), ...inFolders] };
}

async function filesNow(
  { fs }: Ports,
  root: Root,
  admission: FileAdmission,
): Promise<readonly DataFile[]> {
  const isListed = admission.ignoresSinkLog || !(await hasSinkLog(fs, root));
  if (isListed) return listFiles(fs, root, admission);
  const batches = (await listedBatches(fs, root.folder)) ?? [];
  const files = await Promise.all(batches.map((batch) => filesOfBatch(fs, root.folder, batch)));
  return files.flat();
}
