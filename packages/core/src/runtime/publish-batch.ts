import type { BatchFact } from '../checkpoint/commit-log.ts';
import type { SinkWriter } from '../sinks/sink.ts';
import { allDone } from './all-done.ts';
import type { OutputDefinition } from './query-definition.ts';

/** 5. Publish: makes the output of a committed batch visible. Repeated at a restart, so it is idempotent. */
export async function publishBatch(
  query: { readonly outputs: readonly OutputDefinition[]; readonly writers: readonly SinkWriter[] },
  { batchId, queryId, sinks }: BatchFact,
): Promise<void> {
  await allDone(
    sinks.map(async ({ sinkId, committable }) => {
      const at = query.outputs.findIndex((output) => output.sinkId === sinkId);
      await query.writers[at]?.publish?.(committable, { batchId, queryId });
    }),
  );
}
