import type { AggregateCall } from '../expr/node.ts';
import type { DataType, Field } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { distinctAggregate } from './aggregates/distinct.ts';
import { argumentsOf, castArguments, compileExpression } from './compile-expression.ts';
import type { CompiledExpression } from './compiled-expression.ts';
import type { Accumulator, ExprSettings } from './function.ts';
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
  const args = call.args.map((arg) => compileExpression(arg, schema, settings));
  const plain = aggregateFunction(call.fn).resolve(argumentsOf(args), settings);
  const inputs = castArguments(args, plain.castTo, settings);
  const types = inputs.map((input) => input.dataType);
  const resolved = call.isDistinct ? distinctAggregate(plain, types) : plain;
  const { dataType, nullable, stateFields } = resolved;
  return { dataType, nullable, stateFields, inputs, create: () => resolved.create() };
}
