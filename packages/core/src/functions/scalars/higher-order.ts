import { denseList, rowsOfElements } from '../../columnar/dense-list.ts';
import { gatherOrNull } from '../../columnar/gather.ts';
import type { ListVector, Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { BOOLEAN, INT, type MapType } from '../../types/data-type.ts';
import type {
  BoundLambda,
  Frame,
  HigherOrderFunction,
  ResolvedHigherOrder,
  VariableType,
} from '../function.ts';
import { denseLists, entriesOf, entryVector, ListBuilder, lists } from '../vectors/lists.ts';
import { checkKeys } from '../vectors/map-keys.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { booleans } from '../vectors/numbers.ts';
import { AGGREGATES_OF_ARRAYS } from './array-aggregate.ts';
import { ARRAY_SORT } from './array-sort.ts';
import { padded } from './arrays-zip.ts';
import { bindLambda, expectCall, type HigherOrderArguments, plainOf } from './lambda-arguments.ts';
import { arrayArgument, mapArgument } from './list-arguments.ts';
import { MAP_ZIP_WITH } from './map-zip-with.ts';
import { requireKey } from './maps.ts';

/** Functions that run lambdas over the elements of arrays and the entries of maps. */
export const HIGHER_ORDER: readonly HigherOrderFunction[] = [
  { name: 'transform', resolve: resolveTransform },
  { name: 'filter', resolve: resolveFilter },
  { name: 'exists', resolve: (args) => resolveQuantifier('exists', args, 1) },
  { name: 'forall', resolve: (args) => resolveQuantifier('forall', args, 0) },
  { name: 'zipWith', resolve: resolveZipWith },
  { name: 'mapFilter', resolve: resolveMapFilter },
  { name: 'transformKeys', resolve: resolveTransformKeys },
  { name: 'transformValues', resolve: resolveTransformValues },
  ...AGGREGATES_OF_ARRAYS,
  ...ARRAY_SORT,
  ...MAP_ZIP_WITH,
];

const NOWHERE = new Uint8Array(0);
const INDEX: VariableType = { dataType: INT, nullable: false };

/** `transform(array, (element, index) => …)`; the index counts from 0. */
function resolveTransform(args: HigherOrderArguments): ResolvedHigherOrder {
  const { lambda, castTo, nullable } = arrayAndLambda('transform', args);
  const { dataType: element, nullable: containsNull } = lambda;
  return {
    dataType: { kind: 'array', element, containsNull },
    nullable,
    castTo,
    kernel: ([first], _, frame) => {
      const list = denseList(lists(first));
      return { ...list, elements: overElements(list, lambda, frame) };
    },
  };
}

/** The elements for which the lambda is true, not null. */
function resolveFilter(args: HigherOrderArguments): ResolvedHigherOrder {
  const { array, lambda, castTo, nullable } = arrayAndLambda('filter', args);
  expectPredicate('filter', lambda);
  return {
    dataType: array,
    nullable,
    castTo,
    kernel: ([first], _, frame) => {
      const list = denseList(lists(first));
      return whereTrue(list, overElements(list, lambda, frame));
    },
  };
}

/**
 * `exists` (decided by one true) and `forall` (by one false) with three values: where nothing decides
 * and the lambda is null for an element, so is the answer.
 */
function resolveQuantifier(
  fn: 'exists' | 'forall',
  args: HigherOrderArguments,
  deciding: 0 | 1,
): ResolvedHigherOrder {
  const { lambda, castTo, nullable } = arrayAndLambda(fn, args, 1);
  expectPredicate(fn, lambda);
  return {
    dataType: BOOLEAN,
    nullable: nullable || lambda.nullable,
    castTo,
    kernel: ([first], length, frame) => {
      const list = denseList(lists(first));
      const verdicts = overElements(list, lambda, frame);
      const isTrue = verdicts.kind === 'boxed' ? NOWHERE : booleans(verdicts);
      const missing = verdicts.nulls;
      const values = new Uint8Array(length).fill(1 - deciding);
      const nulls = new Uint8Array(length);
      for (let i = 0; i < length; i++) {
        if (list.nulls !== undefined && list.nulls[i] === 1) nulls[i] = 1;
        const start = list.starts[i] as number;
        const end = start + (list.lengths[i] as number);
        for (let e = start; e < end; e++) {
          if (missing !== undefined && missing[e] === 1) nulls[i] = 1;
          else if (isTrue[e] === deciding) {
            values[i] = deciding;
            nulls[i] = 0;
            break;
          }
        }
      }
      return { kind: 'boolean', length, nulls, values };
    },
  };
}

/** `zipWith(a, b, (x, y) => …)`: the shorter array is filled up with nulls; null where one of them is. */
function resolveZipWith(args: HigherOrderArguments): ResolvedHigherOrder {
  expectCall('zipWith', args, ['value', 'value', 'lambda']);
  const plain = plainOf(args);
  const [a, b] = [arrayArgument('zipWith', plain, 0), arrayArgument('zipWith', plain, 1)];
  const lambda = bindLambda('zipWith', args, 2, [
    { dataType: a.element, nullable: true },
    { dataType: b.element, nullable: true },
  ]);
  const { dataType: element, nullable: containsNull } = lambda;
  return {
    dataType: { kind: 'array', element, containsNull },
    nullable: plain.some((arg) => arg.nullable),
    castTo: [a, b],
    kernel: (vectors, length, frame) => {
      const nulls = mergeNulls(vectors.slice(0, 2), length);
      const [left, right] = vectors.map((vector) => denseList({ ...lists(vector), nulls })) as [
        ListVector,
        ListVector,
      ];
      const lengths = left.lengths.map((size, i) => Math.max(size, right.lengths[i] as number));
      const total = lengths.reduce((sum, size) => sum + size, 0);
      const [x, y] = [left, right].map((list) =>
        gatherOrNull(list.elements, padded(list, lengths, total)),
      ) as [Vector, Vector];
      const rows = rowsOfElements(denseLists(lengths, x, nulls));
      return denseLists(lengths, lambda.evaluate(frame, rows, [x, y]), nulls);
    },
  };
}

/** The entries for which the lambda of key and value is true. */
function resolveMapFilter(args: HigherOrderArguments): ResolvedHigherOrder {
  const { map, lambda, castTo, nullable } = mapAndLambda('mapFilter', args);
  expectPredicate('mapFilter', lambda);
  return {
    dataType: map,
    nullable,
    castTo,
    kernel: ([first], _, frame) => {
      const list = denseList(lists(first));
      return whereTrue(list, lambda.evaluate(frame, rowsOfElements(list), entriesOf(list)));
    },
  };
}

/** New keys for the same values. A key that is null or there twice is an error. */
function resolveTransformKeys(args: HigherOrderArguments): ResolvedHigherOrder {
  const { map, lambda, castTo, nullable } = mapAndLambda('transformKeys', args);
  requireKey('transformKeys', [{ ...lambda }], lambda.dataType);
  return {
    dataType: { ...map, key: lambda.dataType },
    nullable,
    castTo,
    canFail: true,
    kernel: ([first], _, frame) => {
      const list = denseList(lists(first));
      const keys = lambda.evaluate(frame, rowsOfElements(list), entriesOf(list));
      const elements = entryVector(keys, entriesOf(list)[1]);
      return checkKeys('transformKeys', { ...list, elements }, lambda.dataType);
    },
  };
}

function resolveTransformValues(args: HigherOrderArguments): ResolvedHigherOrder {
  const { map, lambda, castTo, nullable } = mapAndLambda('transformValues', args);
  return {
    dataType: { ...map, value: lambda.dataType, valueContainsNull: lambda.nullable },
    nullable,
    castTo,
    kernel: ([first], _, frame) => {
      const list = denseList(lists(first));
      const values = lambda.evaluate(frame, rowsOfElements(list), entriesOf(list));
      return { ...list, elements: entryVector(entriesOf(list)[0], values) };
    },
  };
}

function arrayAndLambda(
  fn: string,
  args: HigherOrderArguments,
  mostVariables: 1 | 2 = 2,
): {
  readonly array: ReturnType<typeof arrayArgument>;
  readonly lambda: BoundLambda;
  readonly castTo: readonly ReturnType<typeof arrayArgument>[];
  readonly nullable: boolean;
} {
  expectCall(fn, args, ['value', 'lambda']);
  const plain = plainOf(args);
  const array = arrayArgument(fn, plain, 0);
  const element = { dataType: array.element, nullable: array.containsNull };
  const lambda = bindLambda(fn, args, 1, mostVariables === 1 ? [element] : [element, INDEX], 1);
  return { array, lambda, castTo: [array], nullable: plain[0]?.nullable === true };
}

function mapAndLambda(
  fn: string,
  args: HigherOrderArguments,
): {
  readonly map: MapType;
  readonly lambda: BoundLambda;
  readonly castTo: readonly MapType[];
  readonly nullable: boolean;
} {
  expectCall(fn, args, ['value', 'lambda']);
  const plain = plainOf(args);
  const map = mapArgument(fn, plain, 0);
  const lambda = bindLambda(fn, args, 1, [
    { dataType: map.key, nullable: false },
    { dataType: map.value, nullable: map.valueContainsNull },
  ]);
  return { map, lambda, castTo: [map], nullable: plain[0]?.nullable === true };
}

/** A lambda of an element, and of its index if it takes one, over all elements of a list. */
function overElements(list: ListVector, lambda: BoundLambda, frame: Frame): Vector {
  const variables = [list.elements];
  if (lambda.numVariables > 1) variables.push(indexesOf(list));
  return lambda.evaluate(frame, rowsOfElements(list), variables);
}

function indexesOf({ starts, lengths, elements, length }: ListVector): Vector {
  const values = new Int32Array(elements.length);
  for (let i = 0; i < length; i++) {
    const start = starts[i] as number;
    for (let e = 0; e < (lengths[i] as number); e++) values[start + e] = e;
  }
  return { kind: 'int', length: elements.length, nulls: undefined, values };
}

function whereTrue(list: ListVector, verdicts: Vector): ListVector {
  const { starts, lengths, elements, length, nulls } = list;
  // A lambda that is a bare null is true for nothing.
  const isTrue = verdicts.kind === 'boxed' ? NOWHERE : booleans(verdicts);
  const missing = verdicts.nulls;
  const out = new ListBuilder(length, elements.length);
  for (let i = 0; i < length; i++) {
    const start = starts[i] as number;
    const end = start + (lengths[i] as number);
    for (let e = start; e < end; e++) {
      if (isTrue[e] === 1 && (missing === undefined || missing[e] === 0)) out.add(e);
    }
    out.endRow();
  }
  return out.finish(elements, nulls);
}

function expectPredicate(fn: string, { dataType }: BoundLambda): void {
  if (dataType.kind === 'boolean' || dataType.kind === 'null') return;
  const expected = 'a lambda that gives true or false';
  throw WRONG_ARGUMENTS.error({ fn, expected, found: `one that gives ${dataType.kind}` });
}
