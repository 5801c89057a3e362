import type { Vector } from '../../columnar/vector.ts';
import { DIVIDE_BY_ZERO } from '../../errors/expression.ts';
import { type DataType, DOUBLE } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { isFractional, isNumeric, widerType } from '../coercion.ts';
import type { Argument, ExprSettings, ResolvedFunction, ScalarFunction } from '../function.ts';
import { decimalOperation, decimalResult, fitsPrecision } from '../numbers/decimal.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { boxed } from '../vectors/row-values.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';
import { decimalOperand } from './arithmetic.ts';
import { byRow } from './by-row.ts';
import { expectNumbers } from './doubles.ts';

/** The remainder that is not below zero where the divisor is above it; null for a zero divisor. */
export const POSITIVE_REMAINDER: readonly ScalarFunction[] = [{ name: 'pmod', resolve }];

const BITS: ReadonlyMap<DataType['kind'], number> = new Map([
  ['byte', 8],
  ['short', 16],
  ['int', 32],
]);

function resolve(args: readonly Argument[], settings: ExprSettings): ResolvedFunction {
  expectCount('pmod', args, 2);
  expectNumbers('pmod', args);
  const [left, right] = args.map(({ dataType }) => (isNumeric(dataType) ? dataType : DOUBLE)) as [
    DataType,
    DataType,
  ];
  const meet = widerType(
    argument(args, 0).dataType.kind === 'null' ? right : left,
    argument(args, 1).dataType.kind === 'null' ? left : right,
  );
  if (meet === undefined) throw typeMismatch('pmod', args, 'two numbers');
  if (meet.kind === 'decimal') return resolveDecimals(args, settings);
  const remainder = isFractional(meet)
    ? ofDoubles(meet.kind === 'float')
    : ofIntegers(BITS.get(meet.kind) ?? 64);
  const column = boxed<number | bigint>(meet);
  return byRow<[number | bigint, number | bigint], number | bigint>(
    'pmod',
    [column, column],
    column,
    (a, b, { ansi }) => {
      if (Number(b) !== 0) return remainder(a, b);
      if (ansi) throw DIVIDE_BY_ZERO.error({ fn: 'pmod' });
      return null;
    },
    { givesNull: true, canFail: 'ansi' },
  ).resolve(args, settings);
}

type Remainder = (a: number | bigint, b: number | bigint) => number | bigint;

function ofDoubles(isFloat: boolean): Remainder {
  const settle = isFloat ? Math.fround : (x: number): number => x;
  return (a, b) => {
    const rest = settle((a as number) % (b as number));
    return rest < 0 ? settle(settle(rest + (b as number)) % (b as number)) : rest;
  };
}

/** The sum in between wraps around, as in Java. */
function ofIntegers(bits: number): Remainder {
  return (a, b) => {
    const divisor = BigInt(b);
    const rest = BigInt(a) % divisor;
    const value = rest < 0n ? BigInt.asIntN(bits, rest + divisor) % divisor : rest;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  };
}

function resolveDecimals(args: readonly Argument[], { ansi }: ExprSettings): ResolvedFunction {
  const from = [decimalOperand(args, 0), decimalOperand(args, 1)] as const;
  const to = decimalResult('mod', ...from);
  const sum = {
    kind: 'decimal',
    precision: 38,
    scale: Math.max(from[0].scale, from[1].scale),
  } as const;
  return {
    dataType: to,
    nullable: true,
    castTo: from,
    canFail: ansi,
    kernel(vectors, length) {
      const [left, right] = vectors as [Vector, Vector];
      const [readLeft, readRight] = [
        boxed<bigint>(from[0]).reader(left),
        boxed<bigint>(from[1]).reader(right),
      ];
      const mask = new NullMask(mergeNulls(vectors, length), length);
      const values: InternalValue[] = [];
      for (let i = 0; i < length; i++) {
        const divisor = mask.isNull(i) ? 0n : readRight(i);
        if (divisor === 0n) {
          if (ansi && !mask.isNull(i)) throw DIVIDE_BY_ZERO.error({ fn: 'pmod' });
          mask.setNull(i);
          values.push(null);
          continue;
        }
        let rest = decimalOperation('mod', readLeft(i), divisor, from, to) as bigint;
        if (rest < 0n) {
          const shifted = decimalOperation('add', rest, divisor, [to, from[1]], sum) as bigint;
          rest = decimalOperation('mod', shifted, divisor, [sum, from[1]], to) as bigint;
        }
        if (fitsPrecision(rest, to.precision)) values.push(rest);
        else {
          mask.setNull(i);
          values.push(null);
        }
      }
      return { kind: 'boxed', length, nulls: mask.finish(), values };
    },
  };
}
