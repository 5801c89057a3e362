import { type DataType, elementType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { Schema } from '../types/schema.ts';
import { readValue } from './read-value.ts';
import { compact, type RecordBatch, recordBatch } from './record-batch.ts';
import type { ListVector, Vector } from './vector.ts';
import { bytesVector, vectorOf } from './vector-of.ts';

/** One batch with the rows of all, in order. */
export function concatBatches(schema: Schema, batches: readonly RecordBatch[]): RecordBatch {
  const dense = batches.map(compact);
  const [only] = dense;
  if (dense.length === 1 && only !== undefined) return { ...only, schema };
  const length = dense.reduce((sum, batch) => sum + batch.length, 0);
  const columns = schema.fields.map((field, c) =>
    concatVectors(
      dense.map((batch) => batch.columns[c] as Vector),
      field.dataType,
    ),
  );
  return recordBatch(schema, columns, length);
}

/** One vector with the rows of all, in order. All hold values of `dataType`. */
export function concatVectors(vectors: readonly Vector[], dataType: DataType): Vector {
  const [first] = vectors;
  if (first === undefined) return vectorOf([], dataType);
  if (vectors.length === 1) return first;
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const nulls = concatNulls(vectors, length);
  const all = <K extends Vector['kind']>(kind: K): Extract<Vector, { kind: K }>[] | undefined =>
    vectors.every((vector) => vector.kind === kind)
      ? (vectors as Extract<Vector, { kind: K }>[])
      : undefined;

  const doubles = all('double');
  if (doubles !== undefined) {
    return { kind: 'double', length, nulls, values: joined(new Float64Array(length), doubles) };
  }
  const ints = all('int');
  if (ints !== undefined) {
    return { kind: 'int', length, nulls, values: joined(new Int32Array(length), ints) };
  }
  const booleans = all('boolean');
  if (booleans !== undefined) {
    return { kind: 'boolean', length, nulls, values: joined(new Uint8Array(length), booleans) };
  }
  const structs = all('struct');
  if (structs !== undefined && dataType.kind === 'struct') {
    const children = dataType.fields.map((field, i) =>
      concatVectors(
        structs.map((struct) => struct.children[i] as Vector),
        field.dataType,
      ),
    );
    return { kind: 'struct', length, nulls, children };
  }
  const lists = all('list');
  if (lists !== undefined) {
    const elements = concatVectors(
      lists.map((list) => list.elements),
      elementType(dataType),
    );
    return { kind: 'list', length, nulls, ...joinedRanges(lists, length), elements };
  }
  if (dataType.kind === 'string' || dataType.kind === 'binary') {
    return bytesVector(vectors.flatMap(slicesOf), nulls);
  }
  const values: InternalValue[] = [];
  for (const vector of vectors) {
    for (let row = 0; row < vector.length; row++) values.push(readValue(vector, row, dataType));
  }
  return vectorOf(values, dataType);
}

function joined<A extends Float64Array | Int32Array | Uint8Array>(
  target: A,
  vectors: readonly { readonly length: number; readonly values: A }[],
): A {
  let at = 0;
  for (const { values, length } of vectors) {
    target.set(values.subarray(0, length), at);
    at += length;
  }
  return target;
}

/** The elements of every list but the first lie behind those of the lists before it. */
function joinedRanges(
  lists: readonly ListVector[],
  length: number,
): { readonly starts: Int32Array; readonly lengths: Int32Array } {
  const starts = new Int32Array(length);
  const lengths = new Int32Array(length);
  let at = 0;
  let base = 0;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      starts[at + i] = base + (list.starts[i] as number);
      lengths[at + i] = list.lengths[i] as number;
    }
    at += list.length;
    base += list.elements.length;
  }
  return { starts, lengths };
}

function concatNulls(vectors: readonly Vector[], length: number): Uint8Array | undefined {
  if (vectors.every((vector) => vector.nulls === undefined)) return undefined;
  const nulls = new Uint8Array(length);
  let at = 0;
  for (const vector of vectors) {
    if (vector.nulls !== undefined) nulls.set(vector.nulls.subarray(0, vector.length), at);
    at += vector.length;
  }
  return nulls;
}

function slicesOf(vector: Vector): Uint8Array[] {
  if (vector.kind === 'dictionary') {
    return Array.from({ length: vector.length }, (_, row) =>
      vector.nulls?.[row] === 1 ? EMPTY : vector.dictionary.bytes(vector.codes[row] as number),
    );
  }
  if (vector.kind !== 'bytes') throw new TypeError(`a ${vector.kind} vector holds no text`);
  return Array.from({ length: vector.length }, (_, row) => {
    const start = vector.starts[row] as number;
    return vector.bytes.subarray(start, start + (vector.lengths[row] as number));
  });
}

const EMPTY = new Uint8Array(0);
