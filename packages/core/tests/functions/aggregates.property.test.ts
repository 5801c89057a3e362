import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValue } from '../../src/columnar/read-value.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { compileAggregate } from '../../src/functions/compile-aggregate.ts';
import type { Accumulator } from '../../src/functions/function.ts';
import type { DataType } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import {
  BOOLEAN,
  CONTEXT,
  col,
  DOUBLE,
  decimal,
  INT,
  LONG,
  lit,
  TEXT,
  TIMESTAMP,
} from './expressions.ts';

// Law: the result does not depend on how rows are cut into batches, nor on saving the state between two
// batches and loading it into other group ids of a new accumulator. To the last bit.
// Law: a group that others were merged into has the result of all their rows, in that order. Sums add up
// in another order then, and doubles stay only close: see `aggregates/merged-moments`.

const LONGS = fc
  .oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
  .map((v) => {
    const number = Number(v);
    return Number.isSafeInteger(number) ? number : v;
  });
const KINDS: readonly (readonly [DataType, fc.Arbitrary<InternalValue>])[] = [
  [DOUBLE, fc.double()],
  [INT, fc.integer()],
  [LONG, LONGS],
  [TEXT, fc.string({ unit: 'grapheme', maxLength: 4 })],
  [TIMESTAMP, fc.integer()],
  [decimal(10, 2), fc.bigInt({ min: -(10n ** 10n) + 1n, max: 10n ** 10n - 1n })],
  [BOOLEAN, fc.boolean()],
];
const NUMERIC = ['double', 'int', 'long', 'decimal'];
const AGGREGATES: readonly (readonly [string, readonly string[] | undefined, boolean])[] = [
  ['count', undefined, false],
  ['sum', NUMERIC, false],
  ['avg', NUMERIC, false],
  ['min', undefined, false],
  ['max', undefined, false],
  ['first', undefined, false],
  ['last', undefined, false],
  ['collectList', undefined, false],
  ['collectSet', undefined, false],
  ['stddev', ['double', 'int'], false],
  ['kurtosis', ['double', 'int'], false],
  ['product', ['double', 'int'], false],
  ['trySum', NUMERIC, false],
  ['median', ['double', 'int'], false],
  ['mode', undefined, false],
  ['bitXor', ['int', 'long'], false],
  ['boolAnd', ['boolean'], false],
  ['countIf', ['boolean'], false],
  ['approxCountDistinct', undefined, false],
  ['count', undefined, true],
  ['sum', NUMERIC, true],
];
const GROUPS = 3;
const DEPENDS_ON_ORDER: ReadonlySet<string> = new Set([
  'sum',
  'trySum',
  'avg',
  'stddev',
  'kurtosis',
  'product',
]);

for (const [fn, kinds, isDistinct] of AGGREGATES) {
  for (const [type, values] of KINDS) {
    if (kinds !== undefined && !kinds.includes(type.kind)) continue;
    test(`${isDistinct ? 'distinct ' : ''}${fn} of ${type.kind} is the same in one batch and in many`, () => {
      const row = fc.tuple(
        fc.integer({ min: -1, max: GROUPS - 1 }),
        fc.option(values, { freq: 4 }),
      );
      const batches = fc.array(fc.array(row, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
      const schema = { fields: [{ name: 'x', dataType: type, nullable: true }] };
      const ignoreNulls = fn === 'first' || fn === 'last' ? [lit(true, BOOLEAN)] : [];
      const compiled = compileAggregate(
        { kind: 'aggregate', fn, args: [col('x'), ...ignoreNulls], isDistinct },
        schema,
        CONTEXT,
      );
      const [input] = compiled.inputs;
      const feed = (
        accumulator: Accumulator,
        rows: readonly (readonly [number, InternalValue])[],
        shift: number,
      ): void => {
        const column = vectorOf(
          rows.map(([, value]) => value),
          type,
        );
        const batch = { schema, length: rows.length, columns: [column], selection: undefined };
        const groups = Int32Array.from(rows, ([group]) => (group < 0 ? -1 : group + shift));
        accumulator.update(groups, rows.length, [input?.evaluate(batch, CONTEXT) as Vector]);
      };
      const fresh = (shift: number): Accumulator => {
        const accumulator = compiled.create();
        accumulator.ensureCapacity(GROUPS + shift);
        for (let group = 0; group < GROUPS + shift; group++) accumulator.reset(group);
        return accumulator;
      };
      const groupsAt = (shift: number): Int32Array =>
        Int32Array.from({ length: GROUPS }, (_, i) => i + shift);
      const results = (accumulator: Accumulator, shift: number): InternalValue[] => {
        const vector = accumulator.finish(groupsAt(shift));
        return Array.from({ length: GROUPS }, (_, i) => readValue(vector, i, compiled.dataType));
      };

      fc.assert(
        fc.property(batches, (split) => {
          const whole = fresh(0);
          feed(whole, split.flat(), 0);
          let accumulator = fresh(0);
          for (const [shift, rows] of split.entries()) {
            const state = accumulator.saveState(groupsAt(Math.max(0, shift - 1)));
            expect(state).toHaveLength(compiled.stateFields.length);
            // Through plain values and back, as the state files do.
            const stored = state.map((vector, f) => {
              const field = compiled.stateFields[f]?.dataType as DataType;
              return vectorOf(
                Array.from({ length: GROUPS }, (_, i) => readValue(vector, i, field)),
                field,
              );
            });
            accumulator = fresh(shift);
            accumulator.loadState(groupsAt(shift), stored);
            feed(accumulator, rows, shift);
          }
          expect(results(accumulator, split.length - 1)).toEqual(results(whole, 0));
        }),
        { numRuns: 40 },
      );
      if (DEPENDS_ON_ORDER.has(fn) && !isDistinct) return;
      fc.assert(
        fc.property(batches, (split) => {
          const rows = split.flat().filter(([group]) => group >= 0);
          const inOrder = [...rows].sort(([a], [b]) => a - b);
          const whole = fresh(0);
          const ofFirst = inOrder.map(([, value]) => [0, value] as const);
          feed(whole, ofFirst, 0);
          const merged = fresh(0);
          feed(merged, rows, 0);
          merged.merge(Int32Array.from([0, 0]), Int32Array.from([1, 2]));
          expect(results(merged, 0)[0]).toEqual(results(whole, 0)[0]);
        }),
        { numRuns: 40 },
      );
    });
  }
}
