import { concatVectors } from '../../columnar/concat.ts';
import { denseList } from '../../columnar/dense-list.ts';
import type { Vector } from '../../columnar/vector.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { type ArrayType, type DataType, INT, NULL } from '../../types/data-type.ts';
import { commonType, isIntegral, widerTypeWithText } from '../coercion.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { denseLists, ListBuilder, lists } from '../vectors/lists.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { ints } from '../vectors/numbers.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { arrayAndElement, arrayArgument, arrayOrNull } from './list-arguments.ts';

/** Functions that make arrays of values, and arrays of parts of arrays. */
export const ARRAYS: readonly ScalarFunction[] = [
  { name: 'array', resolve: resolveArray },
  { name: 'arrayAppend', resolve: (args) => resolveAdd('arrayAppend', args, 'last') },
  { name: 'arrayPrepend', resolve: (args) => resolveAdd('arrayPrepend', args, 'first') },
  { name: 'arrayInsert', resolve: resolveInsert },
  { name: 'arrayRepeat', resolve: resolveRepeat },
  { name: 'arrayCompact', resolve: resolveCompact },
  { name: 'slice', resolve: resolveSlice },
  { name: 'flatten', resolve: resolveFlatten },
];

/** Functions that have a form for text as well; which one a call means is decided by its first argument. */
export const ARRAY_FORMS: readonly ScalarFunction[] = [
  { name: 'concat', resolve: resolveConcat },
  { name: 'reverse', resolve: resolveReverse },
];

/** Never null. Elements meet in the type that holds all of them, text with anything in text. */
function resolveArray(args: readonly Argument[]): ResolvedFunction {
  const types = args.map(({ dataType }) => dataType);
  const element = args.length === 0 ? NULL : commonType(types, widerTypeWithText);
  if (element === undefined) throw typeMismatch('array', args, 'values of one type');
  return {
    dataType: { kind: 'array', element, containsNull: anyNullable(args) },
    nullable: false,
    castTo: args.map(() => element),
    kernel: interleaved(element),
  };
}

/** Row `i` of the result holds row `i` of every argument. */
function interleaved(element: DataType): Kernel {
  return (vectors, length) => {
    const pool = concatVectors(vectors, element);
    const out = new ListBuilder(length, length * vectors.length);
    for (let i = 0; i < length; i++) {
      for (let v = 0; v < vectors.length; v++) out.add(v * length + i);
      out.endRow();
    }
    return out.finish(pool, undefined);
  };
}

function resolveAdd(fn: string, args: readonly Argument[], at: 'first' | 'last'): ResolvedFunction {
  expectCount(fn, args, 2);
  const added = argument(args, 1);
  const array = arrayAndElement(fn, args, arrayArgument(fn, args, 0), added);
  const dataType: ArrayType = { ...array, containsNull: array.containsNull || added.nullable };
  return {
    dataType,
    nullable: argument(args, 0).nullable,
    castTo: [dataType, array.element],
    kernel: ([first, values], length) => {
      const { starts, lengths, elements, nulls } = denseList(lists(first));
      const pool = concatVectors([elements, values as Vector], array.element);
      const base = elements.length;
      const out = new ListBuilder(length, base + length);
      for (let i = 0; i < length; i++) {
        if (nulls === undefined || nulls[i] === 0) {
          if (at === 'first') out.add(base + i);
          out.addRange(starts[i] as number, lengths[i] as number);
          if (at === 'last') out.add(base + i);
        }
        out.endRow();
      }
      return out.finish(pool, nulls);
    },
  };
}

/** The longest array that Spark makes, and that an operation of ours may ask for by a number. */
const MAX_LENGTH = 2_147_483_632;

/** Positions count from 1, or from the end with -1 after the last; what lies between is null. */
function resolveInsert(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayInsert', args, 3);
  const array = arrayAndElement(
    'arrayInsert',
    args,
    arrayArgument('arrayInsert', args, 0),
    argument(args, 2),
  );
  requireInt('arrayInsert', args, 1);
  const dataType: ArrayType = { ...array, containsNull: true };
  return {
    dataType,
    nullable: argument(args, 0).nullable || argument(args, 1).nullable,
    castTo: [dataType, INT, array.element],
    canFail: true,
    kernel: ([first, at, values], length) => {
      const { starts, lengths, elements, nulls: noArray } = denseList(lists(first));
      const positions = ints(at as Vector);
      const mask = new NullMask(mergeNulls([{ ...(at as Vector) }], length), length);
      const pool = concatVectors([elements, values as Vector], array.element);
      const base = elements.length;
      const out = new ListBuilder(length, base + length);
      for (let i = 0; i < length; i++) {
        if (noArray?.[i] === 1) mask.setNull(i);
        if (!mask.isNull(i)) {
          const size = lengths[i] as number;
          const position = positions[i] as number;
          if (position === 0) throw zeroIndex('arrayInsert', 2);
          const before = position > 0 ? position - 1 : size + position + 1;
          const padding = before > size ? before - size : before < 0 ? -before : 0;
          if (size + padding >= MAX_LENGTH) throw tooLong('arrayInsert', 2, position);
          const start = starts[i] as number;
          const front = Math.min(Math.max(before, 0), size);
          out.addRange(start, front);
          if (before > size) for (let p = 0; p < padding; p++) out.add(-1);
          out.add(base + i);
          if (before < 0) for (let p = 0; p < padding; p++) out.add(-1);
          out.addRange(start + front, size - front);
        }
        out.endRow();
      }
      return out.finish(pool, mask.finish());
    },
  };
}

/** Below one time none at all. */
function resolveRepeat(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayRepeat', args, 2);
  const [value, times] = [argument(args, 0), argument(args, 1)];
  requireInt('arrayRepeat', args, 1);
  return {
    dataType: { kind: 'array', element: value.dataType, containsNull: value.nullable },
    nullable: times.nullable,
    castTo: [undefined, INT],
    canFail: true,
    kernel: ([values, counts], length) => {
      const wanted = ints(counts as Vector);
      const { nulls } = counts as Vector;
      const out = new ListBuilder(length, length);
      for (let i = 0; i < length; i++) {
        const count = nulls?.[i] === 1 ? 0 : (wanted[i] as number);
        if (count > MAX_LENGTH) throw tooLong('arrayRepeat', 2, count);
        for (let c = 0; c < count; c++) out.add(i);
        out.endRow();
      }
      return out.finish(values as Vector, nulls);
    },
  };
}

function resolveCompact(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayCompact', args, 1);
  const array = arrayOrNull('arrayCompact', args, 0);
  return {
    dataType: { ...array, containsNull: false },
    nullable: argument(args, 0).nullable,
    castTo: [array],
    kernel: ([first], length) => {
      const { starts, lengths, elements, nulls } = denseList(lists(first));
      const missing = elements.nulls;
      if (missing === undefined) return first as Vector;
      const out = new ListBuilder(length, elements.length);
      for (let i = 0; i < length; i++) {
        const start = starts[i] as number;
        const end = start + (lengths[i] as number);
        for (let e = start; e < end; e++) if (missing[e] === 0) out.add(e);
        out.endRow();
      }
      return out.finish(elements, nulls);
    },
  };
}

/** `slice(array, start, length)`: the start counts from 1, or below zero from the end. */
function resolveSlice(args: readonly Argument[]): ResolvedFunction {
  expectCount('slice', args, 3);
  const array = arrayOrNull('slice', args, 0);
  return {
    dataType: array,
    nullable: anyNullable(args),
    castTo: [array, INT, INT],
    canFail: true,
    kernel: (vectors, length) => {
      const list = lists(vectors[0]);
      const [from, count] = [ints(vectors[1] as Vector), ints(vectors[2] as Vector)];
      const nulls = mergeNulls(vectors, length);
      const starts = new Int32Array(length);
      const lengths = new Int32Array(length);
      for (let i = 0; i < length; i++) {
        if (nulls !== undefined && nulls[i] === 1) continue;
        const start = from[i] as number;
        const wanted = count[i] as number;
        if (start === 0) throw zeroIndex('slice', 2);
        if (wanted < 0) throw negativeLength(wanted);
        const size = list.lengths[i] as number;
        const first = start > 0 ? start - 1 : size + start;
        if (first < 0 || first >= size) continue;
        // A slice needs no elements of its own: lists may share them.
        starts[i] = (list.starts[i] as number) + first;
        lengths[i] = Math.min(wanted, size - first);
      }
      return { kind: 'list', length, nulls, starts, lengths, elements: list.elements };
    },
  };
}

/** Null where one of the arrays inside is. */
function resolveFlatten(args: readonly Argument[]): ResolvedFunction {
  expectCount('flatten', args, 1);
  const outer = arrayArgument('flatten', args, 0);
  const dataType = outer.element;
  if (dataType.kind !== 'array') throw typeMismatch('flatten', args, 'an array of arrays');
  return {
    dataType,
    nullable: argument(args, 0).nullable || outer.containsNull,
    kernel: ([first], length) => {
      const list = denseList(lists(first));
      const arrays = denseList(lists(list.elements));
      const mask = new NullMask(list.nulls, length);
      const lengths = new Int32Array(length);
      let isWhole = true;
      for (let i = 0; i < length; i++) {
        const start = list.starts[i] as number;
        const end = start + (list.lengths[i] as number);
        for (let a = start; a < end; a++) {
          lengths[i] = (lengths[i] as number) + (arrays.lengths[a] as number);
          if (arrays.nulls?.[a] === 1) mask.setNull(i);
        }
        if (mask.isNull(i) && lengths[i] !== 0) isWhole = false;
      }
      const flat = denseLists(lengths, arrays.elements, mask.finish());
      return isWhole ? flat : denseList(flat);
    },
  };
}

/** Null where any of the arrays is. */
function resolveConcat(args: readonly Argument[]): ResolvedFunction {
  const arrays = args.map((_, i) => arrayArgument('concat', args, i));
  const element = commonType(
    arrays.map((array) => array.element),
    widerTypeWithText,
  );
  if (element === undefined) throw typeMismatch('concat', args, 'arrays of one type');
  const containsNull = arrays.some((array) => array.containsNull);
  const dataType: ArrayType = { kind: 'array', element, containsNull };
  return {
    dataType,
    nullable: anyNullable(args),
    castTo: args.map(() => dataType),
    kernel: (vectors, length) => {
      const parts = vectors.map(lists);
      const pool = concatVectors(
        parts.map((part) => part.elements),
        element,
      );
      const nulls = mergeNulls(vectors, length);
      const out = new ListBuilder(length, pool.length);
      for (let i = 0; i < length; i++) {
        let base = 0;
        for (const { starts, lengths, elements } of parts) {
          if (nulls === undefined || nulls[i] === 0) {
            out.addRange(base + (starts[i] as number), lengths[i] as number);
          }
          base += elements.length;
        }
        out.endRow();
      }
      return out.finish(pool, nulls);
    },
  };
}

function resolveReverse(args: readonly Argument[]): ResolvedFunction {
  expectCount('reverse', args, 1);
  const array = arrayArgument('reverse', args, 0);
  return {
    dataType: array,
    nullable: argument(args, 0).nullable,
    kernel: ([first], length) => {
      const { starts, lengths, elements, nulls } = denseList(lists(first));
      const out = new ListBuilder(length, elements.length);
      for (let i = 0; i < length; i++) {
        out.addRange(starts[i] as number, lengths[i] as number);
        out.row.reverse();
        out.endRow();
      }
      return out.finish(elements, nulls);
    },
  };
}

function requireInt(fn: string, args: readonly Argument[], index: number): void {
  const { dataType } = argument(args, index);
  const isInt = (isIntegral(dataType) && dataType.kind !== 'long') || dataType.kind === 'null';
  if (!isInt) throw typeMismatch(fn, args, `an int as argument ${index + 1}`);
}

function zeroIndex(fn: string, index: number): Error {
  const expected = 'above zero, or below to count from the end';
  return INVALID_ARGUMENT.error({ fn, argument: index, expected, found: '0' });
}

function negativeLength(found: number): Error {
  return INVALID_ARGUMENT.error({
    ...{ fn: 'slice', argument: 3, expected: 'zero or above', found: String(found) },
  });
}

function tooLong(fn: string, index: number, found: number): Error {
  const expected = `small enough for an array of ${MAX_LENGTH} elements`;
  return INVALID_ARGUMENT.error({ fn, argument: index, expected, found: String(found) });
}
