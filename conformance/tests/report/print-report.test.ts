import { expect, it } from 'vitest';
import type { Outcome } from '../../src/outcome.ts';
import { reportText } from '../../src/report/print-report.ts';

const outcome = (id: string, more: Partial<Outcome>): Outcome => ({
  id,
  group: 'a',
  status: 'passed',
  differences: [],
  skips: [],
  ms: 1,
  ...more,
});

const OUTCOMES = [
  outcome('a/1', { skips: ['no x', 'no x'] }),
  outcome('a/2', { status: 'failed', differences: ['one', 'other'] }),
  outcome('b/1', { group: 'b', status: 'skipped', skips: ['no x', 'no x'] }),
];

it('the report counts each group, tells differences, and says what was not run', () => {
  expect(reportText(OUTCOMES, { isVerbose: false }).split('\n')).toEqual([
    'a: 1 passed, 1 failed, 0 skipped',
    '  failed a/2 (1 ms)',
    '    one',
    '    other',
    'b: 0 passed, 0 failed, 1 skipped',
    'skipped, by reason (scenarios; cases of scenarios that ran):',
    '  1; 2  no x',
    '1 passed, 1 failed, 1 skipped',
    '',
  ]);
});
