/** Whether a query may go on with its checkpoint after a change (semantics 2.4). */
export type ChangeVerdict = 'allowed' | 'allowed with consequences' | 'refused';

/** One way in which a query differs from the one that wrote a checkpoint. */
export interface PlanDifference {
  /** What changed: a sentence without its stop. */
  readonly what: string;
  readonly verdict: ChangeVerdict;
  /** What follows from it, or why it is refused; absent where it is simply allowed. */
  readonly because?: string;
  /** True for a refused one that `allowPlanChange` lets pass while the stored state fits. */
  readonly canBeForced?: boolean;
}

export function allowed(what: string): PlanDifference {
  return { what, verdict: 'allowed' };
}

export function consequential(what: string, because: string): PlanDifference {
  return { what, verdict: 'allowed with consequences', because };
}

/** What would mix old state with new. */
export function refused(what: string, because: string): PlanDifference {
  return { what, verdict: 'refused', because, canBeForced: true };
}

/** What no state or offset could be given to. */
export function impossible(what: string, because: string): PlanDifference {
  return { what, verdict: 'refused', because, canBeForced: false };
}

/** A difference in a line: `refused: grouping key country was removed from the aggregation; …`. */
export function describeDifference({ what, verdict, because }: PlanDifference): string {
  return `${verdict}: ${what}${because === undefined ? '' : `; ${because}`}`;
}
