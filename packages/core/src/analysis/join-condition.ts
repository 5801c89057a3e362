import type { ExprNode } from '../expr/node.ts';
import { conjunctsOf, isDeterministic, referencesOf } from '../expr/references.ts';
import type { Join } from '../plan/logical-plan.ts';
import { columnNames } from './column-names.ts';

/** The parts of the condition of a join by what they read (Spark: ExtractEquiJoinKeys, JoinConditionSplitPredicates). */
export interface JoinCondition {
  /** Values that must be equal: these find the rows that may match. */
  readonly keys: readonly JoinKey[];
  /** What a row of the left must fulfil by itself. */
  readonly leftOnly: readonly ExprNode[];
  readonly rightOnly: readonly ExprNode[];
  /** What two rows of equal keys must fulfil together, and what may differ each time it is asked. */
  readonly both: readonly ExprNode[];
}

export interface JoinKey {
  /** Reads columns of the left only. */
  readonly left: ExprNode;
  readonly right: ExprNode;
  /** `<=>`: null equals null. */
  readonly isNullSafe: boolean;
}

/** Which columns an expression reads. */
export type Side = 'left' | 'right' | 'both' | 'none';

const known = new WeakMap<Join, JoinCondition>();

/** Takes the condition of a join apart. */
export function joinCondition(join: Join): JoinCondition {
  let condition = known.get(join);
  if (condition === undefined) known.set(join, (condition = derive(join)));
  return condition;
}

/** The side of a join whose columns an expression reads. */
export function sideOf(expr: ExprNode, join: Join): Side {
  const names = [...referencesOf(expr)];
  if (names.length === 0) return 'none';
  if (names.every((name) => columnNames(join.left).has(name))) return 'left';
  return names.every((name) => columnNames(join.right).has(name)) ? 'right' : 'both';
}

function derive(join: Join): JoinCondition {
  const keys: JoinKey[] = [];
  const leftOnly: ExprNode[] = [];
  const rightOnly: ExprNode[] = [];
  const both: ExprNode[] = [];
  for (const part of join.condition === undefined ? [] : conjunctsOf(join.condition)) {
    const key = isDeterministic(part) ? keyOf(part, join) : undefined;
    const side = isDeterministic(part) ? sideOf(part, join) : 'both';
    if (key !== undefined) keys.push(key);
    else if (side === 'both') both.push(part);
    else {
      // What reads no column holds for all rows or for none, on either side.
      if (side !== 'right') leftOnly.push(part);
      if (side !== 'left') rightOnly.push(part);
    }
  }
  return { keys, leftOnly, rightOnly, both };
}

function keyOf(part: ExprNode, join: Join): JoinKey | undefined {
  if (part.kind !== 'call' || (part.fn !== 'eq' && part.fn !== 'eqNullSafe')) return undefined;
  const [a, b] = part.args;
  if (a === undefined || b === undefined) return undefined;
  const isNullSafe = part.fn === 'eqNullSafe';
  const sides = `${sideOf(a, join)} ${sideOf(b, join)}`;
  if (sides === 'left right') return { left: a, right: b, isNullSafe };
  return sides === 'right left' ? { left: b, right: a, isNullSafe } : undefined;
}
