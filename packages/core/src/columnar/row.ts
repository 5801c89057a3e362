import { LONG_NOT_SAFE } from '../errors/execution.ts';
import type { DataType, Field } from '../types/data-type.ts';
import { decimalText } from '../types/decimal-text.ts';
import type { InternalValue } from '../types/internal-value.ts';
import { readValue } from './read-value.ts';
import type { RecordBatch } from './record-batch.ts';
import type { Vector } from './vector.ts';
import { vectorOf } from './vector-of.ts';

/** A row as user code sees it: column name to JavaScript value. */
export type Row = Record<string, unknown>;

const MICROS_PER_DAY = 86_400_000_000;
const MICROS_PER_MS = 1000;
const MS_PER_DAY = 86_400_000;

/** The rows of a batch as plain objects, in order. Values are made when a row is reached. */
export function* rowsOf(batch: RecordBatch): Generator<Row> {
  const { selection, schema, columns, length } = batch;
  const count = selection === undefined ? length : selection.length;
  for (let i = 0; i < count; i++) {
    const row = selection === undefined ? i : (selection[i] as number);
    yield rowAt(schema.fields, columns, row);
  }
}

function rowAt(fields: readonly Field[], columns: readonly Vector[], row: number): Row {
  const out: Row = {};
  for (let c = 0; c < fields.length; c++) {
    const { name, dataType } = fields[c] as Field;
    out[name] = toJs(readValue(columns[c] as Vector, row, dataType), dataType, name);
  }
  return out;
}

/**
 * The JavaScript form of an internal value.
 *
 * @throws {@link LONG_NOT_SAFE} for a long beyond 2^53 in a column that reads as `number`
 */
export function toJs(value: InternalValue, dataType: DataType, column: string): unknown {
  if (value === null) return null;
  switch (dataType.kind) {
    case 'long':
      if (dataType.asBigint === true) return BigInt(value as number | bigint);
      if (typeof value === 'bigint') throw LONG_NOT_SAFE.error({ column, value: String(value) });
      return value;
    case 'timestamp':
    case 'timestamp_ntz':
      return dataType.asMicros === true
        ? value
        : new Date(Math.floor((value as number) / MICROS_PER_MS));
    case 'date':
      return new Date((value as number) * MS_PER_DAY);
    case 'decimal':
      return decimalText(value as bigint, dataType.scale);
    case 'array':
      return (value as readonly InternalValue[]).map((v) => toJs(v, dataType.element, column));
    case 'map':
      return new Map(
        (value as readonly (readonly [InternalValue, InternalValue])[]).map(([k, v]) => [
          toJs(k, dataType.key, column),
          toJs(v, dataType.value, column),
        ]),
      );
    case 'struct': {
      const out: Row = {};
      for (const [i, field] of dataType.fields.entries()) {
        const fieldValue = (value as readonly InternalValue[])[i] ?? null;
        out[field.name] = toJs(fieldValue, field.dataType, `${column}.${field.name}`);
      }
      return out;
    }
    default:
      return value;
  }
}

/** The internal form of a JavaScript value; the inverse of {@link toJs}, lenient in what it takes. */
export function fromJs(value: unknown, dataType: DataType): InternalValue {
  if (value === null || value === undefined) return null;
  switch (dataType.kind) {
    case 'timestamp':
    case 'timestamp_ntz':
      return value instanceof Date ? value.getTime() * MICROS_PER_MS : (value as number);
    case 'date':
      return value instanceof Date
        ? Math.floor((value.getTime() * MICROS_PER_MS) / MICROS_PER_DAY)
        : (value as number);
    case 'long': {
      if (typeof value !== 'bigint') return value as number;
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    case 'float':
      return Math.fround(value as number);
    case 'decimal':
      return decimalUnscaled(`${value as string | number | bigint}`, dataType.scale);
    case 'array':
      return (value as readonly unknown[]).map((v) => fromJs(v, dataType.element));
    case 'map':
      return [...(value as ReadonlyMap<unknown, unknown>)].map(([k, v]) => [
        fromJs(k, dataType.key),
        fromJs(v, dataType.value),
      ]);
    case 'struct': {
      const fields = value as Readonly<Record<string, unknown>>;
      return dataType.fields.map((field) => fromJs(fields[field.name], field.dataType));
    }
    default:
      return value as InternalValue;
  }
}

/** A vector of JavaScript values. */
export function vectorFromJs(values: readonly unknown[], dataType: DataType): Vector {
  return vectorOf(
    values.map((value) => fromJs(value, dataType)),
    dataType,
  );
}

function decimalUnscaled(text: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
}
