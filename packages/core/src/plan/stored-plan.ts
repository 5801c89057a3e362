import type { OutputMode } from '../types/output-mode.ts';
import { type LogicalPlan, nodesOf } from './logical-plan.ts';
import { type PlanJson, plansToJson } from './to-json.ts';

/**
 * A whole query as plain data, as a checkpoint keeps it to compare it with a later form of the query.
 * Stored on disk as JSON: never change a name or a meaning.
 */
export interface StoredPlan {
  /** The steps as the user wrote them. */
  readonly plan: PlanJson;
  /** The reads that never end, in the order of the plan. */
  readonly sources: readonly { readonly name: string; readonly description: string }[];
  /** In the order of the outputs of `plan`. */
  readonly outputs: readonly StoredOutput[];
}

export interface StoredOutput {
  /** The name of the output in the checkpoint. */
  readonly name: string;
  /** The kind of its sink. */
  readonly sink: string;
  readonly outputMode: OutputMode;
}

/** The form of a query that a checkpoint keeps. */
export function storedPlanOf(
  outputs: readonly {
    readonly plan: LogicalPlan;
    readonly sinkId: string;
    readonly sink: { readonly name: string };
    readonly outputMode: OutputMode;
  }[],
): StoredPlan {
  const plans = outputs.map(({ plan }) => plan);
  return {
    plan: plansToJson(plans),
    sources: nodesOf(plans).flatMap((node) =>
      node.op === 'relation' && node.isStreaming
        ? [{ name: node.source.name, description: node.source.description }]
        : [],
    ),
    outputs: outputs.map(({ sinkId, sink, outputMode }) => ({
      name: sinkId,
      sink: sink.name,
      outputMode,
    })),
  };
}
