import type { RecordBatch } from '../columnar/record-batch.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { BatchContext } from '../operators/operator.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { planQuery } from '../planner/plan-query.ts';
import type { Ports } from '../ports/ports.ts';
import { type Batch, batchOf } from '../sinks/sink.ts';
import type { SourceReader } from '../sources/source.ts';
import { closeAll } from './close-all.ts';
import { openScans } from './open-scans.ts';
import { readRange } from './read-range.ts';

/** Runs a plan over bounded sources, once, and resolves with its rows. The plan has been analysed and optimised. */
export async function runBounded(
  plan: LogicalPlan,
  settings: ExprSettings,
  ports: Ports,
): Promise<Batch> {
  const physical = planQuery([{ plan, outputMode: 'complete' }], settings);
  const [output] = physical.outputs;
  if (output === undefined) throw new TypeError('a plan has one output');
  const collected: RecordBatch[] = [];
  output.rows.connect((batch) => collected.push(batch));
  const context: BatchContext = {
    ...settings,
    batchId: 0,
    batchTimeMs: ports.clock.nowMs(),
    lateWatermarkMs: 0,
    evictWatermarkMs: 0,
  };
  const opened: SourceReader[] = [];
  try {
    const options = { ports, isStreaming: false };
    const scans = await openScans(physical.scans, options, opened);
    for (const operator of physical.operators) operator.begin?.(context);
    for (const { scan, reader } of scans) {
      const start = await reader.initialOffset();
      const { end } = await reader.planBatch(start, { ignoreLimits: true });
      await readRange(reader, { start, end }, scan, ports.clock);
    }
    for (const operator of physical.operators) operator.finish?.();
  } catch (error) {
    // The first error tells more than one of closing.
    await closeAll(opened);
    throw error;
  }
  const [closing] = await closeAll(opened);
  if (closing !== undefined) throw closing;
  return batchOf(output.schema, collected);
}
