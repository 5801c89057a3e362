import type { Call, ExprNode } from '../expr/node.ts';

/** The different `window(…)` calls in some expressions, outermost only. */
export function windowsOf(exprs: readonly ExprNode[]): readonly Call[] {
  const windows = new Map<string, Call>();
  const visit = (node: ExprNode): void => {
    switch (node.kind) {
      case 'call':
        if (node.fn === 'window') windows.set(JSON.stringify(node, plain), node);
        else node.args.forEach(visit);
        return;
      case 'cast':
      case 'field':
        visit(node.arg);
        return;
      case 'aggregate':
      case 'udf':
        node.args.forEach(visit);
        return;
      case 'column':
      case 'literal':
    }
  };
  exprs.forEach(visit);
  return [...windows.values()];
}

/** Two calls are the same if their plain data is; a long beyond 2^53 is the one value JSON lacks. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
