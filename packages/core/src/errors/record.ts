import { Condition } from './condition.ts';

export const MALFORMED_TEXT: Condition<{ fn: string; reason: string }> = new Condition(
  'RECORD.MALFORMED_TEXT',
  {
    kind: 'execution',
    message: ({ fn, reason }) =>
      `A text does not fit the schema of ${fn}() in mode FAILFAST: ${reason}.`,
    hint: "Correct the data or the schema, or leave the mode at 'PERMISSIVE' to have null for what does not fit.",
  },
);

export const BAD_SCHEMA_TEXT: Condition<{ text: string; position: number; expected: string }> =
  new Condition('RECORD.BAD_SCHEMA_TEXT', {
    kind: 'analysis',
    message: ({ text, position, expected }) =>
      `The schema '${text}' is no type: at position ${position} stands no ${expected}.`,
    hint: "Write it as Spark SQL has it: 'id BIGINT, tags ARRAY<STRING>' or 'MAP<STRING, INT>'.",
  });

export const BAD_EXAMPLE: Condition<{ fn: string; reason: string }> = new Condition(
  'RECORD.BAD_EXAMPLE',
  {
    kind: 'analysis',
    message: ({ fn, reason }) => `${fn}() can tell no schema from its example: ${reason}.`,
    hint: 'Correct the example.',
  },
);
