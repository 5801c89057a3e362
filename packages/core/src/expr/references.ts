import type { ExprNode } from './node.ts';

/** The columns an expression reads. */
export function referencesOf(expr: ExprNode): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ExprNode): void => {
    switch (node.kind) {
      case 'column':
        names.add(node.name);
        return;
      case 'literal':
        return;
      case 'cast':
      case 'field':
        visit(node.arg);
        return;
      case 'call':
      case 'aggregate':
      case 'udf':
        for (const arg of node.args) visit(arg);
    }
  };
  visit(expr);
  return names;
}

/** The expression with columns replaced by the expressions that make them. */
export function substitute(expr: ExprNode, columns: ReadonlyMap<string, ExprNode>): ExprNode {
  switch (expr.kind) {
    case 'column':
      return columns.get(expr.name) ?? expr;
    case 'literal':
      return expr;
    case 'cast':
    case 'field':
      return { ...expr, arg: substitute(expr.arg, columns) };
    case 'call':
    case 'aggregate':
    case 'udf':
      return { ...expr, args: expr.args.map((arg) => substitute(arg, columns)) };
  }
}

const NONDETERMINISTIC = new Set(['rand', 'randn', 'uuid', 'monotonicallyIncreasingId']);

/** True where the same row always gives the same value, so that a step may move or run twice. */
export function isDeterministic(expr: ExprNode): boolean {
  switch (expr.kind) {
    case 'column':
    case 'literal':
      return true;
    case 'cast':
    case 'field':
      return isDeterministic(expr.arg);
    case 'call':
      return !NONDETERMINISTIC.has(expr.fn) && expr.args.every(isDeterministic);
    case 'aggregate':
      return expr.args.every(isDeterministic);
    case 'udf':
      return expr.isDeterministic && expr.args.every(isDeterministic);
  }
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
