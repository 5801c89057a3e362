import { printNamed } from '../expr/print.ts';
import { referencesOf } from '../expr/references.ts';
import { type Aggregate, children, type LogicalPlan } from '../plan/logical-plan.ts';
import { eventTimeColumns } from './propagate-watermarks.ts';

/** Why no key of an aggregation is bounded by a watermark, in a sentence. */
export function whyUnbounded(aggregate: Aggregate): string {
  const marked = [...eventTimeColumns(aggregate.input).keys()];
  if (marked.length > 0) return unusedMark(aggregate, marked);
  return whyUnmarked(aggregate.input);
}

/** The input has a marked column, but no key is that column or a window over it. */
function unusedMark({ keys }: Aggregate, marked: readonly string[]): string {
  const columns = marked.map((name) => `'${name}'`).join(', ');
  const computed = keys.find(({ expr }) => marked.some((name) => referencesOf(expr).has(name)));
  return computed === undefined
    ? `The watermark is on ${columns}, which is none of the keys.`
    : `The watermark is on ${columns}, and the key ${printNamed(computed)} is computed from it, which loses the watermark.`;
}

/** Why no watermark reaches the rows of a step, in a sentence. */
export function whyUnmarked(plan: LogicalPlan): string {
  return lostMark(plan) ?? 'There is no withWatermark() before it.';
}

/** The step nearest to the aggregation that took the mark away. */
function lostMark(plan: LogicalPlan): string | undefined {
  for (const child of children(plan)) {
    const marks = eventTimeColumns(child);
    const [column] = marks.keys();
    if (column === undefined) {
      const deeper = lostMark(child);
      if (deeper !== undefined) return deeper;
      continue;
    }
    const site = plan.callSite === undefined ? '' : ` at ${plan.callSite}`;
    return `The watermark on '${column}' is lost${site}, where the column is dropped, or computed anew.`;
  }
  return undefined;
}
