import { Condition } from './condition.ts';

export const INVALID_ARGUMENT: Condition<{
  fn: string;
  argument: number;
  expected: string;
  found: string;
}> = new Condition('FUNCTION.INVALID_ARGUMENT', {
  kind: 'execution',
  message: ({ fn, argument, expected, found }) =>
    `Argument ${argument} of '${fn}' is ${found}, and has to be ${expected}.`,
  hint: 'Correct the value, or guard the call with when() for the rows that have it.',
});

export const BAD_PATTERN: Condition<{ pattern: string; reason: string; position: number }> =
  new Condition('FUNCTION.BAD_PATTERN', {
    kind: 'execution',
    message: ({ pattern, reason, position }) =>
      `'${pattern}' is not a regular expression of Java: ${reason} at position ${position}.`,
    hint: 'Correct the pattern; a character that is meant as such takes a backslash before it.',
  });

export const UNTRANSLATABLE_PATTERN: Condition<{ pattern: string; construct: string }> =
  new Condition('FUNCTION.UNTRANSLATABLE_PATTERN', {
    kind: 'execution',
    message: ({ pattern, construct }) =>
      `The pattern '${pattern}' uses ${construct}, which regular expressions of JavaScript cannot do as Spark does it.`,
    hint: 'Write the pattern without it, or match in a user function made with udf().',
  });

export const ASSERTION_FAILED: Condition<{ message: string }> = new Condition(
  'FUNCTION.ASSERTION_FAILED',
  {
    kind: 'execution',
    message: ({ message }) => `A row failed an assertion of the query: ${message}`,
    hint: 'Correct the data, or filter such rows out before assertTrue().',
  },
);

export const RAISED: Condition<{ message: string }> = new Condition('FUNCTION.RAISED', {
  kind: 'execution',
  message: ({ message }) => `A row reached raiseError(): ${message}`,
  hint: 'Correct the data, or the condition that leads to raiseError().',
});
