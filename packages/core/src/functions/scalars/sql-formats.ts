import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { type DecimalType, NULL, STRING } from '../../types/data-type.ts';
import type { Argument, ScalarFunction } from '../function.ts';
import { parseSqlFormat, readByFormat, type SqlFormat } from '../number-format/sql-format.ts';
import { writeByFormat } from '../number-format/write-by-format.ts';
import { nullVector } from '../vectors/constant-vector.ts';
import { boxed, TEXT } from '../vectors/row-values.ts';
import { argument, constantOf, expectCount, typeMismatch } from './arguments.ts';
import { byRow } from './by-row.ts';
import { decimalLike } from './decimal-like.ts';
import { expectNumbers } from './doubles.ts';

const EXPECTED = "a format such as '$9,999.99', 'S000' or '999PR', a constant";
const UNKNOWN: DecimalType = { kind: 'decimal', precision: 10, scale: 0 };
const MAX_DIGITS = 38;

/** Numbers as text, and back, by formats of the SQL standard's kind. */
export const SQL_FORMATS: readonly ScalarFunction[] = [
  toNumber('toNumber'),
  toNumber('tryToNumber'),
  toChar('toChar'),
  toChar('toVarchar'),
];

function formatOf(fn: string, args: readonly Argument[]): SqlFormat | null {
  expectCount(fn, args, 2);
  if (argument(args, 1).constant?.value === null) return null;
  const text = String(constantOf(fn, args, 1, EXPECTED));
  const format = parseSqlFormat(text);
  if (format === undefined || format.precision > MAX_DIGITS) {
    throw WRONG_ARGUMENTS.error({ fn, expected: EXPECTED, found: `'${text}'` });
  }
  return format;
}

function toNumber(name: 'toNumber' | 'tryToNumber'): ScalarFunction {
  const isTry = name === 'tryToNumber';
  return {
    name,
    resolve(args, settings) {
      const format = formatOf(name, args);
      if (format === null) {
        return {
          dataType: UNKNOWN,
          nullable: true,
          kernel: (_, length) => nullVector(UNKNOWN, length),
        };
      }
      if (!['string', 'null'].includes(argument(args, 0).dataType.kind)) {
        throw typeMismatch(name, args, 'a text and a format');
      }
      const { precision, scale } = format;
      return byRow<[string, string], bigint>(
        name,
        [TEXT, TEXT],
        boxed<bigint>({ kind: 'decimal', precision, scale }),
        (text) => {
          const value = readByFormat(text, format);
          if (value !== undefined) return value;
          if (isTry) return null;
          const expected = `a number of the format '${format.format}'`;
          throw INVALID_ARGUMENT.error({ fn: name, argument: 1, expected, found: `'${text}'` });
        },
        { givesNull: isTry, canFail: !isTry },
      ).resolve(args, settings);
    },
  };
}

function toChar(name: string): ScalarFunction {
  return {
    name,
    resolve(args, settings) {
      const format = formatOf(name, args);
      if (format === null) {
        return {
          dataType: STRING,
          nullable: true,
          kernel: (_, length) => nullVector(STRING, length),
        };
      }
      expectNumbers(name, args.slice(0, 1));
      const { dataType } = argument(args, 0);
      const type = decimalLike(dataType.kind === NULL.kind ? UNKNOWN : dataType);
      return byRow<[bigint, string], string>(name, [boxed<bigint>(type), TEXT], TEXT, (value) =>
        writeByFormat(value, type.scale, format),
      ).resolve(args, settings);
    },
  };
}
