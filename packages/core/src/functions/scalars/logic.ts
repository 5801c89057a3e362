import type { Vector } from '../../columnar/vector.ts';
import { BOOLEAN } from '../../types/data-type.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { booleans } from '../vectors/numbers.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';

/** Three-valued logic: `and` is false if any side is, `or` true if any is; else null if any side is. */
export const LOGIC: readonly ScalarFunction[] = [
  { name: 'and', resolve: (args) => connective('and', args, 0) },
  { name: 'or', resolve: (args) => connective('or', args, 1) },
  {
    name: 'not',
    resolve(args) {
      expectCount('not', args, 1);
      expectBooleans('not', args);
      const kernel: Kernel = ([a], length) => {
        const values = booleans(a as Vector);
        const out = new Uint8Array(length);
        for (let i = 0; i < length; i++) out[i] = 1 - (values[i] as number);
        return { kind: 'boolean', length, nulls: (a as Vector).nulls, values: out };
      };
      return { dataType: BOOLEAN, nullable: argument(args, 0).nullable, kernel, castTo: [BOOLEAN] };
    },
  },
];

/** @param decisive - the value, 0 or 1, that decides the result whatever the other arguments are */
function connective(fn: string, args: readonly Argument[], decisive: 0 | 1): ResolvedFunction {
  expectCount(fn, args, 1, Infinity);
  expectBooleans(fn, args);
  return {
    dataType: BOOLEAN,
    nullable: anyNullable(args),
    castTo: args.map(() => BOOLEAN),
    kernel: (vectors, length) => combine(vectors, length, decisive),
    needs: (index, before, length) =>
      index === 0 ? undefined : undecided(combine(before, length, decisive), length, decisive),
  };
}

function combine(vectors: readonly Vector[], length: number, decisive: 0 | 1): Vector {
  let result = vectors[0] as Vector;
  for (const next of vectors.slice(1)) result = combineTwo(result, next, length, decisive);
  return result;
}

function combineTwo(left: Vector, right: Vector, length: number, decisive: 0 | 1): Vector {
  const [a, b] = [booleans(left), booleans(right)];
  const [nullsA, nullsB] = [left.nulls, right.nulls];
  const values = new Uint8Array(length);
  if (decisive === 0)
    for (let i = 0; i < length; i++) values[i] = (a[i] as number) & (b[i] as number);
  else for (let i = 0; i < length; i++) values[i] = (a[i] as number) | (b[i] as number);
  if (nullsA === undefined && nullsB === undefined) {
    return { kind: 'boolean', length, nulls: undefined, values };
  }
  const nulls = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const isNullA = nullsA !== undefined && nullsA[i] === 1;
    const isNullB = nullsB !== undefined && nullsB[i] === 1;
    if (!isNullA && !isNullB) continue;
    const isDecided = (!isNullA && a[i] === decisive) || (!isNullB && b[i] === decisive);
    values[i] = isDecided ? decisive : 0;
    nulls[i] = isDecided ? 0 : 1;
  }
  return { kind: 'boolean', length, nulls, values };
}

function undecided(sofar: Vector, length: number, decisive: 0 | 1): Uint8Array {
  const values = booleans(sofar);
  const rows = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const isNull = sofar.nulls !== undefined && sofar.nulls[i] === 1;
    rows[i] = !isNull && values[i] === decisive ? 0 : 1;
  }
  return rows;
}

function expectBooleans(fn: string, args: readonly Argument[]): void {
  const isFine = args.every(({ dataType: { kind } }) => kind === 'boolean' || kind === 'null');
  if (!isFine) throw typeMismatch(fn, args, 'booleans');
}
