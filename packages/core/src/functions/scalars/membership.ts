import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { BOOLEAN, type DataType } from '../../types/data-type.ts';
import { commonType, widerTypeWithText } from '../coercion.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { byDictionary } from '../vectors/by-dictionary.ts';
import { equalRows } from '../vectors/compare-rows.ts';
import { distinctKey } from '../vectors/distinct-key.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';

/** `in(value, candidate, …)`: null where the value is null, and where nothing matches and a candidate is null. */
export const MEMBERSHIP: readonly ScalarFunction[] = [{ name: 'in', resolve: resolveIn }];

function resolveIn(args: readonly Argument[]): ResolvedFunction {
  expectCount('in', args, 1, Infinity);
  const { dataType: kind } = argument(args, 0);
  const type = commonType(
    args.map((arg) => arg.dataType),
    widerTypeWithText,
  );
  if (type === undefined) throw typeMismatch('in', args, `values to compare with ${kind.kind}`);
  const areConstant = args.slice(1).every((arg) => arg.constant !== undefined);
  const kernel = areConstant ? lookup(type) : compareEach(type);
  return {
    dataType: BOOLEAN,
    nullable: args.some((arg) => arg.nullable),
    castTo: args.map(() => type),
    kernel: byDictionary(kernel, args),
  };
}

/** The candidates are the same in every row, so one set serves them all. */
function lookup(type: DataType): Kernel {
  return (vectors, length) => {
    const [value, ...candidates] = vectors as [Vector, ...Vector[]];
    const values = new Uint8Array(length);
    const nulls = new Uint8Array(length);
    if (length === 0) return { kind: 'boolean', length, nulls: undefined, values };
    const read = candidates.map((candidate) => readValue(candidate, 0, type));
    const hasNull = read.includes(null);
    const keys = new Set(read.filter((v) => v !== null).map((v) => distinctKey(v, type)));
    for (let i = 0; i < length; i++) {
      const item = readValue(value, i, type);
      const isIn = item !== null && keys.has(distinctKey(item, type));
      values[i] = isIn ? 1 : 0;
      nulls[i] = item === null || (!isIn && hasNull) ? 1 : 0;
    }
    return { kind: 'boolean', length, nulls, values };
  };
}

function compareEach(type: DataType): Kernel {
  return (vectors, length) => {
    const [value, ...candidates] = vectors as [Vector, ...Vector[]];
    const values = new Uint8Array(length);
    const nulls = new Uint8Array(length);
    for (const candidate of candidates) {
      const isEqual = equalRows(value, candidate, type, length);
      for (let i = 0; i < length; i++) {
        if (candidate.nulls?.[i] === 1) nulls[i] = 1;
        else if (isEqual[i] === 1) values[i] = 1;
      }
    }
    for (let i = 0; i < length; i++) {
      if (value.nulls?.[i] === 1) nulls[i] = 1;
      else if (values[i] === 1) nulls[i] = 0;
    }
    return { kind: 'boolean', length, nulls, values };
  };
}
