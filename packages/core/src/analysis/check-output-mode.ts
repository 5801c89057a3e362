import { NEEDS_AGGREGATION, NEEDS_WATERMARK, SINK_REFUSES } from '../errors/analysis.ts';
import { type Aggregate, children, type LogicalPlan } from '../plan/logical-plan.ts';
import { whyUnbounded } from './lost-watermark.ts';
import { eventTimeColumns } from './propagate-watermarks.ts';
import type { QueryOutput } from './query-output.ts';
import { streamingSourceOf } from './streaming-source-of.ts';

/**
 * Which plans allow which output mode (semantics 4.2; rows 8 and 10 of 4.4).
 *
 * @throws {@link SINK_REFUSES}, {@link NEEDS_WATERMARK}, {@link NEEDS_AGGREGATION}
 */
export function checkOutputMode({ plan, sink, outputMode }: QueryOutput): void {
  if (!sink.outputModes.includes(outputMode)) {
    const { description, outputModes } = sink;
    throw SINK_REFUSES.error({ sink: description, mode: outputMode, modes: outputModes });
  }
  const aggregate = firstAggregate(plan);
  if (outputMode === 'complete' && aggregate === undefined) {
    throw NEEDS_AGGREGATION.error({ output: sink.description });
  }
  if (outputMode !== 'append' || aggregate === undefined) return;
  const marked = eventTimeColumns(aggregate);
  if (aggregate.keys.some(({ name }) => marked.has(name))) return;
  const { callSite } = aggregate;
  const operator = 'An aggregation';
  throw NEEDS_WATERMARK.error({ operator, callSite, reason: whyUnbounded(aggregate) });
}

/** The streaming aggregation nearest to the output; late rows are no result of theirs. */
export function firstAggregate(plan: LogicalPlan): Aggregate | undefined {
  if (plan.op === 'aggregate' && streamingSourceOf(plan) !== undefined) return plan;
  for (const child of plan.op === 'lateRows' ? [plan.input.input] : children(plan)) {
    const found = firstAggregate(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
