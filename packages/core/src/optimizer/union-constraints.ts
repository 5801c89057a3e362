import type { ExprNode } from '../expr/node.ts';
import { conjunctionOf, referencesOf } from '../expr/references.ts';
import { sameExpr } from '../expr/same-expr.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { type Guarded, guarded, unguarded, withGuards } from './while-read.ts';

/** One input of a union, or some of them together. */
export interface UnionPart {
  /** What is true of its rows, in the names of the union. */
  readonly known: readonly ExprNode[];
  /** The sources without which it is no part of the plan of a batch; undefined where it always is one. */
  readonly reads: readonly number[] | undefined;
}

/**
 * What is true of the rows of either part (Spark: UnionBase.merge): what both ask, and of a column that
 * both ask something of, that one of it is true. While one part is not read it is left out of the plan, and
 * all is true that the other asks.
 */
export function mergeParts(left: UnionPart, right: UnionPart): UnionPart {
  const [a, b] = [left.known.map(unguarded), right.known.map(unguarded)];
  const onlyA = a.filter((part) => !b.some((other) => sameExpr(other.part, part.part)));
  const onlyB = b.filter((part) => !a.some((other) => sameExpr(other.part, part.part)));
  const shared = a.flatMap((part) => {
    const other = b.find((candidate) => sameExpr(candidate.part, part.part));
    return other === undefined ? [] : eitherGuard(part, other);
  });
  const isFolded = left.reads !== undefined && right.reads !== undefined;
  return {
    known: [
      ...shared.map(guarded),
      ...eitherOfColumn(onlyA, onlyB),
      ...(right.reads === undefined ? [] : whileUnread(onlyA, right.reads)),
      ...(left.reads === undefined ? [] : whileUnread(onlyB, left.reads)),
    ],
    reads: isFolded ? [...left.reads, ...right.reads] : undefined,
  };
}

/** The sources without which Spark plans an empty relation in the place of a plan; undefined where it never does. */
export function foldedReads(plan: LogicalPlan): readonly number[] | undefined {
  switch (plan.op) {
    case 'relation':
      return plan.number === undefined ? undefined : [plan.number];
    case 'filter':
    case 'project':
      return foldedReads(plan.input);
    case 'union': {
      const reads = plan.inputs.map(foldedReads);
      return reads.every((numbers) => numbers !== undefined) ? reads.flat() : undefined;
    }
    default:
      return undefined;
  }
}

/** A part of both, that counts as soon as one of them is read. */
function eitherGuard(a: Guarded, b: Guarded): readonly Guarded[] {
  if (a.guards.join(';') === b.guards.join(';')) return [a];
  const [[reads], [otherReads]] = [a.guards, b.guards];
  if (a.guards.length !== 1 || b.guards.length !== 1) return [];
  return [{ part: a.part, guards: [[...(reads ?? []), ...(otherReads ?? [])]] }];
}

function eitherOfColumn(a: readonly Guarded[], b: readonly Guarded[]): readonly ExprNode[] {
  const [ofA, ofB] = [byColumn(a), byColumn(b)];
  return [...ofA].flatMap(([column, parts]) => {
    const others = ofB.get(column);
    if (others === undefined) return [];
    const args = [parts, others].map((side) => conjunctionOf(partsOf(side)));
    const guards = [...parts, ...others].flatMap((part) => part.guards);
    return [withGuards({ kind: 'call', fn: 'or', args }, guards)];
  });
}

function partsOf(side: readonly [Guarded, ...Guarded[]]): readonly [ExprNode, ...ExprNode[]] {
  const [first, ...others] = side;
  return [first.part, ...others.map(({ part }) => part)];
}

function byColumn(
  parts: readonly Guarded[],
): ReadonlyMap<string, readonly [Guarded, ...Guarded[]]> {
  const columns = new Map<string, readonly [Guarded, ...Guarded[]]>();
  for (const part of parts) {
    const [column, ...more] = referencesOf(part.part);
    if (column === undefined || more.length > 0) continue;
    const known = columns.get(column);
    columns.set(column, known === undefined ? [part] : [...known, part]);
  }
  return columns;
}

function whileUnread(parts: readonly Guarded[], reads: readonly number[]): readonly ExprNode[] {
  return parts.map((part) =>
    withGuards(
      guarded(part),
      reads.map((number) => [~number]),
    ),
  );
}
