import type { Batch, SinkWriter, WriteContext } from '@tidemark/core/connector';
import { type KafkaConnection, openProducer, type Producer } from '@tidemark/kafka-client';
import type { KafkaSinkOptions } from './options.ts';
import { partitionRecords } from './partitioner.ts';
import { recordsOf } from './record-layout.ts';
import { sendRecords } from './send-records.ts';

/** Writes batches without transactions: what was sent before an error or a crash is sent again. */
export class PlainWriter<R> implements SinkWriter<R> {
  readonly #connection: KafkaConnection;
  readonly #options: KafkaSinkOptions<R>;
  readonly #producer: Producer;

  private constructor(
    connection: KafkaConnection,
    options: KafkaSinkOptions<R>,
    producer: Producer,
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#producer = producer;
  }

  static async open<R>(
    connection: KafkaConnection,
    options: KafkaSinkOptions<R>,
  ): Promise<PlainWriter<R>> {
    const { compression } = options;
    const producer = await openProducer(
      connection,
      compression === undefined ? {} : { compression },
    );
    return new PlainWriter(connection, options, producer);
  }

  write(batch: Batch<R>, context: WriteContext): Promise<void> {
    return this.writeParts([batch], context);
  }

  async writeParts(
    parts: AsyncIterable<Batch<R>> | Iterable<Batch<R>>,
    { batchId }: WriteContext,
  ): Promise<void> {
    let turn = batchId;
    for await (const batch of parts) {
      const records = recordsOf(batch, this.#options);
      for (const part of await partitionRecords(this.#connection, records, turn)) {
        await sendRecords(this.#producer, this.#connection, this.#options, part);
      }
      turn += batch.rowCount;
    }
  }

  async close(): Promise<void> {
    await this.#producer.close();
    await this.#connection.close();
  }
}
