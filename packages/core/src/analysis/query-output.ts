import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { Sink } from '../sinks/sink.ts';
import type { OutputMode } from '../types/output-mode.ts';

/** One output of a query, as analysis sees it. */
export interface QueryOutput {
  readonly plan: LogicalPlan;
  readonly sink: Sink;
  readonly outputMode: OutputMode;
}
