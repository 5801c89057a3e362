import type { Batch, Clock, SinkWriter, WriteContext } from '@tidemark/core/connector';
import {
  type CommittedOffset,
  FENCED,
  type KafkaConnection,
  openTransactionalProducer,
  REQUEST_FAILED,
  readMarker,
  TRANSACTION_TIMED_OUT,
  type TransactionalProducer,
  UNREACHABLE,
} from '@tidemark/kafka-client';
import { checkMarkerAge } from './check-marker-age.ts';
import { AHEAD_OF_CHECKPOINT } from './conditions.ts';
import type { KafkaSinkOptions } from './options.ts';
import { type PartitionRecords, partitionRecords } from './partitioner.ts';
import { recordsOf } from './record-layout.ts';
import { sendRecords } from './send-records.ts';

/** How often a batch is sent in all, besides the retries of single requests. */
const MAX_ATTEMPTS = 3;
const RETRY_DELAY_MS = 500;

export interface TransactionalWriterOptions<R> {
  readonly connection: KafkaConnection;
  readonly options: KafkaSinkOptions<R>;
  /** The same at every start of the query; also the group that keeps the marker. */
  readonly transactionalId: string;
  readonly markerTopic: string;
  readonly clock: Clock;
}

/**
 * Writes each batch in one transaction that also commits a marker, `batchId + 1`, as the offset of a
 * group of the sink's own. After any error the producer is thrown away: the next one settles what it
 * left, and then the marker says whether the batch is in.
 */
export class TransactionalWriter<R> implements SinkWriter<R> {
  readonly #config: TransactionalWriterOptions<R>;
  #producer: TransactionalProducer | undefined;
  /** Set for good when another run took over. */
  #fenced: Error | undefined;
  #marker: CommittedOffset | undefined;
  /** Batches below this are committed. */
  #committedBefore = 0;

  constructor(config: TransactionalWriterOptions<R>) {
    this.#config = config;
  }

  /** Settles what earlier producers left, fences them, and learns what they have committed. */
  async open(): Promise<void> {
    const { connection, options, transactionalId, markerTopic } = this.#config;
    const { compression, transactionTimeoutMs } = options;
    await this.#producer?.close();
    this.#producer = await openTransactionalProducer(connection, {
      transactionalId,
      ...(compression === undefined ? {} : { compression }),
      ...(transactionTimeoutMs === undefined ? {} : { transactionTimeoutMs }),
    });
    // Read after the producer was opened: only then is the outcome of the last transaction fixed.
    this.#marker = await readMarker(connection, transactionalId, markerTopic);
    this.#committedBefore = this.#marker?.offset ?? 0;
  }

  /**
   * Sends the parts of a large batch as they come, in one transaction. They come only once, so after
   * an error the query has to run the batch again.
   */
  async writeParts(parts: AsyncIterable<Batch<R>>, context: WriteContext): Promise<void> {
    if (await this.#isIn(context)) return;
    const { batchId } = context;
    try {
      await this.#commit(this.#recordsOfParts(parts, batchId), batchId);
    } catch (error) {
      if (FENCED.is(error)) this.#fenced = error;
      if (this.#fenced !== undefined) throw this.#fenced;
      await this.#reopenAfter(error);
      // Only the answer to the commit was lost.
      if (batchId >= this.#committedBefore) throw error;
    }
  }

  async *#recordsOfParts(
    parts: AsyncIterable<Batch<R>>,
    batchId: number,
  ): AsyncGenerator<PartitionRecords, void, undefined> {
    const { connection, options } = this.#config;
    let turn = batchId;
    for await (const batch of parts) {
      yield* await partitionRecords(connection, recordsOf(batch, options), turn);
      turn += batch.rowCount;
    }
  }

  /** Whether a batch is committed already. */
  async #isIn({ batchId, isReplay, batchTimeMs }: WriteContext): Promise<boolean> {
    if (this.#fenced !== undefined) throw this.#fenced;
    if (batchId >= this.#committedBefore) {
      if (isReplay && this.#marker === undefined) {
        await checkMarkerAge(this.#config, batchId, batchTimeMs);
      }
      return false;
    }
    // A batch that was begun before the restart reads what it read then, so its rows are in. A batch
    // planned anew under an old number may read more than the one that had the number first.
    if (isReplay) return true;
    const { transactionalId } = this.#config;
    const committedBatchId = this.#committedBefore - 1;
    throw AHEAD_OF_CHECKPOINT.error({ transactionalId, committedBatchId, batchId });
  }

  async write(batch: Batch<R>, context: WriteContext): Promise<void> {
    if (this.#fenced !== undefined) throw this.#fenced;
    if (batch.rowCount === 0 || (await this.#isIn(context))) return;
    const { batchId } = context;
    const { connection, options, clock } = this.#config;
    const records = await partitionRecords(connection, recordsOf(batch, options), batchId);
    for (let attempt = 1; batchId >= this.#committedBefore; attempt++) {
      try {
        await this.#commit(records, batchId);
      } catch (error) {
        // To take the id back from another run would only fence that one in turn.
        if (FENCED.is(error)) this.#fenced = error;
        if (this.#fenced !== undefined) throw this.#fenced;
        const isLast = attempt === MAX_ATTEMPTS || !mayPass(error);
        if (!isLast) await clock.sleep(RETRY_DELAY_MS * attempt);
        // After the last attempt too: an open transaction holds up the readers until it times out.
        await this.#reopenAfter(error);
        if (isLast && batchId >= this.#committedBefore) throw error;
      }
    }
  }

  async #reopenAfter(error: unknown): Promise<void> {
    try {
      await this.open();
    } catch (settling) {
      // The batch failed for the first reason; that the brokers stay out of reach follows from it.
      throw mayPass(error) ? settling : error;
    }
  }

  async #commit(
    records: Iterable<PartitionRecords> | AsyncIterable<PartitionRecords>,
    batchId: number,
  ): Promise<void> {
    const { connection, options, transactionalId, markerTopic } = this.#config;
    const producer = this.#producer;
    if (producer === undefined) throw new TypeError('write() is called after open()');
    producer.begin();
    let rows = 0;
    for await (const part of records) {
      await sendRecords(producer, connection, options, part);
      rows += part.records.length;
    }
    const metadata = JSON.stringify({ batchId, rows });
    await producer.commitMarker(transactionalId, markerTopic, { offset: batchId + 1, metadata });
    await producer.commit();
    this.#committedBefore = batchId + 1;
  }

  async close(): Promise<void> {
    await this.#producer?.close();
    await this.#config.connection.close();
  }
}

/** Whether a batch may get through another time: brokers were out of reach, refused for a moment, or were not waited for. */
function mayPass(error: unknown): boolean {
  return UNREACHABLE.is(error) || REQUEST_FAILED.is(error) || TRANSACTION_TIMED_OUT.is(error);
}
