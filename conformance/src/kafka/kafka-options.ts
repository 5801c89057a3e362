import type { Duration } from '@tidemark/core';
import type { Clock } from '@tidemark/core/connector';
import type { KafkaSinkOptions } from '@tidemark/kafka-sink';
import type { KafkaSourceOptions, TopicOffsets } from '@tidemark/kafka-source';

type SparkOptions = Readonly<Record<string, string | number>>;
type OwnOptions = Partial<KafkaSourceOptions>;
type Translate = (value: string | number) => OwnOptions;

const UNITS: ReadonlyMap<string, string> = new Map([
  ['ms', 'milliseconds'],
  ['s', 'seconds'],
  ['m', 'minutes'],
  ['h', 'hours'],
]);

/** Spark's `5s` as we write it. */
function durationOf(text: string): Duration {
  const [, amount, unit = ''] = /^(\d+)([a-z]+)$/.exec(text) ?? [];
  const name = UNITS.get(unit);
  return (amount === undefined || name === undefined ? text : `${amount} ${name}`) as Duration;
}

function startingOffsets(value: string | number): OwnOptions {
  const text = String(value);
  const isWord = text === 'earliest' || text === 'latest';
  return { startingOffsets: isWord ? text : (JSON.parse(text) as TopicOffsets) };
}

/** Spark's options of the source, and ours for each. */
const SOURCE_OPTIONS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['subscribe', (value) => ({ topic: String(value) })],
  ['subscribePattern', (value) => ({ subscribePattern: new RegExp(String(value)) })],
  ['assign', (value) => ({ assign: JSON.parse(String(value)) as Record<string, number[]> })],
  ['startingOffsets', startingOffsets],
  ['maxOffsetsPerTrigger', (value) => ({ maxOffsetsPerTrigger: Number(value) })],
  ['minOffsetsPerTrigger', (value) => ({ minOffsetsPerTrigger: Number(value) })],
  ['maxTriggerDelay', (value) => ({ maxTriggerDelay: durationOf(String(value)) })],
  ['failOnDataLoss', (value) => ({ failOnDataLoss: String(value) === 'true' })],
  ['includeHeaders', (value) => ({ includeHeaders: String(value) === 'true' })],
  [
    'kafka.isolation.level',
    (value) => ({ isolationLevel: value as 'read_committed' | 'read_uncommitted' }),
  ],
  ['kafka.bootstrap.servers', (value) => ({ brokers: String(value) })],
]);

/** Where a scenario's Kafka is, and the time that sockets live in. */
export interface KafkaPlace {
  readonly brokers: readonly string[];
  readonly clock: Clock;
}

/** The options of `kafkaSource` for options of Spark's. */
export function sourceOptions(spark: SparkOptions, place: KafkaPlace): KafkaSourceOptions {
  const translated = Object.entries(spark).map(([name, value]) => {
    // A bounded read ends where the log ends, which is Spark's `latest`.
    if (name === 'endingOffsets' && value === 'latest') return {};
    // What has no name of ours goes on as it is, to be refused there as Spark refuses it.
    return SOURCE_OPTIONS.get(name)?.(value) ?? { [name]: value };
  });
  return Object.assign({ ...place }, ...translated) as KafkaSourceOptions;
}

/** The options of `kafkaSink` for options of Spark's, whose sink is at-least-once. */
export function sinkOptions(spark: SparkOptions, place: KafkaPlace): KafkaSinkOptions {
  return { ...spark, ...place, format: 'columns', delivery: 'at-least-once' };
}
