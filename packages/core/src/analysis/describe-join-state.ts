import { printDuration, printExpr } from '../expr/print.ts';
import { type Join, type LogicalPlan, nodesOf } from '../plan/logical-plan.ts';
import { joinCondition } from './join-condition.ts';
import { joinStateBounds, type SideBound } from './join-state-watermarks.ts';
import { joinsStreams } from './streaming-source-of.ts';

/** What a join of streams remembers. */
export interface JoinStateDescription {
  readonly callSite: string | undefined;
  /** How long rows are kept, in words, for the left and the right. */
  readonly sentences: readonly string[];
  /** The sides whose rows are kept for ever. */
  readonly unbounded: readonly ('left' | 'right')[];
}

/** How long the joins of some plans keep their rows, each join once. */
export function describeJoinStates(plans: readonly LogicalPlan[]): readonly JoinStateDescription[] {
  return nodesOf(plans).flatMap((node) => {
    return node.op === 'join' && joinsStreams(node) ? [describe(node)] : [];
  });
}

function describe(join: Join): JoinStateDescription {
  const { callSite } = join;
  const bounds = joinStateBounds(join);
  if (bounds.kind === 'key') {
    const key = joinCondition(join).keys[bounds.key];
    const name = key === undefined ? '' : printExpr(key.left);
    const sentences = [`rows of both sides are kept until the watermark passes ${name}`];
    return { callSite, sentences, unbounded: [] };
  }
  const sides = (['left', 'right'] as const).map((side) => ({ side, bound: bounds[side] }));
  return {
    callSite,
    sentences: sides.map(({ side, bound }) => `${side} rows are kept ${howLong(bound)}`),
    unbounded: sides.flatMap(({ side, bound }) => (bound === undefined ? [side] : [])),
  };
}

function howLong(bound: SideBound | undefined): string {
  if (bound === undefined) return 'for ever';
  const { column, bounds } = bound;
  if (bounds.some(({ watermarks }) => watermarks !== 1)) return 'as long as the condition says';
  const offsetMicros = Math.min(...bounds.map((each) => each.offsetMicros));
  if (offsetMicros === 0) return `until the watermark passes ${column}`;
  const length = printDuration(Math.abs(offsetMicros));
  return `until the watermark is ${length} ${offsetMicros < 0 ? 'past' : 'before'} ${column}`;
}
