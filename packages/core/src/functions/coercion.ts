import {
  type ArrayType,
  type DataType,
  type DecimalType,
  DOUBLE,
  type LongType,
  type MapType,
  STRING,
  type StructType,
  sameType,
} from '../types/data-type.ts';

/*
 * Spark's implicit casts with ANSI off (TypeCoercion, DecimalPrecision): which type two operands meet in.
 */

const INTEGRAL_DIGITS: Readonly<Record<string, number>> = { byte: 3, short: 5, int: 10, long: 20 };
const NUMERIC_ORDER: readonly DataType['kind'][] = [
  'byte',
  'short',
  'int',
  'long',
  'float',
  'double',
];
const MAX_DIGITS = 38;

export function isIntegral({ kind }: DataType): boolean {
  return kind === 'byte' || kind === 'short' || kind === 'int' || kind === 'long';
}

export function isFractional({ kind }: DataType): boolean {
  return kind === 'float' || kind === 'double';
}

export function isNumeric(type: DataType): boolean {
  return isIntegral(type) || isFractional(type) || type.kind === 'decimal';
}

export function isTimestamp({ kind }: DataType): boolean {
  return kind === 'timestamp' || kind === 'timestamp_ntz';
}

/** The decimal that holds every value of an integral type. */
export function decimalFor(type: DataType): DecimalType {
  if (type.kind === 'decimal') return type;
  return { kind: 'decimal', precision: INTEGRAL_DIGITS[type.kind] ?? MAX_DIGITS, scale: 0 };
}

/** A decimal that holds every value of both. */
function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return {
    kind: 'decimal',
    precision: Math.min(whole + scale, MAX_DIGITS),
    scale: Math.min(scale, MAX_DIGITS),
  };
}

/** The type that holds values of both without loss, numbers by Spark's order; undefined if there is none. */
export function widerType(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (sameType(a, b)) return marked(a) ? a : b;
  if (isNumeric(a) && isNumeric(b)) return widerNumber(a, b);
  const times = [a.kind, b.kind].sort().join();
  if (times === 'date,timestamp' || times === 'timestamp,timestamp_ntz') {
    return a.kind === 'timestamp' ? a : b;
  }
  if (times === 'date,timestamp_ntz') return a.kind === 'date' ? b : a;
  return a.kind === b.kind ? widerNested(a, b) : undefined;
}

/** As {@link widerType}; text and anything that has a text meet in string. */
export function widerTypeWithText(a: DataType, b: DataType): DataType | undefined {
  const wider = widerType(a, b);
  if (wider !== undefined) return wider;
  const other = a.kind === 'string' ? b : b.kind === 'string' ? a : undefined;
  if (other === undefined) return undefined;
  return isNumeric(other) || other.kind === 'date' || isTimestamp(other) ? STRING : undefined;
}

/** The type in which two values are compared: text is read as the other side's type. */
export function comparisonType(a: DataType, b: DataType): DataType | undefined {
  const wider = widerType(a, b);
  if (wider !== undefined) return wider;
  const other = a.kind === 'string' ? b : b.kind === 'string' ? a : undefined;
  if (other !== undefined) {
    if (other.kind === 'decimal' && other.scale > 0) return DOUBLE;
    return isNumeric(other) ||
      isTimestamp(other) ||
      other.kind === 'date' ||
      other.kind === 'boolean'
      ? other
      : undefined;
  }
  if (a.kind === 'boolean' && isNumeric(b)) return b;
  return b.kind === 'boolean' && isNumeric(a) ? a : undefined;
}

/** The type in which all of `types` meet, pair by pair from the left. */
export function commonType(
  types: readonly DataType[],
  meet: (a: DataType, b: DataType) => DataType | undefined,
): DataType | undefined {
  let common: DataType | undefined = types[0];
  for (const type of types.slice(1)) {
    if (common === undefined) return undefined;
    common = meet(common, type);
  }
  return common;
}

function widerNumber(a: DataType, b: DataType): DataType {
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    return isFractional(a) || isFractional(b) ? DOUBLE : widerDecimal(decimalFor(a), decimalFor(b));
  }
  return NUMERIC_ORDER.indexOf(a.kind) > NUMERIC_ORDER.indexOf(b.kind) ? a : b;
}

function widerNested(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === 'array') {
    const other = b as ArrayType;
    const element = widerType(a.element, other.element);
    return (
      element && { kind: 'array', element, containsNull: a.containsNull || other.containsNull }
    );
  }
  if (a.kind === 'map') {
    const other = b as MapType;
    const key = widerType(a.key, other.key);
    const value = widerType(a.value, other.value);
    const valueContainsNull = a.valueContainsNull || other.valueContainsNull;
    return key && value && { kind: 'map', key, value, valueContainsNull };
  }
  if (a.kind !== 'struct') return undefined;
  const others = (b as StructType).fields;
  if (a.fields.length !== others.length) return undefined;
  const fields = a.fields.map((field, i) => {
    const other = others[i];
    if (other === undefined || other.name !== field.name) return undefined;
    const dataType = widerType(field.dataType, other.dataType);
    return dataType && { name: field.name, dataType, nullable: field.nullable || other.nullable };
  });
  return fields.includes(undefined)
    ? undefined
    : { kind: 'struct', fields: fields.filter((field) => field !== undefined) };
}

/** A type that says how its values look in JavaScript passes that on. */
function marked(type: DataType): boolean {
  return (type as LongType).asBigint === true || (type as { asMicros?: boolean }).asMicros === true;
}
