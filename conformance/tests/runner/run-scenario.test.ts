import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/runner/run-scenario.ts';
import type { Scenario } from '../../src/scenario.ts';
import { counting, doubling, second } from './scenarios.ts';

const ADD = { add: { in: [[1], [2]] } };
const RUN = { processAllAvailable: true };

async function differencesOf(scenario: Scenario): Promise<string> {
  const { status, differences } = await runScenario(scenario);
  expect(status).toBe('failed');
  return differences.join('\n');
}

describe('a scenario passes', () => {
  it('when the rows are the expected ones', async () => {
    const outcome = await runScenario(doubling([ADD, RUN, { expectNew: [[4], [2]] }]));
    expect(outcome).toMatchObject({ status: 'passed', differences: [], skips: [] });
  });

  it('when watermark, state and reports are the expected ones', async () => {
    const steps = [
      { add: { in: [[second(1)], [second(12)]] } },
      RUN,
      { expectNew: [] },
      { expectState: [{ total: 2, updated: 2, dropped: 0, removed: 0 }] },
      { expectWatermark: 2000 },
      { add: { in: [[second(25)]] } },
      RUN,
      { expectNew: [[second(0), 1]] },
      { expectWatermark: 15_000 },
      { expectState: [{ total: 2, removed: 1 }] },
      { expectBatches: 4 },
      { expectProgress: { numInputRows: 1, lastBatchId: 3 } },
      { restart: true },
      { add: { in: [[second(9)]] } },
      RUN,
      { expectState: [{ total: 2, dropped: 1 }] },
    ];
    expect(await runScenario(counting(steps))).toMatchObject({ status: 'passed', differences: [] });
  });

  it('when the expected error comes', async () => {
    const steps = [{ expectError: { contains: ['complete'], phase: 'start' } }];
    expect(await runScenario(doubling(steps, { outputMode: 'complete' }))).toMatchObject({
      status: 'passed',
    });
  });
});

describe('a scenario fails', () => {
  it('when a row is missing, and says which step and row', async () => {
    const found = await differencesOf(doubling([ADD, RUN, { expectNew: [[2], [4], [6]] }]));
    expect(found).toBe('step 2 expectNew: missing [[6]], unexpected []');
  });

  it('when a row comes that nobody expects', async () => {
    const found = await differencesOf(doubling([ADD, RUN, { expectAll: [[2]] }]));
    expect(found).toContain('unexpected [[4]]');
  });

  it('when a row comes again that was expected before', async () => {
    const steps = [ADD, RUN, { expectNew: [[2], [4]] }, ADD, RUN, { expectNew: [] }];
    expect(await differencesOf(doubling(steps))).toContain('step 5');
  });

  it('when the type of a column differs', async () => {
    const steps = [ADD, RUN, { expectNew: [[2], [4]] }];
    const found = await differencesOf(doubling(steps, { outputSchema: [['n', 'long']] }));
    expect(found).toContain('types [["n","int"]], expected [["n","long"]]');
  });

  it('when the watermark differs', async () => {
    const steps = [{ add: { in: [[second(20)]] } }, RUN, { expectWatermark: 9999 }];
    expect(await differencesOf(counting(steps))).toContain('watermark 10000, expected 9999');
  });

  it('when the state differs', async () => {
    const steps = [{ add: { in: [[second(20)]] } }, RUN, { expectState: [{ total: 2 }] }];
    expect(await differencesOf(counting(steps))).toContain('expectState');
  });

  it('when the number of batches differs', async () => {
    expect(await differencesOf(doubling([ADD, RUN, { expectBatches: 2 }]))).toContain(
      'batches 1, expected 2',
    );
  });

  it('when the query fails and nobody expects it', async () => {
    const plan = { op: 'filter', cond: ['col', 'm'], input: { op: 'source', name: 'in' } };
    const found = await differencesOf(doubling([ADD, RUN], { plan }));
    expect(found).toContain('EXPRESSION.UNRESOLVED_COLUMN');
  });

  it('when an expected error does not come', async () => {
    const steps = [ADD, RUN, { expectError: { contains: ['boom'] } }];
    expect(await differencesOf(doubling(steps))).toContain('no error, expected one about boom');
  });

  it('when another error comes than the expected one', async () => {
    const steps = [{ expectError: { contains: ['streaming aggregations', 'without watermark'] } }];
    const found = await differencesOf(doubling(steps, { outputMode: 'complete' }));
    expect(found).toContain('OUTPUT_MODE.NEEDS_AGGREGATION');
  });

  it('when the expected error comes too late', async () => {
    const plan = {
      op: 'select',
      exprs: [['n', ['integer_divide_or_fail', ['col', 'n'], ['lit', 0]]]],
      input: { op: 'source', name: 'in' },
    };
    const expectError = { contains: ['by zero'], phase: 'start' };
    const found = await differencesOf(doubling([ADD, RUN, { expectError }], { plan }));
    expect(found).toContain('the error came at run, expected at start');
  });

  it('when one of its variants does', async () => {
    const steps = [ADD, RUN, { expectNew: '$rows' }];
    const variants = [{ $rows: [[2], [4]] }, { $rows: [[2]] }];
    const { status, differences } = await runScenario(doubling(steps, { variants }));
    expect([status, differences.length]).toEqual(['failed', 1]);
  });

  it('when one of its expressions gives something else', async () => {
    const cases = [
      { expr: ['+', ['lit', 1], ['lit', 1]], type: 'int', expect: 2 },
      { expr: ['+', ['lit', 1], ['lit', 1]], type: 'int', expect: 3 },
      { expr: ['+', ['lit', 1], ['lit', 1]], type: 'long', expect: 2 },
      { expr: ['lit', 1], expectError: { contains: [] } },
    ];
    const { differences } = await runScenario({ id: 'test/x', group: 'test', kind: 'expr', cases });
    expect(differences).toEqual([
      expect.stringContaining('gave 2, expected 3'),
      expect.stringContaining('type "int", expected "long"'),
      expect.stringContaining('expected an error'),
    ]);
  });

  it('when the rows of bounded data differ', async () => {
    const scenario: Scenario = {
      ...doubling([]),
      kind: 'batch',
      sources: { in: { static: true, schema: [['n', 'int']], rows: [[1]] } },
      expect: [[3]],
    };
    expect(await differencesOf(scenario)).toBe('missing [[3]], unexpected [[2]]');
  });
});

describe('a scenario is skipped', () => {
  it('when it needs a function that is not there, with its name', async () => {
    const cases = [{ expr: ['no_such_function', ['lit', 1]], type: 'int', expect: 1 }];
    expect(await runScenario({ id: 'test/x', group: 'test', kind: 'expr', cases })).toMatchObject({
      status: 'skipped',
      skips: ['not built yet: function no_such_function'],
    });
  });

  it('only as far as cases need what is not there', async () => {
    const cases = [
      { expr: ['no_such_function'], type: 'int', expect: 1 },
      { expr: ['lit', 1], type: 'int', expect: 1 },
    ];
    expect(await runScenario({ id: 'test/x', group: 'test', kind: 'expr', cases })).toMatchObject({
      status: 'passed',
      skips: ['not built yet: function no_such_function'],
    });
  });

  it('when it needs a step that nobody knows', async () => {
    expect(await runScenario(doubling([{ expectMiracle: true }]))).toMatchObject({
      status: 'skipped',
      skips: ['no such step here: expectMiracle'],
    });
  });
});
