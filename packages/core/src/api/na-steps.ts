import { BAD_OPTION } from '../errors/option.ts';
import { literalOf } from '../expr/literal.ts';
import type { ExprNode, Literal, NamedExpr } from '../expr/node.ts';
import type { Filter, LogicalPlan, Project } from '../plan/logical-plan.ts';
import { type DataType, DOUBLE, type Field } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { columnNamed } from './record-row.ts';
import { existing } from './steps.ts';

// What the verbs of `na` make of their arguments. NaN is missing too, as in Spark.

/** What a missing value may become, and what values may be exchanged for. */
export type NaValue = number | bigint | string | boolean;

/** The rows in which at least `minPresent` of the columns, all if none is named, have a value. */
export function withoutMissing(
  input: LogicalPlan,
  schema: Schema,
  columns: readonly string[],
  minPresent: number | 'any' | 'all',
): Filter {
  const fields = fieldsOf(columns, schema);
  const least = leastPresent(minPresent, fields.length);
  const present = fields.map((field): ExprNode => {
    return caseWhen(call('isNotNull', valueOf(field)), literalOf(1), literalOf(0));
  });
  const count = present.reduce((sum, one) => call('add', sum, one), literalOf(0));
  return { op: 'filter', condition: call('gte', count, literalOf(least)), input };
}

function leastPresent(minPresent: number | 'any' | 'all', numColumns: number): number {
  if (minPresent === 'any') return numColumns;
  if (minPresent === 'all') return Math.min(1, numColumns);
  if (Number.isSafeInteger(minPresent)) return minPresent;
  const expected = "'any', 'all', or how many values a row must have";
  throw BAD_OPTION.error({ option: 'how', value: String(minPresent), expected });
}

/** All columns; in those that can hold the value, of the named ones or of all, it stands for what is missing. */
export function withFilled(
  input: LogicalPlan,
  schema: Schema,
  value: NaValue,
  columns: readonly string[],
): Project {
  const names = new Set(fieldsOf(columns, schema).map(({ name }) => name));
  const isFilled = ({ name, dataType }: Field): boolean =>
    names.has(name) && kindOf(dataType) === typeof plainOf(value);
  return projected(input, schema, (field) => (isFilled(field) ? filled(field, value) : undefined));
}

/** All columns, with a value for what is missing in each of those that `values` names. */
export function withEachFilled(
  input: LogicalPlan,
  schema: Schema,
  values: Readonly<Record<string, NaValue>>,
): Project {
  const byName = new Map(Object.entries(values));
  existing([...byName.keys()], schema);
  return projected(input, schema, (field) => {
    const value = byName.get(field.name);
    return value === undefined ? undefined : filled(field, value);
  });
}

/** All columns, with other values for some, in the named columns that can hold them. */
export function withReplaced(
  input: LogicalPlan,
  schema: Schema,
  columns: readonly string[] | '*',
  replacements: readonly (readonly [from: NaValue, to: NaValue | null])[],
): Project {
  const names = new Set(fieldsOf(columns === '*' ? [] : columns, schema).map(({ name }) => name));
  const kind = typeof plainOf(replacements[0]?.[0] ?? '');
  return projected(input, schema, (field) => {
    if (!names.has(field.name) || kindOf(field.dataType) !== kind) return undefined;
    return exchanged(field, replacements);
  });
}

/** Numbers are compared as doubles; what stands in for them has the type of the column. As in Spark. */
function exchanged(
  { name, dataType }: Field,
  replacements: readonly (readonly [from: NaValue, to: NaValue | null])[],
): ExprNode {
  const column: ExprNode = { kind: 'column', name };
  const branches = replacements.flatMap(([from, to]) => [
    call('eq', column, kindOf(dataType) === 'number' ? doubleOf(from) : literalOf(from)),
    cast(literalOf(to), dataType),
  ]);
  return call('caseWhen', ...branches, column);
}

function doubleOf(value: NaValue): Literal {
  return { kind: 'literal', value: Number(value), dataType: DOUBLE };
}

function filled(field: Field, value: NaValue): ExprNode {
  return call('coalesce', valueOf(field), cast(literalOf(value), field.dataType));
}

/** The value of a column, null where it is NaN. */
function valueOf({ name, dataType }: Field): ExprNode {
  const column: ExprNode = { kind: 'column', name };
  if (dataType.kind !== 'double' && dataType.kind !== 'float') return column;
  const none: Literal = { kind: 'literal', value: null, dataType };
  return call('nanvl', column, none);
}

function projected(
  input: LogicalPlan,
  { fields }: Schema,
  changed: (field: Field) => ExprNode | undefined,
): Project {
  const columns = fields.map((field): NamedExpr => {
    const expr = changed(field);
    return expr === undefined ? columnNamed(field.name) : { name: field.name, expr };
  });
  return { op: 'project', columns, input };
}

function fieldsOf(columns: readonly string[], schema: Schema): readonly Field[] {
  if (columns.length === 0) return schema.fields;
  const names = new Set(existing(columns, schema));
  return schema.fields.filter(({ name }) => names.has(name));
}

/** Which values a column takes: as Spark, any number for any numeric column. */
function kindOf({ kind }: DataType): 'number' | 'string' | 'boolean' | undefined {
  switch (kind) {
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
    case 'decimal':
      return 'number';
    case 'string':
    case 'boolean':
      return kind;
    default:
      return undefined;
  }
}

function plainOf(value: NaValue): number | string | boolean {
  return typeof value === 'bigint' ? Number(value) : value;
}

function cast(arg: ExprNode, to: DataType): ExprNode {
  return { kind: 'cast', to, arg, isTry: false };
}

function caseWhen(...args: readonly ExprNode[]): ExprNode {
  return call('caseWhen', ...args);
}

function call(fn: string, ...args: readonly ExprNode[]): ExprNode {
  return { kind: 'call', fn, args };
}
