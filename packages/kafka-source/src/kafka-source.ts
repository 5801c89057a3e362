import type { Schema, Source } from '@tidemark/core/connector';
import { openKafkaConnection } from '@tidemark/kafka-client';
import { KafkaReader } from './kafka-reader.ts';
import {
  checkHasNoEnd,
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
import { TopicIds } from './topic-ids.ts';
import { warnThrough } from './warn.ts';

/** A source of Kafka records; its bad records say where in the topic they lie. */
export interface KafkaSource<out R> extends Source<R> {
  readonly badRecordSchema: Schema<KafkaBadRecord>;
}

/**
 * Records of Kafka topics, as a stream or up to where they end now.
 *
 * A batch reads exact offset ranges, `[start, end)` of each partition, without a consumer group; the
 * ranges stand in the checkpoint before the first record is read, so a batch that runs again reads
 * the same records. `commitOffsetsTo` tells them to a group, for tools that show lag; it is never read.
 *
 * `startingOffsets` counts for the first start only. Partitions and topics that appear later are read
 * from their beginning. Records that were to be read and are gone (retention, a deleted topic) end the
 * query, unless `failOnDataLoss` is false: then it goes on, and progress tells how much was lost in
 * the metrics `lostRecords` and `lostPartitions`, both since the start of the run.
 *
 * A topic that was deleted and made anew is told by its id, which the checkpoint keeps (brokers from 3.1 on). From
 * older brokers it is noticed as long as it has not grown beyond the old offsets.
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
  if (options.minPartitions !== undefined) {
    const warn = warnThrough(options);
    warn('minPartitions is ignored: it spreads partitions over the executors of a Spark cluster.');
  }
  const { value, includeHeaders = false } = options;
  const own = includeHeaders ? KAFKA_SCHEMA_WITH_HEADERS : KAFKA_SCHEMA;
  return {
    name: 'kafka',
    description: `kafka(${topicsText(options)})`,
    schema: (value?.schema ?? own) as Schema<R>,
    badRecordSchema: BAD_RECORD_SCHEMA,
    async open(context) {
      if (context.isStreaming) checkHasNoEnd(options);
      const { clock, rand } = context.ports;
      const topicIds = await TopicIds.open(context.ports, context.directory);
      const connection = await openKafkaConnection({
        clock,
        random: () => rand.next(),
        ...options,
      });
      return new KafkaReader({ connection, options, context, topicIds });
    },
  };
}
