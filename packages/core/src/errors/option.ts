import { Condition } from './condition.ts';

export const BAD_OPTION: Condition<{ option: string; value: string; expected: string }> =
  new Condition('OPTION.BAD_VALUE', {
    kind: 'analysis',
    message: ({ option, value, expected }) =>
      `The option '${option}' is '${value}'; it must be ${expected}.`,
    hint: ({ option }) => `Correct the value of '${option}'.`,
  });
