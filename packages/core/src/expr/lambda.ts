import type { DataType } from '../types/data-type.ts';
import { someExpr } from './children.ts';
import { ExprBuilder, use } from './expr-builder.ts';
import type { Lambda } from './node.ts';

/** How many lambdas there are around the one that is being written. */
let depth = 0;

const NAMES = ['x', 'y', 'z'] as const;

/**
 * Runs the callback of a function that takes a lambda, on variables in place of elements. Variables at
 * the end that the callback does not use are left out, down to `least`, so that nobody computes them.
 *
 * Names follow from the depth alone: the same query always has the same plan.
 *
 * @param types - what is known of the type of each variable
 */
export function lambda(
  callback: (...variables: never[]) => unknown,
  types: readonly (DataType | undefined)[],
  least: number = types.length,
): Lambda {
  const names = types.map((_, i) => `${NAMES[i]}${depth === 0 ? '' : depth}`);
  const variables = names.map(
    (name, i) => new ExprBuilder({ kind: 'lambdaVariable', name }, types[i]),
  );
  depth++;
  try {
    const body = use(callback(...(variables as never[])));
    const uses = (name: string | undefined): boolean =>
      someExpr(body, (node) => node.kind === 'lambdaVariable' && node.name === name);
    let count = names.length;
    while (count > least && !uses(names[count - 1])) count--;
    return { kind: 'lambda', variables: names.slice(0, count), body };
  } finally {
    depth--;
  }
}
