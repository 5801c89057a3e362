import { children, type LogicalPlan } from '../plan/logical-plan.ts';
import { joinOutputWatermarkMs } from './join-state-watermarks.ts';
import { joinsStreams, streamingSourceOf } from './streaming-source-of.ts';

/**
 * The watermark of what a step reads, when that of the query stands at `globalMs` (Spark:
 * UseStatefulOperator watermark propagation; semantics 3.6): the least of its inputs, not counting
 * those without one, and never below 1970.
 */
export function inputWatermarkMs(plan: LogicalPlan, globalMs: number): number {
  return Math.max(0, lowestOf(children(plan), globalMs) ?? 0);
}

/** The watermark of the rows a step gives; undefined where none is known. */
function outputWatermarkMs(plan: LogicalPlan, globalMs: number): number | undefined {
  switch (plan.op) {
    case 'eventTimeWatermark':
      return streamingSourceOf(plan) === undefined ? undefined : globalMs;
    case 'join': {
      const inputMs = lowestOf(children(plan), globalMs);
      return inputMs === undefined || !joinsStreams(plan)
        ? inputMs
        : joinOutputWatermarkMs(plan, inputMs);
    }
    case 'flatMapGroupsWithState':
      return undefined;
    case 'transformWithState':
      return plan.timeMode === 'processingTime' ? undefined : lowestOf(children(plan), globalMs);
    default:
      return lowestOf(children(plan), globalMs);
  }
}

function lowestOf(inputs: readonly LogicalPlan[], globalMs: number): number | undefined {
  const known = inputs
    .map((input) => outputWatermarkMs(input, globalMs))
    .filter((watermarkMs) => watermarkMs !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
