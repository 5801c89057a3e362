import { readValue } from '../columnar/read-value.ts';
import { fromJs, toJs } from '../columnar/row.ts';
import type { Vector } from '../columnar/vector.ts';
import { vectorOf } from '../columnar/vector-of.ts';
import {
  MISPLACED_AGGREGATE,
  MISPLACED_LAMBDA,
  UNRESOLVED_COLUMN,
  USER_FUNCTION_FAILED,
} from '../errors/expression.ts';
import { nearestName } from '../errors/nearest-name.ts';
import { MISPLACED_OVER } from '../errors/over.ts';
import type { ExprNode, UserFunction } from '../expr/node.ts';
import { printExpr } from '../expr/print.ts';
import type { DataType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { Schema } from '../types/schema.ts';
import { castMode } from './cast/cast-mode.ts';
import { castArguments, castExpression } from './cast-expression.ts';
import { compileField } from './compile-field.ts';
import { compileHigherOrder, compileVariable } from './compile-higher-order.ts';
import {
  applied,
  argumentsOf,
  type CompiledExpression,
  constantExpression,
} from './compiled-expression.ts';
import { evaluateWhereNeeded } from './evaluate-where-needed.ts';
import type { ExprSettings } from './function.ts';
import { higherOrderFunction, scalarFunction } from './registry.ts';

export type { CompiledExpression } from './compiled-expression.ts';

/**
 * Resolves the names and types of an expression, computes what is constant in it, and chooses the
 * kernels that will run. Batches must have the columns of `schema`, in its order.
 *
 * @throws the conditions of `errors/expression.ts` that are of kind `analysis`
 */
export function compileExpression(
  node: ExprNode,
  schema: Schema,
  settings: ExprSettings,
): CompiledExpression {
  switch (node.kind) {
    case 'column':
      return compileColumn(node.name, schema);
    case 'literal':
      return { ...constantExpression(node.value, node.dataType), isLiteral: true };
    case 'call': {
      const higherOrder = higherOrderFunction(node.fn);
      if (higherOrder !== undefined) {
        return compileHigherOrder(higherOrder, node, schema, settings, compileExpression);
      }
      const args = node.args.map((arg) => compileExpression(arg, schema, settings));
      return compileCall(node.fn, args, settings);
    }
    case 'cast': {
      const arg = compileExpression(node.arg, schema, settings);
      const cast = castExpression(arg, node.to, settings, node.isTry ? 'try' : castMode(settings));
      // There is no other way to write a literal of this type.
      return arg.isLiteral === true && node.to.kind === 'short'
        ? { ...cast, isLiteral: true }
        : cast;
    }
    case 'field':
      return compileField(node.name, compileExpression(node.arg, schema, settings), settings);
    case 'udf': {
      const args = node.args.map((arg) => compileExpression(arg, schema, settings));
      return compileUserFunction(node, args);
    }
    case 'aggregate':
      throw MISPLACED_AGGREGATE.error({ fn: node.fn });
    case 'over':
      throw MISPLACED_OVER.error({ fn: node.fn.fn });
    case 'lambda':
      throw MISPLACED_LAMBDA.error({ lambda: printExpr(node) });
    case 'lambdaVariable':
      return compileVariable(node.name, schema);
  }
}

/** The type of an expression over `schema`. */
export function typeOf(node: ExprNode, schema: Schema, settings: ExprSettings): DataType {
  return compileExpression(node, schema, settings).dataType;
}

function compileColumn(name: string, schema: Schema): CompiledExpression {
  const names = schema.fields.map((field) => field.name);
  const index = names.indexOf(name);
  const field = schema.fields[index];
  if (field === undefined) {
    const suggestion = nearestName(name, names);
    throw UNRESOLVED_COLUMN.error({ column: name, columns: names, suggestion });
  }
  return {
    dataType: field.dataType,
    nullable: field.nullable,
    isDeterministic: true,
    canFail: false,
    columns: [name],
    evaluate: (batch) => batch.columns[index] as Vector,
  };
}

function compileCall(
  name: string,
  args: readonly CompiledExpression[],
  settings: ExprSettings,
): CompiledExpression {
  const resolved = scalarFunction(name).resolve(argumentsOf(args), settings);
  const { dataType, nullable, kernel, castTo, needs } = resolved;
  const cast = castArguments(args, castTo, settings);
  const canFail = resolved.canFail ?? false;
  const isLazy = needs !== undefined && cast.some((arg) => arg.canFail);
  return applied(
    kernel,
    cast,
    { dataType, nullable, canFail },
    settings,
    ...(isLazy ? [evaluateWhereNeeded(needs)] : []),
  );
}

/** Row by row on JavaScript values. Never computed ahead: only rows decide whether it is called. */
function compileUserFunction(
  node: UserFunction,
  args: readonly CompiledExpression[],
): CompiledExpression {
  const { name, returnType } = node;
  return {
    dataType: returnType,
    nullable: node.nullable,
    isDeterministic: node.isDeterministic && args.every((arg) => arg.isDeterministic),
    canFail: true,
    columns: [...new Set(args.flatMap((arg) => arg.columns))],
    evaluate(batch, context) {
      const vectors = args.map((arg) => arg.evaluate(batch, context));
      const out: InternalValue[] = [];
      for (let row = 0; row < batch.length; row++) {
        const values = vectors.map((vector, i) => {
          const { dataType } = args[i] as CompiledExpression;
          return toJs(readValue(vector, row, dataType), dataType, name);
        });
        out.push(fromJs(callUser(node, values), returnType));
      }
      return vectorOf(out, returnType);
    },
  };
}

function callUser(node: UserFunction, values: readonly unknown[]): unknown {
  try {
    return node.call(...values);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw USER_FUNCTION_FAILED.error({ name: node.name, reason }, { cause });
  }
}
