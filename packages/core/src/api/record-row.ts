import { requireSchema } from '../analysis/schema-of.ts';
import { NOT_COLUMNS } from '../errors/analysis.ts';
import { UNRESOLVED_COLUMN } from '../errors/expression.ts';
import { nearestName } from '../errors/nearest-name.ts';
import { ExprBuilder, nodeOf, record } from '../expr/expr-builder.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';

/**
 * The row of a callback: an expression for each column, the column itself unless said. Reading any other
 * name fails with the name that was probably meant.
 */
export function rowOf({ fields }: Schema, exprs?: readonly NamedExpr[]): object {
  const row = Object.create(null) as Record<string, ExprBuilder>;
  for (const [i, { name, dataType }] of fields.entries()) {
    row[name] = new ExprBuilder(exprs?.[i]?.expr ?? { kind: 'column', name }, dataType);
  }
  const columns = fields.map((field) => field.name);
  return new Proxy(Object.freeze(row), {
    get(target, name) {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name) as unknown;
      const suggestion = nearestName(name, columns);
      throw UNRESOLVED_COLUMN.error({ column: name, columns, suggestion });
    },
  });
}

/** Runs a callback that returns one expression. */
export function recordExpr(
  callback: (row: never) => unknown,
  schema: Schema,
  verb: string,
): ExprNode {
  return nodeOf(
    record(() => callback(rowOf(schema) as never)),
    `What the callback of ${verb} returns`,
  );
}

/** Runs a callback that returns expressions by the name of their column. */
export function recordColumns(
  callback: (row: never) => object,
  schema: Schema,
  verb: string,
): readonly NamedExpr[] {
  return recordNamed(() => callback(rowOf(schema) as never), verb);
}

/** Runs the callback of `agg()`, which is given the row of the input and the keys. */
export function recordAggregates(
  callback: (row: never, key: never) => object,
  grouped: Aggregate,
  settings: ExprSettings,
): readonly NamedExpr[] {
  const input = rowOf(requireSchema(grouped.input, settings));
  const keys = rowOf(requireSchema(grouped, settings), grouped.keys);
  return recordNamed(() => callback(input as never, keys as never), 'agg()');
}

function recordNamed(callback: () => object, verb: string): readonly NamedExpr[] {
  const columns: unknown = record(callback);
  const where = `What the callback of ${verb} returns`;
  if (typeof columns !== 'object' || columns === null || columns instanceof ExprBuilder) {
    throw NOT_COLUMNS.error({ where });
  }
  return Object.entries(columns).map(([name, value]) => ({
    name,
    expr: nodeOf(value, `Column '${name}' in the callback of ${verb}`),
  }));
}

/** A column as it is. */
export function columnNamed(name: string): NamedExpr {
  return { name, expr: { kind: 'column', name } };
}
