import { gather } from '../columnar/gather.ts';
import { type RecordBatch, recordBatch } from '../columnar/record-batch.ts';
import type { Vector } from '../columnar/vector.ts';
import { VARIABLE_OUTSIDE_LAMBDA } from '../errors/expression.ts';
import type { Call, ExprNode, Lambda } from '../expr/node.ts';
import type { Field } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { castArguments } from './cast-expression.ts';
import { argumentsOf, type CompiledExpression, fold } from './compiled-expression.ts';
import type {
  Argument,
  BoundLambda,
  EvalContext,
  ExprSettings,
  HigherOrderFunction,
  LambdaArgument,
  VariableType,
} from './function.ts';

type Compile = (node: ExprNode, schema: Schema, settings: ExprSettings) => CompiledExpression;

/**
 * A call with lambdas among its arguments. A body is compiled as an expression over the columns of the
 * row and, behind them, its variables; the kernel lays the elements of all rows behind each other, so
 * that a body runs once for a batch, on columns, and not once for each element.
 */
export function compileHigherOrder(
  fn: HigherOrderFunction,
  call: Call,
  schema: Schema,
  settings: ExprSettings,
  compile: Compile,
): CompiledExpression {
  const bodies: CompiledExpression[] = [];
  const plain = new Map<number, CompiledExpression>();
  const described = call.args.map((arg, i): Argument | LambdaArgument => {
    if (arg.kind === 'lambda') return lambdaArgument(arg, schema, settings, compile, bodies);
    const compiled = compile(arg, schema, settings);
    plain.set(i, compiled);
    return argumentsOf([compiled])[0] as Argument;
  });
  const resolved = fn.resolve(described, settings);
  const { dataType, nullable, castTo, kernel } = resolved;
  const args = new Map(
    [...plain].map(([i, arg]) => [i, castArguments([arg], [castTo?.[i]], settings)[0] ?? arg]),
  );
  const parts = [...args.values(), ...bodies];
  const columns = [...new Set(parts.flatMap((part) => part.columns))];
  const isDeterministic = parts.every((part) => part.isDeterministic);
  const evaluate = (batch: RecordBatch, context: EvalContext): Vector => {
    const vectors: Vector[] = [];
    for (const [i, arg] of args) vectors[i] = arg.evaluate(batch, context);
    return kernel(vectors, batch.length, { batch, context });
  };
  const areConstant = [...args.values()].every((arg) => arg.constant !== undefined);
  if (areConstant && columns.length === 0 && isDeterministic) {
    const folded = fold(evaluate, dataType, settings);
    if (folded !== undefined) return folded;
  }
  const canFail = (resolved.canFail ?? false) || parts.some((part) => part.canFail);
  return { dataType, nullable, isDeterministic, canFail, columns, evaluate };
}

/** A variable of a lambda around the expression. */
export function compileVariable(name: string, schema: Schema): CompiledExpression {
  const column = columnOf(name);
  const index = schema.fields.findLastIndex((field) => field.name === column);
  const field = schema.fields[index];
  if (field === undefined) throw VARIABLE_OUTSIDE_LAMBDA.error({ variable: name });
  return {
    dataType: field.dataType,
    nullable: field.nullable,
    isDeterministic: true,
    canFail: false,
    columns: [column],
    evaluate: (batch) => batch.columns[index] as Vector,
  };
}

/** No column of a user has such a name. */
function columnOf(variable: string): string {
  return `\u0000lambda ${variable}`;
}

/** @param bodies - takes what the bodies read and do, as seen from outside of the lambda */
function lambdaArgument(
  lambda: Lambda,
  schema: Schema,
  settings: ExprSettings,
  compile: Compile,
  bodies: CompiledExpression[],
): LambdaArgument {
  const { variables } = lambda;
  return {
    numVariables: variables.length,
    bind(types: readonly VariableType[]): BoundLambda {
      const fields = variables.flatMap((variable, i): Field[] => {
        const type = types[i];
        return type === undefined ? [] : [{ name: columnOf(variable), ...type }];
      });
      const inner: Schema = { fields: [...schema.fields, ...fields] };
      const body = compile(lambda.body, inner, settings);
      const own = new Set(fields.map(({ name }) => name));
      const columns = body.columns.filter((name) => !own.has(name));
      bodies.push({ ...body, columns });
      const outer = schema.fields.map(({ name }) => columns.includes(name));
      return {
        numVariables: variables.length,
        dataType: body.dataType,
        nullable: body.nullable,
        evaluate({ batch, context }, rows, values) {
          // Columns that the body does not read stay as they are, whatever their length.
          const around = outer.map((isRead, c) => {
            const column = batch.columns[c] as Vector;
            return isRead ? gather(column, rows) : column;
          });
          const vectors = [...around, ...values.slice(0, fields.length)];
          return body.evaluate(recordBatch(inner, vectors, rows.length), context);
        },
      };
    },
  };
}
