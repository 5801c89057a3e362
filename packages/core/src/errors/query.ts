import { Condition } from './condition.ts';

export const CHECKPOINT_REQUIRED: Condition<{ sink: string }> = new Condition(
  'QUERY.CHECKPOINT_REQUIRED',
  {
    kind: 'analysis',
    message: ({ sink }) =>
      `The query writes to ${sink} but has no checkpoint, so after a restart it would not know what it has done.`,
    hint: "Give start() a checkpointLocation, for example checkpointLocation: './checkpoints/my-query'.",
  },
);

export const NAME_TAKEN: Condition<{ name: string }> = new Condition('QUERY.NAME_TAKEN', {
  kind: 'analysis',
  message: ({ name }) => `A query with the name '${name}' is running in this session.`,
  hint: 'Stop it first, or give this query another name.',
});

export const CHECKPOINT_IN_USE: Condition<{ directory: string }> = new Condition(
  'QUERY.CHECKPOINT_IN_USE',
  {
    kind: 'analysis',
    message: ({ directory }) =>
      `A query of this session already uses the checkpoint '${directory}'.`,
    hint: 'Give every query a checkpointLocation of its own.',
  },
);

export const NO_OUTPUTS: Condition<Record<never, never>> = new Condition('QUERY.NO_OUTPUTS', {
  kind: 'analysis',
  message: () => 'The query has no outputs, so it would read for nothing.',
  hint: 'Pass at least one frame.writeTo(sink) in outputs.',
});

export const OUTPUT_NAME_TAKEN: Condition<{ name: string }> = new Condition(
  'QUERY.OUTPUT_NAME_TAKEN',
  {
    kind: 'analysis',
    message: ({ name }) => `Two outputs of the query have the name '${name}'.`,
    hint: "Give one of them another name: frame.writeTo(sink, { name: 'alerts' }).",
  },
);

export const SOURCES_CHANGED: Condition<{ before: string; now: string }> = new Condition(
  'QUERY.SOURCES_CHANGED',
  {
    kind: 'checkpoint',
    message: ({ before, now }) =>
      `The checkpoint was written by a query that reads ${before}; this one reads ${now}.`,
    hint: 'Start with the same sources in the same order, or with a new checkpointLocation.',
  },
);

export const OUTPUTS_CHANGED: Condition<{ before: string; now: string }> = new Condition(
  'QUERY.OUTPUTS_CHANGED',
  {
    kind: 'checkpoint',
    message: ({ before, now }) =>
      `The newest batch of the checkpoint was written to the outputs ${before}; this query has ${now}.`,
    hint: 'Start once with the former outputs so that the batch is published, or name the outputs as before.',
  },
);

export const PLAN_CHANGED: Condition<{
  checkpoint: string;
  differences: readonly { what: string; verdict: string; because?: string }[];
}> = new Condition('QUERY.PLAN_CHANGED', {
  kind: 'checkpoint',
  message: ({ checkpoint, differences }) =>
    `The query is not the one that wrote the checkpoint '${checkpoint}', and cannot go on with what is stored there:${differences
      .map(
        ({ what, verdict, because }) =>
          `\n  - ${verdict}: ${what}${because === undefined ? '' : `; ${because}`}`,
      )
      .join('')}`,
  hint: "Put back what is refused; or give a step that changed a new name with named('…'), so that it starts empty; or start with a new checkpointLocation. With allowPlanChange: true changes of steps that keep state pass while the stored state fits, and old and new results mix.",
});

export const QUERY_FAILED: Condition<{ name: string; batchId: number; reason: string }> =
  new Condition('QUERY.FAILED', {
    kind: 'execution',
    message: ({ name, batchId, reason }) =>
      `The query ${name} failed in batch ${batchId}: ${reason}`,
    hint: 'See the cause. The batch runs again when the query starts again with the same checkpoint.',
  });

export const SCHEMA_UNKNOWN: Condition<{ source: string }> = new Condition('QUERY.SCHEMA_UNKNOWN', {
  kind: 'connector',
  message: ({ source }) =>
    `The source ${source} has no schema, and offers no discoverSchema() to find one.`,
  hint: 'Give the source a schema; if the source is yours, implement one of the two.',
});
