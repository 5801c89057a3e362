import { Condition } from './condition.ts';

export const PATH_OUTSIDE_DIRECTORY: Condition<{ path: string; directory: string }> = new Condition(
  'FILES.PATH_OUTSIDE_DIRECTORY',
  {
    kind: 'connector',
    message: ({ path, directory }) => `'${path}' leads out of the directory '${directory}'.`,
    hint: 'The checkpoint or the log of the directory was changed by hand. Restore it.',
  },
);

export const LOG_UNREADABLE: Condition<{ path: string; reason: string }> = new Condition(
  'FILES.LOG_UNREADABLE',
  {
    kind: 'corruption',
    message: ({ path, reason }) =>
      `The log entry '${path}', which says which files count, cannot be used: ${reason}.`,
    hint: '`tidemark checkpoint verify DIR --output FOLDER` lists all that is damaged, with DIR the checkpoint of the query that writes the folder; `rewind` to the batch before makes the query write it again. Else restore the entry from a backup, or copy the data files, which are not affected, to another directory.',
  },
);
