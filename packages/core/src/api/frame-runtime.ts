import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan, Relation } from '../plan/logical-plan.ts';
import type { StreamingQuery } from '../runtime/streaming-query.ts';
import type { Trigger } from '../runtime/trigger.ts';
import type { Sink } from '../sinks/sink.ts';
import type { OutputMode } from '../types/output-mode.ts';

/** What frames need from the session that made them. */
export interface FrameRuntime {
  readonly settings: ExprSettings;
  /** A fresh seed for random numbers, 64 bits as text. */
  readonly newSeed: () => string;
  /** Asks the source of a relation for its columns; the answer is the same relation with them. */
  readonly discover: (relation: Relation) => Promise<Relation>;
  readonly startQuery: (
    outputs: readonly OutputSpec[],
    options: StartOptions,
  ) => Promise<StreamingQuery>;
  /** The rows of a bounded plan. */
  readonly collect: (plan: LogicalPlan) => Promise<readonly unknown[]>;
  /** Writes the rows of a bounded plan in one batch. */
  readonly write: (plan: LogicalPlan, sink: Sink) => Promise<void>;
}

/** One output of a query: what `writeTo` gives and `session.start` takes. */
export interface OutputSpec {
  readonly sink: Sink;
  readonly outputMode: OutputMode;
  /** Tells apart the sinks of one query. */
  readonly name?: string;
  /** The plan, once the columns of all its sources are known; always the same object. */
  readonly plan: () => Promise<LogicalPlan>;
}

/** How a query runs. */
export interface StartOptions {
  readonly name?: string;
  /** A folder. Without it the query begins anew with every start. */
  readonly checkpointLocation?: string;
  /** As soon as the batch before is done, unless said. */
  readonly trigger?: Trigger;
  /**
   * Go on where steps that keep state have changed, as long as the stored state fits; a warning says
   * what did. Old and new results may mix. Default false: such a query does not start.
   */
  readonly allowPlanChange?: boolean;
}
