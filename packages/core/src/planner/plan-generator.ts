import { extractGenerator } from '../analysis/extract-generator.ts';
import type { NamedExpr } from '../expr/node.ts';
import { referencesOf } from '../expr/references.ts';
import { GenerateRowsOperator } from '../operators/generate-rows.ts';
import { Fanout } from '../operators/operator.ts';
import type { Schema } from '../types/schema.ts';
import type { Planning } from './planning.ts';

/** The columns of a projection, and the rows they read: those of the generator, where there is one. */
export function planGenerator(
  planning: Planning,
  exprs: readonly NamedExpr[],
  rows: Fanout,
  schema: Schema,
): { readonly exprs: readonly NamedExpr[]; readonly rows: Fanout; readonly schema: Schema } {
  const extracted = extractGenerator(exprs, schema, planning.settings);
  if (extracted.generator === undefined) return { exprs, rows, schema };
  const read = new Set(extracted.columns.flatMap(({ expr }) => [...referencesOf(expr)]));
  const isRead = schema.fields.map(({ name }) => read.has(name));
  const output = new Fanout();
  planning.attach(
    rows,
    new GenerateRowsOperator(extracted.schema, extracted.generator, isRead, output.emit),
  );
  return { exprs: extracted.columns, rows: output, schema: extracted.schema };
}
