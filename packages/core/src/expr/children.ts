import type { ExprNode } from './node.ts';

/** The expressions that an expression is made of, left to right. */
export function childrenOf(expr: ExprNode): readonly ExprNode[] {
  switch (expr.kind) {
    case 'column':
    case 'literal':
    case 'lambdaVariable':
      return [];
    case 'cast':
    case 'field':
      return [expr.arg];
    case 'lambda':
      return [expr.body];
    case 'aggregate':
      return expr.filter === undefined ? expr.args : [...expr.args, expr.filter];
    case 'over': {
      const keys = expr.orderBy.map((key) => key.expr);
      return [...childrenOf(expr.fn), ...expr.partitionBy, ...keys];
    }
    case 'call':
    case 'udf':
      return expr.args;
  }
}

/** The same expression made of other expressions. */
export function mapChildren(expr: ExprNode, map: (child: ExprNode) => ExprNode): ExprNode {
  switch (expr.kind) {
    case 'column':
    case 'literal':
    case 'lambdaVariable':
      return expr;
    case 'cast':
    case 'field':
      return { ...expr, arg: map(expr.arg) };
    case 'lambda':
      return { ...expr, body: map(expr.body) };
    case 'aggregate': {
      const { args, filter } = expr;
      return {
        ...expr,
        args: args.map(map),
        ...(filter === undefined ? {} : { filter: map(filter) }),
      };
    }
    case 'over':
      return {
        ...expr,
        fn: mapChildren(expr.fn, map) as typeof expr.fn,
        partitionBy: expr.partitionBy.map(map),
        orderBy: expr.orderBy.map((key) => ({ ...key, expr: map(key.expr) })),
      };
    case 'call':
    case 'udf':
      return { ...expr, args: expr.args.map(map) };
  }
}

/** True where an expression, or one that it is made of, is one that `isIt` knows. */
export function someExpr(expr: ExprNode, isIt: (expr: ExprNode) => boolean): boolean {
  return isIt(expr) || childrenOf(expr).some((child) => someExpr(child, isIt));
}
