import { Condition } from './condition.ts';

export const LONG_NOT_SAFE: Condition<{ column: string; value: string }> = new Condition(
  'VALUE.LONG_NOT_SAFE',
  {
    kind: 'execution',
    message: ({ column, value }) =>
      `The value ${value} of column '${column}' does not fit a JavaScript number without loss.`,
    hint: 'Declare the column with bigint() instead of long(), or cast it to string.',
  },
);
