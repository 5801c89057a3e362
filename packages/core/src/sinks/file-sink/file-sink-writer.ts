import type { RecordBatch } from '../../columnar/record-batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import { TOO_MANY_PARTITIONS } from '../../errors/file-sink.ts';
import { crc32 } from '../../ports/crc32.ts';
import { batchName } from '../../ports/output-log.ts';
import type { Rand } from '../../ports/rand.ts';
import type { Schema } from '../../types/schema.ts';
import type { Batch, Committable, PublishContext, SinkWriter, WriteContext } from '../sink.ts';
import { cutIntoFiles, totalRows } from './cut-into-files.ts';
import type { FileEncoder } from './file-encoder.ts';
import type { OutputDirectory } from './output-directory.ts';
import { type PartitionColumn, splitByPartition } from './partitioning.ts';
import { readStagedBatch, type StagedFile } from './staged-file.ts';

/** Files that are on their way to the disk together: their fsyncs overlap. */
const FILES_IN_FLIGHT = 8;

/** Where the columns of the rows go. */
export interface OutputColumns {
  /** What the files hold. */
  readonly schema: Schema;
  /** Where its columns are among those of the rows. */
  readonly indexes: readonly number[];
  /** What names the directories. */
  readonly partitions: readonly PartitionColumn[];
}

interface Parts {
  readonly encoder: FileEncoder;
  readonly directory: OutputDirectory;
  readonly columns: OutputColumns;
  readonly maxPartitionsPerBatch: number;
  readonly rand: Rand;
}

/** A file to write: its name, where it goes when published, and its rows. */
interface PlannedFile {
  readonly name: string;
  readonly target: string;
  readonly batches: readonly RecordBatch[];
}

/** What the files of one batch have in common. */
interface BatchPlan {
  readonly batchId: number;
  /** Known from the first file on. */
  attempt: string | undefined;
  readonly folders: Set<string>;
  numFiles: number;
}

export class FileSinkWriter<R> implements SinkWriter<R> {
  readonly #parts: Parts;
  #isSwept = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  write(batch: Batch<R>, context: WriteContext): Promise<Committable | undefined> {
    return this.writeParts([batch], context);
  }

  async writeParts(
    parts: AsyncIterable<Batch<R>> | Iterable<Batch<R>>,
    { batchId }: WriteContext,
  ): Promise<Committable | undefined> {
    const { directory } = this.#parts;
    if (!this.#isSwept) {
      await directory.sweep(batchId);
      this.#isSwept = true;
    }
    const staged: StagedFile[] = [];
    const plan: BatchPlan = { batchId, attempt: undefined, folders: new Set(), numFiles: 0 };
    for await (const { recordBatches } of parts) {
      const files = this.#plan(recordBatches, plan);
      for (let from = 0; from < files.length; from += FILES_IN_FLIGHT) {
        const group = files.slice(from, from + FILES_IN_FLIGHT);
        staged.push(...(await allDone(group.map((file) => this.#stage(file)))));
      }
    }
    const previousBatchId = await directory.previousBatchId(batchId);
    if (staged.length > 0) await directory.syncStaging();
    else if (previousBatchId === null && !directory.logsEmptyBatches) return undefined;
    return { previousBatchId, files: staged };
  }

  #plan(part: readonly RecordBatch[], plan: BatchPlan): PlannedFile[] {
    const { encoder, directory, columns, maxPartitionsPerBatch, rand } = this.#parts;
    if (part.length === 0) return [];
    const partitions = splitByPartition(part, columns.partitions);
    for (const { directory: folder } of partitions) plan.folders.add(folder);
    if (plan.folders.size > maxPartitionsPerBatch) {
      throw TOO_MANY_PARTITIONS.error({ path: directory.path, maxPartitionsPerBatch });
    }
    const attempt = (plan.attempt ??= rand.attemptId());
    return partitions
      .flatMap(({ directory: folder, batches }) =>
        cutIntoFiles(
          batches.map((batch) => this.#inFiles(batch)),
          encoder.maxRowsPerFile,
        ).map((own) => ({ folder, own })),
      )
      .map(({ folder, own }) => {
        const number = String(plan.numFiles++).padStart(5, '0');
        const name = `part-${batchName(plan.batchId)}-${number}-${attempt}.${encoder.extension}`;
        return { name, target: folder === '' ? name : `${folder}/${name}`, batches: own };
      });
  }

  #inFiles(batch: RecordBatch): RecordBatch {
    const { schema, indexes } = this.#parts.columns;
    return { ...batch, schema, columns: indexes.map((index) => batch.columns[index] as Vector) };
  }

  async #stage({ name, target, batches }: PlannedFile): Promise<StagedFile> {
    const { encoder, directory, columns } = this.#parts;
    const bytes = await encoder.encode(columns.schema, batches);
    return {
      staged: await directory.stage(name, bytes),
      target,
      sizeBytes: bytes.length,
      crc32: crc32(bytes),
      rows: totalRows(batches),
    };
  }

  /** Idempotent: what is published already stays as it is. */
  async publish(committable: Committable, { batchId }: PublishContext): Promise<void> {
    await this.#parts.directory.publish(batchId, readStagedBatch(committable, batchId));
  }
}

/** Waits for all, also when one fails, so that nothing is written after the failure is reported. */
async function allDone<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
