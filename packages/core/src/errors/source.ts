import { Condition } from './condition.ts';

export const MEMORY_SOURCE_EMPTIED: Condition<{ read: number; held: number }> = new Condition(
  'SOURCE.MEMORY_EMPTIED',
  {
    kind: 'connector',
    message: ({ read, held }) =>
      `The query has read ${read} steps of a memory source that holds ${held}: it was made anew, so which rows are new cannot be told.`,
    hint: 'Keep the source object while its checkpoint is in use, or start with a new checkpointLocation.',
  },
);
