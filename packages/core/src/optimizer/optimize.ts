import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { dropLimitZero } from './drop-limit-zero.ts';
import { extractFilters } from './extract-filters.ts';
import { inferFilters } from './infer-filters.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushDownFilters } from './push-down-filters.ts';

/** The same rows with less work. The outputs are rewritten together, so what they share stays shared. */
export function optimize(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  const pushed = pushDownFilters(dropLimitZero(outputs, settings), settings);
  // What joins tell of their sides, once each; the filters that it makes move on.
  const inferred = pushDownFilters(inferFilters(pushed, settings), settings);
  const plans = pushDownFilters(extractFilters(inferred), settings);
  return pruneColumns(plans, settings);
}
