import { Condition } from './condition.ts';

export const UNKNOWN_OPTION: Condition<{
  of: string;
  option: string;
  known: readonly string[];
  suggestion: string | undefined;
}> = new Condition('OPTION.UNKNOWN', {
  kind: 'analysis',
  message: ({ of, option }) => `${of} has no option '${option}'.`,
  hint: ({ suggestion, known }) =>
    suggestion === undefined
      ? `Use one of ${known.join(', ')}.`
      : `Did you mean '${suggestion}'? The options are ${known.join(', ')}.`,
});

export const BAD_OPTION: Condition<{ option: string; value: string; expected: string }> =
  new Condition('OPTION.BAD_VALUE', {
    kind: 'analysis',
    message: ({ option, value, expected }) =>
      `The option '${option}' is '${value}'; it must be ${expected}.`,
    hint: ({ option }) => `Correct the value of '${option}'.`,
  });
