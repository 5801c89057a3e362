import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { BAD_OPERATOR_NAME, NO_STATE_TO_NAME, NOT_STREAMING } from '../errors/analysis.ts';
import { UNRESOLVED_COLUMN } from '../errors/expression.ts';
import { nearestName } from '../errors/nearest-name.ts';
import { record } from '../expr/expr-builder.ts';
import type { NamedExpr, OrderKey } from '../expr/node.ts';
import { sortKeyOf } from '../expr/sort-order.ts';
import { aggregationOf } from '../plan/aggregation.ts';
import type { Deduplicate, LateRows, LogicalPlan, Project, Sort } from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';
import { columnNamed, recordColumns, rowOf } from './record-row.ts';

// What the verbs of a frame make of their arguments, given the columns of its rows.

/** The columns that `select` or `groupBy` names. */
export function columnsOf(
  args: readonly unknown[],
  schema: Schema,
  verb: string,
): readonly NamedExpr[] {
  const [first] = args;
  if (typeof first === 'function') {
    return recordColumns(first as (row: never) => object, schema, verb);
  }
  return existing(args as readonly string[], schema).map(columnNamed);
}

/** All columns, those of `derived` replaced where they stand or added at the end. */
export function withDerived(
  input: LogicalPlan,
  schema: Schema,
  derived: readonly NamedExpr[],
): Project {
  const replaced = new Map(derived.map((column) => [column.name, column]));
  const kept = schema.fields.map(({ name }) => replaced.get(name) ?? columnNamed(name));
  const added = derived.filter(({ name }) => schema.fields.every((field) => field.name !== name));
  return { op: 'project', columns: [...kept, ...added], input };
}

/** All columns, `from` under the name `to`. */
export function withRenamed(input: LogicalPlan, schema: Schema, from: string, to: string): Project {
  existing([from], schema);
  const columns = schema.fields.map(({ name }) =>
    name === from ? { ...columnNamed(from), name: to } : columnNamed(name),
  );
  return { op: 'project', columns, input };
}

/** All columns, those that `names` names under other names, all at once. */
export function withAllRenamed(
  input: LogicalPlan,
  schema: Schema,
  names: Readonly<Record<string, string>>,
): Project {
  const renames = new Map(Object.entries(names));
  existing([...renames.keys()], schema);
  const columns = schema.fields.map(({ name }) => ({
    ...columnNamed(name),
    name: renames.get(name) ?? name,
  }));
  return { op: 'project', columns, input };
}

/** The first row of each value of some columns, all if none is named. */
export function distinctBy(
  input: LogicalPlan,
  schema: Schema,
  columns: readonly string[],
  withinWatermark: boolean,
): Deduplicate {
  // Row 3 of semantics 4.4: on data that has an end there is no watermark to remember by.
  if (withinWatermark && streamingSourceOf(input) === undefined) {
    const verb = 'dropDuplicatesWithinWatermark()';
    throw NOT_STREAMING.error({ verb, callSite: input.callSite });
  }
  const all = schema.fields.map(({ name }) => name);
  const named = columns.length === 0 ? all : existing([...new Set(columns)], schema);
  return { op: 'deduplicate', columns: named, withinWatermark, input };
}

/** True for a step that drops rows because they come after the watermark. */
export function dropsLateRows(plan: LogicalPlan): plan is LateRows['input'] {
  switch (plan.op) {
    case 'aggregate':
      return eventTimeColumns(plan).size > 0;
    case 'deduplicate':
      return eventTimeColumns(plan.input).size > 0;
    case 'flatMapGroupsWithState':
      return plan.timeout === 'eventTime' && eventTimeColumns(plan.input).size > 0;
    case 'transformWithState':
      return plan.timeMode === 'eventTime' && eventTimeColumns(plan.input).size > 0;
    default:
      return false;
  }
}

const OPERATOR_NAME = /^[a-z][\w-]*$/i;

/** The plan with a name for its last step, or for the aggregation that its last step is made of. */
export function withOperatorName(plan: LogicalPlan, name: string): LogicalPlan {
  if (!OPERATOR_NAME.test(name)) throw BAD_OPERATOR_NAME.error({ name });
  const aggregate = aggregationOf(plan);
  if (aggregate !== undefined && plan.op === 'project') {
    return { ...plan, input: { ...aggregate, name } };
  }
  switch (plan.op) {
    case 'aggregate':
    case 'deduplicate':
    case 'join':
    case 'limit':
    case 'flatMapGroupsWithState':
      return { ...plan, name };
    default:
      throw NO_STATE_TO_NAME.error({ name, callSite: plan.callSite });
  }
}

/** All columns but those of `names`. */
export function without(input: LogicalPlan, schema: Schema, names: readonly string[]): Project {
  existing(names, schema);
  const kept = schema.fields.filter(({ name }) => !names.includes(name));
  return { op: 'project', columns: kept.map(({ name }) => columnNamed(name)), input };
}

/** The rows in the order that `orderBy` asks for. */
export function sorted(input: LogicalPlan, schema: Schema, args: readonly unknown[]): Sort {
  const [first] = args;
  if (typeof first !== 'function') {
    const names = existing(args as readonly string[], schema);
    const by = names.map(
      (name): OrderKey => ({ expr: { kind: 'column', name }, descending: false }),
    );
    return { op: 'sort', by, input };
  }
  const keys: unknown = record(() => (first as (row: object) => object)(rowOf(schema)));
  return {
    op: 'sort',
    by: (Array.isArray(keys) ? keys : [keys]).map((key) => sortKeyOf(key, 'A key of orderBy')),
    input,
  };
}

/** @throws {@link UNRESOLVED_COLUMN} for a name that no column has */
export function existing(names: readonly string[], schema: Schema): readonly string[] {
  const columns = schema.fields.map((field) => field.name);
  for (const column of names) {
    if (columns.includes(column)) continue;
    throw UNRESOLVED_COLUMN.error({ column, columns, suggestion: nearestName(column, columns) });
  }
  return names;
}
