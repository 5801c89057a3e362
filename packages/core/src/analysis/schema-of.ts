import {
  BAD_LIMIT,
  BAD_SAMPLE,
  COLUMNS_NOT_KNOWN,
  DUPLICATE_COLUMN,
  FILTER_NOT_BOOLEAN,
  MIXED_UNION,
  NEGATIVE_DELAY,
  NO_BAD_RECORDS,
  NOT_AN_AGGREGATE,
  SEVERAL_WINDOWS,
  UNION_COLUMNS,
  WATERMARK_NOT_A_TIMESTAMP,
} from '../errors/analysis.ts';
import { UNRESOLVED_COLUMN } from '../errors/expression.ts';
import { nearestName } from '../errors/nearest-name.ts';
import { callsOf } from '../expr/extract-call.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import { printExpr } from '../expr/print.ts';
import { isFixedWindow, isWindowCall } from '../expr/window-call.ts';
import { widerType } from '../functions/coercion.ts';
import { compileAggregate } from '../functions/compile-aggregate.ts';
import { compileExpression } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import { resolveWindow } from '../functions/resolve-window.ts';
import type {
  Aggregate,
  Deduplicate,
  EventTimeWatermark,
  Filter,
  Join,
  Limit,
  LogicalPlan,
  Project,
  Sample,
  Sort,
  TransformWithState,
  Union,
} from '../plan/logical-plan.ts';
import { type Field, showType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { extractGenerator } from './extract-generator.ts';
import { extractOver } from './extract-over.ts';
import { streamingSourceOf } from './streaming-source-of.ts';

/** Plans are immutable, so what was found for a node stays true. Settings decide types, so they come first. */
const known = new WeakMap<ExprSettings, WeakMap<LogicalPlan, Schema>>();

/**
 * The columns of the rows a plan gives. Resolves the names and checks the types of every step below.
 *
 * @returns undefined while a source has not told its columns
 * @throws the first condition of `errors/analysis.ts` or `errors/expression.ts` that the plan is in
 */
function schemaOf(plan: LogicalPlan, settings: ExprSettings): Schema | undefined {
  let schemas = known.get(settings);
  if (schemas === undefined) known.set(settings, (schemas = new WeakMap()));
  let schema = schemas.get(plan);
  if (schema === undefined) {
    schema = derive(plan, settings);
    if (schema !== undefined) schemas.set(plan, schema);
  }
  return schema;
}

/**
 * As {@link schemaOf}, where all columns have to be known.
 *
 * @throws {@link COLUMNS_NOT_KNOWN} and the conditions of {@link schemaOf}
 */
export function requireSchema(plan: LogicalPlan, settings: ExprSettings): Schema {
  const schema = schemaOf(plan, settings);
  if (schema === undefined) throw COLUMNS_NOT_KNOWN.error({});
  return schema;
}

function derive(plan: LogicalPlan, settings: ExprSettings): Schema | undefined {
  switch (plan.op) {
    case 'relation':
      return plan.source.schema;
    case 'badRecords': {
      const { badRecordSchema, description } = plan.input.source;
      if (badRecordSchema === undefined) throw NO_BAD_RECORDS.error({ source: description });
      return badRecordSchema;
    }
    case 'lateRows':
      return schemaOf(plan.input.input, settings);
    case 'union':
      return unionSchema(plan, settings);
    case 'join':
      return joinSchema(plan, settings);
    case 'flatMapGroupsWithState':
    case 'transformWithState': {
      const input = schemaOf(plan.input, settings);
      if (input === undefined) return undefined;
      projected(plan.keys, input, settings, 'groupBy()');
      if (plan.initialState !== undefined) schemaOf(plan.initialState, settings);
      if (plan.op === 'transformWithState') checkOutputTime(plan);
      return plan.schema;
    }
    default: {
      const input = schemaOf(plan.input, settings);
      return input === undefined ? undefined : stepSchema(plan, input, settings);
    }
  }
}

/** The columns after a step that reads one input. */
function stepSchema(
  plan: Project | Filter | EventTimeWatermark | Aggregate | Deduplicate | Sort | Limit | Sample,
  input: Schema,
  settings: ExprSettings,
): Schema {
  switch (plan.op) {
    case 'project': {
      const generated = extractGenerator(plan.columns, input, settings);
      const { columns, schema } = extractOver(generated.columns, generated.schema, settings);
      return projected(columns, schema, settings, 'The projection');
    }
    case 'aggregate': {
      const keys = projected(plan.keys, input, settings, 'groupBy()');
      const aggregates = plan.aggregates.map((named) => aggregateField(named, input, settings));
      return withoutDuplicates([...keys.fields, ...aggregates], 'The aggregation');
    }
    case 'filter':
      checkCondition(plan.condition, input, settings);
      return input;
    case 'eventTimeWatermark':
      checkEventTime(plan, input);
      return input;
    case 'deduplicate':
      for (const column of plan.columns) requireColumn(column, input);
      return input;
    case 'sort':
      for (const { expr } of plan.by) compileExpression(expr, input, settings);
      return input;
    case 'limit':
      if (Number.isSafeInteger(plan.count) && plan.count >= 0) return input;
      throw BAD_LIMIT.error({ count: plan.count });
    case 'sample':
      if (plan.fraction >= 0 && plan.fraction <= 1) return input;
      throw BAD_SAMPLE.error({ fraction: plan.fraction });
  }
}

/** The columns that expressions make of a row; at most one window among them, used once or more. */
function projected(
  columns: readonly NamedExpr[],
  input: Schema,
  settings: ExprSettings,
  step: string,
): Schema {
  const windows = callsOf(
    columns.map(({ expr }) => expr),
    isWindowCall,
  );
  const [window] = windows;
  if (window === undefined) return fieldsOf(columns, input, settings, step);
  if (windows.length > 1) throw SEVERAL_WINDOWS.error({ step });
  if (isFixedWindow(window)) resolveWindow(window, input, settings);
  return fieldsOf(columns, input, settings, step);
}

function fieldsOf(
  columns: readonly NamedExpr[],
  input: Schema,
  settings: ExprSettings,
  step: string,
): Schema {
  const fields = columns.map(({ name, expr }): Field => {
    const { dataType, nullable } = compileExpression(expr, input, settings);
    // A row without a time is in no window, and goes: what is left has one.
    return { name, dataType, nullable: nullable && !isWindowCall(expr) };
  });
  return withoutDuplicates(fields, step);
}

function aggregateField({ name, expr }: NamedExpr, input: Schema, settings: ExprSettings): Field {
  if (expr.kind !== 'aggregate') {
    throw NOT_AN_AGGREGATE.error({ column: name, expression: printExpr(expr) });
  }
  const { dataType, nullable } = compileAggregate(expr, input, settings);
  return { name, dataType, nullable };
}

function withoutDuplicates(fields: readonly Field[], step: string): Schema {
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) throw DUPLICATE_COLUMN.error({ column: name, step });
    names.add(name);
  }
  return { fields };
}

/** Names of the first input; of each position the type that holds the values of all. */
function unionSchema({ inputs, callSite }: Union, settings: ExprSettings): Schema | undefined {
  const numStreams = inputs.filter((input) => streamingSourceOf(input) !== undefined).length;
  if (numStreams !== 0 && numStreams !== inputs.length) throw MIXED_UNION.error({ callSite });
  const schemas = inputs.map((input) => schemaOf(input, settings));
  const [first, ...others] = schemas;
  if (first === undefined) return undefined;
  let { fields } = first;
  for (const other of others) {
    if (other === undefined) return undefined;
    fields = meet(fields, other.fields);
  }
  return { fields };
}

function meet(left: readonly Field[], right: readonly Field[]): readonly Field[] {
  const mismatch = (): Error => UNION_COLUMNS.error({ left: show(left), right: show(right) });
  if (left.length !== right.length) throw mismatch();
  return left.map((field, i) => {
    const other = right[i] as Field;
    const dataType = widerType(field.dataType, other.dataType);
    if (dataType === undefined) throw mismatch();
    return { name: field.name, dataType, nullable: field.nullable || other.nullable };
  });
}

function show(fields: readonly Field[]): string {
  return fields.map(({ name, dataType }) => `${name} ${showType(dataType)}`).join(', ');
}

/** Spark: a timestamp, or the window column of an aggregation. */
function checkEventTime({ column, delayMs }: EventTimeWatermark, input: Schema): void {
  requireTime(column, input);
  if (delayMs < 0) throw NEGATIVE_DELAY.error({ delayMs });
}

function checkOutputTime({ eventTimeColumn, schema }: TransformWithState): void {
  if (eventTimeColumn !== undefined) requireTime(eventTimeColumn, schema);
}

function requireTime(column: string, schema: Schema): void {
  const { dataType } = requireColumn(column, schema);
  const isTime = dataType.kind === 'timestamp' || dataType.kind === 'timestamp_ntz';
  if (!isTime) throw WATERMARK_NOT_A_TIMESTAMP.error({ column, type: showType(dataType) });
}

function requireColumn(column: string, { fields }: Schema): Field {
  const field = fields.find(({ name }) => name === column);
  if (field !== undefined) return field;
  const columns = fields.map(({ name }) => name);
  throw UNRESOLVED_COLUMN.error({ column, columns, suggestion: nearestName(column, columns) });
}

function checkCondition(condition: ExprNode, input: Schema, settings: ExprSettings): void {
  const { dataType } = compileExpression(condition, input, settings);
  if (dataType.kind === 'boolean' || dataType.kind === 'null') return;
  const expression = printExpr(condition);
  throw FILTER_NOT_BOOLEAN.error({ expression, type: showType(dataType) });
}

/** The columns of the left, then of the right; a side that may be missing gives nulls. */
function joinSchema(plan: Join, settings: ExprSettings): Schema | undefined {
  const { joinType, condition } = plan;
  const left = schemaOf(plan.left, settings);
  const right = schemaOf(plan.right, settings);
  if (left === undefined || right === undefined) return undefined;
  const both = withoutDuplicates([...left.fields, ...right.fields], 'The join');
  if (condition !== undefined) checkCondition(condition, both, settings);
  if (joinType === 'leftSemi' || joinType === 'leftAnti') return left;
  const orNull = (fields: readonly Field[], mayMiss: boolean): readonly Field[] =>
    mayMiss ? fields.map((field) => ({ ...field, nullable: true })) : fields;
  return {
    fields: [
      ...orNull(left.fields, joinType === 'rightOuter' || joinType === 'fullOuter'),
      ...orNull(right.fields, joinType === 'leftOuter' || joinType === 'fullOuter'),
    ],
  };
}
