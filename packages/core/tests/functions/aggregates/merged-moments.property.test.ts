import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValue } from '../../../src/columnar/read-value.ts';
import { vectorOf } from '../../../src/columnar/vector-of.ts';
import { compileAggregate } from '../../../src/functions/compile-aggregate.ts';
import type { Accumulator } from '../../../src/functions/function.ts';
import { CONTEXT, col, DOUBLE } from '../expressions.ts';

// Law: statistics of two groups that became one are those of all rows, up to the rounding of sums.

const fields = ['y', 'x'].map((name) => ({ name, dataType: DOUBLE, nullable: true }));
const number = fc.integer({ min: -1000, max: 1000 }).map((v) => v / 8);
const pairs = fc.array(fc.tuple(number, fc.option(number, { freq: 6 })), { maxLength: 12 });

test.each([
  ['sum', 1],
  ['avg', 1],
  ['product', 1],
  ['varPop', 1],
  ['stddev', 1],
  ['skewness', 1],
  ['kurtosis', 1],
  ['covarPop', 2],
  ['covarSamp', 2],
  ['corr', 2],
  ['regrSlope', 2],
  ['regrIntercept', 2],
  ['regrR2', 2],
  ['regrSxx', 2],
  ['regrSyy', 2],
  ['regrSxy', 2],
  ['regrAvgx', 2],
  ['regrAvgy', 2],
  ['regrCount', 2],
])('%s of merged groups is that of all rows', (fn, numArguments) => {
  const args = [col('y'), col('x')].slice(0, numArguments);
  const schema = { fields };
  const compiled = compileAggregate(
    { kind: 'aggregate', fn, args, isDistinct: false },
    schema,
    CONTEXT,
  );
  const fed = (rows: readonly (readonly (number | null)[])[], groups: Int32Array): Accumulator => {
    const accumulator = compiled.create();
    accumulator.ensureCapacity(2);
    accumulator.reset(0);
    accumulator.reset(1);
    const columns = fields.map((_, i) =>
      vectorOf(
        rows.map((row) => row[i] ?? null),
        DOUBLE,
      ),
    );
    const batch = { schema, length: rows.length, columns, selection: undefined };
    const inputs = compiled.inputs.map((input) => input.evaluate(batch, CONTEXT));
    accumulator.update(groups, rows.length, inputs);
    return accumulator;
  };
  const result = (accumulator: Accumulator): number | null =>
    readValue(accumulator.finish(Int32Array.of(0)), 0, compiled.dataType) as number | null;

  fc.assert(
    fc.property(pairs, pairs, (left, right) => {
      const rows = [...left, ...right];
      const expected = result(fed(rows, new Int32Array(rows.length)));
      const merged = fed(
        rows,
        Int32Array.from(rows, (_, i) => (i < left.length ? 0 : 1)),
      );
      merged.merge(Int32Array.of(0), Int32Array.of(1));
      const found = result(merged);
      if (expected === null || found === null) {
        // Where all values are equal, rounding may leave a spread of nearly nothing.
        expect(Math.abs(found ?? expected ?? 0)).toBeLessThan(1e9);
        return;
      }
      const scale = Math.max(1, Math.abs(expected));
      expect(Math.abs(found - expected) / scale).toBeLessThan(1e-6);
    }),
    { numRuns: 100 },
  );
});
