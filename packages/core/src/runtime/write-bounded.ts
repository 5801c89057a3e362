import { requireSchema } from '../analysis/schema-of.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { Ports } from '../ports/ports.ts';
import type { Sink, WriteContext } from '../sinks/sink.ts';
import { BatchOutput } from './batch-output.ts';
import { pushBounded } from './run-bounded.ts';

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
  const schema = requireSchema(plan, settings);
  sink.checkSchema?.(schema);
  const queryId = ports.rand.uuid();
  const batchTimeMs = ports.clock.nowMs();
  // Rows of data that has an end are final, which append says; a sink that only upserts may have them too.
  const [firstMode = 'append'] = sink.outputModes;
  const outputMode = sink.outputModes.includes('append') ? 'append' : firstMode;
  const { timeZone } = settings;
  const opening = { ports, queryId, queryName: undefined, sinkId: sink.name, schema, outputMode };
  const writer = await sink.open({ ...opening, timeZone });
  try {
    // Whoever asks for all rows at once knows how many there are.
    const output = new BatchOutput(schema, writer, () => undefined);
    const context: WriteContext = { batchId: 0, queryId, outputMode, batchTimeMs, isReplay: false };
    output.begin(context);
    try {
      await pushBounded(plan, { ...settings, batchTimeMs }, ports, output.add, [output]);
    } catch (error) {
      await output.abandon(error);
      throw error;
    }
    const { committable } = await output.finish();
    if (committable !== undefined) await writer.publish?.(committable, { batchId: 0, queryId });
  } finally {
    await writer.close?.();
  }
}
