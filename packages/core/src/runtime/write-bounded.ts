import { requireSchema } from '../analysis/schema-of.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { Ports } from '../ports/ports.ts';
import type { Sink } from '../sinks/sink.ts';
import { runBounded } from './run-bounded.ts';

/**
 * Runs a bounded plan and writes its rows as batch 0 of a query of its own. There is no checkpoint:
 * when it fails, run it again; what was staged and not published is not seen.
 */
export async function writeBounded(
  plan: LogicalPlan,
  sink: Sink,
  settings: ExprSettings,
  ports: Ports,
): Promise<void> {
  sink.checkSchema?.(requireSchema(plan, settings));
  const batch = await runBounded(plan, settings, ports);
  const queryId = ports.rand.uuid();
  // Rows of data that has an end are final, which append says; a sink that only upserts may have them too.
  const [firstMode = 'append'] = sink.outputModes;
  const outputMode = sink.outputModes.includes('append') ? 'append' : firstMode;
  const writer = await sink.open({
    ports,
    queryId,
    queryName: undefined,
    sinkId: sink.name,
    schema: batch.schema,
    outputMode,
    timeZone: settings.timeZone,
  });
  try {
    const committable = await writer.write(batch, {
      batchId: 0,
      queryId,
      outputMode,
      batchTimeMs: ports.clock.nowMs(),
      isReplay: false,
    });
    if (committable !== undefined) await writer.publish?.(committable, { batchId: 0, queryId });
  } finally {
    await writer.close?.();
  }
}
