import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { dropEqualInputs } from './drop-equal-inputs.ts';
import { dropLimitZero } from './drop-limit-zero.ts';
import { extractFilters } from './extract-filters.ts';
import { dropIdleGuards, guardFilters } from './guard-filters.ts';
import { inferFilters } from './infer-filters.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushDownFilters } from './push-down-filters.ts';
import { simplifyConditions } from './simplify-conditions.ts';
import { addWindowFilters, dropWindowFilters } from './window-filters.ts';

/** The same rows with less work. The outputs are rewritten together, so what they share stays shared. */
export function optimize(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  const windowed = addWindowFilters(dropEqualInputs(dropLimitZero(outputs, settings)), settings);
  const pushed = settleFilters(guardFilters(windowed), settings);
  // What joins tell of their sides, once each; the filters that it makes move on.
  const inferred = settleFilters(inferFilters(pushed, settings), settings);
  const extracted = settleFilters(extractFilters(inferred), settings);
  const plans = dropIdleGuards(dropWindowFilters(extracted, settings));
  return pruneColumns(plans, settings);
}

/** Filters where they belong, as simple as they are there: what is simpler may move further. */
function settleFilters(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  let plans = outputs;
  for (;;) {
    const settled = simplifyConditions(pushDownFilters(plans, settings), settings);
    if (settled.every((plan, i) => plan === plans[i])) return plans;
    plans = settled;
  }
}
