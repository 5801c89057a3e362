import type { Call, ExprNode, NamedExpr } from '../expr/node.ts';

/** The column that holds the windows of a row between the step that assigns them and the step that uses them. */
export const WINDOW_COLUMN = '\u0000window';

/**
 * Takes the `window(…)` call out of expressions: it makes several rows of one, so a step of its own
 * runs it, and the expressions read its result. Analysis has seen to it that there is only one.
 */
export function extractWindow(exprs: readonly NamedExpr[]): {
  readonly exprs: readonly NamedExpr[];
  readonly window: Call | undefined;
} {
  let window: Call | undefined;
  const replace = (node: ExprNode): ExprNode => {
    switch (node.kind) {
      case 'call':
        if (node.fn === 'window') {
          window = node;
          return { kind: 'column', name: WINDOW_COLUMN };
        }
        return { ...node, args: node.args.map(replace) };
      case 'aggregate':
      case 'udf':
        return { ...node, args: node.args.map(replace) };
      case 'cast':
      case 'field':
        return { ...node, arg: replace(node.arg) };
      case 'column':
      case 'literal':
        return node;
    }
  };
  const replaced = exprs.map(({ name, expr }) => ({ name, expr: replace(expr) }));
  return { exprs: window === undefined ? exprs : replaced, window };
}
