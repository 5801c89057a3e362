import { boolean, int, nullable } from '@tidemark/core';
import { udf, when } from '@tidemark/core/functions';
import { type Heads, untyped } from './expression.ts';

const DIVIDE = udf([int(), int()], int(), divideOrFail, { name: 'integerDivideOrFail' });

function divideOrFail(dividend: number, divisor: number): number {
  if (divisor === 0) throw new RangeError('/ by zero');
  return Math.trunc(dividend / divisor);
}

/** The user functions of the corpus. `failOnce` throws once in the life of a scenario. */
export function userFunctions(failOnce: () => void): Heads {
  const isFine = udf(
    [nullable(boolean())],
    boolean(),
    (isTime) => {
      if (isTime === true) failOnce();
      return true;
    },
    { name: 'failOnce', deterministic: false },
  );
  return [
    [
      'test_fail_once',
      ([condition = null, value = null], compile) =>
        untyped(when(isFine(compile(condition)), compile(value))),
    ],
    [
      'integer_divide_or_fail',
      ([dividend = null, divisor = null], compile) =>
        untyped(DIVIDE(compile(dividend), compile(divisor))),
    ],
  ];
}

/** Throws the first time it is called. */
export function failingOnce(): () => void {
  let hasFailed = false;
  return () => {
    if (hasFailed) return;
    hasFailed = true;
    throw new Error('injected failure');
  };
}
