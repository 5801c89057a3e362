import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { denseList } from './dense-list.ts';
import { readValueFrom, writeValue } from './value-codec.ts';
import type { BytesVector, DictionaryVector, ListVector, Vector } from './vector.ts';

// Columns as bytes, near the speed of copying memory. Stored on disk: never change.
//
//   columns = rows:u32 count:u32 vector{count}           all of `rows` rows, little endian
//   vector  = kind:u8 hasNulls:u8 [nulls] content
//   nulls   = one bit a row, the lowest of a byte first; 1 = null; the last byte filled with 0
//   content = (kind 1, boolean)   one byte a row
//           | (kind 2, int)       i32 a row
//           | (kind 3, double)    f64 a row
//           | (kind 4, bigint)    i64 a row
//           | (kind 5, bytes)     total:u32, a length:u32 a row, then all bytes; a dictionary too
//           | (kind 6, struct)    count:u32 vector{count}
//           | (kind 7, boxed)     a value a row, see `value-codec.ts`
//           | (kind 8, list)      total:u32, a length:u32 a row, then a vector of `total` elements

const BOOLEAN = 1;
const INT = 2;
const DOUBLE = 3;
const BIGINT = 4;
const BYTES = 5;
const STRUCT = 6;
const BOXED = 7;
const LIST = 8;

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Writes `length` rows of some columns. */
export function writeColumns(out: ByteWriter, columns: readonly Vector[], length: number): void {
  // Typed arrays are copied as they lie in memory.
  if (!IS_LITTLE_ENDIAN) throw new TypeError('state can only be stored on little-endian machines');
  out.u32(length);
  out.u32(columns.length);
  for (const column of columns) writeVector(out, column, length);
}

/**
 * Reads what {@link writeColumns} wrote. The columns own their memory.
 *
 * @throws RangeError for bytes that cannot have been written by it
 */
export function readColumns(input: ByteReader): {
  readonly columns: readonly Vector[];
  readonly length: number;
} {
  const length = input.u32();
  return { columns: readVectors(input, length), length };
}

function readVectors(input: ByteReader, length: number): readonly Vector[] {
  const columns: Vector[] = [];
  for (let left = input.u32(); left > 0; left--) columns.push(readVector(input, length));
  return columns;
}

function writeVector(out: ByteWriter, vector: Vector, length: number): void {
  switch (vector.kind) {
    case 'boolean':
      writeHead(out, BOOLEAN, vector.nulls, length);
      out.raw(vector.values.subarray(0, length));
      return;
    case 'int':
      writeHead(out, INT, vector.nulls, length);
      writeArray(out, vector.values, length);
      return;
    case 'double':
      writeHead(out, DOUBLE, vector.nulls, length);
      writeArray(out, vector.values, length);
      return;
    case 'bigint':
      writeHead(out, BIGINT, vector.nulls, length);
      writeArray(out, vector.values, length);
      return;
    case 'bytes':
      writeHead(out, BYTES, vector.nulls, length);
      writeBytes(out, vector, length);
      return;
    case 'dictionary':
      writeHead(out, BYTES, vector.nulls, length);
      writeDictionary(out, vector, length);
      return;
    case 'struct':
      writeHead(out, STRUCT, vector.nulls, length);
      out.u32(vector.children.length);
      for (const child of vector.children) writeVector(out, child, length);
      return;
    case 'list':
      writeHead(out, LIST, vector.nulls, length);
      writeList(out, vector, length);
      return;
    case 'boxed':
      writeHead(out, BOXED, vector.nulls, length);
      for (let i = 0; i < length; i++) writeValue(out, vector.values[i] ?? null);
      return;
  }
}

function readVector(input: ByteReader, length: number): Vector {
  const kind = input.u8();
  const nulls = input.u8() === 1 ? readNulls(input, length) : undefined;
  switch (kind) {
    case BOOLEAN:
      return { kind: 'boolean', length, nulls, values: new Uint8Array(input.buffer(length)) };
    case INT:
      return { kind: 'int', length, nulls, values: new Int32Array(input.buffer(4 * length)) };
    case DOUBLE:
      return { kind: 'double', length, nulls, values: new Float64Array(input.buffer(8 * length)) };
    case BIGINT:
      return { kind: 'bigint', length, nulls, values: new BigInt64Array(input.buffer(8 * length)) };
    case BYTES: {
      const total = input.u32();
      const lengths = new Int32Array(input.buffer(4 * length));
      const bytes = new Uint8Array(input.buffer(total));
      const starts = startsOf(lengths, total);
      return { kind: 'bytes', length, nulls, bytes, starts, lengths };
    }
    case LIST: {
      const total = input.u32();
      const lengths = new Int32Array(input.buffer(4 * length));
      const elements = readVector(input, total);
      const starts = startsOf(lengths, total);
      return { kind: 'list', length, nulls, starts, lengths, elements };
    }
    case STRUCT:
      return { kind: 'struct', length, nulls, children: readVectors(input, length) };
    case BOXED: {
      const values = Array.from({ length }, () => readValueFrom(input));
      return { kind: 'boxed', length, nulls, values };
    }
    default:
      throw new RangeError(`no vector has kind ${kind}`);
  }
}

/** Where each row begins when all lie behind each other. */
function startsOf(lengths: Int32Array, total: number): Int32Array {
  const starts = new Int32Array(lengths.length);
  let end = 0;
  for (let i = 0; i < lengths.length; i++) {
    starts[i] = end;
    end += lengths[i] as number;
  }
  if (end !== total) throw new RangeError(`the lengths add up to ${end}, not to ${total}`);
  return starts;
}

function writeHead(
  out: ByteWriter,
  kind: number,
  nulls: Uint8Array | undefined,
  length: number,
): void {
  out.u8(kind);
  out.u8(nulls === undefined ? 0 : 1);
  if (nulls === undefined) return;
  for (let i = 0; i < length; i += 8) {
    let bits = 0;
    for (let bit = 0; bit < 8 && i + bit < length; bit++) bits |= (nulls[i + bit] as number) << bit;
    out.u8(bits);
  }
}

function readNulls(input: ByteReader, length: number): Uint8Array {
  const bits = input.raw((length + 7) >>> 3);
  const nulls = new Uint8Array(length);
  for (let i = 0; i < length; i++) nulls[i] = ((bits[i >>> 3] as number) >>> (i & 7)) & 1;
  return nulls;
}

function writeArray(
  out: ByteWriter,
  values: Int32Array | Float64Array | BigInt64Array,
  length: number,
): void {
  out.raw(new Uint8Array(values.buffer, values.byteOffset, length * values.BYTES_PER_ELEMENT));
}

function writeBytes(out: ByteWriter, vector: BytesVector, length: number): void {
  const { bytes, starts, nulls } = vector;
  const lengths = vector.lengths.slice(0, length);
  let total = 0;
  let areAdjacent = true;
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && nulls[i] === 1) lengths[i] = 0;
    else if (starts[i] !== (starts[0] as number) + total) areAdjacent = false;
    total += lengths[i] as number;
  }
  out.u32(total);
  writeArray(out, lengths, length);
  if (areAdjacent && length > 0) {
    out.raw(bytes.subarray(starts[0], (starts[0] as number) + total));
    return;
  }
  for (let i = 0; i < length; i++) out.slice(bytes, starts[i] as number, lengths[i] as number);
}

/** Writes the elements that the rows reach, in their order. */
function writeList(out: ByteWriter, vector: ListVector, length: number): void {
  const { lengths, elements } = denseList({ ...vector, length });
  out.u32(elements.length);
  writeArray(out, lengths, length);
  writeVector(out, elements, elements.length);
}

function writeDictionary(out: ByteWriter, vector: DictionaryVector, length: number): void {
  const { codes, dictionary, nulls } = vector;
  const totalAt = out.reserve(4);
  const lengthsAt = out.reserve(4 * length);
  const begin = out.length;
  for (let i = 0; i < length; i++) {
    if (nulls?.[i] === 1) {
      out.patchU32(lengthsAt + 4 * i, 0);
      continue;
    }
    const bytes = dictionary.bytes(codes[i] as number);
    out.patchU32(lengthsAt + 4 * i, bytes.length);
    out.slice(bytes, 0, bytes.length);
  }
  out.patchU32(totalAt, out.length - begin);
}
