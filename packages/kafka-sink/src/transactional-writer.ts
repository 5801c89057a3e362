import type { Batch, Clock, SinkWriter, WriteContext } from '@tidemark/core/connector';
import {
  FENCED,
  type KafkaConnection,
  openTransactionalProducer,
  REQUEST_FAILED,
  readMarker,
  type TransactionalProducer,
  UNREACHABLE,
} from '@tidemark/kafka-client';
import { AHEAD_OF_CHECKPOINT } from './conditions.ts';
import type { KafkaSinkOptions } from './options.ts';
import { type PartitionRecords, partitionRecords } from './partitioner.ts';
import { recordsOf } from './record-layout.ts';

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
    const marker = await readMarker(connection, transactionalId, markerTopic);
    this.#committedBefore = marker?.offset ?? 0;
  }

  async write(batch: Batch<R>, { batchId, isReplay }: WriteContext): Promise<void> {
    if (this.#fenced !== undefined) throw this.#fenced;
    if (batch.rowCount === 0) return;
    if (batchId < this.#committedBefore) {
      // A batch that was begun before the restart reads what it read then, so its rows are in. A batch
      // planned anew under an old number may read more than the one that had the number first.
      if (isReplay) return;
      const { transactionalId } = this.#config;
      const committedBatchId = this.#committedBefore - 1;
      throw AHEAD_OF_CHECKPOINT.error({ transactionalId, committedBatchId, batchId });
    }
    const { connection, options, clock } = this.#config;
    const records = await partitionRecords(connection, recordsOf(batch, options), batchId);
    for (let attempt = 1; batchId >= this.#committedBefore; attempt++) {
      try {
        await this.#commit(records, batchId, batch.rowCount);
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
    records: readonly PartitionRecords[],
    batchId: number,
    rowCount: number,
  ): Promise<void> {
    const { transactionalId, markerTopic } = this.#config;
    const producer = this.#producer;
    if (producer === undefined) throw new TypeError('write() is called after open()');
    producer.begin();
    for (const part of records) await producer.send(part.topic, part.partition, part.records);
    const metadata = JSON.stringify({ batchId, rows: rowCount });
    await producer.commitMarker(transactionalId, markerTopic, { offset: batchId + 1, metadata });
    await producer.commit();
    this.#committedBefore = batchId + 1;
  }

  async close(): Promise<void> {
    await this.#producer?.close();
    await this.#config.connection.close();
  }
}

/** Whether a batch may get through another time: brokers were out of reach, or refused for a moment. */
function mayPass(error: unknown): boolean {
  return UNREACHABLE.is(error) || REQUEST_FAILED.is(error);
}
