import { sideOf } from '../analysis/join-condition.ts';
import type { ExprNode } from '../expr/node.ts';
import { conjunctionOf, conjunctsOf, isDeterministic } from '../expr/references.ts';
import type { Join, JoinType, LogicalPlan } from '../plan/logical-plan.ts';

type SideName = 'left' | 'right';

/**
 * The sides of which a row that fails a part of the join condition has no trace in the result, so that
 * the part may run below (Spark: PushPredicateThroughJoin).
 */
export const SIDES_OF_CONDITION: Readonly<Record<JoinType, readonly SideName[]>> = {
  inner: ['left', 'right'],
  leftSemi: ['left', 'right'],
  leftOuter: ['right'],
  leftAnti: ['right'],
  rightOuter: ['left'],
  fullOuter: [],
};

/** The sides whose rows come out as they are, so that a filter above may run below. */
const SIDES_OF_FILTER: Readonly<Record<JoinType, readonly SideName[]>> = {
  inner: ['left', 'right'],
  leftSemi: ['left'],
  leftOuter: ['left'],
  leftAnti: ['left'],
  rightOuter: ['right'],
  fullOuter: [],
};

/** True for a part of a filter above a join that may become a part of the join. */
export function mayPassJoin(part: ExprNode, join: Join): boolean {
  const side = sideForPart(part, join);
  return (
    join.joinType === 'inner' || (side !== 'both' && SIDES_OF_FILTER[join.joinType].includes(side))
  );
}

/** A join with the parts of a filter that was above: below its sides, or in its condition. */
export function withFilter(join: Join, condition: ExprNode): Join {
  return moveParts(join, conjunctsOf(condition), join.condition);
}

/** A join with the parts of its condition that are about one side below that side. */
export function pushDownCondition(join: Join): Join {
  if (join.condition === undefined) return join;
  const sides: readonly string[] = SIDES_OF_CONDITION[join.joinType];
  const mayMove = (part: ExprNode): boolean =>
    isDeterministic(part) && sides.includes(sideForPart(part, join));
  const parts = conjunctsOf(join.condition);
  const moved = parts.filter(mayMove);
  if (moved.length === 0) return join;
  return moveParts(join, moved, both(parts.filter((part) => !mayMove(part))));
}

function moveParts(join: Join, parts: readonly ExprNode[], kept: ExprNode | undefined): Join {
  const partsOf = (side: string): readonly ExprNode[] =>
    parts.filter((part) => sideForPart(part, join) === side);
  return {
    ...join,
    left: filtered(join.left, partsOf('left')),
    right: filtered(join.right, partsOf('right')),
    condition: both([...(kept === undefined ? [] : [kept]), ...partsOf('both')]),
  };
}

/** What reads no column may run anywhere. */
function sideForPart(part: ExprNode, join: Join): SideName | 'both' {
  const side = sideOf(part, join);
  return side === 'none' ? 'left' : side;
}

/** A plan under the parts of a condition. */
export function filtered(input: LogicalPlan, parts: readonly ExprNode[]): LogicalPlan {
  const condition = both(parts);
  return condition === undefined ? input : { op: 'filter', condition, input };
}

function both(parts: readonly ExprNode[]): ExprNode | undefined {
  const [first, ...others] = parts;
  return first && conjunctionOf([first, ...others]);
}
