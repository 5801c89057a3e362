import { concatVectors } from '../../columnar/concat.ts';
import { denseList } from '../../columnar/dense-list.ts';
import { gather, gatherOrNull } from '../../columnar/gather.ts';
import { slice } from '../../columnar/slice.ts';
import type { ListVector, Vector } from '../../columnar/vector.ts';
import { TYPE_MISMATCH } from '../../errors/expression.ts';
import { type DataType, sameType, showType } from '../../types/data-type.ts';
import type { BoundLambda, Frame, HigherOrderFunction, ResolvedHigherOrder } from '../function.ts';
import { lists } from '../vectors/lists.ts';
import { bindLambda, expectCall, type HigherOrderArguments, plainOf } from './lambda-arguments.ts';
import { arrayArgument } from './list-arguments.ts';

/** `aggregate(array, zero, (sum, element) => …, sum => …)`, and its other name. */
export const AGGREGATES_OF_ARRAYS: readonly HigherOrderFunction[] = [
  { name: 'aggregate', resolve: (args) => resolveAggregate('aggregate', args) },
  { name: 'reduce', resolve: (args) => resolveAggregate('reduce', args) },
];

function resolveAggregate(fn: string, args: HigherOrderArguments): ResolvedHigherOrder {
  expectCall(fn, args, ['value', 'value', 'lambda', 'lambda'], 1);
  const plain = plainOf(args);
  const array = arrayArgument(fn, plain, 0);
  const type = plain[1]?.dataType as DataType;
  const sum = { dataType: type, nullable: true };
  const element = { dataType: array.element, nullable: array.containsNull };
  const merge = bindLambda(fn, args, 2, [sum, element]);
  if (!sameType(merge.dataType, type)) {
    const types = [showType(type), showType(merge.dataType)];
    const expected = 'a lambda that gives the type of the value it starts with: cast that value';
    throw TYPE_MISMATCH.error({ fn, types, expected });
  }
  const finish = args.length === 4 ? bindLambda(fn, args, 3, [sum]) : undefined;
  return {
    dataType: finish?.dataType ?? type,
    nullable: true,
    castTo: [array],
    kernel: ([first, zero], length, frame) => {
      const list = denseList(lists(first));
      const sums = fold(list, zero as Vector, type, merge, frame);
      if (finish === undefined) return withNulls(sums, list.nulls);
      const rows = Int32Array.from({ length }, (_, i) => i);
      return withNulls(finish.evaluate(frame, rows, [sums]), list.nulls);
    },
  };
}

/**
 * All arrays advance by one element at a time, so the lambda runs once for each place and not once for
 * each element. The rows lie by falling length: those that still have an element are always the first.
 */
function fold(
  { starts, lengths, elements, length }: ListVector,
  zero: Vector,
  type: DataType,
  merge: BoundLambda,
  frame: Frame,
): Vector {
  const order = Int32Array.from({ length }, (_, i) => i);
  order.sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
  let sums = gather(zero, order);
  /** The results of rows that have come to their end, the longest arrays last. */
  const done: Vector[] = [];
  let numLeft = length;
  for (let place = 0; ; place++) {
    let numActive = numLeft;
    while (numActive > 0 && lengths[order[numActive - 1] as number] === place) numActive--;
    if (numActive < numLeft) done.push(slice(sums, numActive, numLeft - numActive));
    if (numActive === 0) break;
    const rows = order.slice(0, numActive);
    const positions = rows.map((row) => (starts[row] as number) + place);
    const variables = [slice(sums, 0, numActive), gather(elements, positions)];
    sums = merge.evaluate(frame, rows, variables);
    numLeft = numActive;
  }
  const positionOf = new Int32Array(length);
  for (let i = 0; i < length; i++) positionOf[order[i] as number] = i;
  return gather(concatVectors(done.reverse(), type), positionOf);
}

/** Null where there is no array, whatever was computed there. */
function withNulls(vector: Vector, nulls: Uint8Array | undefined): Vector {
  if (nulls === undefined) return vector;
  const rows = Int32Array.from({ length: vector.length }, (_, i) => (nulls[i] === 1 ? -1 : i));
  return gatherOrNull(vector, rows);
}
