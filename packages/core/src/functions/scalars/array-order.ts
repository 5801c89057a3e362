import { denseList } from '../../columnar/dense-list.ts';
import { BOOLEAN, type DataType } from '../../types/data-type.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { elementOrder } from '../vectors/element-order.ts';
import { ListBuilder, lists } from '../vectors/lists.ts';
import { argument, constantOf, expectCount, typeMismatch } from './arguments.ts';
import { arrayArgument, requireOrdered } from './list-arguments.ts';

export const ARRAY_ORDER: readonly ScalarFunction[] = [
  { name: 'sortArray', resolve: resolveSortArray },
];

/** `sortArray(array, ascending = true)`: nulls first, or last where it goes down. */
function resolveSortArray(args: readonly Argument[]): ResolvedFunction {
  expectCount('sortArray', args, 1, 2);
  const array = arrayArgument('sortArray', args, 0);
  requireOrdered('sortArray', args, array.element);
  if (args.length === 2 && argument(args, 1).dataType.kind !== 'boolean') {
    throw typeMismatch('sortArray', args, 'an array, and true or false');
  }
  const isAscending =
    args.length === 1 || constantOf('sortArray', args, 1, 'true or false') === true;
  return {
    dataType: array,
    nullable: argument(args, 0).nullable,
    castTo: [array, BOOLEAN],
    kernel: sortKernel(array.element, isAscending ? 1 : -1, isAscending ? 'first' : 'last'),
  };
}

/** Sorts every array; equal elements keep their order. */
export function sortKernel(type: DataType, sign: 1 | -1, nullsAt: 'first' | 'last'): Kernel {
  return ([first], length) => {
    const { starts, lengths, elements, nulls } = denseList(lists(first));
    const order = elementOrder(elements, type);
    const signed = sign > 0 ? order : (a: number, b: number) => order(b, a);
    const missing = elements.nulls;
    const out = new ListBuilder(length, elements.length);
    const addNulls = (start: number, end: number): void => {
      if (missing === undefined) return;
      for (let e = start; e < end; e++) if (missing[e] === 1) out.add(e);
    };
    for (let i = 0; i < length; i++) {
      const start = starts[i] as number;
      const end = start + (lengths[i] as number);
      if (nullsAt === 'first') addNulls(start, end);
      const numNulls = out.row.length;
      for (let e = start; e < end; e++) if (missing === undefined || missing[e] === 0) out.add(e);
      out.row.subarray(numNulls).sort(signed);
      if (nullsAt === 'last') addNulls(start, end);
      out.endRow();
    }
    return out.finish(elements, nulls);
  };
}
