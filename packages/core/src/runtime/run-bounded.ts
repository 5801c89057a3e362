import { requireSchema } from '../analysis/schema-of.ts';
import type { RecordBatch } from '../columnar/record-batch.ts';
import type { EvalContext, ExprSettings } from '../functions/function.ts';
import type { BatchContext, Emit, Operator } from '../operators/operator.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { planQuery } from '../planner/plan-query.ts';
import type { Ports } from '../ports/ports.ts';
import { type Batch, batchOf } from '../sinks/sink.ts';
import type { SourceReader } from '../sources/source.ts';
import { closeAll, closersOf } from './close-all.ts';
import { openScans } from './open-scans.ts';
import { readRange } from './read-range.ts';
import { type Outlet, Turns } from './turns.ts';

/** Runs a plan over bounded sources, once, and resolves with its rows. The plan has been analysed and optimised. */
export async function runBounded(
  plan: LogicalPlan,
  settings: ExprSettings,
  ports: Ports,
): Promise<Batch> {
  const collected: RecordBatch[] = [];
  const context = { ...settings, batchTimeMs: ports.clock.nowMs() };
  await pushBounded(plan, context, ports, (batch) => collected.push(batch));
  return batchOf(requireSchema(plan, settings), collected);
}

/**
 * Runs a plan over bounded sources, once, and hands on its rows as they come.
 *
 * @param outlets - where the rows go, to be emptied between two pieces of work
 */
export async function pushBounded(
  plan: LogicalPlan,
  { timeZone, ansi, batchTimeMs }: EvalContext,
  ports: Ports,
  emit: Emit,
  outlets: readonly Outlet[] = [],
): Promise<void> {
  const physical = planQuery([{ plan, outputMode: 'complete' }], { timeZone, ansi });
  for (const { rows } of physical.outputs) rows.connect(emit);
  const context: BatchContext = {
    timeZone,
    ansi,
    batchTimeMs,
    batchId: 0,
    lateWatermarkMs: 0,
    evictWatermarkMs: 0,
  };
  const opened: SourceReader[] = [];
  try {
    const options = { ports, isStreaming: false };
    const scans = await openScans(physical.scans, options, opened);
    const turns = new Turns(ports.clock, outlets);
    for (const operator of physical.operators) operator.begin?.(context);
    for (const [index, { scan, reader }] of scans.entries()) {
      const start = await reader.initialOffset();
      const { end } = await reader.planBatch(start, { ignoreLimits: true });
      await readRange(reader, { start, end }, { scan, index }, turns);
    }
    await finishAll(physical.operators, turns);
  } catch (error) {
    // The first error tells more than one of closing.
    await closeAll([...opened, ...closersOf(physical)]);
    throw error;
  }
  const [closing] = await closeAll([...opened, ...closersOf(physical)]);
  if (closing !== undefined) throw closing;
}

/** Tells operators that all rows went by, inputs before the operators that read them. */
export async function finishAll(operators: readonly Operator[], turns: Turns): Promise<void> {
  for (const operator of operators) {
    const done = operator.finish?.(turns);
    if (done !== undefined) await done;
    if (turns.isOver) await turns.yield();
  }
}
