import { Condition } from '@tidemark/core/connector';

export const UNREADABLE_TYPE: Condition<{ column: string; arrowType: string; file: string }> =
  new Condition('PARQUET.UNREADABLE_TYPE', {
    kind: 'connector',
    message: ({ column, arrowType, file }) =>
      `Column '${column}' of '${file}' is a ${arrowType}, which has no counterpart in Tidemark.`,
    hint: ({ column }) =>
      `Leave '${column}' out: name the wanted columns in \`columns\` or a schema.`,
  });

export const TYPE_MISMATCH: Condition<{
  column: string;
  file: string;
  found: string;
  expected: string;
}> = new Condition('PARQUET.TYPE_MISMATCH', {
  kind: 'connector',
  message: ({ column, file, found, expected }) =>
    `Column '${column}' is a ${found} in '${file}', not a ${expected}.`,
  hint: ({ column, found }) => `Declare '${column}' as ${found} and cast it in the query.`,
});

export const MISSING_COLUMN: Condition<{ column: string; file: string }> = new Condition(
  'PARQUET.MISSING_COLUMN',
  {
    kind: 'connector',
    message: ({ column, file }) =>
      `'${file}' has no column '${column}', and the schema does not allow null there.`,
    hint: ({ column }) => `Declare '${column}' with nullable(), or remove it from the schema.`,
  },
);
