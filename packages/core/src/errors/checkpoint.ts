import { Condition } from './condition.ts';

/** What to do about a damaged checkpoint. */
const RESTORE =
  'Run `tidemark checkpoint verify DIR` to see all that is damaged, then `repair` or `rewind` to mend it. Else restore the checkpoint from a backup, or start with a new checkpointLocation, which reads everything again.';

/** What is wrong with a stored file. */
export type Damage =
  | 'it is missing'
  | 'it is cut short or too long'
  | 'it is cut, or of a version this release cannot read'
  | 'its checksum does not match'
  | 'its form is not the one this version writes'
  | 'it belongs to another batch'
  | 'it belongs to another query'
  | 'it belongs to another form of the query'
  | 'it belongs to another entry';

export const CHECKPOINT_CORRUPT: Condition<{ path: string; damage: Damage }> = new Condition(
  'CHECKPOINT.CORRUPT',
  {
    kind: 'corruption',
    message: ({ path, damage }) =>
      `The checkpoint file '${path}' cannot be used: ${damage}. Going on could give wrong results.`,
    hint: RESTORE,
  },
);

export const CHECKPOINT_VERSION: Condition<{ path: string; version: string; supported: string }> =
  new Condition('CHECKPOINT.VERSION', {
    kind: 'checkpoint',
    message: ({ path, version, supported }) =>
      `The checkpoint file '${path}' has version ${version}; this release reads ${supported}.`,
    hint: 'Start the query with the release that wrote the checkpoint, or a newer one.',
  });

export const CONCURRENT_QUERY: Condition<{ path: string }> = new Condition(
  'CHECKPOINT.CONCURRENT_QUERY',
  {
    kind: 'checkpoint',
    message: ({ path }) =>
      `Another query wrote '${path}' first: two queries run on one checkpoint. Nothing of this one's batch counts.`,
    hint: 'Stop one of them. Every query needs a checkpointLocation of its own.',
  },
);

export const CHECKPOINT_LOCKED: Condition<{ directory: string; pid: number; host: string }> =
  new Condition('CHECKPOINT.LOCKED', {
    kind: 'checkpoint',
    message: ({ directory, pid, host }) =>
      `The checkpoint '${directory}' is in use by process ${pid} on ${host}.`,
    hint: ({ directory, pid }) =>
      `Stop process ${pid} first, or choose another checkpointLocation. \`tidemark checkpoint show ${directory}\` says since when it is held.`,
  });

export const METADATA_MISSING: Condition<{ path: string }> = new Condition(
  'CHECKPOINT.METADATA_MISSING',
  {
    kind: 'corruption',
    message: ({ path }) =>
      `The file '${path}' is missing beside the logs of a query, so its id is unknown. With a new id sinks would take every row again.`,
    hint: '`tidemark checkpoint repair DIR` writes it again, from the logs. Else restore it from a backup, or start with a new checkpointLocation, which reads everything again.',
  },
);

export const MISSING_ENTRY: Condition<{ path: string; neededBy: string }> = new Condition(
  'CHECKPOINT.MISSING_ENTRY',
  {
    kind: 'corruption',
    message: ({ path, neededBy }) =>
      `The checkpoint has '${neededBy}' but not '${path}', which was written before it.`,
    hint: RESTORE,
  },
);

export const STATE_SCHEMA_CHANGED: Condition<{
  operatorId: string;
  before: string;
  now: string;
  variable?: string;
  reason?: string;
}> = new Condition('CHECKPOINT.STATE_SCHEMA_CHANGED', {
  kind: 'checkpoint',
  message: ({ operatorId, before, now, variable, reason }) =>
    variable === undefined
      ? `The state of ${operatorId} was stored as ${before}; this query keeps ${now}.`
      : `The state variable '${variable}' was stored as ${before}, and this query declares ${now}: ${reason}.`,
  hint: ({ variable }) =>
    variable === undefined
      ? 'Start the query as it was, or with a new checkpointLocation.'
      : 'Declare what can hold the stored values, or another variable; deleteIfExists() forgets one.',
});
