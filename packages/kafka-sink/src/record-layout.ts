import {
  type Batch,
  compact,
  encodeJsonRecords,
  type InternalValue,
  type RecordBatch,
} from '@tidemark/core/connector';
import type { OutgoingRecord } from '@tidemark/kafka-client';
import { formatOf, keyOf } from './check-layout.ts';
import type { KafkaSinkOptions } from './options.ts';
import { columnPayload, columnValues, keyPayload, type Payload } from './payload.ts';

/** A record and where it is to go; partition undefined lets the key decide. */
export interface RoutedRecord {
  readonly topic: string | null;
  readonly partition: number | undefined;
  readonly record: OutgoingRecord;
}

const MICROS_PER_MS = 1000;

/** The records of a batch, in its order. */
export function* recordsOf<R>(
  batch: Batch<R>,
  options: KafkaSinkOptions<R>,
): Generator<RoutedRecord> {
  const format = formatOf(batch.schema, options);
  for (const part of batch.recordBatches) {
    const rows = compact(part);
    const key = keyPayload(rows, keyOf(format, options));
    if (format === 'json') yield* jsonRecords(rows, key, options.topic ?? null);
    else yield* columnRecords(rows, key, options.topic);
  }
}

function* jsonRecords(
  rows: RecordBatch,
  key: Payload,
  topic: string | null,
): Generator<RoutedRecord> {
  const { bytes, starts, lengths } = encodeJsonRecords(rows);
  for (let row = 0; row < rows.length; row++) {
    const start = starts[row] as number;
    const value = bytes.subarray(start, start + (lengths[row] as number));
    yield { topic, partition: undefined, record: { key: key(row), value } };
  }
}

function* columnRecords(
  rows: RecordBatch,
  key: Payload,
  topic: string | undefined,
): Generator<RoutedRecord> {
  const value = columnPayload(rows, 'value');
  const topicOf = columnValues(rows, 'topic');
  const partition = columnValues(rows, 'partition');
  const timestamp = columnValues(rows, 'timestamp');
  const headers = columnValues(rows, 'headers');
  for (let row = 0; row < rows.length; row++) {
    const micros = timestamp(row) as number | null;
    const pairs = headers(row) as readonly InternalValue[] | null;
    yield {
      topic: topic ?? (topicOf(row) as string | null),
      partition: (partition(row) as number | null) ?? undefined,
      record: {
        key: key(row),
        value: value(row),
        ...(micros === null ? {} : { timestampMs: Math.floor(micros / MICROS_PER_MS) }),
        ...(pairs === null ? {} : { headers: headersOf(pairs) }),
      },
    };
  }
}

/** Kafka has no null header and no header without a key; such entries are left out. */
function headersOf(pairs: readonly InternalValue[]): NonNullable<OutgoingRecord['headers']> {
  return pairs.flatMap((pair) => {
    const [key, value] = (pair ?? []) as readonly (string | Uint8Array | null)[];
    return typeof key === 'string' ? [{ key, value: (value ?? null) as Uint8Array | null }] : [];
  });
}
