import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { type DataType, INT, STRING } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { isFractional, isNumeric } from '../coercion.ts';
import type { Argument, Kernel, ScalarFunction } from '../function.ts';
import {
  type DecimalPattern,
  formatDecimal,
  formatInfinity,
  groupedPattern,
  parseDecimalPattern,
} from '../number-format/decimal-format.ts';
import {
  type ExactDecimal,
  exactDecimal,
  shortestDecimal,
} from '../number-format/exact-decimal.ts';
import { type FormatPiece, parseFormat } from '../number-format/java-format.ts';
import { writeValue } from '../number-format/write-value.ts';
import { boxed, INTS, TEXT } from '../vectors/row-values.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';
import { byRow } from './by-row.ts';

/** Numbers and other values as text by a format. */
export const NUMBER_TEXTS: readonly ScalarFunction[] = [formatNumber(), formatString()];

/** By a number of places, or by a pattern of java.text.DecimalFormat. */
function formatNumber(): ScalarFunction {
  const name = 'formatNumber';
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 2);
      const type = argument(args, 0).dataType;
      if (!isNumeric(type) && type.kind !== 'null') throw typeMismatch(name, args, 'a number');
      const number = boxed<Exclude<InternalValue, null>>(type.kind === 'null' ? INT : type);
      const format = (value: InternalValue, pattern: DecimalPattern): string =>
        formatted(value, type, pattern);
      if (argument(args, 1).dataType.kind === 'string') {
        const parse = cachedPatterns();
        return byRow<[Exclude<InternalValue, null>, string], string>(
          name,
          [number, TEXT],
          TEXT,
          (value, pattern) => format(value, parse(pattern)),
          { canFail: true },
        ).resolve(args, settings);
      }
      return byRow<[Exclude<InternalValue, null>, number], string>(
        name,
        [number, INTS],
        TEXT,
        (value, places) => (places < 0 ? null : format(value, groupedPattern(places))),
        { givesNull: true },
      ).resolve(args, settings);
    },
  };
}

function formatted(value: InternalValue, type: DataType, pattern: DecimalPattern): string {
  if (isFractional(type)) {
    const number = value as number;
    const isNegative = number < 0 || Object.is(number, -0);
    if (number !== number) return 'NaN';
    if (!Number.isFinite(number)) return formatInfinity(isNegative, pattern);
    return formatDecimal(decimalOf(number, pattern), isNegative, { ...pattern, shift: 0 });
  }
  const unscaled = BigInt(value as number | bigint);
  const scale = type.kind === 'decimal' ? type.scale : 0;
  return formatDecimal({ unscaled, scale }, unscaled < 0n, pattern);
}

/**
 * The digits that a person sees, as Java formats them; only at a tie does the exact value decide.
 */
function decimalOf(number: number, { shift, mostFraction }: DecimalPattern): ExactDecimal {
  const shifted = number * 10 ** shift;
  const shortest = shortestDecimal(shifted);
  return shortest.scale === mostFraction + 1 && shortest.unscaled % 10n !== 0n
    ? exactDecimal(shifted)
    : shortest;
}

/** An empty pattern is the one for no places. */
function cachedPatterns(): (pattern: string) => DecimalPattern {
  let source: string | undefined;
  let last = groupedPattern(0);
  return (pattern) => {
    if (pattern === source) return last;
    const parsed = pattern === '' ? groupedPattern(0) : parseDecimalPattern(pattern);
    if (parsed === undefined) {
      const expected = 'a pattern such as #,##0.00, without an exponent';
      throw INVALID_ARGUMENT.error({
        fn: 'formatNumber',
        argument: 2,
        expected,
        found: `'${pattern}'`,
      });
    }
    [source, last] = [pattern, parsed];
    return parsed;
  };
}

/** As printf of C, by the rules of java.util.Formatter. Null arguments are the text `null`. */
function formatString(): ScalarFunction {
  const name = 'formatString';
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1, Infinity);
      const hasParts = ({ dataType: { kind } }: Argument): boolean =>
        ['array', 'map', 'struct', 'interval', 'binary'].includes(kind);
      if (args.slice(1).some(hasParts)) throw typeMismatch(name, args, 'a format and plain values');
      const types = args.map((arg) => arg.dataType);
      return {
        dataType: STRING,
        nullable: argument(args, 0).nullable,
        castTo: [STRING],
        kernel: printing(types),
        canFail: true,
      };
    },
  };
}

function printing(types: readonly DataType[]): Kernel {
  let source: string | undefined;
  let pieces: readonly FormatPiece[] = [];
  return (vectors, length) => {
    const [format, ...values] = vectors as [Vector, ...Vector[]];
    const read = TEXT.reader(format);
    const out = TEXT.writer(length);
    for (let row = 0; row < length; row++) {
      if (format.nulls?.[row] === 1) {
        out.append(null);
        continue;
      }
      const text = read(row);
      if (text !== source) {
        const parsed = parseFormat(text);
        if ('refused' in parsed) throw badFormat(parsed.refused, text);
        [source, pieces] = [text, parsed];
      }
      out.append(printed(text, pieces, values, types, row));
    }
    return out.finish(format.nulls);
  };
}

function printed(
  format: string,
  pieces: readonly FormatPiece[],
  values: readonly Vector[],
  types: readonly DataType[],
  row: number,
): string {
  let text = '';
  let ordinary = 0;
  let last = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    const isValue = piece.conversion !== '%';
    if (isValue)
      last = piece.index === undefined ? ++ordinary : piece.index === 0 ? last : piece.index;
    const vector = values[last - 1];
    if (isValue && vector === undefined)
      throw badFormat(`a format with a value for '${piece.text}'`, format);
    const type = types[last] as DataType;
    const value = vector === undefined ? null : readValue(vector, row, type);
    const written = writeValue(piece, value, type);
    if (written === undefined)
      throw badFormat(`a format whose '${piece.text}' suits its value`, format);
    text += written;
  }
  return text;
}

function badFormat(expected: string, format: string): Error {
  return INVALID_ARGUMENT.error({
    fn: 'formatString',
    argument: 1,
    expected,
    found: `'${format}'`,
  });
}
