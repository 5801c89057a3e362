import { Condition } from '@tidemark/core/connector';

export const UNSUPPORTED_TYPE: Condition<{ column: string; dataType: string }> = new Condition(
  'PARQUET.UNSUPPORTED_TYPE',
  {
    kind: 'analysis',
    message: ({ column, dataType }) =>
      `Column '${column}' is a ${dataType}, which a Parquet file cannot hold.`,
    hint: ({ column }) => `Drop '${column}' before writing, or cast it to another type.`,
  },
);

export const NULL_IN_REQUIRED_COLUMN: Condition<{ column: string }> = new Condition(
  'PARQUET.NULL_IN_REQUIRED_COLUMN',
  {
    kind: 'execution',
    message: ({ column }) =>
      `Column '${column}' is declared without nulls, but a row holds a null there.`,
    hint: ({ column }) =>
      `Declare '${column}' with nullable(), or replace nulls with coalesce() before writing.`,
  },
);
