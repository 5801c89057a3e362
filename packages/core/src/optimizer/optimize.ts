import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushDownFilters } from './push-down-filters.ts';

/** The same rows with less work. The outputs are rewritten together, so what they share stays shared. */
export function optimize(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  return pruneColumns(pushDownFilters(outputs, settings), settings);
}
