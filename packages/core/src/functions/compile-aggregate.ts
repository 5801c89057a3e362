import { FILTER_NOT_BOOLEAN } from '../errors/analysis.ts';
import type { AggregateCall, ExprNode } from '../expr/node.ts';
import { printExpr } from '../expr/print.ts';
import { BOOLEAN, type DataType, type Field, showType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { distinctAggregate } from './aggregates/distinct.ts';
import { filtered } from './aggregates/filtered.ts';
import { userAggregate } from './aggregates/user-aggregate.ts';
import { castArguments, castExpression } from './cast-expression.ts';
import { compileExpression } from './compile-expression.ts';
import { argumentsOf, type CompiledExpression } from './compiled-expression.ts';
import type { Accumulator, ExprSettings, ResolvedAggregate } from './function.ts';
import { aggregateFunction } from './registry.ts';

/** An aggregate, resolved against the schema of its input. */
export interface CompiledAggregate {
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** The columns that state keeps for a group. Stored on disk. */
  readonly stateFields: readonly Field[];
  /** What {@link Accumulator.update} is to be given, in order; none for `count()`. */
  readonly inputs: readonly CompiledExpression[];
  create(): Accumulator;
}

/**
 * Resolves the names and types of an aggregate call.
 *
 * @throws the conditions of `errors/expression.ts` that are of kind `analysis`
 */
export function compileAggregate(
  call: AggregateCall,
  schema: Schema,
  settings: ExprSettings,
): CompiledAggregate {
  const args = call.args.map((arg) => compileArgument(arg, call.filter, schema, settings));
  const plain = resolve(call, args, settings);
  const inputs = castArguments(args, plain.castTo, settings);
  const types = inputs.map((input) => input.dataType);
  const resolved = call.isDistinct ? distinctAggregate(plain, types) : plain;
  const { dataType, nullable, stateFields } = resolved;
  const create = (): Accumulator => resolved.create();
  if (call.filter === undefined) return { dataType, nullable, stateFields, inputs, create };
  const condition = compileCondition(call.filter, schema, settings);
  return {
    dataType,
    nullable,
    stateFields,
    inputs: [condition, ...inputs],
    create: () => filtered(create()),
  };
}

function resolve(
  call: AggregateCall,
  args: readonly CompiledExpression[],
  settings: ExprSettings,
): ResolvedAggregate {
  if (call.user === undefined) {
    return aggregateFunction(call.fn).resolve(argumentsOf(args), settings);
  }
  const types = args.map((arg) => arg.dataType);
  return userAggregate(call.fn, call.user, types);
}

/** Where it can fail, it is not computed for rows that do not count. */
function compileArgument(
  arg: ExprNode,
  filter: ExprNode | undefined,
  schema: Schema,
  settings: ExprSettings,
): CompiledExpression {
  const compiled = compileExpression(arg, schema, settings);
  if (filter === undefined || !compiled.canFail) return compiled;
  return compileExpression({ kind: 'call', fn: 'when', args: [filter, arg] }, schema, settings);
}

function compileCondition(
  filter: ExprNode,
  schema: Schema,
  settings: ExprSettings,
): CompiledExpression {
  const condition = compileExpression(filter, schema, settings);
  const { kind } = condition.dataType;
  if (kind === 'boolean') return condition;
  if (kind === 'null') return castExpression(condition, BOOLEAN, settings, 'legacy');
  const expression = printExpr(filter);
  throw FILTER_NOT_BOOLEAN.error({ expression, type: showType(condition.dataType) });
}
