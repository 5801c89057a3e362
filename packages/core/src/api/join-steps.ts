import { requireSchema } from '../analysis/schema-of.ts';
import { JOIN_COLUMNS, JOIN_TYPE } from '../errors/join.ts';
import { nodeOf, record } from '../expr/expr-builder.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import { conjunctionOf } from '../expr/references.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Join, JoinType, LogicalPlan, Project } from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';
import { columnNamed, rowOf } from './record-row.ts';
import { columnsOf } from './steps.ts';

// What the join verbs of a frame make of their arguments.

const JOIN_TYPES: readonly JoinType[] = [
  'inner',
  'leftOuter',
  'rightOuter',
  'fullOuter',
  'leftSemi',
  'leftAnti',
];

/** Two plans to be put together. */
interface Sides {
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
}

/** How `join()` was called: by names of both sides, by a condition, or not at all for every pair of rows. */
export type JoinOn =
  | string
  | readonly string[]
  | ((left: never, right: never) => unknown)
  | undefined;

/** What there is to know of a call of `join()`. */
export interface JoinCall {
  readonly on: JoinOn;
  readonly joinType: JoinType;
  readonly settings: ExprSettings;
  readonly callSite: string | undefined;
}

/**
 * The rows of two plans joined.
 *
 * @throws {@link JOIN_COLUMNS}, {@link JOIN_TYPE}, `EXPRESSION.UNRESOLVED_COLUMN`
 */
export function joined({ left, right }: Sides, call: JoinCall): LogicalPlan {
  const { on, joinType, settings, callSite } = call;
  if (!JOIN_TYPES.includes(joinType)) throw JOIN_TYPE.error({ joinType, joinTypes: JOIN_TYPES });
  const schemas = { left: requireSchema(left, settings), right: requireSchema(right, settings) };
  const using = typeof on === 'string' ? [on] : typeof on === 'function' ? [] : (on ?? []);
  for (const schema of [schemas.left, schemas.right]) columnsOf(using, schema, 'join()');
  if (!hasLeftOnly(joinType)) checkDistinct(schemas.left, schemas.right, using);
  // A row of a callback tells its columns apart, so the names behind them need only be different.
  const hidden = hiddenNames(schemas.left, schemas.right);
  const sides = { left, right: hidden.size === 0 ? right : renamed(right, schemas.right, hidden) };
  const sited = callSite === undefined ? {} : { callSite };
  if (using.length === 0) {
    const condition = conditionOf(on, schemas.left, schemas.right, hidden);
    return { op: 'join', joinType, condition, ...sides, ...sited };
  }
  const keys = keysOf(using, hidden);
  const join: Join = { op: 'join', joinType, condition: conditionOn(keys), ...sides, ...sited };
  return hasLeftOnly(joinType) ? join : withKeysOnce(join, keys, schemas);
}

function hasLeftOnly(joinType: JoinType): boolean {
  return joinType === 'leftSemi' || joinType === 'leftAnti';
}

function checkDistinct(left: Schema, right: Schema, using: readonly string[]): void {
  const names = new Set(left.fields.map(({ name }) => name));
  const clash = right.fields.find(({ name }) => names.has(name) && !using.includes(name));
  if (clash !== undefined) throw JOIN_COLUMNS.error({ column: clash.name });
}

/** By name of a column of both sides the name that the right one gets. */
function hiddenNames(left: Schema, right: Schema): ReadonlyMap<string, string> {
  const taken = new Set([...left.fields, ...right.fields].map(({ name }) => name));
  const names = new Set(left.fields.map(({ name }) => name));
  const clashes = right.fields.filter(({ name }) => names.has(name));
  return new Map(
    clashes.map(({ name }) => {
      let hidden = `right.${name}`;
      while (taken.has(hidden)) hidden = `right.${hidden}`;
      taken.add(hidden);
      return [name, hidden];
    }),
  );
}

function renamed(
  input: LogicalPlan,
  { fields }: Schema,
  names: ReadonlyMap<string, string>,
): Project {
  const columns = fields.map(({ name }): NamedExpr => {
    return { name: names.get(name) ?? name, expr: { kind: 'column', name } };
  });
  return { op: 'project', columns, input };
}

function conditionOf(
  on: JoinOn,
  left: Schema,
  right: Schema,
  hidden: ReadonlyMap<string, string>,
): ExprNode | undefined {
  if (typeof on !== 'function') return undefined;
  const exprs = right.fields.map(({ name }) => columnNamed(hidden.get(name) ?? name));
  const rows = [rowOf(left), rowOf(right, exprs)] as readonly unknown[];
  return nodeOf(
    record(() => on(...(rows as [never, never]))),
    'What the callback of join() returns',
  );
}

/** A column that is on both sides. */
interface UsingKey {
  readonly name: string;
  readonly left: ExprNode;
  readonly right: ExprNode;
}

function keysOf(
  using: readonly string[],
  hidden: ReadonlyMap<string, string>,
): readonly UsingKey[] {
  return using.map((name) => ({
    name,
    left: { kind: 'column', name },
    right: { kind: 'column', name: hidden.get(name) ?? name },
  }));
}

function conditionOn(keys: readonly UsingKey[]): ExprNode | undefined {
  const [first, ...others] = keys.map(({ left, right }): ExprNode => {
    return { kind: 'call', fn: 'eq', args: [left, right] };
  });
  return first && conjunctionOf([first, ...others]);
}

/** The keys once, then the other columns of the left, then those of the right (Spark: a USING join). */
function withKeysOnce(
  input: Join,
  keys: readonly UsingKey[],
  { left, right }: { readonly left: Schema; readonly right: Schema },
): Project {
  const names = new Set(keys.map(({ name }) => name));
  const rest = [...left.fields, ...right.fields].filter(({ name }) => !names.has(name));
  const columns = [
    ...keys.map((key): NamedExpr => ({ name: key.name, expr: keptKey(key, input.joinType) })),
    ...rest.map(({ name }) => columnNamed(name)),
  ];
  return { op: 'project', columns, input };
}

/** The key of the side that is always there. */
function keptKey({ left, right }: UsingKey, joinType: JoinType): ExprNode {
  if (joinType === 'rightOuter') return right;
  if (joinType !== 'fullOuter') return left;
  return { kind: 'call', fn: 'coalesce', args: [left, right] };
}
