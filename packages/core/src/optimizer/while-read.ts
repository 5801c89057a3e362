import type { ExprNode } from '../expr/node.ts';
import { sameExpr } from '../expr/same-expr.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { INT } from '../types/data-type.ts';

/**
 * A part of a condition that counts only in some batches: of each list of guards one has to hold. The
 * number of a source holds where the source has something new, its complement `~number` where not.
 */
export interface Guarded {
  readonly part: ExprNode;
  readonly guards: readonly (readonly number[])[];
}

/** The part as an expression: `whileRead(whileRead(part, 0), 1, 2)`. */
export function guarded({ part, guards }: Guarded): ExprNode {
  return guards.reduce<ExprNode>((arg, reads) => {
    const numbers = reads.map((value): ExprNode => ({ kind: 'literal', value, dataType: INT }));
    return { kind: 'call', fn: 'whileRead', args: [arg, ...numbers] };
  }, part);
}

/** The inverse of {@link guarded}; what is no call of it has no guards. */
export function unguarded(expr: ExprNode): Guarded {
  if (expr.kind !== 'call' || expr.fn !== 'whileRead') return { part: expr, guards: [] };
  const [arg, ...numbers] = expr.args;
  const { part, guards } = unguarded(arg as ExprNode);
  const reads = numbers.map((number) => (number as { readonly value: number }).value);
  return { part, guards: [...guards, reads] };
}

/** A part that counts only where other guards hold too. */
export function withGuards(expr: ExprNode, more: Guarded['guards']): ExprNode {
  const { part, guards } = unguarded(expr);
  const all = [...guards];
  for (const reads of more) if (!includes(all, reads)) all.push(reads);
  return guarded({ part, guards: all });
}

/** True where `other` counts in no batch in which `expr` does not, and asks the same. */
export function implies(expr: ExprNode, other: ExprNode): boolean {
  const [a, b] = [unguarded(expr), unguarded(other)];
  return a.guards.every((reads) => includes(b.guards, reads)) && sameExpr(a.part, b.part);
}

/** The part for rows of a plan: what is new when the plan has rows at all guards nothing. */
export function forRowsOf(plan: LogicalPlan, expr: ExprNode): ExprNode {
  const { part, guards } = unguarded(expr);
  if (guards.length === 0) return expr;
  const reads = newRowsOf(plan);
  if (reads === undefined) return expr;
  const isOpen = (guard: readonly number[]): boolean => !reads.every((n) => guard.includes(n));
  return guarded({ part, guards: guards.filter(isOpen) });
}

/** The sources that all rows of a plan are new rows of; undefined where they may be older, or of a table. */
function newRowsOf(plan: LogicalPlan): readonly number[] | undefined {
  switch (plan.op) {
    case 'relation':
      return plan.number === undefined ? undefined : [plan.number];
    case 'filter':
    case 'project':
    case 'eventTimeWatermark':
      return newRowsOf(plan.input);
    case 'union': {
      const reads = plan.inputs.map(newRowsOf);
      return reads.every((numbers) => numbers !== undefined) ? reads.flat() : undefined;
    }
    default:
      return undefined;
  }
}

function includes(guards: Guarded['guards'], reads: readonly number[]): boolean {
  return guards.some((guard) => guard.join() === reads.join());
}
