import { concatVectors } from '../../columnar/concat.ts';
import { gatherOrNull } from '../../columnar/gather.ts';
import type { ListVector, Vector } from '../../columnar/vector.ts';
import { INDEX_OUT_OF_BOUNDS } from '../../errors/collection.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { BOOLEAN, type DataType, INT, type MapType } from '../../types/data-type.ts';
import { isIntegral, widerType } from '../coercion.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { elementCodes } from '../vectors/element-codes.ts';
import { entriesOf, lists } from '../vectors/lists.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { ints } from '../vectors/numbers.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { canBecome } from './implicit-cast.ts';
import { arrayArgument, mapArgument } from './list-arguments.ts';

/** One element of an array by its position, the value of one key of a map. */
export const ELEMENT_ACCESS: readonly ScalarFunction[] = [
  { name: 'getItem', resolve: resolveGetItem },
  { name: 'get', resolve: (args) => resolveIndex('get', args, 'zero-based', false) },
  { name: 'elementAt', resolve: (args, { ansi }) => resolveElementAt('elementAt', args, ansi) },
  { name: 'tryElementAt', resolve: (args) => resolveElementAt('tryElementAt', args, false) },
  { name: 'mapContainsKey', resolve: resolveContainsKey },
];

/** `array[i]`, the first is 0, and `map[key]`: null where there is none, but an error beyond an array with ANSI rules. */
function resolveGetItem(args: readonly Argument[], { ansi }: ExprSettings): ResolvedFunction {
  expectCount('getItem', args, 2);
  const { dataType: map } = argument(args, 0);
  if (map.kind === 'map') {
    if (canBecome(argument(args, 1).dataType, map.key)) return valueOf(map);
    throw typeMismatch('getItem', args, 'a map and one of its keys');
  }
  return resolveIndex('getItem', args, 'zero-based', ansi);
}

/** Positions in arrays count from 1, or below zero from the end. */
function resolveElementAt(
  fn: string,
  args: readonly Argument[],
  isStrict: boolean,
): ResolvedFunction {
  expectCount(fn, args, 2);
  if (argument(args, 0).dataType.kind === 'map') return valueOf(mapAndKey(fn, args));
  return resolveIndex(fn, args, 'one-based', isStrict);
}

type Counting = 'zero-based' | 'one-based';

function resolveIndex(
  fn: string,
  args: readonly Argument[],
  counting: Counting,
  isStrict: boolean,
): ResolvedFunction {
  expectCount(fn, args, 2);
  const array = arrayArgument(fn, args, 0);
  const { dataType: index } = argument(args, 1);
  const isIndex = isIntegral(index) && (index.kind !== 'long' || counting === 'zero-based');
  if (!isIndex && index.kind !== 'null') throw typeMismatch(fn, args, 'an array and an int');
  return {
    dataType: array.element,
    nullable: true,
    castTo: [array, INT],
    canFail: isStrict || counting === 'one-based',
    kernel: elementKernel(fn, counting, isStrict),
  };
}

function elementKernel(fn: string, counting: Counting, isStrict: boolean): Kernel {
  return (vectors, length) => {
    const { starts, lengths, elements } = lists(vectors[0]);
    const wanted = ints(vectors[1] as Vector);
    const nulls = mergeNulls(vectors, length);
    const rows = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      rows[i] = -1;
      if (nulls !== undefined && nulls[i] === 1) continue;
      const index = wanted[i] as number;
      const size = lengths[i] as number;
      if (index === 0 && counting === 'one-based') throw zeroIndex(fn);
      const at = counting === 'zero-based' ? index : index > 0 ? index - 1 : size + index;
      if (at >= 0 && at < size) rows[i] = (starts[i] as number) + at;
      else if (isStrict) throw INDEX_OUT_OF_BOUNDS.error({ fn, index, size });
    }
    return gatherOrNull(elements, rows);
  };
}

/** The value of a key; null where the map does not have it. */
function valueOf(map: MapType): ResolvedFunction {
  return {
    dataType: map.value,
    nullable: true,
    castTo: [map, map.key],
    kernel: (vectors, length) => {
      const list = lists(vectors[0]);
      const rows = findKeys(list, vectors[1] as Vector, map.key, mergeNulls(vectors, length));
      return gatherOrNull(entriesOf(list)[1], rows);
    },
  };
}

function resolveContainsKey(args: readonly Argument[]): ResolvedFunction {
  expectCount('mapContainsKey', args, 2);
  const map = mapAndKey('mapContainsKey', args);
  return {
    dataType: BOOLEAN,
    nullable: anyNullable(args),
    castTo: [map, map.key],
    kernel: (vectors, length) => {
      const nulls = mergeNulls(vectors, length);
      const rows = findKeys(lists(vectors[0]), vectors[1] as Vector, map.key, nulls);
      const values = new Uint8Array(length);
      for (let i = 0; i < length; i++) values[i] = rows[i] === -1 ? 0 : 1;
      return { kind: 'boolean', length, nulls, values };
    },
  };
}

/** The map with its keys in the type in which they meet the key that is asked for. */
function mapAndKey(fn: string, args: readonly Argument[]): MapType {
  const map = mapArgument(fn, args, 0);
  const { dataType: wanted } = argument(args, 1);
  const key = wanted.kind === 'null' ? undefined : widerType(map.key, wanted);
  if (key === undefined) throw typeMismatch(fn, args, 'a map and one of its keys');
  return { ...map, key };
}

/** The entry of the key of each row, -1 where there is none. Equal as numbers are: 0.0 finds -0.0. */
function findKeys(
  map: ListVector,
  wanted: Vector,
  type: DataType,
  nulls: Uint8Array | undefined,
): Int32Array {
  const { starts, lengths, length } = map;
  const [keys] = entriesOf(map);
  const { codes } = elementCodes(concatVectors([keys, wanted], type), type, false);
  const rows = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    rows[i] = -1;
    if (nulls !== undefined && nulls[i] === 1) continue;
    const code = codes[keys.length + i];
    const start = starts[i] as number;
    const end = start + (lengths[i] as number);
    for (let e = start; e < end && rows[i] === -1; e++) if (codes[e] === code) rows[i] = e;
  }
  return rows;
}

function zeroIndex(fn: string): Error {
  const expected = 'above zero, or below to count from the end';
  return INVALID_ARGUMENT.error({ fn, argument: 2, expected, found: '0' });
}
