import { Condition } from './condition.ts';

export const BAD_FIELD_NAME: Condition<{ name: string }> = new Condition('SCHEMA.BAD_FIELD_NAME', {
  kind: 'analysis',
  message: ({ name }) => `'${name}' cannot be the name of a column.`,
  hint: "Choose another name, and read the field with .from('…') if the data has this one.",
});

export const BAD_DURATION: Condition<{ text: string }> = new Condition('TIME.BAD_DURATION', {
  kind: 'analysis',
  message: ({ text }) => `'${text}' is not a length of time.`,
  hint: "Write an amount and a unit from microsecond to week, for example '10 minutes' or '1 hour 30 minutes'.",
});
