import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { StoredPlan } from '../plan/stored-plan.ts';
import type { Ports } from '../ports/ports.ts';
import type { Sink } from '../sinks/sink.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Trigger } from './trigger.ts';
import type { MultipleWatermarkPolicy } from './watermark-tracker.ts';

/** Everything a run of a query is made of, after analysis and optimisation. */
export interface QueryDefinition {
  readonly name: string | undefined;
  readonly outputs: readonly OutputDefinition[];
  readonly trigger: Trigger;
  readonly checkpointDirectory: string;
  /** The world of the engine and the sinks. */
  readonly ports: Ports;
  /** The world of the checkpoint: the same, or memory for a query that keeps nothing. */
  readonly checkpointPorts: Ports;
  readonly settings: ExprSettings;
  readonly multipleWatermarkPolicy: MultipleWatermarkPolicy;
  /** Run batches without data when the watermark moved (Spark: noDataMicroBatches.enabled). */
  readonly noDataBatches: boolean;
  /** Run such a batch also before the first data of a run. */
  readonly pendingClose: boolean;
  readonly durability: 'power-loss' | 'process';
  /** The most bytes of state before the query ends; none where it is absent. */
  readonly maxStateBytes: number | undefined;
  readonly conf: QueryConf;
  /** The query as a checkpoint keeps it, to compare it with later forms of it. */
  readonly storedPlan: StoredPlan;
  /** Tells apart stored plans. */
  readonly planHash: string;
  /** Go on with state that may not be meant for the query. */
  readonly allowPlanChange: boolean;
  /** The plan as text, for `explain`. */
  readonly explanation: string;
  /** Takes what a person should know but no program needs. */
  readonly warn: (message: string) => void;
}

/** Settings that results depend on, as the checkpoint records them. Stored on disk: never change a name. */
export type QueryConf = Readonly<Record<'timeZone' | 'ansi' | 'multipleWatermarkPolicy', string>>;

export interface OutputDefinition {
  /** Names the output in the checkpoint; unique in the query. */
  readonly sinkId: string;
  readonly plan: LogicalPlan;
  readonly sink: Sink;
  readonly outputMode: OutputMode;
}
