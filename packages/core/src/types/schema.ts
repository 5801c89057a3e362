import { BAD_FIELD_NAME } from '../errors/schema.ts';
import {
  BINARY,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  type Field,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
} from './data-type.ts';

declare const VALUE: unique symbol;

/** The declaration of one column whose values read as `T` in JavaScript. */
export interface ColumnType<out T> {
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly sourceName?: string;
  /** The same column, read from the field `sourceName` of the data. */
  from(sourceName: string): ColumnType<T>;
  readonly [VALUE]: T;
}

/**
 * The columns of a table, in order.
 *
 * @typeParam R - the row they make in JavaScript
 */
export interface Schema<out R = unknown> {
  readonly fields: readonly Field[];
  readonly [VALUE]?: R;
}

/** The row type of a schema: `type Order = RowOf<typeof Order>`. */
export type RowOf<S> = S extends Schema<infer R> ? R : never;

// `& {}` drops the alias, so that editors print the row itself.
type RowOfColumns<C> = {
  -readonly [K in keyof C]: C[K] extends ColumnType<infer T> ? T : never;
} & {};

class Column<T> implements ColumnType<T> {
  declare readonly [VALUE]: T;
  readonly dataType: DataType;
  readonly nullable: boolean;
  declare readonly sourceName?: string;

  constructor(dataType: DataType, nullable: boolean, sourceName?: string) {
    this.dataType = dataType;
    this.nullable = nullable;
    if (sourceName !== undefined) this.sourceName = sourceName;
  }

  from(sourceName: string): ColumnType<T> {
    return new Column(this.dataType, this.nullable, sourceName);
  }
}

const column = <T>(dataType: DataType): ColumnType<T> => new Column<T>(dataType, false);

/** Text, UTF-8 inside the engine. */
export const string = (): ColumnType<string> => column(STRING);
/** IEEE 754, 64 bits. */
export const double = (): ColumnType<number> => column(DOUBLE);
/** IEEE 754, 32 bits. */
export const float = (): ColumnType<number> => column({ kind: 'float' });
/** Integer of 8 bits. */
export const byte = (): ColumnType<number> => column({ kind: 'byte' });
/** Integer of 16 bits. */
export const short = (): ColumnType<number> => column({ kind: 'short' });
/** Integer of 32 bits. */
export const int = (): ColumnType<number> => column(INT);
/** Integer of 64 bits, read as `number`: a value beyond 2^53 is an error where it would become a row. */
export const long = (): ColumnType<number> => column(LONG);
/** Integer of 64 bits, read as `bigint`. */
export const bigint = (): ColumnType<bigint> => column({ kind: 'long', asBigint: true });
/** True or false. */
export const boolean = (): ColumnType<boolean> => column(BOOLEAN);
/** Bytes. */
export const binary = (): ColumnType<Uint8Array> => column(BINARY);
/** A calendar day, read as a `Date` at midnight UTC. */
export const date = (): ColumnType<Date> => column(DATE);
/** An instant in microseconds, read as `Date`, which keeps milliseconds; see {@link timestampMicros}. */
export const timestamp = (): ColumnType<Date> => column(TIMESTAMP);
/** An instant, read as a number of microseconds since 1970-01-01T00:00:00Z. */
export const timestampMicros = (): ColumnType<number> =>
  column({ kind: 'timestamp', asMicros: true });
/** What a clock and a calendar show, without a zone: read as a `Date` that shows it in UTC. */
export const timestampNtz = (): ColumnType<Date> => column({ kind: 'timestamp_ntz' });
/** Exact decimal of `precision` digits (at most 38), `scale` of them after the point; read as text. */
export const decimal = (precision: number, scale: number): ColumnType<string> =>
  column({ kind: 'decimal', precision, scale });

/** A list of values of one type. */
export const array = <T>(element: ColumnType<T>): ColumnType<readonly T[]> =>
  column({ kind: 'array', element: element.dataType, containsNull: element.nullable });

/** Keys and values, read as a `Map`; keys are never null. */
export const map = <K, V>(
  key: ColumnType<K>,
  value: ColumnType<V>,
): ColumnType<ReadonlyMap<K, V>> =>
  column({
    kind: 'map',
    key: key.dataType,
    value: value.dataType,
    valueContainsNull: value.nullable,
  });

/** Named fields in one column. */
export function struct<C extends Readonly<Record<string, ColumnType<unknown>>>>(
  columns: C,
): ColumnType<RowOfColumns<C>> {
  return column({ kind: 'struct', fields: fieldsOf(columns) });
}

/** Allows null. Without it a null or missing value makes the record a bad one. */
export const nullable = <T>(of: ColumnType<T>): ColumnType<T | null> =>
  new Column<T | null>(of.dataType, true, of.sourceName);

/**
 * Declares the columns of a table, in order.
 *
 * @throws {@link BAD_FIELD_NAME} for an empty name and for `__proto__`
 * @example
 * ```ts
 * const Order = schema({ order_id: string(), price: double(), note: nullable(string()) });
 * type Order = RowOf<typeof Order>; // { order_id: string; price: number; note: string | null }
 * ```
 */
export function schema<C extends Readonly<Record<string, ColumnType<unknown>>>>(
  columns: C,
): Schema<RowOfColumns<C>> {
  return { fields: fieldsOf(columns) };
}

/**
 * Refuses names that cannot be a property of a row. A schema may come from a file, so names are data.
 *
 * @throws {@link BAD_FIELD_NAME}
 */
export function checkFieldNames(fields: readonly Field[]): void {
  for (const { name, dataType } of fields) {
    // `__proto__` as a property sets the prototype, so as a column it would vanish.
    if (name === '' || name === '__proto__') throw BAD_FIELD_NAME.error({ name });
    checkFieldNamesOf(dataType);
  }
}

function checkFieldNamesOf(dataType: DataType): void {
  switch (dataType.kind) {
    case 'struct':
      checkFieldNames(dataType.fields);
      return;
    case 'array':
      checkFieldNamesOf(dataType.element);
      return;
    case 'map':
      checkFieldNamesOf(dataType.key);
      checkFieldNamesOf(dataType.value);
      return;
    default:
  }
}

function fieldsOf(columns: Readonly<Record<string, ColumnType<unknown>>>): readonly Field[] {
  const fields = Object.entries(columns).map(([name, { dataType, nullable, sourceName }]) => {
    return { name, dataType, nullable, ...(sourceName === undefined ? {} : { sourceName }) };
  });
  checkFieldNames(fields);
  return fields;
}
