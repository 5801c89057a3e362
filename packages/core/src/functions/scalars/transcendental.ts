import type { ScalarFunction } from '../function.ts';
import { expectCount } from './arguments.ts';
import { constantDouble, ofDouble, ofDoubleAbove, ofTwoDoubles } from './doubles.ts';

/** Powers, logarithms and angles: functions of doubles, NaN where they have no value. */
export const TRANSCENDENTAL: readonly ScalarFunction[] = [
  constantDouble('e', Math.E),
  constantDouble('pi', Math.PI),
  ofDouble('sqrt', Math.sqrt),
  ofDouble('cbrt', Math.cbrt),
  ofDouble('exp', Math.exp),
  ofDouble('expm1', Math.expm1),
  ofTwoDoubles('pow', (base, power) => base ** power),
  ofTwoDoubles('hypot', Math.hypot),
  // Spark answers null where the argument is at or below the pole of the logarithm.
  ofDoubleAbove('ln', 0, Math.log),
  ofDoubleAbove('log10', 0, Math.log10),
  ofDoubleAbove('log2', 0, Math.log2),
  ofDoubleAbove('log1p', -1, Math.log1p),
  logarithm(),
  ofDouble('sin', Math.sin),
  ofDouble('cos', Math.cos),
  ofDouble('tan', Math.tan),
  ofDouble('cot', (x) => 1 / Math.tan(x)),
  ofDouble('sec', (x) => 1 / Math.cos(x)),
  ofDouble('csc', (x) => 1 / Math.sin(x)),
  ofDouble('asin', Math.asin),
  ofDouble('acos', Math.acos),
  ofDouble('atan', Math.atan),
  // Adding zero takes the sign from -0.0, which would turn the angle around.
  ofTwoDoubles('atan2', (y, x) => Math.atan2(y + 0, x + 0)),
  ofDouble('sinh', Math.sinh),
  ofDouble('cosh', Math.cosh),
  ofDouble('tanh', Math.tanh),
  // The formulas are Spark's, which lose the last digits, and all of them for huge numbers.
  ofDouble('asinh', (x) => (x === -Infinity ? x : Math.log(x + Math.sqrt(x * x + 1)))),
  ofDouble('acosh', (x) => Math.log(x + Math.sqrt(x * x - 1))),
  ofDouble('atanh', (x) => 0.5 * (Math.log1p(x) - Math.log1p(-x))),
  ofDouble('degrees', (x) => (x * 180) / Math.PI),
  ofDouble('radians', (x) => (x / 180) * Math.PI),
  ofDouble('signum', (x) => (x > 0 ? 1 : x < 0 ? -1 : x)),
  ofDouble('rint', roundedToEven),
];

/** The natural logarithm, or that of the second argument to the base of the first. */
function logarithm(): ScalarFunction {
  const natural = ofDoubleAbove('log', 0, Math.log);
  const toBase = ofTwoDoubles('log', (base, x) =>
    base <= 0 || x <= 0 ? undefined : Math.log(x) / Math.log(base),
  );
  return {
    name: 'log',
    resolve(args, settings) {
      expectCount('log', args, 1, 2);
      return (args.length === 1 ? natural : toBase).resolve(args, settings);
    },
  };
}

function roundedToEven(x: number): number {
  const whole = Math.floor(x);
  const rest = x - whole;
  if (!Number.isFinite(x)) return x;
  const isUp = rest > 0.5 || (rest === 0.5 && whole % 2 !== 0);
  const rounded = isUp ? whole + 1 : whole;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}
