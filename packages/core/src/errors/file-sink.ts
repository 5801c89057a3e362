import { Condition } from './condition.ts';

export const UNKNOWN_PARTITION_COLUMN: Condition<{ column: string; columns: readonly string[] }> =
  new Condition('FILE_SINK.UNKNOWN_PARTITION_COLUMN', {
    kind: 'analysis',
    message: ({ column }) => `partitionBy names '${column}', but the rows have no such column.`,
    hint: ({ columns }) => `The columns are ${columns.join(', ')}.`,
  });

export const REPEATED_PARTITION_COLUMN: Condition<{ column: string }> = new Condition(
  'FILE_SINK.REPEATED_PARTITION_COLUMN',
  {
    kind: 'analysis',
    message: ({ column }) => `partitionBy names '${column}' more than once.`,
    hint: 'Name each partition column once.',
  },
);

export const BAD_PARTITION_TYPE: Condition<{ column: string; dataType: string }> = new Condition(
  'FILE_SINK.BAD_PARTITION_TYPE',
  {
    kind: 'analysis',
    message: ({ column, dataType }) =>
      `Column '${column}' is a ${dataType}, whose values cannot name a directory.`,
    hint: 'Partition by a string, number, boolean, date or timestamp; for a window, select its start as a column first.',
  },
);

export const NO_DATA_COLUMNS: Condition<{ path: string }> = new Condition(
  'FILE_SINK.NO_DATA_COLUMNS',
  {
    kind: 'analysis',
    message: ({ path }) =>
      `Nothing would be left for the files in '${path}': every column is a partition column.`,
    hint: 'Leave at least one column out of partitionBy.',
  },
);

export const NOT_ONE_TEXT_COLUMN: Condition<{ columns: readonly string[] }> = new Condition(
  'FILE_SINK.NOT_ONE_TEXT_COLUMN',
  {
    kind: 'analysis',
    message: ({ columns }) =>
      `A text file holds one column of strings, but the rows have ${columns.join(', ')}.`,
    hint: 'Select one column and cast it to string, or write with jsonSink() or csvSink().',
  },
);

export const PARTITION_VALUE_TOO_LONG: Condition<{
  column: string;
  sizeBytes: number;
  maxBytes: number;
}> = new Condition('FILE_SINK.PARTITION_VALUE_TOO_LONG', {
  kind: 'execution',
  message: ({ column, sizeBytes, maxBytes }) =>
    `A value of partition column '${column}' makes a directory name of ${sizeBytes} bytes; file systems take ${maxBytes}.`,
  hint: ({ column }) =>
    `Filter such rows, or partition by a shorter column derived from '${column}'.`,
});

export const TOO_MANY_PARTITIONS: Condition<{ path: string; maxPartitionsPerBatch: number }> =
  new Condition('FILE_SINK.TOO_MANY_PARTITIONS', {
    kind: 'execution',
    message: ({ path, maxPartitionsPerBatch }) =>
      `One batch holds rows of more than ${maxPartitionsPerBatch} partitions of '${path}', and each would be a file of its own.`,
    hint: 'Partition by a column with fewer values, or raise maxPartitionsPerBatch.',
  });

export const DIRECTORY_OF_ANOTHER_QUERY: Condition<{
  path: string;
  owner: string;
  queryId: string;
}> = new Condition('FILE_SINK.DIRECTORY_OF_ANOTHER_QUERY', {
  kind: 'connector',
  message: ({ path, owner, queryId }) =>
    `'${path}' was written by ${owner}. Query ${queryId} numbers its own batches from 0, so their files would mix.`,
  hint: 'Start the query from the checkpoint that wrote this directory, choose another path, or move the old directory away as a whole.',
});

export const STAGED_FILE_LOST: Condition<{ staged: string; target: string; batchId: number }> =
  new Condition('FILE_SINK.STAGED_FILE_LOST', {
    kind: 'corruption',
    message: ({ staged, target, batchId }) =>
      `Batch ${batchId} is committed, but neither its staged file '${staged}' nor the published '${target}' exists.`,
    hint: 'Somebody removed the file. Restore it from a backup, or write the batch again: `tidemark checkpoint rewind DIR --to-batch` the one before, with --output.',
  });

export const COMMITTABLE_UNREADABLE: Condition<{ batchId: number }> = new Condition(
  'FILE_SINK.COMMITTABLE_UNREADABLE',
  {
    kind: 'checkpoint',
    message: ({ batchId }) =>
      `What the checkpoint holds of the files of batch ${batchId} is not what a file sink wrote.`,
    hint: 'Start the query with the sinks in the order they had, or with the release that wrote the checkpoint.',
  },
);
