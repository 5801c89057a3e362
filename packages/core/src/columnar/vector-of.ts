import { type ArrayType, type DataType, elementType, type MapType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { Vector } from './vector.ts';

const utf8 = new TextEncoder();

/** A vector of the given internal values: for literals, user functions, memory tables and tests. */
export function vectorOf(values: readonly InternalValue[], dataType: DataType): Vector {
  const length = values.length;
  const nulls = nullMask(values);
  switch (dataType.kind) {
    case 'boolean':
      return {
        kind: 'boolean',
        length,
        nulls,
        values: Uint8Array.from(values, (v) => (v === true ? 1 : 0)),
      };
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
      return { kind: 'int', length, nulls, values: Int32Array.from(values, numberOrZero) };
    case 'float':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return { kind: 'double', length, nulls, values: Float64Array.from(values, numberOrZero) };
    case 'long':
      return values.some((v) => typeof v === 'bigint')
        ? { kind: 'bigint', length, nulls, values: BigInt64Array.from(values, bigintOrZero) }
        : { kind: 'double', length, nulls, values: Float64Array.from(values, numberOrZero) };
    case 'string':
      return bytesVector(
        values.map((v) => (typeof v === 'string' ? utf8.encode(v) : EMPTY)),
        nulls,
      );
    case 'binary':
      return bytesVector(
        values.map((v) => (v instanceof Uint8Array ? v : EMPTY)),
        nulls,
      );
    case 'struct': {
      const children = dataType.fields.map((field, i) =>
        vectorOf(
          values.map((v) =>
            Array.isArray(v) ? ((v as readonly InternalValue[])[i] ?? null) : null,
          ),
          field.dataType,
        ),
      );
      return { kind: 'struct', length, nulls, children };
    }
    case 'array':
    case 'map':
      return listOf(values, dataType, nulls);
    case 'decimal':
    case 'interval':
    case 'null':
      return { kind: 'boxed', length, nulls, values };
  }
}

const EMPTY = new Uint8Array(0);

function numberOrZero(value: InternalValue): number {
  return typeof value === 'number' ? value : 0;
}

function bigintOrZero(value: InternalValue): bigint {
  return typeof value === 'bigint' ? value : typeof value === 'number' ? BigInt(value) : 0n;
}

function nullMask(values: readonly InternalValue[]): Uint8Array | undefined {
  if (!values.includes(null)) return undefined;
  return Uint8Array.from(values, (v) => (v === null ? 1 : 0));
}

function listOf(
  values: readonly InternalValue[],
  dataType: ArrayType | MapType,
  nulls: Uint8Array | undefined,
): Vector {
  const length = values.length;
  const starts = new Int32Array(length);
  const lengths = new Int32Array(length);
  const elements: InternalValue[] = [];
  for (let i = 0; i < length; i++) {
    const list = (values[i] ?? []) as readonly InternalValue[];
    starts[i] = elements.length;
    lengths[i] = list.length;
    for (const element of list) elements.push(element);
  }
  const of = vectorOf(elements, elementType(dataType));
  return { kind: 'list', length, nulls, starts, lengths, elements: of };
}

/** A `bytes` vector that owns one buffer with all slices behind each other. */
export function bytesVector(slices: readonly Uint8Array[], nulls: Uint8Array | undefined): Vector {
  const starts = new Int32Array(slices.length);
  const lengths = new Int32Array(slices.length);
  let size = 0;
  for (const [i, slice] of slices.entries()) {
    starts[i] = size;
    lengths[i] = slice.length;
    size += slice.length;
  }
  const bytes = new Uint8Array(size);
  for (const [i, slice] of slices.entries()) bytes.set(slice, starts[i]);
  return { kind: 'bytes', length: slices.length, nulls, bytes, starts, lengths };
}
