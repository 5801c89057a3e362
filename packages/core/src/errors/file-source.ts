import { Condition } from './condition.ts';

export const PATH_NOT_FOUND: Condition<{ path: string }> = new Condition(
  'FILE_SOURCE.PATH_NOT_FOUND',
  {
    kind: 'connector',
    message: ({ path }) => `There is no file or folder '${path}'.`,
    hint: 'Check the path; a relative one starts at the working directory of the process.',
  },
);

export const NO_FILES: Condition<{ path: string }> = new Condition('FILE_SOURCE.NO_FILES', {
  kind: 'connector',
  message: ({ path }) =>
    `The columns of '${path}' cannot be found out, because no file of the format is there yet.`,
  hint: 'Give the source a schema.',
});

export const UNKNOWN_COLUMN: Condition<{ column: string; columns: readonly string[] }> =
  new Condition('FILE_SOURCE.UNKNOWN_COLUMN', {
    kind: 'analysis',
    message: ({ column }) => `'${column}' is not a column of the files.`,
    hint: ({ columns }) => `The columns are ${columns.join(', ')}.`,
  });

export const UNEXPECTED_NULL: Condition<{ column: string; file: string }> = new Condition(
  'FILE_SOURCE.UNEXPECTED_NULL',
  {
    kind: 'connector',
    message: ({ column, file }) =>
      `'${file}' holds a null in column '${column}', which the schema does not allow.`,
    hint: ({ column }) => `Declare '${column}' with nullable().`,
  },
);

export const BAD_PARTITION_VALUE: Condition<{
  column: string;
  value: string;
  expected: string;
}> = new Condition('FILE_SOURCE.BAD_PARTITION_VALUE', {
  kind: 'connector',
  message: ({ column, value, expected }) =>
    `The folder '${column}=${value}' does not name a ${expected}.`,
  hint: ({ column }) => `Declare '${column}' as string(), or move the folder away.`,
});

export const FILE_DAMAGED: Condition<{ file: string; reason: string }> = new Condition(
  'FILE_SOURCE.FILE_DAMAGED',
  {
    kind: 'corruption',
    message: ({ file, reason }) => `'${file}' is not the file the sink wrote: ${reason}.`,
    hint: 'Restore it from a backup, or rewind the checkpoint of the query that wrote it to before this batch.',
  },
);

export const FILE_UNREADABLE: Condition<{ file: string; format: string; reason: string }> =
  new Condition('FILE_SOURCE.FILE_UNREADABLE', {
    kind: 'connector',
    message: ({ file, format, reason }) => `'${file}' cannot be read as ${format}: ${reason}.`,
    hint: 'A file must appear whole, by a rename. Move this one away, or write it again.',
  });

export const MALFORMED_RECORD: Condition<{ file: string; line: number; reason: string }> =
  new Condition('FILE_SOURCE.MALFORMED_RECORD', {
    kind: 'execution',
    message: ({ file, line, reason }) =>
      `Line ${line} of '${file}' does not fit the schema, in mode FAILFAST: ${reason}.`,
    hint: "Correct the file or the schema, or choose mode 'DROPMALFORMED' and read badRecords().",
  });

export const CLEAN_FAILED: Condition<{ file: string; code: string }> = new Condition(
  'FILE_SOURCE.CLEAN_FAILED',
  {
    kind: 'connector',
    message: ({ file, code }) =>
      `'${file}' was read, and could not be moved or deleted as cleanSource asks: ${code}.`,
    hint: 'Let the process write the folder, choose a sourceArchiveDir on the same disk, or leave cleanSource out. The batch is done; the query goes on after it.',
  },
);

export const CLEANS_SINK_LOG: Condition<{ path: string }> = new Condition(
  'FILE_SOURCE.CLEANS_SINK_LOG',
  {
    kind: 'connector',
    message: ({ path }) =>
      `'${path}' is the folder of a sink, whose log names its files, so cleanSource must not take them away.`,
    hint: 'Leave cleanSource out.',
  },
);

export const SEEN_FILES_TAKEN: Condition<{ path: string }> = new Condition(
  'FILE_SOURCE.SEEN_FILES_TAKEN',
  {
    kind: 'checkpoint',
    message: ({ path }) => `Another process has just written '${path}' into this checkpoint.`,
    hint: 'Run one process on a checkpoint at a time.',
  },
);

export const BAD_OFFSET: Condition<{ offset: string }> = new Condition('FILE_SOURCE.BAD_OFFSET', {
  kind: 'checkpoint',
  message: ({ offset }) => `${offset} is not an offset of a file source.`,
  hint: 'Start the query with the sources in the order they had when the checkpoint was written.',
});
