import {
  type DataType,
  type Dictionary,
  gather,
  type InternalValue,
  type ListVector,
  type MapType,
  type StructType,
  type Vector,
  vectorOf,
} from '@tidemark/core/connector';
import type * as Arrow from 'apache-arrow';

const TWO_POW_32 = 4_294_967_296;
const MS_PER_DAY = 86_400_000;

/**
 * A column of an Arrow batch as a vector, of a type that {@link canRead} allows. Buffers are taken
 * over where both sides have the same layout; nothing is made for each value but in boxed columns.
 */
export function vectorOfArrow(data: Arrow.Data, type: DataType): Vector {
  const { length } = data;
  const nulls = nullMask(data);
  switch (type.kind) {
    case 'boolean':
      return {
        kind: 'boolean',
        length,
        nulls,
        values: unpackBits(data.values, data.offset, length),
      };
    case 'byte':
    case 'short':
    case 'int':
      return { kind: 'int', length, nulls, values: ints(data.values) };
    case 'date':
      return { kind: 'int', length, nulls, values: days(data.values, length) };
    case 'float':
    case 'double':
      return { kind: 'double', length, nulls, values: doubles(data.values) };
    case 'long':
      return longs(data, nulls);
    case 'timestamp':
    case 'timestamp_ntz':
      return { kind: 'double', length, nulls, values: micros(data, length) };
    case 'string':
      return data.dictionary === undefined
        ? byteSlices(data, nulls)
        : {
            kind: 'dictionary',
            length,
            nulls,
            codes: ints(data.values),
            dictionary: dictionaryOf(data.dictionary),
          };
    case 'binary':
      return byteSlices(data, nulls);
    case 'struct':
      return { kind: 'struct', length, nulls, children: children(data, type, nulls) };
    case 'decimal':
      return { kind: 'boxed', length, nulls, values: decimals(data, nulls) };
    case 'array':
      return listVector(data, nulls, (elements) => vectorOfArrow(elements, type.element));
    case 'map':
      return listVector(data, nulls, (elements) => mapEntries(elements, type));
    case 'null':
    case 'interval':
      return nullVector(type, length);
  }
}

/** A column of nulls. */
export function nullVector(type: DataType, length: number): Vector {
  return gather(vectorOf([null], type), new Int32Array(length));
}

function nullMask({ nullCount, nullBitmap, offset, length }: Arrow.Data): Uint8Array | undefined {
  if (nullCount === 0 || nullBitmap === undefined || nullBitmap.length === 0) return undefined;
  const valid = unpackBits(nullBitmap, offset, length);
  for (let i = 0; i < length; i++) valid[i] = 1 - (valid[i] as number);
  return valid;
}

function unpackBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const at = offset + i;
    out[i] = ((bits[at >> 3] as number) >> (at & 7)) & 1;
  }
  return out;
}

// --- fixed width ---

type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

function ints(values: Numbers): Int32Array {
  return values instanceof Int32Array ? values : Int32Array.from(values);
}

function doubles(values: Numbers): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

/** Days; Arrow also has dates in milliseconds, as two halves of 64 bits. */
function days(values: Int32Array | BigInt64Array, length: number): Int32Array {
  if (values instanceof Int32Array && values.length < 2 * length) return values;
  const ms = fromHalves(values, length);
  return Int32Array.from(ms, (value) => Math.floor(value / MS_PER_DAY));
}

/** 64-bit integers as doubles; two halves are nine times faster than BigInts. */
function fromHalves(
  values: Int32Array | BigInt64Array | BigUint64Array,
  length: number,
): Float64Array {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    out[i] = (halves[2 * i + 1] as number) * TWO_POW_32 + ((halves[2 * i] as number) >>> 0);
  }
  return out;
}

function longs({ values, length }: Arrow.Data, nulls: Uint8Array | undefined): Vector {
  if (!(values instanceof BigInt64Array)) {
    return { kind: 'double', length, nulls, values: doubles(values as Numbers) };
  }
  const numbers = fromHalves(values, length);
  for (let i = 0; i < length; i++) {
    if (Math.abs(numbers[i] as number) <= Number.MAX_SAFE_INTEGER) continue;
    if (nulls === undefined || nulls[i] === 0) return { kind: 'bigint', length, nulls, values };
  }
  return { kind: 'double', length, nulls, values: numbers };
}

/** By `TimeUnit`: seconds, milliseconds, microseconds. */
const MICROS_PER_UNIT = [1_000_000, 1000, 1];
const NANOS_PER_MICRO = 1000n;

function micros({ type, values }: Arrow.Data, length: number): Float64Array {
  const perUnit = MICROS_PER_UNIT[(type as Arrow.Timestamp).unit];
  if (perUnit === undefined) return microsOfNanos(values as BigInt64Array, length);
  const out = fromHalves(values as BigInt64Array, length);
  if (perUnit !== 1) for (let i = 0; i < length; i++) out[i] = (out[i] as number) * perUnit;
  return out;
}

/** Nanoseconds of our days exceed 2^53, so this rounds down in 64 bits. */
function microsOfNanos(values: BigInt64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const nanos = values[i] as bigint;
    const whole = nanos / NANOS_PER_MICRO;
    out[i] = Number(whole) - (nanos < 0n && whole * NANOS_PER_MICRO !== nanos ? 1 : 0);
  }
  return out;
}

// --- bytes ---

function byteSlices(data: Arrow.Data, nulls: Uint8Array | undefined): Vector {
  const { length, type } = data;
  const bytes = data.values as Uint8Array;
  const starts = new Int32Array(length);
  const lengths = new Int32Array(length);
  const width = (type as Partial<Arrow.FixedSizeBinary>).byteWidth;
  if (width === undefined) {
    const offsets = data.valueOffsets as Int32Array | BigInt64Array;
    const ends = offsets instanceof Int32Array ? offsets : Int32Array.from(offsets, Number);
    for (let i = 0; i < length; i++) {
      const start = ends[i] as number;
      starts[i] = start;
      lengths[i] = (ends[i + 1] as number) - start;
    }
  } else {
    for (let i = 0; i < length; i++) starts[i] = i * width;
    lengths.fill(width);
  }
  return { kind: 'bytes', length, nulls, bytes, starts, lengths };
}

const utf8 = new TextDecoder();
/** Batches of a file share dictionaries, and caches by code are kept with a dictionary's identity. */
const dictionaries = new WeakMap<Arrow.Vector, Dictionary>();

function dictionaryOf(entries: Arrow.Vector): Dictionary {
  const known = dictionaries.get(entries);
  if (known !== undefined) return known;
  const slices: Uint8Array[] = [];
  for (const data of entries.data) {
    const vector = byteSlices(data, undefined);
    if (vector.kind !== 'bytes') continue;
    for (let i = 0; i < vector.length; i++) {
      const start = vector.starts[i] as number;
      slices.push(vector.bytes.subarray(start, start + (vector.lengths[i] as number)));
    }
  }
  const dictionary: Dictionary = {
    size: slices.length,
    text: (code) => utf8.decode(slices[code]),
    bytes: (code) => slices[code] as Uint8Array,
  };
  dictionaries.set(entries, dictionary);
  return dictionary;
}

// --- nested ---

/** A child of a null row is null, which Arrow leaves open. */
function children(data: Arrow.Data, type: StructType, nulls: Uint8Array | undefined): Vector[] {
  const names = (data.type as Arrow.Struct).children.map(({ name }) => name);
  return type.fields.map((field) => {
    const child = data.children[names.indexOf(field.sourceName ?? field.name)];
    if (child === undefined) return nullVector(field.dataType, data.length);
    const vector = vectorOfArrow(child, field.dataType);
    return nulls === undefined ? vector : withNulls(vector, nulls);
  });
}

function withNulls(vector: Vector, parentNulls: Uint8Array): Vector {
  const own = vector.nulls;
  const nulls =
    own === undefined ? parentNulls : own.map((bit, i) => bit | (parentNulls[i] as number));
  if (vector.kind !== 'struct') return { ...vector, nulls };
  return { ...vector, nulls, children: vector.children.map((child) => withNulls(child, nulls)) };
}

function decimals(data: Arrow.Data, nulls: Uint8Array | undefined): InternalValue[] {
  const { values, length } = data as { values: Uint32Array | BigUint64Array; length: number };
  const words = new BigInt64Array(values.buffer, values.byteOffset, values.byteLength >> 3);
  // A Decimal128 has two words; the unsigned 64-bit integers that Spark reads as decimal(20,0) have one.
  const isWide = words.length >= 2 * length && !(values instanceof BigUint64Array);
  return Array.from({ length }, (_, i) => {
    if (nulls !== undefined && nulls[i] === 1) return null;
    if (!isWide) return BigInt.asUintN(64, words[i] as bigint);
    return ((words[2 * i + 1] as bigint) << 64n) | BigInt.asUintN(64, words[2 * i] as bigint);
  });
}

/** Arrays, and maps, which are arrays of entries. */
function listVector(
  data: Arrow.Data,
  nulls: Uint8Array | undefined,
  elementsOf: (elements: Arrow.Data) => Vector,
): ListVector {
  const { length } = data;
  const starts = new Int32Array(length);
  const lengths = new Int32Array(length);
  const size = (data.type as Partial<Arrow.FixedSizeList>).listSize;
  const offsets = data.valueOffsets as Int32Array;
  for (let i = 0; i < length; i++) {
    const start = size === undefined ? (offsets[i] as number) : (data.offset + i) * size;
    starts[i] = start;
    lengths[i] = size ?? (offsets[i + 1] as number) - start;
  }
  const elements = elementsOf(data.children[0] as Arrow.Data);
  return { kind: 'list', length, nulls, starts, lengths, elements };
}

/** The key and the value of an entry go by position: their names differ from writer to writer. */
function mapEntries(data: Arrow.Data, { key, value }: MapType): Vector {
  const [keys, values] = data.children as [Arrow.Data, Arrow.Data];
  return {
    kind: 'struct',
    length: data.length,
    nulls: undefined,
    children: [vectorOfArrow(keys, key), vectorOfArrow(values, value)],
  };
}
