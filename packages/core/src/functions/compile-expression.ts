import { readValue } from '../columnar/read-value.ts';
import { fromJs, toJs } from '../columnar/row.ts';
import type { StructVector, Vector } from '../columnar/vector.ts';
import { vectorOf } from '../columnar/vector-of.ts';
import {
  MISPLACED_AGGREGATE,
  TYPE_MISMATCH,
  UNRESOLVED_COLUMN,
  UNRESOLVED_FIELD,
  USER_FUNCTION_FAILED,
} from '../errors/expression.ts';
import type { ExprNode, FieldAccess, UserFunction } from '../expr/node.ts';
import { type DataType, sameType, showType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { Schema } from '../types/schema.ts';
import { type CastMode, castMode } from './cast/cast-mode.ts';
import { castCanFail, castKernel } from './cast.ts';
import { applied, type CompiledExpression, constantExpression } from './compiled-expression.ts';
import { evaluateWhereNeeded } from './evaluate-where-needed.ts';
import type { Argument, ExprSettings, Kernel } from './function.ts';
import { nearestName } from './nearest-name.ts';
import { scalarFunction } from './registry.ts';

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
      return constantExpression(node.value, node.dataType);
    case 'call': {
      const args = node.args.map((arg) => compileExpression(arg, schema, settings));
      return compileCall(node.fn, args, settings);
    }
    case 'cast': {
      const arg = compileExpression(node.arg, schema, settings);
      return castExpression(arg, node.to, settings, node.isTry ? 'try' : castMode(settings));
    }
    case 'field':
      return compileField(node, compileExpression(node.arg, schema, settings), settings);
    case 'udf': {
      const args = node.args.map((arg) => compileExpression(arg, schema, settings));
      return compileUserFunction(node, args);
    }
    case 'aggregate':
      throw MISPLACED_AGGREGATE.error({ fn: node.fn });
  }
}

/** The type of an expression over `schema`. */
export function typeOf(node: ExprNode, schema: Schema, settings: ExprSettings): DataType {
  return compileExpression(node, schema, settings).dataType;
}

/** What a function needs to know of its arguments. */
export function argumentsOf(args: readonly CompiledExpression[]): readonly Argument[] {
  return args.map(({ dataType, nullable, constant }) =>
    constant === undefined ? { dataType, nullable } : { dataType, nullable, constant },
  );
}

/** Casts the arguments of a function to the types it asks for. */
export function castArguments(
  args: readonly CompiledExpression[],
  castTo: readonly (DataType | undefined)[] | undefined,
  settings: ExprSettings,
): readonly CompiledExpression[] {
  return args.map((arg, i) => {
    const to = castTo?.[i];
    return to === undefined ? arg : castExpression(arg, to, settings, castMode(settings));
  });
}

/** An expression cast to a type; the expression itself if it has the type. */
export function castExpression(
  arg: CompiledExpression,
  to: DataType,
  settings: ExprSettings,
  mode: CastMode,
): CompiledExpression {
  const from = arg.dataType;
  if (sameType(from, to)) return from === to ? arg : { ...arg, dataType: to };
  const kernel = castKernel(from, to, mode);
  if (kernel === undefined) {
    const expected = `no cast from ${showType(from)} to ${showType(to)}`;
    throw TYPE_MISMATCH.error({ fn: 'cast', types: [showType(from), showType(to)], expected });
  }
  const mayLose = castCanFail(from, to, mode);
  const nullable = arg.nullable || (mayLose && mode !== 'ansi');
  const canFail = mayLose && mode === 'ansi';
  return applied(kernel, [arg], { dataType: to, nullable, canFail }, settings);
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

function compileField(
  node: FieldAccess,
  arg: CompiledExpression,
  settings: ExprSettings,
): CompiledExpression {
  const type = arg.dataType;
  const fields = type.kind === 'struct' ? type.fields : [];
  const index = fields.findIndex((field) => field.name === node.name);
  const field = fields[index];
  if (field === undefined) {
    const suggestion = nearestName(
      node.name,
      fields.map(({ name }) => name),
    );
    throw UNRESOLVED_FIELD.error({ field: node.name, type: showType(type), suggestion });
  }
  const kernel: Kernel = ([struct]) => (struct as StructVector).children[index] as Vector;
  const nullable = arg.nullable || field.nullable;
  return applied(kernel, [arg], { dataType: field.dataType, nullable, canFail: false }, settings);
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
