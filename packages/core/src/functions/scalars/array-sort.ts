import { denseList } from '../../columnar/dense-list.ts';
import { gather } from '../../columnar/gather.ts';
import type { ListVector, Vector } from '../../columnar/vector.ts';
import { COMPARATOR_GAVE_NULL } from '../../errors/collection.ts';
import { TYPE_MISMATCH } from '../../errors/expression.ts';
import { showType } from '../../types/data-type.ts';
import type { BoundLambda, Frame, HigherOrderFunction, ResolvedHigherOrder } from '../function.ts';
import { lists } from '../vectors/lists.ts';
import { ints } from '../vectors/numbers.ts';
import { sortKernel } from './array-order.ts';
import { bindLambda, expectCall, type HigherOrderArguments, plainOf } from './lambda-arguments.ts';
import { arrayArgument, requireOrdered } from './list-arguments.ts';

/**
 * `arraySort(array)`, nulls last, and `arraySort(array, (a, b) => …)` by a comparator that gives an int
 * below, at or above zero. Equal elements keep their order.
 */
export const ARRAY_SORT: readonly HigherOrderFunction[] = [{ name: 'arraySort', resolve }];

function resolve(args: HigherOrderArguments): ResolvedHigherOrder {
  expectCall('arraySort', args, ['value', 'lambda'], 1);
  const plain = plainOf(args);
  const array = arrayArgument('arraySort', plain, 0);
  const result = { dataType: array, nullable: plain[0]?.nullable === true, castTo: [array] };
  if (args.length === 1) {
    requireOrdered('arraySort', plain, array.element);
    const sort = sortKernel(array.element, 1, 'last');
    return { ...result, kernel: (vectors, length, { context }) => sort(vectors, length, context) };
  }
  const element = { dataType: array.element, nullable: array.containsNull };
  const compare = bindLambda('arraySort', args, 1, [element, element]);
  if (compare.dataType.kind !== 'int') {
    const types = [showType(array), showType(compare.dataType)];
    throw TYPE_MISMATCH.error({
      fn: 'arraySort',
      types,
      expected: 'a comparator that gives an int',
    });
  }
  return {
    ...result,
    canFail: compare.nullable,
    kernel: ([first], _, frame) => sortBy(denseList(lists(first)), compare, frame),
  };
}

/** A merge that is under way: two sorted runs, and where what comes out of them goes. */
interface Merge {
  readonly row: number;
  left: number;
  readonly leftEnd: number;
  right: number;
  readonly rightEnd: number;
  out: number;
}

/**
 * Merge sort from runs of one element up. The merges of a pass, of all rows, advance in step, and each
 * step asks the comparator once about the heads of all of them: the lambda runs as often as the longest
 * array has elements, a few times over, however many arrays there are.
 */
function sortBy(list: ListVector, compare: BoundLambda, frame: Frame): ListVector {
  const { starts, lengths, elements, length } = list;
  const longest = lengths.reduce((most, size) => Math.max(most, size), 0);
  let order = Int32Array.from({ length: elements.length }, (_, i) => i);
  for (let width = 1; width < longest; width *= 2) {
    const next = order.slice();
    const merges: Merge[] = [];
    for (let row = 0; row < length; row++) {
      const start = starts[row] as number;
      const end = start + (lengths[row] as number);
      for (let left = start; left + width < end; left += 2 * width) {
        const middle = left + width;
        const rightEnd = Math.min(middle + width, end);
        merges.push({ row, left, leftEnd: middle, right: middle, rightEnd, out: left });
      }
    }
    runMerges(merges, order, next, elements, compare, frame);
    order = next;
  }
  return { ...list, elements: gather(elements, order) };
}

function runMerges(
  merges: readonly Merge[],
  from: Int32Array,
  to: Int32Array,
  elements: Vector,
  compare: BoundLambda,
  frame: Frame,
): void {
  let active = merges;
  while (active.length > 0) {
    const rows = Int32Array.from(active, ({ row }) => row);
    const lefts = gather(
      elements,
      Int32Array.from(active, ({ left }) => from[left] as number),
    );
    const rights = gather(
      elements,
      Int32Array.from(active, ({ right }) => from[right] as number),
    );
    const orders = compare.evaluate(frame, rows, [lefts, rights]);
    if (orders.nulls?.includes(1) === true) throw COMPARATOR_GAVE_NULL.error({});
    const values = ints(orders);
    for (const [m, merge] of active.entries()) {
      const takesRight = (values[m] as number) > 0;
      to[merge.out++] = from[takesRight ? merge.right++ : merge.left++] as number;
      if (merge.left < merge.leftEnd && merge.right < merge.rightEnd) continue;
      while (merge.left < merge.leftEnd) to[merge.out++] = from[merge.left++] as number;
      while (merge.right < merge.rightEnd) to[merge.out++] = from[merge.right++] as number;
    }
    active = active.filter(({ out, rightEnd }) => out < rightEnd);
  }
}
