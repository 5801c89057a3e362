import type { ExprNode, NamedExpr, UserAggregate } from '../expr/node.ts';
import type { DataType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { JsonValue } from '../types/json-value.ts';
import type { Schema } from '../types/schema.ts';
import { children, type LogicalPlan, nodesOf } from './logical-plan.ts';

/** A plan as plain data, see {@link plansToJson}. */
export interface PlanJson {
  /** The steps, each with `op`, what it does, and `inputs`: indexes of steps before it. */
  readonly nodes: readonly { readonly [key: string]: JsonValue }[];
  /** Indexes of the steps that are the outputs, in order. */
  readonly outputs: readonly number[];
}

/** One plan as plain data. */
export function planToJson(plan: LogicalPlan): JsonValue {
  return plansToJson([plan]) as unknown as JsonValue;
}

/**
 * Plans as plain data: what they share appears once. Opaque parts appear by name only: the source of
 * a relation, user functions. Where a step was written is left out, so that the same query gives the
 * same text after its file was edited elsewhere.
 *
 * bigints are `{ "bigint": "123" }`, bytes `{ "bytes": [1, 2] }`, NaN, infinities and -0
 * `{ "double": "NaN" }`.
 */
export function plansToJson(plans: readonly LogicalPlan[]): PlanJson {
  const nodes = nodesOf(plans);
  const index = new Map(nodes.map((node, i) => [node, i]));
  const indexOf = (plan: LogicalPlan): number => index.get(plan) ?? -1;
  return {
    nodes: nodes.map((node) => ({
      op: node.op,
      ...(node.name === undefined ? {} : { name: node.name }),
      ...detailsOf(node),
      inputs: children(node).map(indexOf),
    })),
    outputs: plans.map(indexOf),
  };
}

function detailsOf(plan: LogicalPlan): { readonly [key: string]: JsonValue } {
  switch (plan.op) {
    case 'relation': {
      const { name, schema } = plan.source;
      return { source: name, columns: fieldsJson(schema), isStreaming: plan.isStreaming };
    }
    case 'project':
      return { columns: plan.columns.map(namedJson) };
    case 'filter':
      return { condition: exprToJson(plan.condition) };
    case 'eventTimeWatermark': {
      const { column, delayMs, maxFutureSkewMs, partitions } = plan;
      return {
        ...{ column, delayMs },
        ...(maxFutureSkewMs === undefined ? {} : { maxFutureSkewMs }),
        ...(partitions === undefined ? {} : { partitions: { ...partitions } }),
      };
    }
    case 'aggregate':
      return { keys: plan.keys.map(namedJson), aggregates: plan.aggregates.map(namedJson) };
    case 'deduplicate':
      return { columns: plan.columns, withinWatermark: plan.withinWatermark };
    case 'join': {
      const { joinType, condition } = plan;
      return condition === undefined
        ? { joinType }
        : { joinType, condition: exprToJson(condition) };
    }
    case 'flatMapGroupsWithState': {
      const { keys, isMap, functionMode, timeout, stateType, schema } = plan;
      return {
        ...{ keys: keys.map(namedJson), isMap, functionMode, timeout },
        stateType: typeJson(stateType),
        columns: fieldsJson(schema),
      };
    }
    case 'transformWithState': {
      const { keys, outputMode, timeMode, eventTimeColumn = null, schema } = plan;
      return {
        ...{ keys: keys.map(namedJson), outputMode, timeMode, eventTimeColumn },
        columns: fieldsJson(schema),
      };
    }
    case 'sort':
      return {
        by: plan.by.map(({ expr, ...key }) => ({ ...key, expr: exprToJson(expr) })),
      };
    case 'limit':
      return { count: plan.count };
    case 'sample':
      return { fraction: plan.fraction, seed: plan.seed };
    case 'badRecords':
    case 'lateRows':
    case 'union':
      return {};
  }
}

function fieldsJson(schema: Schema | undefined): JsonValue {
  return (schema?.fields ?? []).map(({ name, dataType, nullable }) => ({
    name,
    dataType: typeJson(dataType),
    nullable,
  }));
}

function namedJson({ name, expr }: NamedExpr): JsonValue {
  return { name, expr: exprToJson(expr) };
}

/** An expression as plain data. */
function exprToJson(node: ExprNode): JsonValue {
  switch (node.kind) {
    case 'column':
      return { kind: 'column', name: node.name };
    case 'literal':
      return { kind: 'literal', value: valueJson(node.value), dataType: typeJson(node.dataType) };
    case 'call':
      return { kind: 'call', fn: node.fn, args: node.args.map(exprToJson) };
    case 'cast': {
      const { to, arg, isTry } = node;
      return { kind: 'cast', to: typeJson(to), arg: exprToJson(arg), isTry };
    }
    case 'field':
      return { kind: 'field', name: node.name, arg: exprToJson(node.arg) };
    case 'aggregate': {
      const { fn, args, isDistinct, filter, user } = node;
      return {
        kind: 'aggregate',
        fn,
        args: args.map(exprToJson),
        isDistinct,
        ...(filter === undefined ? {} : { filter: exprToJson(filter) }),
        ...(user === undefined ? {} : { user: userAggregateJson(user) }),
      };
    }
    case 'over': {
      const { fn, partitionBy, orderBy, frame } = node;
      return {
        kind: 'over',
        fn: exprToJson(fn),
        partitionBy: partitionBy.map(exprToJson),
        orderBy: orderBy.map((key) => ({ ...key, expr: exprToJson(key.expr) })),
        ...(frame === undefined ? {} : { frame: { ...frame } }),
      };
    }
    case 'udf': {
      const { name, args, returnType, nullable, isDeterministic } = node;
      return {
        kind: 'udf',
        name,
        args: args.map(exprToJson),
        returnType: typeJson(returnType),
        nullable,
        isDeterministic,
      };
    }
    case 'lambda':
      return { kind: 'lambda', variables: node.variables, body: exprToJson(node.body) };
    case 'lambdaVariable':
      return { kind: 'lambdaVariable', name: node.name };
  }
}

function userAggregateJson(user: UserAggregate): JsonValue {
  const { stateType, returnType, nullable, isDeterministic } = user;
  return {
    stateType: typeJson(stateType),
    returnType: typeJson(returnType),
    nullable,
    isDeterministic,
  };
}

function valueJson(value: InternalValue): JsonValue {
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { double: Object.is(value, -0) ? '-0' : String(value) };
  }
  return Array.isArray(value)
    ? (value as readonly InternalValue[]).map(valueJson)
    : (value as JsonValue);
}

/** Types are plain data already. */
function typeJson(type: DataType): JsonValue {
  return type as unknown as JsonValue;
}
