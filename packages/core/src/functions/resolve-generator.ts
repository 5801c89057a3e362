import type { RecordBatch } from '../columnar/record-batch.ts';
import type { Call } from '../expr/node.ts';
import type { DataType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { castArguments } from './cast-expression.ts';
import { compileExpression } from './compile-expression.ts';
import { argumentsOf } from './compiled-expression.ts';
import type { EvalContext, ExprSettings } from './function.ts';
import type { GeneratedRows } from './generator.ts';
import { generatorFunction } from './generators.ts';

/** A call of a generator, ready to run. */
export interface ResolvedGenerator {
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** The rows that come of all rows of a batch without a selection. */
  generate(batch: RecordBatch, context: EvalContext): GeneratedRows;
}

/**
 * Resolves a call that `isGenerator` has found.
 *
 * @throws the conditions of `errors/expression.ts` that are of kind `analysis`
 */
export function resolveGenerator(
  call: Call,
  schema: Schema,
  settings: ExprSettings,
): ResolvedGenerator {
  const args = call.args.map((arg) => compileExpression(arg, schema, settings));
  const resolved = generatorFunction(call.fn).resolve(argumentsOf(args), settings);
  const { dataType, nullable, castTo, generate } = resolved;
  const inputs = castArguments(args, castTo, settings);
  return {
    dataType,
    nullable,
    generate: (batch, context) =>
      generate(
        inputs.map((input) => input.evaluate(batch, context)),
        batch.length,
      ),
  };
}
