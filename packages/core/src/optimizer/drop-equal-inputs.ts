import { isDeterministic } from '../expr/references.ts';
import { samePart } from '../expr/same-expr.ts';
import {
  children,
  type LogicalPlan,
  nodesOf,
  type Union,
  withChildren,
} from '../plan/logical-plan.ts';
import { rewrite } from './rewrite.ts';

/**
 * Of several inputs of a union that are the same plan, one is enough where a step above takes the first
 * row of each value alone (Spark: RemoveNoopUnion). It shows in what that step counts as a duplicate.
 */
export function dropEqualInputs(outputs: readonly LogicalPlan[]): readonly LogicalPlan[] {
  return rewrite(outputs, (node) => {
    if (node.op !== 'deduplicate' || node.input.op !== 'union') return node;
    return withChildren(node, [withoutEqual(node.input)]);
  });
}

function withoutEqual(union: Union): LogicalPlan {
  const different: LogicalPlan[] = [];
  for (const input of union.inputs) {
    const isKnown = different.some((other) => isSame(other, input));
    if (!isKnown) different.push(input);
  }
  const [only] = different;
  if (different.length === 1 && only !== undefined) return only;
  return withChildren(union, different);
}

/** The same steps over the same reads, wherever they were written. */
function isSame(a: LogicalPlan, b: LogicalPlan): boolean {
  if (a === b) return isRepeatable(a);
  if (a.op === 'relation' || b.op === 'relation') return false;
  const [ownA, ownB] = [a, b].map(ownPart);
  if (!samePart(ownA, ownB) || !isRepeatable(a)) return false;
  const others = children(b);
  return children(a).every((child, i) => isSame(child, others[i] as LogicalPlan));
}

/** What a step is besides its inputs and its place in the program. */
function ownPart(plan: LogicalPlan): object {
  const inputs = new Set<unknown>(children(plan));
  const isOwn = ([name, value]: [string, unknown]): boolean =>
    name !== 'callSite' && name !== 'inputs' && !inputs.has(value);
  return Object.fromEntries(Object.entries(plan).filter(isOwn));
}

function isRepeatable(plan: LogicalPlan): boolean {
  return nodesOf([plan]).every(
    (node) => node.op !== 'project' || node.columns.every(({ expr }) => isDeterministic(expr)),
  );
}
