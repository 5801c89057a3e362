import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW, DIVIDE_BY_ZERO } from '../../errors/expression.ts';
import { LONG, showType } from '../../types/data-type.ts';
import { isIntegral, isNumeric } from '../coercion.ts';
import type { ScalarFunction } from '../function.ts';
import { changeBase } from '../numbers/change-base.ts';
import { powerOfTen } from '../numbers/decimal.ts';
import { boxed, DOUBLES, INTS, LONGS, TEXT } from '../vectors/row-values.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { byRow } from './by-row.ts';
import { expectNumbers } from './doubles.ts';

const MAX_LONG = 2n ** 63n - 1n;

/** Functions whose values are whole numbers, or their digits. */
export const WHOLE_NUMBERS: readonly ScalarFunction[] = [
  byRow<[number], number | bigint>(
    'factorial',
    [INTS],
    LONGS,
    (n) => (n < 0 || n > 20 ? null : factorial(n)),
    { givesNull: true },
  ),
  byRow<[number | bigint], string>('bin', [LONGS], TEXT, (value) =>
    BigInt.asUintN(64, BigInt(value)).toString(2),
  ),
  byRow<[string, number, number], string>(
    'conv',
    [TEXT, INTS, INTS],
    TEXT,
    (text, from, to) => changeBase(text.replace(/^ +| +$/g, ''), from, to),
    { givesNull: true },
  ),
  byRow<[number, number, number, number | bigint], number | bigint>(
    'widthBucket',
    [DOUBLES, DOUBLES, DOUBLES, LONGS],
    LONGS,
    widthBucket,
    { givesNull: true },
  ),
  integralDivide(),
  {
    name: 'positive',
    resolve(args) {
      expectCount('positive', args, 1);
      expectNumbers('positive', args);
      const { dataType } = argument(args, 0);
      const type = dataType.kind === 'string' ? DOUBLES.dataType : dataType;
      return {
        dataType: type,
        nullable: anyNullable(args),
        castTo: [type],
        kernel: ([value]) => value as Vector,
      };
    },
  },
];

function factorial(n: number): number | bigint {
  let product = 1n;
  for (let i = 2n; i <= BigInt(n); i++) product *= i;
  return Number.isSafeInteger(Number(product)) ? Number(product) : product;
}

/** Buckets count from 1; 0 is before the first, `count + 1` behind the last. The bounds may be turned around. */
function widthBucket(
  value: number,
  first: number,
  last: number,
  count: number | bigint,
): number | bigint | null {
  const isBad = count <= 0 || count === MAX_LONG || first === last || value !== value;
  if (isBad || !Number.isFinite(first) || !Number.isFinite(last)) return null;
  const isAscending = first < last;
  if (isAscending ? value < first : value > first) return 0;
  if (isAscending ? value >= last : value <= last) return Number(count) + 1;
  return Math.trunc((Number(count) * (value - first)) / (last - first)) + 1;
}

/** Division of integers and decimals without the fraction, as long (Spark: `div`); null for a zero divisor. */
function integralDivide(): ScalarFunction {
  const name = 'integralDivide';
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 2);
      const types = args.map((arg) => arg.dataType);
      const isWhole = types.every(
        (t) => isIntegral(t) || t.kind === 'decimal' || t.kind === 'null',
      );
      if (!isWhole) throw typeMismatch(name, args, 'two integers or decimals');
      const columns = types.map((type) => boxed<number | bigint>(isNumeric(type) ? type : LONG));
      const scales = types.map((type) => (type.kind === 'decimal' ? type.scale : 0));
      const scale = Math.max(...scales);
      const [up, down] = scales.map((own) => powerOfTen(scale - own)) as [bigint, bigint];
      return byRow<[number | bigint, number | bigint], number | bigint>(
        name,
        columns as never,
        LONGS,
        (a, b, { ansi }) => {
          if (BigInt(b) === 0n) {
            if (ansi) throw DIVIDE_BY_ZERO.error({ fn: name });
            return null;
          }
          const quotient = (BigInt(a) * up) / (BigInt(b) * down);
          const wrapped = BigInt.asIntN(64, quotient);
          if (ansi && wrapped !== quotient) {
            throw ARITHMETIC_OVERFLOW.error({ fn: name, type: showType(LONG) });
          }
          return Number.isSafeInteger(Number(wrapped)) ? Number(wrapped) : wrapped;
        },
        { givesNull: true, canFail: 'ansi' },
      ).resolve(args, settings);
    },
  };
}
