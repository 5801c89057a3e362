import type { Batch, SinkWriter, WriteContext } from '@tidemark/core/connector';
import { type KafkaConnection, openProducer, type Producer } from '@tidemark/kafka-client';
import type { KafkaSinkOptions } from './options.ts';
import { partitionRecords } from './partitioner.ts';
import { recordsOf } from './record-layout.ts';

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

  async write(batch: Batch<R>, { batchId }: WriteContext): Promise<void> {
    const records = recordsOf(batch, this.#options);
    for (const part of await partitionRecords(this.#connection, records, batchId)) {
      await this.#producer.send(part.topic, part.partition, part.records);
    }
  }

  async close(): Promise<void> {
    await this.#producer.close();
    await this.#connection.close();
  }
}
