import { denseList } from '../../columnar/dense-list.ts';
import { gatherOrNull } from '../../columnar/gather.ts';
import type { ListVector } from '../../columnar/vector.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { denseLists, lists } from '../vectors/lists.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { anyNullable, argument } from './arguments.ts';
import { arrayArgument } from './list-arguments.ts';

/**
 * `arraysZip(name, array, name, array, …)` or `arraysZip(array, array, …)`, whose fields are then named
 * 0, 1, …: structs of the elements at one place, null where an array is shorter. Null where an array is null.
 */
export const ARRAYS_ZIP: readonly ScalarFunction[] = [{ name: 'arraysZip', resolve: resolveZip }];

function resolveZip(args: readonly Argument[]): ResolvedFunction {
  const isNamed = args.length > 0 && argument(args, 0).dataType.kind === 'string';
  const every = isNamed ? 2 : 1;
  const at = (i: number): number => i * every + every - 1;
  const count = args.length / every;
  const arrays = Array.from({ length: count }, (_, i) => arrayArgument('arraysZip', args, at(i)));
  const element: StructType = {
    kind: 'struct',
    fields: arrays.map((array, i) => ({
      name: isNamed ? String(argument(args, 2 * i).constant?.value) : String(i),
      dataType: array.element,
      nullable: true,
    })),
  };
  return {
    dataType: { kind: 'array', element, containsNull: false },
    nullable: anyNullable(arrays.map((_, i) => argument(args, at(i)))),
    castTo: args.map((_, i) =>
      isNamed && i % 2 === 0 ? undefined : arrayArgument('arraysZip', args, i),
    ),
    kernel: (vectors, length, context) =>
      zipped(
        vectors.filter((_, i) => !isNamed || i % 2 === 1),
        length,
        context,
      ),
  };
}

const zipped: Kernel = (vectors, length) => {
  const nulls = mergeNulls(vectors, length);
  const parts = vectors.map((vector) => denseList({ ...lists(vector), nulls }));
  const lengths = new Int32Array(length);
  for (const part of parts) {
    for (let i = 0; i < length; i++) {
      if ((part.lengths[i] as number) > (lengths[i] as number)) {
        lengths[i] = part.lengths[i] as number;
      }
    }
  }
  const total = lengths.reduce((sum, size) => sum + size, 0);
  const children = parts.map((part) => gatherOrNull(part.elements, padded(part, lengths, total)));
  const elements = { kind: 'struct', length: total, nulls: undefined, children } as const;
  return denseLists(lengths, elements, nulls);
};

/** The positions of the elements of a list, filled up with -1 to other lengths. */
export function padded(
  { starts, lengths: own }: ListVector,
  lengths: Int32Array,
  total: number,
): Int32Array {
  const positions = new Int32Array(total).fill(-1);
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    const start = starts[i] as number;
    const size = own[i] as number;
    for (let e = 0; e < size; e++) positions[at + e] = start + e;
    at += lengths[i] as number;
  }
  return positions;
}
