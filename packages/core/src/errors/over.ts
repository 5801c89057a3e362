import { Condition } from './condition.ts';

// Functions over the rows around a row.

export const BAD_OVER: Condition<{ fn: string; reason: string }> = new Condition(
  'EXPRESSION.BAD_OVER',
  {
    kind: 'analysis',
    message: ({ fn, reason }) => `'${fn}' cannot run over these rows: ${reason}.`,
    hint: 'Correct the windowSpec() that over() is given, or take another function.',
  },
);

export const MISPLACED_OVER: Condition<{ fn: string }> = new Condition(
  'EXPRESSION.MISPLACED_OVER',
  {
    kind: 'analysis',
    message: ({ fn }) =>
      `'${fn}' over the rows around a row stands where a step looks at one row, or at groups.`,
    hint: 'Make it a column with select() or withColumns(), and let the step after that read it.',
  },
);
