import type { Vector } from '../../columnar/vector.ts';
import { type DataType, INTERVAL } from '../../types/data-type.ts';
import { commonType, isIntegral, isTimestamp, widerType } from '../coercion.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { denseLists } from '../vectors/lists.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { bigints, longVector } from '../vectors/numbers.ts';
import { checkedLength, checkStep } from '../vectors/sequence-bounds.ts';
import { anyNullable, expectCount, typeMismatch } from './arguments.ts';
import { timeSequences } from './time-sequence.ts';

/**
 * `sequence(start, stop, step?)`, both ends included. Without a step it counts by one, up or down; dates
 * and timestamps go by a day.
 */
export const SEQUENCES: readonly ScalarFunction[] = [
  { name: 'sequence', resolve: resolveSequence },
];

function resolveSequence(args: readonly Argument[]): ResolvedFunction {
  expectCount('sequence', args, 2, 3);
  const bounds = args.slice(0, 2).map(({ dataType }) => dataType);
  const step = args[2]?.dataType;
  const isTime = bounds.every((type) => isTimestamp(type) || type.kind === 'date');
  const element = commonType(isTime || step === undefined ? bounds : [...bounds, step], widerType);
  const isStep = step === undefined || !isTime || step.kind === 'interval' || step.kind === 'null';
  if (element === undefined || !isStep || !(isTime || isIntegral(element))) {
    throw typeMismatch('sequence', args, 'integers, or times and an interval');
  }
  const interval = step?.kind === 'interval' ? step : INTERVAL;
  return {
    dataType: { kind: 'array', element, containsNull: false },
    nullable: anyNullable(args),
    castTo: [element, element, isTime ? interval : element],
    canFail: true,
    kernel: isTime ? timeSequences(element, interval) : numberSequences(element),
  };
}

function numberSequences(type: DataType): Kernel {
  return (vectors, length) => {
    const nulls = mergeNulls(vectors, length);
    if (vectors.some((vector) => vector.kind === 'bigint')) return longSequences(vectors, length);
    const [from, to, steps] = vectors.map(numbersOf) as [Numbers, Numbers, Numbers?];
    const lengths = new Int32Array(length);
    const by = new Float64Array(length);
    let total = 0;
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && nulls[i] === 1) continue;
      const [start, stop] = [from[i] as number, to[i] as number];
      const step = steps === undefined ? (start <= stop ? 1 : -1) : (steps[i] as number);
      by[i] = step;
      checkStep(start, stop, step);
      lengths[i] = step === 0 ? 1 : checkedLength(Math.floor((stop - start) / step) + 1);
      total += lengths[i] as number;
    }
    const values = type.kind === 'long' ? new Float64Array(total) : new Int32Array(total);
    let at = 0;
    for (let i = 0; i < length; i++) {
      for (let n = 0; n < (lengths[i] as number); n++) {
        values[at++] = (from[i] as number) + n * (by[i] as number);
      }
    }
    const elements: Vector =
      values instanceof Int32Array
        ? { kind: 'int', length: total, nulls: undefined, values }
        : { kind: 'double', length: total, nulls: undefined, values };
    return denseLists(lengths, elements, nulls);
  };
}

/** With bounds or a step beyond the safe integers. */
function longSequences(vectors: readonly Vector[], length: number): Vector {
  const nulls = mergeNulls(vectors, length);
  const [from, to, steps] = vectors.map(bigints) as [BigInt64Array, BigInt64Array, BigInt64Array?];
  const lengths = new Int32Array(length);
  const values: bigint[] = [];
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && nulls[i] === 1) continue;
    const [start, stop] = [from[i] as bigint, to[i] as bigint];
    const step = steps === undefined ? (start <= stop ? 1n : -1n) : (steps[i] as bigint);
    checkStep(start, stop, step);
    const size = step === 0n ? 1 : checkedLength(Number((stop - start) / step) + 1);
    for (let n = 0; n < size; n++) values.push(start + BigInt(n) * step);
    lengths[i] = size;
  }
  return denseLists(lengths, longVector(BigInt64Array.from(values), undefined), nulls);
}

type Numbers = Int32Array | Float64Array;

function numbersOf(vector: Vector): Numbers {
  if (vector.kind === 'int' || vector.kind === 'double') return vector.values;
  throw new TypeError(`expected numbers, found ${vector.kind}`);
}
