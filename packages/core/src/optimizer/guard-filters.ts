import { joinsStreams } from '../analysis/streaming-source-of.ts';
import { conjunctionOf, conjunctsOf, isDeterministic } from '../expr/references.ts';
import { type LogicalPlan, nodesOf } from '../plan/logical-plan.ts';
import { rewrite } from './rewrite.ts';
import { forRowsOf, implies, withGuards } from './while-read.ts';

/**
 * Marks what filters directly above sources ask, as true only while their sources are read. Where a join
 * copies it to its other side it rejects rows there only then: Spark plans every batch anew, a source
 * without anything new is an empty relation in it, and of what folds into that one nothing is known
 * (PropagateEmptyRelation). A filter that was written above a watermark does not fold.
 */
export function guardFilters(outputs: readonly LogicalPlan[]): readonly LogicalPlan[] {
  if (!nodesOf(outputs).some((node) => node.op === 'join' && joinsStreams(node))) return outputs;
  const readsOf = new Map<LogicalPlan, readonly number[]>();
  let count = 0;
  return rewrite(outputs, (node) => {
    switch (node.op) {
      case 'relation': {
        if (!node.isStreaming) return node;
        const number = count++;
        return noted(readsOf, { ...node, number }, [number]);
      }
      case 'project':
        return noted(readsOf, node, readsOf.get(node.input));
      case 'union': {
        const reads = node.inputs.map((input) => readsOf.get(input));
        const areAllNew = reads.every((numbers) => numbers !== undefined);
        return noted(readsOf, node, areAllNew ? reads.flat() : undefined);
      }
      case 'filter': {
        const reads = readsOf.get(node.input);
        if (reads === undefined) return node;
        const [first, ...others] = conjunctsOf(node.condition).map((part) =>
          isDeterministic(part) ? withGuards(part, [reads]) : part,
        );
        if (first === undefined) return node;
        return noted(readsOf, { ...node, condition: conjunctionOf([first, ...others]) }, reads);
      }
      default:
        return node;
    }
  });
}

/** Takes the marks off where they say nothing: above the very sources that they name. */
export function dropIdleGuards(outputs: readonly LogicalPlan[]): readonly LogicalPlan[] {
  return rewrite(outputs, (node) => {
    if (node.op !== 'filter') return node;
    const parts = conjunctsOf(node.condition).map((part) => forRowsOf(node.input, part));
    const [first, ...others] = parts.filter(
      (part, i) => !parts.some((other, j) => j < i && implies(other, part)),
    );
    return first === undefined ? node : { ...node, condition: conjunctionOf([first, ...others]) };
  });
}

function noted<P extends LogicalPlan>(
  readsOf: Map<LogicalPlan, readonly number[]>,
  node: P,
  reads: readonly number[] | undefined,
): P {
  if (reads !== undefined) readsOf.set(node, reads);
  return node;
}
