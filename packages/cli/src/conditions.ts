import { Condition } from '@tidemark/core/checkpoint';

export const NOT_A_CHECKPOINT: Condition<{ directory: string }> = new Condition(
  'CLI.NOT_A_CHECKPOINT',
  {
    kind: 'checkpoint',
    message: ({ directory }) => `There is no checkpoint of a query in '${directory}'.`,
    hint: "Name the folder that the query has as checkpointLocation: the one with 'metadata', 'offsets' and 'commits' in it.",
  },
);

export const HOLDER_UNKNOWN: Condition<{ directory: string; pid: number; host: string }> =
  new Condition('CLI.HOLDER_UNKNOWN', {
    kind: 'checkpoint',
    message: ({ directory, pid, host }) =>
      `The checkpoint '${directory}' is locked by process ${pid} on ${host}, and from here nobody can tell whether it still runs.`,
    hint: ({ host }) =>
      `Run the command on ${host}; or, when you know that no query runs on the checkpoint, add --yes-holder-has-ended.`,
  });

export const BATCH_NOT_AVAILABLE: Condition<{
  directory: string;
  batchId: number;
  possible: string;
}> = new Condition('CLI.BATCH_NOT_AVAILABLE', {
  kind: 'checkpoint',
  message: ({ directory, batchId }) =>
    `The checkpoint '${directory}' cannot go on after batch ${batchId}: its offsets, its commit or its state are not there any more, or damaged.`,
  hint: ({ possible }) =>
    possible === ''
      ? 'No batch is left to go back to. Restore the checkpoint from a backup, or start with a new checkpointLocation and new outputs.'
      : `Go back to one of these batches: ${possible}.`,
});

export const OUTPUT_OF_ANOTHER_QUERY: Condition<{
  output: string;
  owner: string;
  queryId: string;
}> = new Condition('CLI.OUTPUT_OF_ANOTHER_QUERY', {
  kind: 'checkpoint',
  message: ({ output, owner, queryId }) =>
    `The folder '${output}' belongs to ${owner}, and the checkpoint to query ${queryId}.`,
  hint: 'Name the output folder that the query of this checkpoint writes.',
});

export const QUERY_NOT_FOUND: Condition<{ file: string; found: string }> = new Condition(
  'CLI.QUERY_NOT_FOUND',
  {
    kind: 'analysis',
    message: ({ file, found }) => `'${file}' does not say which query to check: ${found}.`,
    hint: 'Export a function that is given a session and starts the query in it, or what session.start() takes, as the default or the only export; or name one of several with --export.',
  },
);

export const MODULE_UNREADABLE: Condition<{ file: string; reason: string }> = new Condition(
  'CLI.MODULE_UNREADABLE',
  {
    kind: 'analysis',
    message: ({ file, reason }) => `'${file}' could not be loaded: ${reason}`,
    hint: 'Name a module of JavaScript that node can import; for TypeScript set NODE_OPTIONS="--import tsx". Importing it must not start a query.',
  },
);
