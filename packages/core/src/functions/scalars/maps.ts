import { concatVectors } from '../../columnar/concat.ts';
import { denseList } from '../../columnar/dense-list.ts';
import type { ListVector, Vector } from '../../columnar/vector.ts';
import { UNEQUAL_LENGTHS } from '../../errors/collection.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import {
  type ArrayType,
  type DataType,
  entryType,
  type MapType,
  NULL,
  STRING,
} from '../../types/data-type.ts';
import { commonType, widerTypeWithText } from '../coercion.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { entriesOf, entryVector, ListBuilder, lists } from '../vectors/lists.ts';
import { checkKeys } from '../vectors/map-keys.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { arrayArgument, mapArgument, mapOrNull } from './list-arguments.ts';

/** Maps keep their entries in the order in which they came. No key is null or there twice: that is an error. */
export const MAPS: readonly ScalarFunction[] = [
  { name: 'map', resolve: resolveMap },
  { name: 'mapFromArrays', resolve: resolveFromArrays },
  { name: 'mapFromEntries', resolve: resolveFromEntries },
  { name: 'mapConcat', resolve: resolveConcat },
  { name: 'mapKeys', resolve: (args) => resolvePart('mapKeys', args, 0) },
  { name: 'mapValues', resolve: (args) => resolvePart('mapValues', args, 1) },
  { name: 'mapEntries', resolve: resolveEntries },
];

/** `map(key, value, key, value, …)`: never null. */
function resolveMap(args: readonly Argument[]): ResolvedFunction {
  if (args.length % 2 !== 0) {
    const found = `${args.length} arguments`;
    throw WRONG_ARGUMENTS.error({ fn: 'map', expected: 'keys and values in turn', found });
  }
  const side = (offset: 0 | 1): readonly Argument[] => args.filter((_, i) => i % 2 === offset);
  const [keys, values] = [side(0), side(1)];
  const key = meeting('map', args, keys);
  const value = meeting('map', args, values);
  requireKey('map', args, key);
  const dataType: MapType = { kind: 'map', key, value, valueContainsNull: anyNullable(values) };
  return {
    dataType,
    nullable: false,
    castTo: args.map((_, i) => (i % 2 === 0 ? key : value)),
    canFail: true,
    kernel: (vectors, length) => {
      const numEntries = vectors.length / 2;
      const pool = entryVector(
        concatVectors(
          vectors.filter((_, i) => i % 2 === 0),
          key,
        ),
        concatVectors(
          vectors.filter((_, i) => i % 2 === 1),
          value,
        ),
      );
      const out = new ListBuilder(length, length * numEntries);
      for (let i = 0; i < length; i++) {
        for (let e = 0; e < numEntries; e++) out.add(e * length + i);
        out.endRow();
      }
      return checkKeys('map', out.finish(pool, undefined), key);
    },
  };
}

function meeting(fn: string, args: readonly Argument[], of: readonly Argument[]): DataType {
  if (of.length === 0) return NULL;
  const types = of.map(({ dataType }) => dataType);
  const common = commonType(types, widerTypeWithText);
  if (common === undefined) throw typeMismatch(fn, args, 'keys of one type and values of one type');
  return common;
}

/** Keys are compared, so a map, or what holds one, is none. */
export function requireKey(fn: string, args: readonly Argument[], key: DataType): void {
  const holdsMap = (type: DataType): boolean =>
    type.kind === 'map' ||
    (type.kind === 'array' && holdsMap(type.element)) ||
    (type.kind === 'struct' && type.fields.some((field) => holdsMap(field.dataType)));
  if (holdsMap(key)) throw typeMismatch(fn, args, 'keys that are no maps and hold none');
}

/** Null where one of the arrays is. */
function resolveFromArrays(args: readonly Argument[]): ResolvedFunction {
  const fn = 'mapFromArrays';
  expectCount(fn, args, 2);
  const [keys, values] = [arrayArgument(fn, args, 0), arrayArgument(fn, args, 1)];
  requireKey(fn, args, keys.element);
  return {
    dataType: {
      ...{ kind: 'map', key: keys.element, value: values.element },
      valueContainsNull: values.containsNull,
    },
    nullable: anyNullable(args),
    castTo: [keys, values],
    canFail: true,
    kernel: (vectors, length) => {
      const nulls = mergeNulls(vectors, length);
      // Where one array is null the other has no entries either, so that both lie alike.
      const [a, b] = vectors.map((vector) => denseList({ ...lists(vector), nulls })) as [
        ListVector,
        ListVector,
      ];
      for (let i = 0; i < length; i++) {
        const [numKeys, numValues] = [a.lengths[i] as number, b.lengths[i] as number];
        if (numKeys !== numValues) {
          throw UNEQUAL_LENGTHS.error({ fn, keys: numKeys, values: numValues });
        }
      }
      return checkKeys(fn, { ...a, elements: entryVector(a.elements, b.elements) }, keys.element);
    },
  };
}

/** Null where an entry is null. */
function resolveFromEntries(args: readonly Argument[]): ResolvedFunction {
  const fn = 'mapFromEntries';
  expectCount(fn, args, 1);
  const array = arrayArgument(fn, args, 0);
  const { element } = array;
  const [key, value] = element.kind === 'struct' ? element.fields : [];
  if (element.kind !== 'struct' || element.fields.length !== 2 || !key || !value) {
    throw typeMismatch(fn, args, 'an array of structs of a key and a value');
  }
  requireKey(fn, args, key.dataType);
  return {
    dataType: {
      ...{ kind: 'map', key: key.dataType, value: value.dataType },
      valueContainsNull: value.nullable,
    },
    nullable: anyNullable(args) || array.containsNull,
    canFail: true,
    kernel: ([first], length) => {
      const list = denseList(lists(first));
      const { starts, lengths } = list;
      const missing = list.elements.nulls;
      if (missing === undefined) return checkKeys(fn, list, key.dataType);
      const mask = new NullMask(list.nulls, length);
      for (let i = 0; i < length; i++) {
        const start = starts[i] as number;
        if (missing.subarray(start, start + (lengths[i] as number)).includes(1)) mask.setNull(i);
      }
      return checkKeys(fn, denseList({ ...list, nulls: mask.finish() }), key.dataType);
    },
  };
}

/** Null where one of the maps is. */
function resolveConcat(args: readonly Argument[]): ResolvedFunction {
  const fn = 'mapConcat';
  const maps = args.map((_, i) => mapArgument(fn, args, i));
  const none: MapType = { kind: 'map', key: STRING, value: STRING, valueContainsNull: true };
  const common = commonType(maps, widerMaps);
  const dataType = args.length === 0 ? none : common;
  if (dataType?.kind !== 'map') throw typeMismatch(fn, args, 'maps of one type');
  requireKey(fn, args, dataType.key);
  return {
    dataType,
    nullable: anyNullable(args),
    castTo: args.map(() => dataType),
    canFail: true,
    kernel: concatMaps(dataType),
  };
}

function widerMaps(a: DataType, b: DataType): MapType | undefined {
  const [left, right] = [a as MapType, b as MapType];
  const key = widerTypeWithText(left.key, right.key);
  const value = widerTypeWithText(left.value, right.value);
  const valueContainsNull = left.valueContainsNull || right.valueContainsNull;
  return key && value && { kind: 'map', key, value, valueContainsNull };
}

function concatMaps(type: MapType): Kernel {
  return (vectors, length) => {
    const parts = vectors.map(lists);
    const pool = concatVectors(
      parts.map((part) => part.elements),
      entryType(type),
    );
    const nulls = mergeNulls(vectors, length);
    const out = new ListBuilder(length, pool.length);
    for (let i = 0; i < length; i++) {
      let base = 0;
      for (const { starts, lengths, elements } of parts) {
        if (nulls?.[i] !== 1) out.addRange(base + (starts[i] as number), lengths[i] as number);
        base += elements.length;
      }
      out.endRow();
    }
    return checkKeys('mapConcat', out.finish(pool, nulls), type.key);
  };
}

/** The keys, or the values, as an array. */
function resolvePart(fn: string, args: readonly Argument[], part: 0 | 1): ResolvedFunction {
  expectCount(fn, args, 1);
  const map = mapOrNull(fn, args, 0);
  const dataType: ArrayType =
    part === 0
      ? { kind: 'array', element: map.key, containsNull: false }
      : { kind: 'array', element: map.value, containsNull: map.valueContainsNull };
  return {
    dataType,
    nullable: argument(args, 0).nullable,
    castTo: [map],
    kernel: ([first]) => {
      const list = lists(first);
      return { ...list, elements: entriesOf(list)[part] };
    },
  };
}

/** The entries as an array of structs of `key` and `value`: a map is held as just that. */
function resolveEntries(args: readonly Argument[]): ResolvedFunction {
  expectCount('mapEntries', args, 1);
  const map = mapOrNull('mapEntries', args, 0);
  return {
    dataType: { kind: 'array', element: entryType(map), containsNull: false },
    nullable: argument(args, 0).nullable,
    castTo: [map],
    kernel: ([first]) => first as Vector,
  };
}
