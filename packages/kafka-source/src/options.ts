import { type Duration, durationMs } from '@tidemark/core';
import { checkOptions, type Format, type OptionNames } from '@tidemark/core/connector';
import {
  CONNECTION_OPTIONS,
  INVALID_OPTION,
  type Isolation,
  type KafkaConnectionOptions,
  type RecordHeader,
  refuseSettings,
} from '@tidemark/kafka-client';

/** Offsets by topic and partition, as Spark writes them: -2 is the earliest, -1 the latest. */
export type TopicOffsets = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Milliseconds since 1970 by topic and partition. */
export type TopicTimestamps = TopicOffsets;

/** In {@link TopicOffsets}: where the log begins, and where it ends. */
export const EARLIEST = -2;
export const LATEST = -1;

/** Where a query without a checkpoint begins. */
export type StartingOffsets = 'earliest' | 'latest' | TopicOffsets;

/** The options of {@link kafkaSource}. Names and defaults are Spark's, in camelCase. */
export interface KafkaSourceOptions<R = KafkaRow> extends KafkaConnectionOptions {
  /** The topic, or several. One of `topic`, `subscribePattern` and `assign` is needed. */
  readonly topic?: string | readonly string[];
  /** All topics whose whole name matches; topics that appear later are read from their beginning. */
  readonly subscribePattern?: RegExp;
  /** Partitions by topic; no others are read. */
  readonly assign?: Readonly<Record<string, readonly number[]>>;
  /**
   * How the value of a record becomes columns, for example `json(Order)`. Without it the columns are
   * those of {@link KafkaRow}.
   */
  readonly value?: Format<R>;
  /** Default `latest` for a stream, `earliest` for a bounded read. A checkpoint beats it. */
  readonly startingOffsets?: StartingOffsets;
  /** Begin at the first record of this time or later, in milliseconds since 1970; beats the two others. */
  readonly startingTimestampMs?: number;
  /** The same with a time for each partition; beats `startingOffsets`. */
  readonly startingOffsetsByTimestamp?: TopicTimestamps;
  /** For a partition without a record of that time or later: fail, unless said, or begin at its end. */
  readonly startingOffsetsByTimestampStrategy?: 'error' | 'latest';
  /** Where a bounded read ends, exclusive; default `latest`. Not for streams. */
  readonly endingOffsets?: 'latest' | TopicOffsets;
  /** A bounded read ends before the first record of this time or later; beats the two others. */
  readonly endingTimestampMs?: number;
  /** The same with a time for each partition; beats `endingOffsets`. */
  readonly endingOffsetsByTimestamp?: TopicTimestamps;
  /** Most offsets a batch takes, shared out over partitions by what they have to give. Default: all. */
  readonly maxOffsetsPerTrigger?: number;
  /** Wait for so many new offsets before there is a batch, but no longer than `maxTriggerDelay`. */
  readonly minOffsetsPerTrigger?: number;
  /** Default 15 minutes. */
  readonly maxTriggerDelay?: Duration;
  /** Fail when records that were to be read are gone, true unless said. Else go on and say so. */
  readonly failOnDataLoss?: boolean;
  /**
   * A consumer group that is told how far the query is, after every batch that stands in the checkpoint: for tools
   * that show the lag of groups. Best effort, and never read; the group must have no members.
   */
  readonly commitOffsetsTo?: string;
  /** Taken and ignored with a warning: Spark splits partitions over executors, and there is one process here. */
  readonly minPartitions?: number;
  /** Adds the column `headers`: {@link KafkaRowWithHeaders}. Not together with `value`. */
  readonly includeHeaders?: boolean;
  /** Kafka's `isolation.level`; default `read_uncommitted`, as in Kafka and Spark. */
  readonly isolationLevel?: Isolation;
  /** Verify the checksum of every record batch; default true. */
  readonly checkCrc?: boolean;
}

/** A record as it lies in the topic (Spark's columns). */
export interface KafkaRow {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: Date;
  /** 0: set by the producer, 1: by the broker on arrival. */
  readonly timestampType: number;
}

/** The same with the headers, in the order of the producer; a key may repeat. */
export interface KafkaRowWithHeaders extends KafkaRow {
  /** Null when there are none. */
  readonly headers: readonly RecordHeader[] | null;
}

const OPTIONS: OptionNames<KafkaSourceOptions<unknown>> = {
  ...CONNECTION_OPTIONS,
  topic: true,
  subscribePattern: true,
  assign: true,
  value: true,
  startingOffsets: true,
  startingTimestampMs: true,
  startingOffsetsByTimestamp: true,
  startingOffsetsByTimestampStrategy: true,
  endingOffsets: true,
  endingTimestampMs: true,
  endingOffsetsByTimestamp: true,
  maxOffsetsPerTrigger: true,
  minOffsetsPerTrigger: true,
  maxTriggerDelay: true,
  failOnDataLoss: true,
  commitOffsetsTo: true,
  minPartitions: true,
  includeHeaders: true,
  isolationLevel: true,
  checkCrc: true,
};

/** Spark's list, `KafkaSourceProvider`. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  [
    'auto.offset.reset',
    'is not supported: startingOffsets says where a query begins, and its checkpoint where it goes on',
  ],
  [
    'enable.auto.commit',
    'is not supported: the checkpoint keeps the offsets; commitOffsetsTo names a group that is told of them',
  ],
  ['interceptor.classes', 'is not supported: interceptors may break the query'],
  [
    'key.deserializer',
    'is not supported: keys are bytes, and expressions make of them what they are',
  ],
  [
    'value.deserializer',
    'is not supported: values are bytes, and the option value makes of them what they are',
  ],
]);

/** @throws {@link INVALID_OPTION}, `OPTION.UNKNOWN` */
export function checkSourceOptions(options: KafkaSourceOptions<unknown>): void {
  refuseSettings(options, REFUSED);
  checkOptions('kafkaSource()', options, OPTIONS);
  const { topic, subscribePattern, assign, includeHeaders, value, commitOffsetsTo } = options;
  const chosen = [topic, subscribePattern, assign].filter((choice) => choice !== undefined);
  demand(
    chosen.length === 1,
    'topic',
    'must be given, or subscribePattern, or assign, and only one of them',
  );
  if (topic !== undefined) {
    const names = topicNames(topic);
    demand(names.length > 0 && names.every((name) => name !== ''), 'topic', 'has an empty name');
  }
  for (const [name, partitions] of Object.entries(assign ?? {})) {
    const isFine = partitions.length > 0 && partitions.every((p) => Number.isInteger(p) && p >= 0);
    demand(isFine, 'assign', `must name partitions of ${name} by their numbers`);
  }
  checkLimits(options);
  checkOffsets(options);
  demand(commitOffsetsTo !== '', 'commitOffsetsTo', 'is empty');
  demand(
    !(includeHeaders === true && value !== undefined),
    'includeHeaders',
    'adds a column to the records as they lie in the topic, and the option value replaces those',
  );
}

/** @throws {@link INVALID_OPTION} for options of a bounded read in a stream */
export function checkHasNoEnd(options: KafkaSourceOptions<unknown>): void {
  for (const option of [
    'endingOffsets',
    'endingTimestampMs',
    'endingOffsetsByTimestamp',
  ] as const) {
    demand(options[option] === undefined, option, 'is for bounded reads, and a stream has no end');
  }
}

function checkOffsets(options: KafkaSourceOptions<unknown>): void {
  const { startingOffsetsByTimestamp, endingOffsetsByTimestamp } = options;
  const { startingTimestampMs, endingTimestampMs } = options;
  const lists = [
    ['startingOffsets', options.startingOffsets, EARLIEST],
    ['endingOffsets', options.endingOffsets, LATEST],
    ['startingOffsetsByTimestamp', startingOffsetsByTimestamp, 0],
    ['endingOffsetsByTimestamp', endingOffsetsByTimestamp, 0],
    ['startingTimestampMs', single(startingTimestampMs), 0],
    ['endingTimestampMs', single(endingTimestampMs), 0],
  ] as const;
  for (const [option, list, lowest] of lists) {
    if (typeof list !== 'object') continue;
    const what = lowest === 0 ? 'time' : lowest === LATEST ? 'offset to end at' : 'offset';
    for (const offset of Object.values(list).flatMap((each) => Object.values(each))) {
      const isFine = Number.isSafeInteger(offset) && offset >= lowest;
      demand(isFine, option, `says ${offset}, which is no ${what}`);
    }
  }
}

/** One value in the shape of a list. */
function single(value: number | undefined): TopicOffsets | undefined {
  return value === undefined ? undefined : { all: { 0: value } };
}

function checkLimits(options: KafkaSourceOptions<unknown>): void {
  const { maxOffsetsPerTrigger, minOffsetsPerTrigger, maxTriggerDelay } = options;
  for (const [option, limit] of Object.entries({ maxOffsetsPerTrigger, minOffsetsPerTrigger })) {
    const isFine = limit === undefined || (Number.isSafeInteger(limit) && limit > 0);
    demand(isFine, option, `is ${limit} and must be a whole number above 0`);
  }
  const isBelowMax = (minOffsetsPerTrigger ?? 0) <= (maxOffsetsPerTrigger ?? Infinity);
  demand(isBelowMax, 'minOffsetsPerTrigger', 'is larger than maxOffsetsPerTrigger');
  if (maxTriggerDelay === undefined) return;
  demand(minOffsetsPerTrigger !== undefined, 'maxTriggerDelay', 'needs minOffsetsPerTrigger');
  durationMs(maxTriggerDelay);
}

function demand(isFulfilled: boolean, option: string, problem: string): void {
  if (!isFulfilled) throw INVALID_OPTION.error({ option, problem });
}

/** The names in the option `topic`. */
export function topicNames(topic: string | readonly string[]): readonly string[] {
  return typeof topic === 'string' ? topic.split(',').map((name) => name.trim()) : topic;
}

/** The topics as people write them, for messages: no broker, no secret. */
export function topicsText(options: KafkaSourceOptions<unknown>): string {
  const { topic, subscribePattern, assign = {} } = options;
  if (topic !== undefined) return typeof topic === 'string' ? topic : topic.join(',');
  return subscribePattern === undefined ? Object.keys(assign).join(',') : String(subscribePattern);
}
