import { readValue } from '../columnar/read-value.ts';
import { type RecordBatch, recordBatch } from '../columnar/record-batch.ts';
import type { Vector } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { Argument, EvalContext, ExprSettings, Kernel } from './function.ts';
import { constantVectors } from './vectors/constant-vector.ts';

/** An expression, resolved against a schema and ready to run. */
export interface CompiledExpression {
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** Present when the value is the same for all rows, and already computed. */
  readonly constant?: { readonly value: InternalValue };
  /** The constant is written as it is, not computed. */
  readonly isLiteral?: true;
  /** False where a user function says so: such an expression must run once for a row, no more. */
  readonly isDeterministic: boolean;
  /**
   * A value may make it throw (ANSI rules, user functions), or have effects of its own. Evaluate it
   * only on batches without a selection: it sees every row the batch holds.
   */
  readonly canFail: boolean;
  /** Names of the columns it reads, each once. */
  readonly columns: readonly string[];
  /** The value of all `batch.length` rows; the selection of the batch is ignored. */
  evaluate(batch: RecordBatch, context: EvalContext): Vector;
}

/** What a function needs to know of its arguments. */
export function argumentsOf(args: readonly CompiledExpression[]): readonly Argument[] {
  return args.map(({ dataType, nullable, constant, isLiteral }) => ({
    ...{ dataType, nullable },
    ...(constant === undefined ? {} : { constant }),
    ...(isLiteral === undefined ? {} : { isLiteral }),
  }));
}

/** An expression that has one value. */
export function constantExpression(value: InternalValue, dataType: DataType): CompiledExpression {
  const vector = constantVectors(value, dataType);
  return {
    dataType,
    nullable: value === null,
    constant: { value },
    isDeterministic: true,
    canFail: false,
    columns: [],
    evaluate: (batch) => vector(batch.length),
  };
}

/** What a kernel makes of its arguments; a constant if they all are, unless computing it fails. */
export function applied(
  kernel: Kernel,
  args: readonly CompiledExpression[],
  result: { readonly dataType: DataType; readonly nullable: boolean; readonly canFail: boolean },
  settings: ExprSettings,
  evaluateArguments: EvaluateArguments = evaluateAll,
): CompiledExpression {
  const evaluate = (batch: RecordBatch, context: EvalContext): Vector =>
    kernel(evaluateArguments(args, batch, context), batch.length, context);
  const { dataType, nullable } = result;
  if (args.length > 0 && args.every((arg) => arg.constant !== undefined)) {
    const folded = fold(evaluate, dataType, settings);
    if (folded !== undefined) return folded;
  }
  return {
    dataType,
    nullable,
    isDeterministic: args.every((arg) => arg.isDeterministic),
    canFail: result.canFail || args.some((arg) => arg.canFail),
    columns: [...new Set(args.flatMap((arg) => arg.columns))],
    evaluate,
  };
}

export type EvaluateArguments = (
  args: readonly CompiledExpression[],
  batch: RecordBatch,
  context: EvalContext,
) => readonly Vector[];

const evaluateAll: EvaluateArguments = (args, batch, context) =>
  args.map((arg) => arg.evaluate(batch, context));

const ONE_ROW: RecordBatch = recordBatch({ fields: [] }, [], 1);

/** What asks for the time of a batch is no constant. */
function noBatch(): never {
  throw new Error('The time of a batch is not known before there is one.');
}

/**
 * The constant that an expression without columns is; undefined where it fails.
 *
 * What fails for constants is left to fail when a row needs it: it may stand in a branch never taken.
 */
export function fold(
  evaluate: CompiledExpression['evaluate'],
  dataType: DataType,
  settings: ExprSettings,
): CompiledExpression | undefined {
  let vector: Vector;
  try {
    vector = evaluate(ONE_ROW, {
      ...settings,
      get batchTimeMs() {
        return noBatch();
      },
    });
  } catch {
    return undefined;
  }
  return constantExpression(readValue(vector, 0, dataType), dataType);
}
