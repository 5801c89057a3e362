import { extractOver, type OverFunction } from '../analysis/extract-over.ts';
import type { NamedExpr, Over } from '../expr/node.ts';
import { sameExpr } from '../expr/same-expr.ts';
import { Fanout } from '../operators/operator.ts';
import { OverOperator } from '../operators/over.ts';
import type { Schema } from '../types/schema.ts';
import type { Planning } from './planning.ts';

/**
 * The columns of a projection, and the rows they read: with what its functions of the rows around a row
 * give. Functions by one specification share the sort of its rows.
 */
export function planOver(
  planning: Planning,
  exprs: readonly NamedExpr[],
  input: Fanout,
  inputSchema: Schema,
): { readonly exprs: readonly NamedExpr[]; readonly rows: Fanout; readonly schema: Schema } {
  const { columns, functions } = extractOver(exprs, inputSchema, planning.settings);
  let rows = input;
  let schema = inputSchema;
  for (const group of bySpecification(functions)) {
    const [{ node }] = group;
    const widened: Schema = { fields: [...schema.fields, ...group.map(({ field }) => field)] };
    const output = new Fanout();
    const operator = new OverOperator({
      inputSchema: schema,
      schema: widened,
      partitionBy: node.partitionBy.map((key) => planning.compile(key, inputSchema)),
      orderBy: node.orderBy.map(({ expr, ...key }) => ({
        ...key,
        expression: planning.compile(expr, inputSchema),
      })),
      functions: group.map(({ compiled }) => compiled),
      emit: output.emit,
    });
    planning.attach(rows, operator);
    rows = output;
    schema = widened;
  }
  return { exprs: columns, rows, schema };
}

type Group = [OverFunction, ...OverFunction[]];

function bySpecification(functions: readonly OverFunction[]): readonly Group[] {
  const groups: Group[] = [];
  for (const fn of functions) {
    const known = groups.find(([first]) => hasSameRows(first.node, fn.node));
    if (known === undefined) groups.push([fn]);
    else known.push(fn);
  }
  return groups;
}

function hasSameRows(a: Over, b: Over): boolean {
  const { fn } = a;
  const rowsOf = ({ partitionBy, orderBy }: Over): Over => ({
    kind: 'over',
    fn,
    partitionBy,
    orderBy,
  });
  return sameExpr(rowsOf(a), rowsOf(b));
}
