import { denseList, rowsOfElements } from '../../columnar/dense-list.ts';
import { gather } from '../../columnar/gather.ts';
import type { ListVector, Vector } from '../../columnar/vector.ts';
import {
  type ArrayType,
  BOOLEAN,
  type DataType,
  INT,
  LONG,
  STRING,
} from '../../types/data-type.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { equalRows } from '../vectors/compare-rows.ts';
import { elementOrder } from '../vectors/element-order.ts';
import { ListBuilder, lists } from '../vectors/lists.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { BytesBuilder, textBytes } from '../vectors/text.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import {
  arrayAndElement,
  arrayArgument,
  arrayOrNull,
  requireOrdered,
  tightestType,
} from './list-arguments.ts';

/** What an array holds: how many, where, the greatest, all as one text. */
export const ARRAY_QUESTIONS: readonly ScalarFunction[] = [
  { name: 'arraySize', resolve: resolveArraySize },
  { name: 'size', resolve: (args, settings) => resolveSize('size', args, settings) },
  { name: 'cardinality', resolve: (args, settings) => resolveSize('cardinality', args, settings) },
  { name: 'arrayContains', resolve: resolveContains },
  { name: 'arrayPosition', resolve: resolvePosition },
  { name: 'arrayRemove', resolve: resolveRemove },
  { name: 'arrayMax', resolve: (args) => resolveExtreme('arrayMax', args, 1) },
  { name: 'arrayMin', resolve: (args) => resolveExtreme('arrayMin', args, -1) },
  { name: 'arrayJoin', resolve: resolveJoin },
];

function resolveArraySize(args: readonly Argument[]): ResolvedFunction {
  expectCount('arraySize', args, 1);
  const array = arrayOrNull('arraySize', args, 0);
  return {
    dataType: INT,
    nullable: argument(args, 0).nullable,
    castTo: [array],
    kernel: ([list], length) => ({
      kind: 'int',
      length,
      nulls: (list as Vector).nulls,
      values: lists(list).lengths,
    }),
  };
}

/** Of arrays and maps. Without ANSI rules the size of null is -1 (Spark's legacy.sizeOfNull). */
function resolveSize(
  fn: string,
  args: readonly Argument[],
  { ansi }: ExprSettings,
): ResolvedFunction {
  expectCount(fn, args, 1);
  const { dataType, nullable } = argument(args, 0);
  const isMap = dataType.kind === 'map';
  const castTo = isMap ? [] : [arrayOrNull(fn, args, 0)];
  return {
    dataType: INT,
    nullable: ansi && nullable,
    castTo,
    kernel: ([list], length) => {
      const { lengths, nulls } = lists(list);
      if (ansi || nulls === undefined) return { kind: 'int', length, nulls, values: lengths };
      const values = lengths.slice(0, length);
      for (let i = 0; i < length; i++) if (nulls[i] === 1) values[i] = -1;
      return { kind: 'int', length, nulls: undefined, values };
    },
  };
}

/** Calls `found` for the elements that equal the value of their row, in order. */
function findEach(
  list: ListVector,
  values: Vector,
  type: DataType,
  found: (row: number, index: number) => void,
): void {
  const { starts, lengths, elements, length } = list;
  const wanted = gather(values, rowsOfElements(list));
  const isEqual = equalRows(elements, wanted, type, elements.length);
  const missing = elements.nulls;
  for (let i = 0; i < length; i++) {
    const start = starts[i] as number;
    const size = lengths[i] as number;
    for (let e = 0; e < size; e++) {
      if (isEqual[start + e] === 1 && (missing === undefined || missing[start + e] === 0)) {
        found(i, e);
      }
    }
  }
}

/** Null where the array or the value is, and where nothing is equal and something is null. */
function resolveContains(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayContains', args, 2);
  const value = argument(args, 1);
  if (value.dataType.kind === 'null') throw typeMismatch('arrayContains', args, 'a typed value');
  const array = comparable('arrayContains', args, value);
  return {
    dataType: BOOLEAN,
    nullable: anyNullable(args) || array.containsNull,
    castTo: [array, array.element],
    kernel: (vectors, length) => {
      const list = denseList(lists(vectors[0]));
      const mask = new NullMask(mergeNulls(vectors, length), length);
      const values = new Uint8Array(length);
      findEach(list, vectors[1] as Vector, array.element, (row) => {
        values[row] = 1;
      });
      const missing = list.elements.nulls;
      if (missing !== undefined) {
        for (let i = 0; i < length; i++) {
          const start = list.starts[i] as number;
          const end = start + (list.lengths[i] as number);
          if (values[i] === 0 && missing.subarray(start, end).includes(1)) mask.setNull(i);
        }
      }
      return { kind: 'boolean', length, nulls: mask.finish(), values };
    },
  };
}

/** The first place, counted from 1; 0 where the value is not there. */
function resolvePosition(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayPosition', args, 2);
  const array = comparable('arrayPosition', args, argument(args, 1), tightestType);
  return {
    dataType: LONG,
    nullable: anyNullable(args),
    castTo: [array, array.element],
    kernel: (vectors, length) => {
      const list = denseList(lists(vectors[0]));
      const values = new Float64Array(length);
      findEach(list, vectors[1] as Vector, array.element, (row, index) => {
        if (values[row] === 0) values[row] = index + 1;
      });
      return { kind: 'double', length, nulls: mergeNulls(vectors, length), values };
    },
  };
}

/** Without the elements that equal the value; nulls stay. */
function resolveRemove(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayRemove', args, 2);
  const array = comparable('arrayRemove', args, argument(args, 1), tightestType);
  return {
    dataType: array,
    nullable: anyNullable(args),
    castTo: [array, array.element],
    kernel: (vectors, length) => {
      const list = denseList(lists(vectors[0]));
      const { starts, lengths, elements } = list;
      const nulls = mergeNulls(vectors, length);
      const isGone = new Uint8Array(elements.length);
      findEach(list, vectors[1] as Vector, array.element, (row, index) => {
        isGone[(starts[row] as number) + index] = 1;
      });
      const out = new ListBuilder(length, elements.length);
      for (let i = 0; i < length; i++) {
        const start = starts[i] as number;
        const end = nulls?.[i] === 1 ? start : start + (lengths[i] as number);
        for (let e = start; e < end; e++) if (isGone[e] === 0) out.add(e);
        out.endRow();
      }
      return out.finish(elements, nulls);
    },
  };
}

function comparable(
  fn: string,
  args: readonly Argument[],
  value: Argument,
  meet?: typeof tightestType,
): ArrayType {
  const array = arrayAndElement(fn, args, arrayArgument(fn, args, 0), value, meet);
  requireOrdered(fn, args, array.element);
  return array;
}

/** Passes over nulls; null where nothing is left. */
function resolveExtreme(fn: string, args: readonly Argument[], sign: 1 | -1): ResolvedFunction {
  expectCount(fn, args, 1);
  const array = arrayArgument(fn, args, 0);
  requireOrdered(fn, args, array.element);
  return {
    dataType: array.element,
    nullable: true,
    castTo: [array],
    kernel: extremes(array.element, sign),
  };
}

function extremes(type: DataType, sign: 1 | -1): Kernel {
  return ([first], length) => {
    const { starts, lengths, elements } = denseList(lists(first));
    const order = elementOrder(elements, type);
    const missing = elements.nulls;
    const best = new ListBuilder(length, length);
    for (let i = 0; i < length; i++) {
      const start = starts[i] as number;
      const end = start + (lengths[i] as number);
      let at = -1;
      for (let e = start; e < end; e++) {
        if (missing !== undefined && missing[e] === 1) continue;
        if (at < 0 || sign * order(e, at) > 0) at = e;
      }
      best.add(at);
    }
    best.endRow();
    return best.finish(elements, undefined).elements;
  };
}

/** Elements as one text; nulls are left out, or stand as the third argument says. */
function resolveJoin(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayJoin', args, 2, 3);
  const array = arrayOrNull('arrayJoin', args, 0);
  if (['array', 'map', 'struct'].includes(array.element.kind)) {
    throw typeMismatch('arrayJoin', args, 'an array of text, and texts to put between');
  }
  return {
    dataType: STRING,
    nullable: anyNullable(args),
    castTo: [{ ...array, element: STRING }, STRING, STRING],
    kernel: (vectors, length) => {
      const { starts, lengths, elements } = lists(vectors[0]);
      const [items, between] = [textBytes(elements), textBytes(vectors[1] as Vector)];
      const replacement = vectors[2] && textBytes(vectors[2]);
      const nulls = mergeNulls(vectors, length);
      const out = new BytesBuilder(length);
      for (let i = 0; i < length; i++) {
        const start = starts[i] as number;
        const end = nulls?.[i] === 1 ? start : start + (lengths[i] as number);
        let isFirst = true;
        for (let e = start; e < end; e++) {
          const isNull = items.nulls?.[e] === 1;
          if (isNull && replacement === undefined) continue;
          if (!isFirst) {
            out.append(between.bytes, between.starts[i] as number, between.lengths[i] as number);
          }
          isFirst = false;
          const [from, at] = isNull && replacement !== undefined ? [replacement, i] : [items, e];
          out.append(from.bytes, from.starts[at] as number, from.lengths[at] as number);
        }
        out.endRow();
      }
      return out.finish(nulls);
    },
  };
}
