import { concatVectors } from '../../columnar/concat.ts';
import { denseList } from '../../columnar/dense-list.ts';
import { BOOLEAN, type DataType } from '../../types/data-type.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { type ElementCodes, elementCodes, SeenCodes } from '../vectors/element-codes.ts';
import { ListBuilder, lists } from '../vectors/lists.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { anyNullable, argument, expectCount } from './arguments.ts';
import { arrayArgument, arrayOrNull, requireOrdered, twoArrays } from './list-arguments.ts';

/**
 * Arrays as sets: each element once, in the order of its first appearance. Null is an element as any
 * other; NaN equals NaN, but 0.0 is another element than -0.0, as in Spark.
 */
export const ARRAY_SETS: readonly ScalarFunction[] = [
  { name: 'arrayDistinct', resolve: resolveDistinct },
  { name: 'arrayUnion', resolve: (args) => resolveSet('arrayUnion', args, 'union') },
  { name: 'arrayIntersect', resolve: (args) => resolveSet('arrayIntersect', args, 'intersect') },
  { name: 'arrayExcept', resolve: (args) => resolveSet('arrayExcept', args, 'except') },
  { name: 'arraysOverlap', resolve: resolveOverlap },
];

function resolveDistinct(args: readonly Argument[]): ResolvedFunction {
  expectCount('arrayDistinct', args, 1);
  const array = arrayOrNull('arrayDistinct', args, 0);
  requireOrdered('arrayDistinct', args, array.element);
  return {
    dataType: array,
    nullable: argument(args, 0).nullable,
    castTo: [array],
    kernel: ([first], length) => {
      const { starts, lengths, elements, nulls } = denseList(lists(first));
      const { codes, numCodes } = elementCodes(elements, array.element);
      const seen = new SeenCodes(numCodes);
      const out = new ListBuilder(length, elements.length);
      for (let i = 0; i < length; i++) {
        seen.nextRow();
        const start = starts[i] as number;
        const end = start + (lengths[i] as number);
        for (let e = start; e < end; e++) if (seen.add(codes[e] as number)) out.add(e);
        out.endRow();
      }
      return out.finish(elements, nulls);
    },
  };
}

type SetOperation = 'union' | 'intersect' | 'except';

function resolveSet(
  fn: string,
  args: readonly Argument[],
  operation: SetOperation,
): ResolvedFunction {
  expectCount(fn, args, 2);
  const array = twoArrays(fn, args);
  requireOrdered(fn, args, array.element);
  const [left, right] = [arrayArgument(fn, args, 0), arrayArgument(fn, args, 1)];
  const containsNull =
    operation === 'union'
      ? array.containsNull
      : left.containsNull && (operation === 'except' || right.containsNull);
  return {
    dataType: { ...array, containsNull },
    nullable: anyNullable(args),
    castTo: [array, array],
    kernel: setKernel(array.element, operation),
  };
}

function setKernel(type: DataType, operation: SetOperation): Kernel {
  return (vectors, length) => {
    const { a, b, pool, codes, numCodes } = pooled(vectors, type);
    const nulls = mergeNulls(vectors, length);
    const base = a.elements.length;
    const taken = new SeenCodes(numCodes);
    const other = new SeenCodes(numCodes);
    const out = new ListBuilder(length, pool.length);
    for (let i = 0; i < length; i++) {
      taken.nextRow();
      other.nextRow();
      if (nulls === undefined || nulls[i] === 0) {
        const start = a.starts[i] as number;
        const end = start + (a.lengths[i] as number);
        const otherStart = base + (b.starts[i] as number);
        const otherEnd = otherStart + (b.lengths[i] as number);
        if (operation !== 'union') {
          for (let e = otherStart; e < otherEnd; e++) other.add(codes[e] as number);
        }
        for (let e = start; e < end; e++) {
          const code = codes[e] as number;
          const isWanted = operation === 'union' || other.has(code) === (operation === 'intersect');
          if (isWanted && taken.add(code)) out.add(e);
        }
        if (operation === 'union') {
          for (let e = otherStart; e < otherEnd; e++) {
            if (taken.add(codes[e] as number)) out.add(e);
          }
        }
      }
      out.endRow();
    }
    return out.finish(pool, nulls);
  };
}

/** True where an element that is not null is in both; else null where both have elements and one a null. */
function resolveOverlap(args: readonly Argument[]): ResolvedFunction {
  expectCount('arraysOverlap', args, 2);
  const array = twoArrays('arraysOverlap', args);
  requireOrdered('arraysOverlap', args, array.element);
  return {
    dataType: BOOLEAN,
    nullable: anyNullable(args) || array.containsNull,
    castTo: [array, array],
    kernel: (vectors, length) => {
      const { a, b, codes, numCodes } = pooled(vectors, array.element);
      const mask = new NullMask(mergeNulls(vectors, length), length);
      const base = a.elements.length;
      const other = new SeenCodes(numCodes);
      const values = new Uint8Array(length);
      for (let i = 0; i < length; i++) {
        other.nextRow();
        const start = a.starts[i] as number;
        const end = start + (a.lengths[i] as number);
        const otherStart = base + (b.starts[i] as number);
        const otherEnd = otherStart + (b.lengths[i] as number);
        for (let e = otherStart; e < otherEnd; e++) other.add(codes[e] as number);
        let hasNull = other.has(-1);
        for (let e = start; e < end && values[i] === 0; e++) {
          const code = codes[e] as number;
          if (code === -1) hasNull = true;
          else if (other.has(code)) values[i] = 1;
        }
        const mayHide = hasNull && end > start && otherEnd > otherStart;
        if (values[i] === 0 && mayHide) mask.setNull(i);
      }
      return { kind: 'boolean', length, nulls: mask.finish(), values };
    },
  };
}

/** Two columns of arrays, the elements of both in one pool, and their codes. */
function pooled(
  vectors: Parameters<Kernel>[0],
  type: DataType,
): ElementCodes & {
  readonly a: ReturnType<typeof denseList>;
  readonly b: ReturnType<typeof denseList>;
  readonly pool: Parameters<Kernel>[0][number];
} {
  const [a, b] = [denseList(lists(vectors[0])), denseList(lists(vectors[1]))];
  const pool = concatVectors([a.elements, b.elements], type);
  return { a, b, pool, ...elementCodes(pool, type) };
}
