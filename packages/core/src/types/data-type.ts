/**
 * The value types of columns, as plain data. Names and meaning are Spark SQL's.
 *
 * A type may also say how its values look in JavaScript rows: `long` reads as `number` (a value
 * beyond 2^53 is an error, never a wrong number) unless `asBigint`; `timestamp` reads as `Date`
 * unless `asMicros`. These marks never change what is computed or stored.
 */
export type DataType =
  | BooleanType
  | IntegerType
  | LongType
  | FractionalType
  | DecimalType
  | StringType
  | BinaryType
  | DateType
  | TimestampType
  | IntervalType
  | NullType
  | ArrayType
  | MapType
  | StructType;

export interface BooleanType {
  readonly kind: 'boolean';
}
/** Signed integers of 8, 16 and 32 bits. */
export interface IntegerType {
  readonly kind: 'byte' | 'short' | 'int';
}
/** Signed integers of 64 bits. */
export interface LongType {
  readonly kind: 'long';
  readonly asBigint?: boolean;
}
/** IEEE 754 numbers of 32 and 64 bits. */
export interface FractionalType {
  readonly kind: 'float' | 'double';
}
/** Exact numbers of up to 38 digits, `scale` of them after the point. */
export interface DecimalType {
  readonly kind: 'decimal';
  readonly precision: number;
  readonly scale: number;
}
export interface StringType {
  readonly kind: 'string';
}
export interface BinaryType {
  readonly kind: 'binary';
}
/** Days since 1970-01-01. */
export interface DateType {
  readonly kind: 'date';
}
/** Microseconds: an instant (`timestamp`) or a wall-clock reading without zone (`timestamp_ntz`). */
export interface TimestampType {
  readonly kind: 'timestamp' | 'timestamp_ntz';
  readonly asMicros?: boolean;
}
/** A length of time in expressions; never a column of a source or a sink. */
export interface IntervalType {
  readonly kind: 'interval';
  /** What it counts: months, whole days, months and days and time; absent, days and time of 24 hours. */
  readonly unit?: 'months' | 'days' | 'calendar';
}
/** The type of a bare `null`. */
export interface NullType {
  readonly kind: 'null';
}
export interface ArrayType {
  readonly kind: 'array';
  readonly element: DataType;
  readonly containsNull: boolean;
}
export interface MapType {
  readonly kind: 'map';
  readonly key: DataType;
  readonly value: DataType;
  readonly valueContainsNull: boolean;
}
export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
}

/** One column of a schema, or one field of a struct. */
export interface Field {
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** The name in the data of the source, where it differs from `name`. */
  readonly sourceName?: string;
}

export const BOOLEAN: BooleanType = { kind: 'boolean' };
export const INT: IntegerType = { kind: 'int' };
export const LONG: LongType = { kind: 'long' };
export const DOUBLE: FractionalType = { kind: 'double' };
export const STRING: StringType = { kind: 'string' };
export const BINARY: BinaryType = { kind: 'binary' };
export const DATE: DateType = { kind: 'date' };
export const TIMESTAMP: TimestampType = { kind: 'timestamp' };
export const INTERVAL: IntervalType = { kind: 'interval' };
export const NULL: NullType = { kind: 'null' };

/** Struct `<start, end>` of a time window; start inclusive, end exclusive. */
export const WINDOW: StructType = {
  kind: 'struct',
  fields: [
    { name: 'start', dataType: TIMESTAMP, nullable: false },
    { name: 'end', dataType: TIMESTAMP, nullable: false },
  ],
};

/** The type of the elements of a list: of a map they are structs of `key` and `value`. */
export function elementType(type: DataType): DataType {
  if (type.kind === 'array') return type.element;
  if (type.kind === 'map') return entryType(type);
  throw new TypeError(`${showType(type)} has no elements`);
}

/** The struct of `key` and `value` that an entry of a map is. */
export function entryType({ key, value, valueContainsNull }: MapType): StructType {
  return {
    kind: 'struct',
    fields: [
      { name: 'key', dataType: key, nullable: false },
      { name: 'value', dataType: value, nullable: valueContainsNull },
    ],
  };
}

/** True where both describe the same values. JavaScript marks, nullability and source names do not count. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'decimal': {
      const other = b as DecimalType;
      return a.precision === other.precision && a.scale === other.scale;
    }
    case 'array':
      return sameType(a.element, (b as ArrayType).element);
    case 'map':
      return sameType(a.key, (b as MapType).key) && sameType(a.value, (b as MapType).value);
    case 'struct': {
      const other = (b as StructType).fields;
      return (
        a.fields.length === other.length &&
        a.fields.every((field, i) => {
          const twin = other[i];
          return (
            twin !== undefined &&
            field.name === twin.name &&
            sameType(field.dataType, twin.dataType)
          );
        })
      );
    }
    case 'interval':
      return a.unit === (b as IntervalType).unit;
    default:
      return true;
  }
}

const INTERVAL_TEXTS = {
  calendar: 'interval',
  months: 'interval year to month',
  days: 'interval day',
  time: 'interval day to second',
} as const;

/** Spark's text of a type, for messages and `printSchema`: `struct<start:timestamp,end:timestamp>`. */
export function showType(type: DataType): string {
  switch (type.kind) {
    case 'byte':
      return 'tinyint';
    case 'short':
      return 'smallint';
    case 'long':
      return 'bigint';
    case 'null':
      return 'void';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'interval':
      return INTERVAL_TEXTS[type.unit ?? 'time'];
    case 'array':
      return `array<${showType(type.element)}>`;
    case 'map':
      return `map<${showType(type.key)},${showType(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${showType(f.dataType)}`).join(',')}>`;
    default:
      return type.kind;
  }
}
