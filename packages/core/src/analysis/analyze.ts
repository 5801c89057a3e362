import { NOT_STREAMING, STREAMING_IN_BATCH } from '../errors/analysis.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { checkGroupsWithState } from './check-groups-with-state.ts';
import { checkOutputMode } from './check-output-mode.ts';
import { checkUnsupportedOperations } from './check-unsupported-operations.ts';
import type { QueryOutput } from './query-output.ts';
import { requireSchema } from './schema-of.ts';
import { streamingSourceOf } from './streaming-source-of.ts';

/**
 * Checks the outputs of a query that is to stream: names and types, then what streams can do, then
 * the output modes, then the columns each sink can take. Nothing is opened.
 *
 * @throws the first condition of `errors/analysis.ts`, `errors/expression.ts` or a sink that an output is in
 */
export function analyze(outputs: readonly QueryOutput[], settings: ExprSettings): void {
  for (const output of outputs) {
    const { plan, sink, outputMode } = output;
    const schema = requireSchema(plan, settings);
    if (streamingSourceOf(plan) === undefined) {
      const verb = `The output to ${sink.description}`;
      throw NOT_STREAMING.error({ verb, callSite: plan.callSite });
    }
    checkGroupsWithState(plan, outputMode);
    checkUnsupportedOperations(plan, outputMode);
    checkOutputMode(output);
    sink.checkSchema?.(schema);
  }
}

/**
 * Checks a plan that is to run once, to its end.
 *
 * @throws `PLAN.STREAMING_IN_BATCH`, and the conditions of names and types
 */
export function analyzeBounded(plan: LogicalPlan, settings: ExprSettings): void {
  requireSchema(plan, settings);
  const source = streamingSourceOf(plan);
  if (source !== undefined) {
    throw STREAMING_IN_BATCH.error({ verb: 'This query', source: source.description });
  }
}
