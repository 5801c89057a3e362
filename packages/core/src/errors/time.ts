import { Condition } from './condition.ts';

export const BAD_TIME_PATTERN: Condition<{ pattern: string; reason: string }> = new Condition(
  'TIME.BAD_PATTERN',
  {
    kind: 'analysis',
    message: ({ pattern, reason }) => `'${pattern}' is no pattern of a time: ${reason}.`,
    hint: "Write it as 'yyyy-MM-dd HH:mm:ss', with other text in single quotes.",
  },
);

export const READ_DIFFERENTLY_BEFORE: Condition<{ text: string; pattern: string }> = new Condition(
  'TIME.READ_DIFFERENTLY_BEFORE',
  {
    kind: 'execution',
    message: ({ text, pattern }) =>
      `'${text}' does not match the pattern '${pattern}', but Spark 2 read a time from it. As in Spark 3 that is an error, not null.`,
    hint: 'Correct the pattern, or drop such text before, for example with a regular expression.',
  },
);

export const NOT_A_TIME: Condition<{ fn: string; reason: string }> = new Condition(
  'TIME.NOT_A_TIME',
  {
    kind: 'execution',
    message: ({ fn, reason }) => `'${fn}' found no time: ${reason}.`,
    hint: 'Correct the value, or switch ansi off to have null instead.',
  },
);

export const TIME_OVERFLOW: Condition<{ fn: string }> = new Condition('TIME.OVERFLOW', {
  kind: 'execution',
  message: ({ fn }) =>
    `The result of '${fn}' lies beyond the times that 64 bits of microseconds can hold, the years -290308 to 294247.`,
  hint: 'Check the unit of the number: seconds, milliseconds and microseconds have a function each.',
});
