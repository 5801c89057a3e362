import type { Fanout, Operator } from '../operators/operator.ts';
import type { EventTimeWatermarkOperator } from '../operators/stateful/event-time-watermark.ts';
import type { StatefulOperator } from '../operators/stateful/stateful-operator.ts';
import type { LogicalPlan, Relation } from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';

/** Operators that run a query, wired together; they live as long as the run. */
export interface PhysicalPlan {
  readonly scans: readonly Scan[];
  /** What streams are joined with: plans of their own that have an end, run anew for every batch. */
  readonly tables: readonly Table[];
  /** Every operator, inputs before the operators that read them. */
  readonly operators: readonly Operator[];
  readonly watermarks: readonly EventTimeWatermarkOperator[];
  /** Those that keep state, each before what its input is made of, as Spark reports them. */
  readonly stateful: readonly StatefulOperator[];
  /** The rows that stateful steps dropped as late. */
  readonly lateRows: readonly Fanout[];
  /** What reaches each output, in the order of the outputs. */
  readonly outputs: readonly PhysicalOutput[];
}

/** One read of one source, for all steps that use it. */
export interface Scan {
  readonly relation: Relation;
  readonly rows: Fanout;
  /** Present when a step reads the bad records. */
  readonly badRecords: Fanout | undefined;
  /** True where a step asks which partition rows are from: a watermark, or sessions that count late rows. */
  readonly tellsPartitions: boolean;
}

/** A plan with an end inside a query without one. */
export interface Table {
  readonly plan: LogicalPlan;
  readonly rows: Fanout;
  readonly need: TableNeed;
}

/**
 * Which batches read a table, the fewest first: the first of the query, for what it begins from; those
 * with new rows; all, where what reads it stands behind state, which gives rows at any time.
 */
export type TableNeed = 'first' | 'withRows' | 'always';

export interface PhysicalOutput {
  readonly schema: Schema;
  readonly rows: Fanout;
}
