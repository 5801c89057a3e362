import {
  type InternalValue,
  type RecordBatch,
  readValue,
  rowsOf,
  type Vector,
} from '@tidemark/core/connector';
import { KEY_TYPE } from './conditions.ts';
import type { PayloadOf } from './options.ts';

const utf8 = new TextEncoder();

/** The bytes of a row for a part of its record; null is Kafka's null. */
export type Payload = (row: number) => Uint8Array | null;

const NOTHING: Payload = () => null;

/** What a column holds, as bytes: text as UTF-8, integers as their digits. Without the column, null. */
export function columnPayload(rows: RecordBatch, name: string): Payload {
  const at = rows.schema.fields.findIndex((field) => field.name === name);
  const vector = rows.columns[at];
  return vector === undefined ? NOTHING : vectorPayload(vector);
}

function vectorPayload(vector: Vector): Payload {
  const { nulls } = vector;
  const isNull = (row: number): boolean => nulls !== undefined && nulls[row] === 1;
  switch (vector.kind) {
    case 'bytes': {
      const { bytes, starts, lengths } = vector;
      return (row) => {
        if (isNull(row)) return null;
        const start = starts[row] as number;
        return bytes.subarray(start, start + (lengths[row] as number));
      };
    }
    case 'dictionary': {
      const { codes, dictionary } = vector;
      return (row) => (isNull(row) ? null : dictionary.bytes(codes[row] as number));
    }
    case 'int':
    case 'double':
    case 'bigint': {
      const { values } = vector;
      return (row) => (isNull(row) ? null : utf8.encode(String(values[row])));
    }
    default:
      throw new TypeError(`a ${vector.kind} vector is no payload`);
  }
}

/**
 * The keys of rows, from a column or a function; without either there are none.
 *
 * @throws {@link KEY_TYPE} for what a function of JavaScript may return
 */
export function keyPayload<R>(rows: RecordBatch, key: PayloadOf<R> | 'key' | undefined): Payload {
  if (key === undefined) return NOTHING;
  if (typeof key !== 'function') return columnPayload(rows, key);
  const keys = Array.from(rowsOf(rows), (row) => bytesOf(key(row as R)));
  return (row) => keys[row] ?? null;
}

function bytesOf(key: unknown): Uint8Array | null {
  if (key === null || key === undefined) return null;
  if (typeof key === 'string') return utf8.encode(key);
  if (key instanceof Uint8Array) return key;
  throw KEY_TYPE.error({ found: typeof key });
}

/** The values of a column; null for all rows without it. */
export function columnValues(rows: RecordBatch, name: string): (row: number) => InternalValue {
  const at = rows.schema.fields.findIndex((field) => field.name === name);
  const [field, vector] = [rows.schema.fields[at], rows.columns[at]];
  if (field === undefined || vector === undefined) return NOTHING;
  return (row) => readValue(vector, row, field.dataType);
}
