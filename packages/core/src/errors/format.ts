import { Condition } from './condition.ts';

export const FORMAT_DUPLICATE_FIELD: Condition<{ format: string; field: string }> = new Condition(
  'FORMAT.DUPLICATE_FIELD',
  {
    kind: 'analysis',
    message: ({ format, field }) =>
      `The schema of ${format}() reads two columns from the field '${field}' of the data.`,
    hint: 'Read the field once and copy it with withColumns().',
  },
);

export const FORMAT_UNSUPPORTED_TYPE: Condition<{ format: string; column: string; type: string }> =
  new Condition('FORMAT.UNSUPPORTED_TYPE', {
    kind: 'analysis',
    message: ({ format, column, type }) =>
      `The format ${format} cannot hold the column '${column}' of type ${type}.`,
    hint: 'Leave the column out, or cast it to a type that the format knows.',
  });

export const RECORD_MALFORMED: Condition<{ format: string; index: number; reason: string }> =
  new Condition('RECORD.MALFORMED', {
    kind: 'execution',
    message: ({ format, index, reason }) =>
      `Record ${index} of the decoded records does not fit the schema of ${format}() in mode FAILFAST: ${reason}.`,
    hint: "Correct the producer or the schema, or choose mode 'DROPMALFORMED' and read badRecords().",
  });

export const LINE_TOO_LONG: Condition<{ maxLineBytes: number }> = new Condition(
  'RECORD.LINE_TOO_LONG',
  {
    kind: 'execution',
    message: ({ maxLineBytes }) =>
      `A line is longer than ${maxLineBytes} bytes, so it cannot be split off as a record.`,
    hint: 'Check that the file has one record a line, or raise maxLineBytes.',
  },
);
