import type { EncodableRecord } from './log/record-batch-encoder.ts';

/** A header value; null is Kafka's null. */
export type HeaderValue = string | Uint8Array | null;

/** A record to produce. Strings are written as UTF-8. */
export interface RecordToProduce {
  /** Null or left out: no key. */
  readonly key?: string | Uint8Array | null;
  /** Null or left out: a tombstone. */
  readonly value?: string | Uint8Array | null;
  /** A list of pairs when a name is to repeat. */
  readonly headers?:
    | Readonly<Record<string, HeaderValue>>
    | readonly (readonly [name: string, value: HeaderValue])[];
  /** Milliseconds since the epoch; the broker's clock unless told. */
  readonly timestampMs?: number;
}

/** A record as a consumer would see it. */
export interface StoredRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  /** In the order of the producer; a name may repeat. */
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
}

/** Room that the fields of a record and its header entries may take besides their content. */
const RECORD_OVERHEAD_BYTES = 40;
const HEADER_OVERHEAD_BYTES = 10;
const BATCH_OVERHEAD_BYTES = 61;

const toBytes = (value: string | Uint8Array | null | undefined): Uint8Array | null =>
  typeof value === 'string' ? Buffer.from(value) : (value ?? null);

export function toEncodable(record: RecordToProduce, nowMs: number): EncodableRecord {
  const headers: readonly (readonly [string, HeaderValue])[] = Array.isArray(record.headers)
    ? record.headers
    : Object.entries(record.headers ?? {});
  return {
    timestampMs: record.timestampMs ?? nowMs,
    key: toBytes(record.key),
    value: toBytes(record.value),
    headers: headers.map(([name, value]) => [name, toBytes(value)]),
  };
}

/** An upper bound of what a record takes in a batch. */
function boundBytes({ key, value, headers }: EncodableRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, headerValue] of headers) {
    bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + (headerValue?.length ?? 0);
  }
  return bytes;
}

/** Splits records into runs that fit into a batch of `maxBatchBytes`. A larger one stands alone. */
export function splitIntoBatches(
  records: readonly EncodableRecord[],
  maxBatchBytes: number,
): EncodableRecord[][] {
  const batches: EncodableRecord[][] = [];
  let roomBytes = 0;
  for (const record of records) {
    const bytes = boundBytes(record);
    const current = batches.at(-1);
    if (current === undefined || bytes > roomBytes) {
      batches.push([record]);
      roomBytes = maxBatchBytes - BATCH_OVERHEAD_BYTES - bytes;
    } else {
      current.push(record);
      roomBytes -= bytes;
    }
  }
  return batches;
}
