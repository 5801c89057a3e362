import { memorySource } from '@tidemark/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { optimize } from '../../src/optimizer/optimize.ts';
import { explain } from '../../src/plan/explain.ts';
import type { LogicalPlan, Relation } from '../../src/plan/logical-plan.ts';
import { runBounded } from '../../src/runtime/run-bounded.ts';
import { boolean, double, nullable, schema, string } from '../../src/types/schema.ts';
import { keyText, type PlainRow, runPlain } from './plain-evaluation.ts';
import { type Columns, picks, randomPlan } from './random-plan.ts';

// Laws: an optimised plan gives the rows of the plan, and the plan gives what its steps mean when they
// are evaluated one row after the other.

const SETTINGS = { timeZone: 'UTC', ansi: false };
const COLUMNS: Columns = { x: 'double', y: 'double', s: 'string', b: 'boolean' };
const Row = schema({
  x: nullable(double()),
  y: nullable(double()),
  s: nullable(string()),
  b: nullable(boolean()),
});

// Small whole numbers: sums are exact, whatever the order.
const number = fc.constantFrom(-2, -1, 0, 1, 2, 3, Number.NaN, null);
const row = fc.record({
  x: number,
  y: number,
  s: fc.constantFrom('a', 'b', 'ab', '', null),
  b: fc.constantFrom(true, false, null),
});

async function rowsOf(plan: LogicalPlan): Promise<readonly string[]> {
  const batch = await runBounded(plan, SETTINGS, simPorts({ seed: 1 }));
  return [...batch.rows()].map((each) => keyText(each as PlainRow)).sort();
}

test('optimised, as written, and row by row give the same', async () => {
  await fc.assert(
    fc.asyncProperty(picks, fc.array(row, { maxLength: 12 }), async (pick, rows) => {
      const source = memorySource(Row, rows);
      const relation: Relation = { op: 'relation', source, isStreaming: false };
      const plan = randomPlan(pick, relation, COLUMNS);
      const text = explain(plan);
      const wanted = runPlain(plan, rows).map(keyText).sort();
      expect(await rowsOf(plan), text).toEqual(wanted);
      const [optimized = plan] = optimize([plan], SETTINGS);
      expect(await rowsOf(optimized), `${text}optimised:\n${explain(optimized)}`).toEqual(wanted);
    }),
    { numRuns: 600 },
  );
}, 60_000);
