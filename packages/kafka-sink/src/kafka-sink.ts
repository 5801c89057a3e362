import type { OutputMode, Sink, SinkContext, SinkWriter } from '@tidemark/core/connector';
import { openKafkaConnection } from '@tidemark/kafka-client';
import { checkLayout } from './check-layout.ts';
import { checkSinkOptions, type KafkaSinkOptions, markerTopicOf } from './options.ts';
import { PlainWriter } from './plain-writer.ts';
import { TransactionalWriter } from './transactional-writer.ts';

/**
 * Writes every row as a record of a Kafka topic. In `update` and `complete` mode rows are appended as
 * they come; the topic is no table.
 *
 * Records carry the time of writing, unless a column `timestamp` says otherwise: with event time as
 * record time, retention deletes old events as soon as they arrive.
 *
 * Needs the rights to write the topic and the transactional id, and to read the group of the same
 * name, `tidemark-<query id>-<output name>`. The group holds the id of the newest batch; brokers forget
 * it after `offsets.retention.minutes` (7 days). It is needed only for a batch that a crash cut off
 * between the topic and the checkpoint; if such a query is started again later, it says so and stops.
 *
 * @throws `KAFKA.INVALID_OPTION` and `OPTION.UNKNOWN` at once; `KAFKA_SINK.VALUE_COLUMN`, `KAFKA_SINK.COLUMN_TYPE`, `KAFKA_SINK.COLUMN_MISSING`,
 *   `KAFKA_SINK.TOPIC_MISSING`, `KAFKA_SINK.MARKER_TOPIC_MISSING` and `KAFKA.UNKNOWN_TOPIC` when the
 *   query starts
 * @example
 * ```ts
 * alerts.writeTo(kafkaSink({ brokers: 'localhost:9092', topic: 'alerts', key: (o) => o.order_id }));
 * ```
 *
 * **Delivery guarantee:** exactly-once for readers under `read_committed`: each batch is one
 * transaction that also records its id, and a batch whose id is recorded is not written again. With
 * `delivery: 'at-least-once'` the rows of a batch that runs again appear again.
 */
export function kafkaSink<R = unknown>(options: KafkaSinkOptions<R>): Sink<R> {
  checkSinkOptions(options);
  const { topic, delivery = 'exactly-once' } = options;
  const outputModes: readonly OutputMode[] = ['append', 'update', 'complete'];
  return {
    name: 'kafka',
    description: `kafka(${topic ?? 'topic by row'})`,
    outputModes,
    deliveryGuarantee: delivery,
    checkSchema: (schema) => checkLayout(schema, options),
    open: (context) => openWriter(options, context),
  };
}

async function openWriter<R>(
  options: KafkaSinkOptions<R>,
  { ports, queryId, sinkId }: SinkContext,
): Promise<SinkWriter<R>> {
  const { clock, rand } = ports;
  const connection = await openKafkaConnection({ clock, random: () => rand.next(), ...options });
  try {
    // A misspelt topic is known at the start, not with the first row.
    for (const topic of [options.topic, options.deadLetterTopic]) {
      if (topic !== undefined) await connection.partitions(topic);
    }
    const markerTopic = markerTopicOf(options);
    if (options.delivery === 'at-least-once' || markerTopic === undefined) {
      return await PlainWriter.open(connection, options);
    }
    const transactionalId = `tidemark-${queryId}-${sinkId}`;
    const writer = new TransactionalWriter({
      connection,
      options,
      transactionalId,
      markerTopic,
      clock,
    });
    await writer.open();
    return writer;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
