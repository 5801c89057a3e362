import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { schemaIn } from '../../formats/parse-mode.ts';
import { type DataType, type Field, STRING } from '../../types/data-type.ts';
import type { Argument, ExprSettings, ResolvedFunction, ScalarFunction } from '../function.ts';
import { argument, typeMismatch } from '../scalars/arguments.ts';
import type { Column } from '../vectors/row-values.ts';
import { textBytes } from '../vectors/text.ts';
import { parseSchemaText } from './schema-text.ts';

/** The name of the field for texts that do not fit, unless an option says otherwise. */
export const CORRUPT_RECORD = '_corrupt_record';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text as it is: a byte order mark in front is a part of it. */
export const RECORD_TEXT: Column<string> = {
  dataType: STRING,
  reader(vector: Vector) {
    const { bytes, starts, lengths } = textBytes(vector);
    return (row) => {
      const start = starts[row] as number;
      return utf8.decode(bytes.subarray(start, start + (lengths[row] as number)));
    };
  },
};

/** Refuses a first argument that is no text: Spark casts nothing to text here. */
export function expectText(fn: string, args: readonly Argument[]): void {
  const { kind } = argument(args, 0).dataType;
  if (kind !== 'string' && kind !== 'null') throw typeMismatch(fn, args, 'text');
}

/** The function of the first argument alone; the others are constants that it was made from. */
export function ofFirst(
  fn: ScalarFunction,
  args: readonly Argument[],
  settings: ExprSettings,
): ResolvedFunction {
  const resolved = fn.resolve(args.slice(0, 1), settings);
  const { kernel } = resolved;
  return {
    ...resolved,
    kernel: (vectors, length, context) => kernel(vectors.slice(0, 1), length, context),
  };
}

/**
 * The type that an argument says: a constant text of Spark SQL, or a null that has the type. All of
 * it may be null, as data is.
 *
 * @throws {@link WRONG_ARGUMENTS}, `RECORD.BAD_SCHEMA_TEXT`
 */
export function schemaArgument(fn: string, args: readonly Argument[], index: number): DataType {
  const { constant, dataType } = argument(args, index);
  const value = constant?.value;
  if (typeof value === 'string') return nullable(parseSchemaText(value));
  if (value === null && dataType.kind !== 'null' && dataType.kind !== 'string') {
    return nullable(dataType);
  }
  const found = constant === undefined ? 'an expression' : `a value of type ${dataType.kind}`;
  const expected = `a constant schema as argument ${index + 1}`;
  throw WRONG_ARGUMENTS.error({ fn, expected, found });
}

function nullable(dataType: DataType): DataType {
  const fields: readonly Field[] = [{ name: 'value', dataType, nullable: true }];
  return (schemaIn('PERMISSIVE', { fields }).fields[0] as Field).dataType;
}

/**
 * The place among fields of the one for texts that do not fit; -1 for none.
 *
 * @throws {@link WRONG_ARGUMENTS} for one that is not text
 */
export function corruptField(fn: string, fields: readonly Field[], name: string): number {
  const index = fields.findIndex((field) => field.name === name);
  if (index < 0 || fields[index]?.dataType.kind === 'string') return index;
  const found = `one of type ${fields[index]?.dataType.kind}`;
  throw WRONG_ARGUMENTS.error({ fn, expected: `text as the type of the field '${name}'`, found });
}
