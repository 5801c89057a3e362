import {
  type ArrayType,
  type DataType,
  type DecimalType,
  DOUBLE,
  type Field,
  STRING,
  type StructType,
  sameType,
  TIMESTAMP,
} from '../../types/data-type.ts';
import { decimalFor, isIntegral, isTimestamp } from '../coercion.ts';

const WIDTHS: readonly DataType['kind'][] = ['byte', 'short', 'int', 'long', 'float', 'double'];
const MAX_PRECISION = 38;

/** The type that holds the values of both: of JSON, where that is text at last (JsonInferSchema). */
export function compatibleType(a: DataType, b: DataType): DataType {
  const tight = tightType(a, b);
  if (tight !== undefined) return tight;
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const [first, second] = [decimalOf(a), decimalOf(b)];
    if (first !== undefined && second !== undefined) return widerDecimal(first, second);
    return a.kind === 'double' || b.kind === 'double' ? DOUBLE : STRING;
  }
  if (a.kind === 'struct' && b.kind === 'struct') return mergedStruct(a, b);
  if (a.kind === 'array' && b.kind === 'array')
    return arrayOf(compatibleType(a.element, b.element));
  return STRING;
}

/** TypeCoercion.findTightestCommonType: the one of the two that holds both; undefined where neither does. */
function tightType(a: DataType, b: DataType): DataType | undefined {
  if (sameType(a, b) || b.kind === 'null') return a;
  if (a.kind === 'null') return b;
  if (a.kind === 'decimal') return isIntegral(b) && holds(a, decimalFor(b)) ? a : undefined;
  if (b.kind === 'decimal') return isIntegral(a) && holds(b, decimalFor(a)) ? b : undefined;
  const [widthA, widthB] = [WIDTHS.indexOf(a.kind), WIDTHS.indexOf(b.kind)];
  if (widthA >= 0 && widthB >= 0) return widthA > widthB ? a : b;
  if (isTime(a) && isTime(b)) {
    return a.kind === 'timestamp' || b.kind === 'timestamp' ? TIMESTAMP : { kind: 'timestamp_ntz' };
  }
  if (a.kind === 'array' && b.kind === 'array') {
    const element = tightType(a.element, b.element);
    return element && arrayOf(element);
  }
  return a.kind === 'struct' && b.kind === 'struct' ? tightStruct(a, b) : undefined;
}

function isTime(type: DataType): boolean {
  return type.kind === 'date' || isTimestamp(type);
}

/** Of structs with the same names in any case. */
function tightStruct(a: StructType, b: StructType): StructType | undefined {
  if (a.fields.length !== b.fields.length) return undefined;
  const fields: Field[] = [];
  for (const [i, field] of a.fields.entries()) {
    const other = b.fields[i] as Field;
    const isSame = field.name.toLowerCase() === other.name.toLowerCase();
    const dataType = isSame ? tightType(field.dataType, other.dataType) : undefined;
    if (dataType === undefined) return undefined;
    fields.push({ ...field, dataType });
  }
  return { kind: 'struct', fields };
}

/** The fields of both, in the order of their names, in which both have them. */
function mergedStruct(a: StructType, b: StructType): StructType {
  const fields: Field[] = [];
  let i = 0;
  let j = 0;
  while (i < a.fields.length || j < b.fields.length) {
    const [left, right] = [a.fields[i], b.fields[j]];
    if (left !== undefined && right !== undefined && left.name === right.name) {
      fields.push({ ...left, dataType: compatibleType(left.dataType, right.dataType) });
      i++;
      j++;
    } else if (right === undefined || (left !== undefined && left.name < right.name)) {
      fields.push(left as Field);
      i++;
    } else {
      fields.push(right);
      j++;
    }
  }
  return { kind: 'struct', fields };
}

function arrayOf(element: DataType): ArrayType {
  return { kind: 'array', element, containsNull: true };
}

function decimalOf(type: DataType): DecimalType | undefined {
  if (type.kind === 'decimal') return type;
  return isIntegral(type) ? decimalFor(type) : undefined;
}

function holds(wide: DecimalType, narrow: DecimalType): boolean {
  return (
    wide.precision - wide.scale >= narrow.precision - narrow.scale && wide.scale >= narrow.scale
  );
}

function widerDecimal(a: DecimalType, b: DecimalType): DataType {
  const scale = Math.max(a.scale, b.scale);
  const range = Math.max(a.precision - a.scale, b.precision - b.scale);
  if (range + scale > MAX_PRECISION) return DOUBLE;
  return { kind: 'decimal', precision: range + scale, scale };
}
