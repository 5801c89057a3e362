import { SEVERAL_GENERATORS } from '../errors/analysis.ts';
import { callsOf, extractCall } from '../expr/extract-call.ts';
import { isGenerator } from '../expr/generator-call.ts';
import type { NamedExpr } from '../expr/node.ts';
import type { ExprSettings } from '../functions/function.ts';
import { type ResolvedGenerator, resolveGenerator } from '../functions/resolve-generator.ts';
import type { Schema } from '../types/schema.ts';

/** The column that holds what a generator makes, between the step that makes it and the step that uses it. */
const GENERATED_COLUMN = '\u0000generated';

/** A projection whose generator is a column of its input. */
export interface GeneratedInput {
  readonly columns: readonly NamedExpr[];
  readonly schema: Schema;
  readonly generator: ResolvedGenerator | undefined;
}

/**
 * Takes the generator out of a projection, if it has one. As in Spark there is at most one; the same call
 * written twice is one.
 *
 * @throws {@link SEVERAL_GENERATORS}
 */
export function extractGenerator(
  columns: readonly NamedExpr[],
  schema: Schema,
  settings: ExprSettings,
): GeneratedInput {
  const [call, ...others] = callsOf(
    columns.map(({ expr }) => expr),
    isGenerator,
  );
  if (call === undefined) return { columns, schema, generator: undefined };
  if (others.length > 0) {
    throw SEVERAL_GENERATORS.error({ generators: [call, ...others].map(({ fn }) => fn) });
  }
  const generator = resolveGenerator(call, schema, settings);
  const { dataType, nullable } = generator;
  return {
    columns: extractCall(columns, isGenerator, GENERATED_COLUMN).exprs,
    schema: { fields: [...schema.fields, { name: GENERATED_COLUMN, dataType, nullable }] },
    generator,
  };
}
