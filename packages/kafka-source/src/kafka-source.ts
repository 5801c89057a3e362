import type { Schema, Source } from '@tidemark/core/connector';
import { openKafkaConnection } from '@tidemark/kafka-client';
import { KafkaReader } from './kafka-reader.ts';
import {
  checkSourceOptions,
  type KafkaRow,
  type KafkaRowWithHeaders,
  type KafkaSourceOptions,
  topicsText,
} from './options.ts';
import {
  BAD_RECORD_SCHEMA,
  KAFKA_SCHEMA,
  KAFKA_SCHEMA_WITH_HEADERS,
  type KafkaBadRecord,
} from './schema.ts';

/** A source of Kafka records; its bad records say where in the topic they lie. */
export interface KafkaSource<out R> extends Source<R> {
  readonly badRecordSchema: Schema<KafkaBadRecord>;
}

/**
 * Records of Kafka topics, as a stream or up to where they end now.
 *
 * A batch reads exact offset ranges, `[start, end)` of each partition, without a consumer group; the
 * ranges stand in the checkpoint before the first record is read, so a batch that runs again reads
 * the same records. Offsets are never committed to Kafka.
 *
 * `startingOffsets` counts for the first start only. Partitions and topics that appear later are read
 * from their beginning. Records that were to be read and are gone (retention, a deleted topic) end the
 * query, unless `failOnDataLoss` is false: then it goes on, and progress tells how much was lost in
 * the metrics `lostRecords` and `lostPartitions`, both since the start of the run.
 *
 * A topic that was deleted, made anew and has grown beyond the old offsets is not noticed.
 *
 * @throws `KAFKA.INVALID_OPTION`, `OPTION.UNKNOWN`
 * @example
 * ```ts
 * const orders = kafkaSource({ brokers: 'localhost:9092', topic: 'orders', value: json(Order) });
 * ```
 *
 * **Delivery guarantee:** exactly-once: every record between two offsets is read once per batch, and
 * the same ones when the batch runs again, while retention and compaction leave them in the topic.
 */
export function kafkaSource(
  options: KafkaSourceOptions<KafkaRowWithHeaders> & {
    readonly includeHeaders: true;
    readonly value?: never;
  },
): KafkaSource<KafkaRowWithHeaders>;
export function kafkaSource<R = KafkaRow>(options: KafkaSourceOptions<R>): KafkaSource<R>;
export function kafkaSource<R>(options: KafkaSourceOptions<R>): KafkaSource<R> {
  checkSourceOptions(options);
  const { value, includeHeaders = false } = options;
  const own = includeHeaders ? KAFKA_SCHEMA_WITH_HEADERS : KAFKA_SCHEMA;
  return {
    name: 'kafka',
    description: `kafka(${topicsText(options)})`,
    schema: (value?.schema ?? own) as Schema<R>,
    badRecordSchema: BAD_RECORD_SCHEMA,
    async open(context) {
      const { clock, rand } = context.ports;
      const connection = await openKafkaConnection({
        clock,
        random: () => rand.next(),
        ...options,
      });
      return new KafkaReader(connection, options, context);
    },
  };
}
