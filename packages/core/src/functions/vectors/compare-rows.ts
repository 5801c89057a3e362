import { compareNullsFirst } from '../../columnar/compare-values.ts';
import { readValue } from '../../columnar/read-value.ts';
import type { BytesVector, Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { bigints } from './numbers.ts';
import { compareBytes, textBytes } from './text.ts';

/** True for types whose values have an order: not maps, nor what holds one. */
export function isOrdered(type: DataType): boolean {
  if (type.kind === 'array') return isOrdered(type.element);
  if (type.kind === 'struct') return type.fields.every((field) => isOrdered(field.dataType));
  return type.kind !== 'map';
}

/** 1 where row `i` of `a` equals row `i` of `b`; any value where one is null. NaN equals NaN. */
export function equalRows(a: Vector, b: Vector, type: DataType, length: number): Uint8Array {
  const out = new Uint8Array(length);
  if (a.kind === 'double' && b.kind === 'double') {
    if (type.kind === 'float' || type.kind === 'double') {
      equalFloats(a.values, b.values, out);
    } else equalDoubles(a.values, b.values, out);
  } else if (a.kind === 'int' && b.kind === 'int') equalInts(a.values, b.values, out);
  else if (a.kind === 'boolean' && b.kind === 'boolean') equalBooleans(a.values, b.values, out);
  else if (type.kind === 'long') equalLongs(bigints(a), bigints(b), out);
  else if (isText(type)) equalTexts(textBytes(a), textBytes(b), out);
  else eachRow(a, b, type, out, (order) => order === 0);
  return out;
}

/** 1 where row `i` of `a` comes before row `i` of `b`; any value where one is null. NaN comes last. */
export function lessRows(a: Vector, b: Vector, type: DataType, length: number): Uint8Array {
  const out = new Uint8Array(length);
  if (a.kind === 'double' && b.kind === 'double') {
    if (type.kind === 'float' || type.kind === 'double') lessFloats(a.values, b.values, out);
    else lessDoubles(a.values, b.values, out);
  } else if (a.kind === 'int' && b.kind === 'int') lessInts(a.values, b.values, out);
  else if (a.kind === 'boolean' && b.kind === 'boolean') lessBooleans(a.values, b.values, out);
  else if (type.kind === 'long') lessLongs(bigints(a), bigints(b), out);
  else if (isText(type)) lessTexts(textBytes(a), textBytes(b), out);
  else eachRow(a, b, type, out, (order) => order < 0);
  return out;
}

function isText({ kind }: DataType): boolean {
  return kind === 'string' || kind === 'binary';
}

// One loop for each kind of array: a loop that sees several kinds runs several times slower.

function equalFloats(a: Float64Array, b: Float64Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    out[i] = x === y || (x !== x && y !== y) ? 1 : 0;
  }
}

function equalDoubles(a: Float64Array, b: Float64Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] === b[i] ? 1 : 0;
}

function equalInts(a: Int32Array, b: Int32Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] === b[i] ? 1 : 0;
}

function equalBooleans(a: Uint8Array, b: Uint8Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] === b[i] ? 1 : 0;
}

function equalLongs(a: BigInt64Array, b: BigInt64Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] === b[i] ? 1 : 0;
}

function equalTexts(a: BytesVector, b: BytesVector, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) {
    const length = a.lengths[i] as number;
    const isEqual =
      length === b.lengths[i] &&
      compareBytes(
        a.bytes,
        a.starts[i] as number,
        length,
        b.bytes,
        b.starts[i] as number,
        length,
      ) === 0;
    out[i] = isEqual ? 1 : 0;
  }
}

function lessFloats(a: Float64Array, b: Float64Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    out[i] = x < y || (y !== y && x === x) ? 1 : 0;
  }
}

function lessDoubles(a: Float64Array, b: Float64Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) < (b[i] as number) ? 1 : 0;
}

function lessInts(a: Int32Array, b: Int32Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) < (b[i] as number) ? 1 : 0;
}

function lessBooleans(a: Uint8Array, b: Uint8Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) < (b[i] as number) ? 1 : 0;
}

function lessLongs(a: BigInt64Array, b: BigInt64Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as bigint) < (b[i] as bigint) ? 1 : 0;
}

function lessTexts(a: BytesVector, b: BytesVector, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) {
    const [startA, lengthA] = [a.starts[i] as number, a.lengths[i] as number];
    const [startB, lengthB] = [b.starts[i] as number, b.lengths[i] as number];
    out[i] = compareBytes(a.bytes, startA, lengthA, b.bytes, startB, lengthB) < 0 ? 1 : 0;
  }
}

/** The general way: structs, decimals, arrays. */
function eachRow(
  a: Vector,
  b: Vector,
  type: DataType,
  out: Uint8Array,
  holds: (order: number) => boolean,
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = holds(compareNullsFirst(readValue(a, i, type), readValue(b, i, type))) ? 1 : 0;
  }
}
