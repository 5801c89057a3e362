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
import { readCommittable, type StagedFile } from './staged-file.ts';

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

export class FileSinkWriter<R> implements SinkWriter<R> {
  readonly #parts: Parts;
  #isSwept = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async write(batch: Batch<R>, { batchId }: WriteContext): Promise<Committable | undefined> {
    const { directory } = this.#parts;
    if (!this.#isSwept) {
      await directory.sweep(batchId);
      this.#isSwept = true;
    }
    if (batch.rowCount === 0) return directory.logsEmptyBatches ? [] : undefined;
    const files = this.#plan(batch, batchId);
    const staged: StagedFile[] = [];
    for (let from = 0; from < files.length; from += FILES_IN_FLIGHT) {
      const group = files.slice(from, from + FILES_IN_FLIGHT);
      staged.push(...(await allDone(group.map((file) => this.#stage(file)))));
    }
    await directory.syncStaging();
    return staged;
  }

  #plan(batch: Batch<R>, batchId: number): PlannedFile[] {
    const { encoder, directory, columns, maxPartitionsPerBatch, rand } = this.#parts;
    const partitions = splitByPartition(batch.recordBatches, columns.partitions);
    if (partitions.length > maxPartitionsPerBatch) {
      throw TOO_MANY_PARTITIONS.error({ path: directory.path, maxPartitionsPerBatch });
    }
    const attempt = rand.attemptId();
    return partitions
      .flatMap(({ directory: folder, batches }) =>
        cutIntoFiles(
          batches.map((part) => this.#inFiles(part)),
          encoder.maxRowsPerFile,
        ).map((own) => ({ folder, own })),
      )
      .map(({ folder, own }, n) => {
        const number = String(n).padStart(5, '0');
        const name = `part-${batchName(batchId)}-${number}-${attempt}.${encoder.extension}`;
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
    await this.#parts.directory.publish(batchId, readCommittable(committable, batchId));
  }
}

/** Waits for all, also when one fails, so that nothing is written after the failure is reported. */
async function allDone<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
