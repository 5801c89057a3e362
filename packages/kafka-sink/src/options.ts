import { checkOptions, type OptionNames } from '@tidemark/core/connector';
import {
  CONNECTION_OPTIONS,
  type Compression,
  INVALID_OPTION,
  type KafkaConnectionOptions,
  refuseSettings,
} from '@tidemark/kafka-client';

/** What a key or a value may be made from: the name of a column, or a function of the row. */
export type PayloadOf<R> = (keyof R & string) | ((row: R) => string | Uint8Array | null);

/** The options of {@link kafkaSink}. */
export interface KafkaSinkOptions<R = unknown> extends KafkaConnectionOptions {
  /** Where the rows go. Without it a column `topic` says so for every row, and `markerTopic` is needed. */
  readonly topic?: string;
  /**
   * The key of a record, which also chooses its partition: a column of text, bytes or integers, or a
   * function of the row. Default: in format `columns` the column `key`, else none.
   */
  readonly key?: PayloadOf<R>;
  /**
   * - `columns`: Spark's layout: column `value` (string or binary), and if they are there `key`,
   *   `topic`, `partition`, `headers` and `timestamp`,
   * - `json`: the whole row as a JSON object.
   *
   * Default: `columns` when there is a string or binary column `value`, else `json`.
   */
  readonly format?: 'columns' | 'json';
  /** Default `exactly-once`; see {@link kafkaSink}. */
  readonly delivery?: 'exactly-once' | 'at-least-once';
  readonly compression?: Compression;
  /** How long a transaction may stay open, in milliseconds; default 60,000. */
  readonly transactionTimeoutMs?: number;
  /**
   * What becomes of a record that is larger than its topic takes: the query fails, unless said, or the record goes
   * to `deadLetterTopic`.
   */
  readonly onTooLarge?: 'fail' | 'deadLetter';
  /**
   * An existing topic that takes larger records than the others (`max.message.bytes`). A dead letter is the record
   * itself with the headers `tidemark.reason`, `tidemark.topic` and `tidemark.partition`, part of the same
   * transaction.
   */
  readonly deadLetterTopic?: string;
  /** An existing topic whose name the batch marker is kept under; default `topic`. */
  readonly markerTopic?: string;
}

const OPTIONS: OptionNames<KafkaSinkOptions> = {
  ...CONNECTION_OPTIONS,
  topic: true,
  key: true,
  format: true,
  delivery: true,
  compression: true,
  transactionTimeoutMs: true,
  onTooLarge: true,
  deadLetterTopic: true,
  markerTopic: true,
};

/** Spark's list, `KafkaSourceProvider`. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['key.serializer', 'is not supported: the option key makes text or bytes of a row'],
  ['value.serializer', 'is not supported: the option format makes text or bytes of a row'],
]);

/** @throws `KAFKA.INVALID_OPTION`, `OPTION.UNKNOWN` */
export function checkSinkOptions<R>(options: KafkaSinkOptions<R>): void {
  refuseSettings(options, REFUSED);
  checkOptions('kafkaSink()', options, OPTIONS);
  const { onTooLarge = 'fail', deadLetterTopic } = options;
  if ((onTooLarge === 'deadLetter') === (deadLetterTopic !== undefined)) return;
  const [option, problem] =
    deadLetterTopic === undefined
      ? ['onTooLarge', "says 'deadLetter', which needs deadLetterTopic"]
      : ['deadLetterTopic', "is given without onTooLarge: 'deadLetter'"];
  throw INVALID_OPTION.error({ option, problem });
}

/** The topic whose name the batch marker is kept under; undefined where only rows name a topic. */
export function markerTopicOf<R>(options: KafkaSinkOptions<R>): string | undefined {
  return options.markerTopic ?? options.topic;
}
