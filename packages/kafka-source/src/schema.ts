import {
  array,
  binary,
  int,
  long,
  nullable,
  type Schema,
  schema,
  string,
  struct,
  timestamp,
} from '@tidemark/core';
import type { KafkaRow } from './options.ts';

/** The columns of a record as it lies in the topic. */
export const KAFKA_SCHEMA: Schema<KafkaRow> = schema({
  key: nullable(binary()),
  value: nullable(binary()),
  topic: string(),
  partition: int(),
  offset: long(),
  timestamp: timestamp(),
  timestampType: int(),
});

/** The same with the headers, null when a record has none. */
export const KAFKA_SCHEMA_WITH_HEADERS: Schema = {
  fields: [
    ...KAFKA_SCHEMA.fields,
    ...schema({
      headers: nullable(array(struct({ key: string(), value: nullable(binary()) }))),
    }).fields,
  ],
};

/** A record whose value did not fit the format: the value, what is wrong, and where it lies. */
export interface KafkaBadRecord {
  readonly value: Uint8Array | null;
  readonly reason: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: Date;
}

export const BAD_RECORD_SCHEMA: Schema<KafkaBadRecord> = schema({
  value: nullable(binary()),
  reason: string(),
  topic: string(),
  partition: int(),
  offset: long(),
  timestamp: timestamp(),
});
