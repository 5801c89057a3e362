import { createSession, int, memorySource, schema } from '@tidemark/core';
import { expressionCompiler } from '../expressions/compile-expression.ts';
import { Difference, type Findings, Skip } from '../outcome.ts';
import type { Frame } from '../plan/plan-context.ts';
import type { Case, ErrorSpec, Json, Scenario } from '../scenario.ts';
import { checkTable, setColumnsOf } from '../values/check-table.ts';
import { isSameType, isSameValue } from '../values/same-value.ts';
import type { Table } from '../values/table.ts';
import { collect } from './collect.ts';
import { checkError } from './expected-error.ts';
import { messageOf, rethrowIfSkip } from './failure.ts';
import { openQuery } from './open-query.ts';

/** Runs a plan over tables and compares its rows. */
export async function runBatch(scenario: Scenario): Promise<void> {
  const { expect = [], expectError, outputSchema, plan, ordered = false } = scenario;
  const table = await answer(async () => collect((await openQuery(scenario)).frame()), expectError);
  if (table === undefined) return;
  const sets = setColumnsOf(plan);
  checkTable(expect, table, { columns: outputSchema, isOrdered: ordered, sets });
}

/** A stream cannot be collected. */
export async function runBatchOnStream(scenario: Scenario): Promise<void> {
  const step = scenario.steps?.find((each) => 'expectError' in each);
  const expected = step?.['expectError'] as unknown as ErrorSpec;
  await answer(async () => collect((await openQuery(scenario)).frame()), expected);
}

/** Evaluates the cases of a scenario, each on its own. */
export async function runCases({ cases = [] }: Scenario): Promise<Findings> {
  const differences: string[] = [];
  const skips: string[] = [];
  for (const [i, each] of cases.entries()) {
    try {
      await runCase(each);
    } catch (error) {
      if (error instanceof Skip) skips.push(error.message);
      else if (error instanceof Difference) {
        differences.push(`case ${i} ${JSON.stringify(each.expr)}: ${error.message}`);
      } else throw error;
    }
  }
  return { ran: cases.length - skips.length, differences, skips };
}

const ONE_ROW = memorySource(schema({ one: int() }), [{ one: 1 }]);

async function runCase({
  expr = null,
  type = null,
  expect = null,
  expectError,
}: Case): Promise<void> {
  const evaluate = (): Promise<Table> => {
    const compile = expressionCompiler();
    const frame = createSession().read(ONE_ROW).dynamic();
    return collect(frame.select(() => ({ x: compile(expr) })) as unknown as Frame);
  };
  const table = await answer(evaluate, expectError);
  if (table === undefined) return;
  const found = ((table.rows[0] as readonly Json[] | undefined) ?? [])[0] ?? null;
  const foundType = table.columns[0]?.[1] ?? null;
  if (!isSameValue(expect, found, foundType)) {
    throw new Difference(`gave ${JSON.stringify(found)}, expected ${JSON.stringify(expect)}`);
  }
  if (!isSameType(type, foundType)) {
    throw new Difference(`type ${JSON.stringify(foundType)}, expected ${JSON.stringify(type)}`);
  }
}

/** What evaluating gives, or undefined where it fails as expected. */
async function answer(
  evaluate: () => Promise<Table>,
  expected: ErrorSpec | undefined,
): Promise<Table | undefined> {
  let table: Table;
  try {
    table = await evaluate();
  } catch (error) {
    rethrowIfSkip(error);
    if (error instanceof Difference) throw error;
    if (expected === undefined) throw new Difference(`failed: ${messageOf(error)}`);
    checkError(expected, { error, phase: 'start' });
    return undefined;
  }
  if (expected === undefined) return table;
  const { contains } = expected;
  throw new Difference(
    `gave ${JSON.stringify(table.rows)}, expected an error ${contains.join(', ')}`,
  );
}
