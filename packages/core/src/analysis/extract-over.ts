import { childrenOf, mapChildren } from '../expr/children.ts';
import { isOver } from '../expr/generator-call.ts';
import type { ExprNode, NamedExpr, Over } from '../expr/node.ts';
import { sameExpr } from '../expr/same-expr.ts';
import type { ExprSettings } from '../functions/function.ts';
import { type CompiledOver, compileOver } from '../functions/over/compile-over.ts';
import type { Field } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';

/** A projection whose functions over rows are columns of its input. */
export interface OverInput {
  readonly columns: readonly NamedExpr[];
  /** The columns of the input, then those of the functions, in their order. */
  readonly schema: Schema;
  readonly functions: readonly OverFunction[];
}

export interface OverFunction {
  readonly node: Over;
  readonly field: Field;
  readonly compiled: CompiledOver;
}

/**
 * Takes the functions of the rows around a row out of a projection. The same one written twice is one.
 *
 * @throws the conditions of `errors/expression.ts` that are of kind `analysis`, `EXPRESSION.BAD_OVER`
 */
export function extractOver(
  columns: readonly NamedExpr[],
  input: Schema,
  settings: ExprSettings,
): OverInput {
  const nodes: Over[] = [];
  const find = (expr: ExprNode): void => {
    if (!isOver(expr)) childrenOf(expr).forEach(find);
    else if (!nodes.some((node) => sameExpr(node, expr))) nodes.push(expr);
  };
  for (const { expr } of columns) find(expr);
  if (nodes.length === 0) return { columns, schema: input, functions: [] };
  const functions = nodes.map((node, i): OverFunction => {
    const compiled = compileOver(node, input, settings);
    const { dataType, nullable } = compiled;
    return { node, compiled, field: { name: `\u0000over${i}`, dataType, nullable } };
  });
  const replace = (expr: ExprNode): ExprNode => {
    if (!isOver(expr)) return mapChildren(expr, replace);
    const name = functions.find(({ node }) => sameExpr(node, expr))?.field.name ?? '';
    return { kind: 'column', name };
  };
  return {
    columns: columns.map(({ name, expr }) => ({ name, expr: replace(expr) })),
    schema: { fields: [...input.fields, ...functions.map(({ field }) => field)] },
    functions,
  };
}
