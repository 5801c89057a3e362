import { concatVectors } from '../../columnar/concat.ts';
import { denseList, rowsOfElements } from '../../columnar/dense-list.ts';
import { gather, gatherOrNull } from '../../columnar/gather.ts';
import type { ListVector } from '../../columnar/vector.ts';
import { TYPE_MISMATCH } from '../../errors/expression.ts';
import { type MapType, showType } from '../../types/data-type.ts';
import { widerType } from '../coercion.ts';
import type { HigherOrderFunction, ResolvedHigherOrder } from '../function.ts';
import { elementCodes } from '../vectors/element-codes.ts';
import { denseLists, entriesOf, entryVector, lists } from '../vectors/lists.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { bindLambda, expectCall, type HigherOrderArguments, plainOf } from './lambda-arguments.ts';
import { mapArgument } from './list-arguments.ts';
import { requireKey } from './maps.ts';

/** `mapZipWith(a, b, (key, x, y) => …)`: the keys of both, those of the first before; a missing value is null. */
export const MAP_ZIP_WITH: readonly HigherOrderFunction[] = [{ name: 'mapZipWith', resolve }];

function resolve(args: HigherOrderArguments): ResolvedHigherOrder {
  const fn = 'mapZipWith';
  expectCall(fn, args, ['value', 'value', 'lambda']);
  const plain = plainOf(args);
  const maps = [mapArgument(fn, plain, 0), mapArgument(fn, plain, 1)] as const;
  const key = widerType(maps[0].key, maps[1].key);
  if (key === undefined) {
    const types = maps.map(showType);
    throw TYPE_MISMATCH.error({ fn, types, expected: 'maps whose keys are of one type' });
  }
  requireKey(fn, plain, key);
  const [a, b] = maps.map((map): MapType => ({ ...map, key })) as [MapType, MapType];
  const lambda = bindLambda(fn, args, 2, [
    { dataType: key, nullable: false },
    { dataType: a.value, nullable: true },
    { dataType: b.value, nullable: true },
  ]);
  return {
    dataType: {
      ...{ kind: 'map', key, value: lambda.dataType },
      valueContainsNull: lambda.nullable,
    },
    nullable: plain.some((arg) => arg.nullable),
    castTo: [a, b],
    kernel: (vectors, length, frame) => {
      const nulls = mergeNulls(vectors.slice(0, 2), length);
      const [left, right] = vectors.map((vector) => denseList({ ...lists(vector), nulls })) as [
        ListVector,
        ListVector,
      ];
      const [leftKeys, leftValues] = entriesOf(left);
      const [rightKeys, rightValues] = entriesOf(right);
      const pool = concatVectors([leftKeys, rightKeys], key);
      const { lengths, keys, positions } = joinKeys(
        left,
        right,
        elementCodes(pool, key, false).codes,
      );
      const merged = gather(pool, keys);
      const rows = rowsOfElements(denseLists(lengths, merged, nulls));
      const variables = [
        merged,
        gatherOrNull(leftValues, positions[0]),
        gatherOrNull(rightValues, positions[1]),
      ];
      const values = lambda.evaluate(frame, rows, variables);
      return denseLists(lengths, entryVector(merged, values), nulls);
    },
  };
}

interface JoinedKeys {
  readonly lengths: Int32Array;
  /** Positions in both keys, one behind the other. */
  readonly keys: Int32Array;
  /** For each key its entry in the first and in the second map, -1 where there is none. */
  readonly positions: readonly [Int32Array, Int32Array];
}

function joinKeys(left: ListVector, right: ListVector, codes: Int32Array): JoinedKeys {
  const base = left.elements.length;
  const length = left.length;
  const lengths = new Int32Array(length);
  const most = base + right.elements.length;
  const keys = new Int32Array(most);
  const positions = [new Int32Array(most).fill(-1), new Int32Array(most).fill(-1)] as const;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const placeOf = new Map<number, number>();
    const first = count;
    for (const [side, { starts, lengths: sizes }] of [left, right].entries()) {
      const start = starts[i] as number;
      const end = start + (sizes[i] as number);
      for (let e = start; e < end; e++) {
        const position = side === 0 ? e : base + e;
        const code = codes[position] as number;
        let place = placeOf.get(code);
        if (place === undefined) {
          place = count++;
          placeOf.set(code, place);
          keys[place] = position;
        }
        (positions[side] as Int32Array)[place] = e;
      }
    }
    lengths[i] = count - first;
  }
  return {
    lengths,
    keys: keys.subarray(0, count),
    positions: [positions[0].subarray(0, count), positions[1].subarray(0, count)],
  };
}
