import { type DataType, type MapType, STRING } from '../types/data-type.ts';
import type { ColumnType, Schema } from '../types/schema.ts';
import type { Expr } from './expr.ts';
import { build, type ExprBuilder, use } from './expr-builder.ts';
import { literalOf } from './literal.ts';
import type { ExprNode, Literal } from './node.ts';

/** Options of a function of records, by Spark's names. */
export interface CallOptions {
  readonly [name: string]: string | number | boolean | undefined;
}

const TEXT_BY_TEXT: MapType = {
  kind: 'map',
  key: STRING,
  value: STRING,
  valueContainsNull: false,
};

/**
 * A call of a function of records. What is not computed from rows comes behind: a schema as a null
 * that has the type, or as text, and options as a map of texts.
 */
export function recordCall(
  fn: string,
  args: readonly (Expr<unknown> | string)[],
  options: CallOptions | undefined,
  schema?: SchemaLike,
): ExprBuilder {
  const nodes: ExprNode[] = args.map(use);
  const dataType = typeof schema === 'object' ? typeOfSchema(schema) : undefined;
  if (dataType !== undefined) nodes.push({ kind: 'literal', value: null, dataType });
  else if (schema !== undefined) nodes.push(literalOf(schema));
  if (options !== undefined) nodes.push(optionsLiteral(options));
  return build({ kind: 'call', fn, args: nodes }, dataType);
}

/** What a schema can be given as: fields, the type of a value, or a text of Spark SQL. */
export type SchemaLike = Schema | ColumnType<unknown> | string;

function typeOfSchema(schema: Schema | ColumnType<unknown>): DataType {
  return 'dataType' in schema ? schema.dataType : { kind: 'struct', fields: schema.fields };
}

function optionsLiteral(options: CallOptions): Literal {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    kind: 'literal',
    value: given.map(([name, value]) => [name, String(value)]),
    dataType: TEXT_BY_TEXT,
  };
}
