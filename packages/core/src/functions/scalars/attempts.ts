import { concatVectors } from '../../columnar/concat.ts';
import { slice } from '../../columnar/slice.ts';
import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW, DIVIDE_BY_ZERO } from '../../errors/expression.ts';
import type { DataType } from '../../types/data-type.ts';
import type { EvalContext, Kernel, ScalarFunction } from '../function.ts';
import { nullVector } from '../vectors/constant-vector.ts';
import { head } from '../vectors/head.ts';
import { ARITHMETIC } from './arithmetic.ts';

const OPERATORS = [
  ['tryAdd', 'add'],
  ['trySubtract', 'sub'],
  ['tryMultiply', 'mul'],
  ['tryDivide', 'div'],
] as const;

/** Arithmetic that gives null where the operator would overflow or divide by zero under ANSI rules. */
export const ATTEMPTS: readonly ScalarFunction[] = OPERATORS.flatMap(([name, operator]) =>
  ARITHMETIC.filter((fn) => fn.name === operator).map(
    (fn): ScalarFunction => ({
      name,
      resolve(args, settings) {
        const strict = fn.resolve(args, { ...settings, ansi: true });
        const kernel = attempt(strict.kernel, strict.dataType);
        return { ...strict, nullable: true, canFail: false, kernel };
      },
    }),
  ),
);

/** Runs the whole batch, and where a row of it fails, each half for itself: few rows fail, if any. */
function attempt(kernel: Kernel, dataType: DataType): Kernel {
  const run = (vectors: readonly Vector[], length: number, context: EvalContext): Vector => {
    try {
      return kernel(vectors, length, context);
    } catch (error) {
      if (!ARITHMETIC_OVERFLOW.is(error) && !DIVIDE_BY_ZERO.is(error)) throw error;
      if (length === 1) return nullVector(dataType, 1);
      const half = length >> 1;
      const parts = [[0, half] as const, [half, length - half] as const].map(([start, count]) =>
        run(
          vectors.map((vector) => slice(vector, start, count)),
          count,
          context,
        ),
      );
      return concatVectors(parts, dataType);
    }
  };
  return (vectors, length, context) =>
    run(
      vectors.map((vector) => head(vector, length)),
      length,
      { ...context, ansi: true },
    );
}
