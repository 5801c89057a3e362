import { childrenOf, mapChildren, someExpr } from './children.ts';
import type { ExprNode } from './node.ts';

/** The columns an expression reads. */
export function referencesOf(expr: ExprNode): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ExprNode): void => {
    if (node.kind === 'column') names.add(node.name);
    childrenOf(node).forEach(visit);
  };
  visit(expr);
  return names;
}

/** The expression with columns replaced by the expressions that make them. */
export function substitute(expr: ExprNode, columns: ReadonlyMap<string, ExprNode>): ExprNode {
  if (expr.kind === 'column') return columns.get(expr.name) ?? expr;
  return mapChildren(expr, (child) => substitute(child, columns));
}

/**
 * The time of the batch is one too, as in Spark: a group that is kept meets another time in a later batch,
 * so what asks for it stays above the aggregation.
 */
const NONDETERMINISTIC = new Set([
  'rand',
  'randn',
  'uuid',
  'monotonicallyIncreasingId',
  'currentTimestamp',
  'now',
  'localtimestamp',
  'currentDate',
  'curdate',
]);

/** True where the same row always gives the same value, so that a step may move or run twice. */
export function isDeterministic(expr: ExprNode): boolean {
  return !someExpr(
    expr,
    (node) =>
      (node.kind === 'call' && NONDETERMINISTIC.has(node.fn)) ||
      (node.kind === 'udf' && !node.isDeterministic) ||
      (node.kind === 'aggregate' && node.user?.isDeterministic === false),
  );
}

/** The parts of a condition that must all be true: `a AND b AND c` gives three. */
export function conjunctsOf(condition: ExprNode): readonly ExprNode[] {
  return condition.kind === 'call' && condition.fn === 'and'
    ? condition.args.flatMap(conjunctsOf)
    : [condition];
}

/** One condition of several parts; the inverse of {@link conjunctsOf}. */
export function conjunctionOf(parts: readonly [ExprNode, ...ExprNode[]]): ExprNode {
  return parts.reduce((left, right) => ({ kind: 'call', fn: 'and', args: [left, right] }));
}
