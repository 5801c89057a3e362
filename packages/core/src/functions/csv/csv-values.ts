import { longOfText } from '../../formats/number-text.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { EvalContext } from '../function.ts';
import { readDecimal } from '../records/read-decimal.ts';
import type { RecordOptions } from '../records/record-options.ts';
import type { RecordTimes } from '../records/record-times.ts';

/** Makes a value of the text of a cell; undefined where it does not have the type. */
export type ReadCell = (cell: string, context: EvalContext) => InternalValue | undefined;

const FRACTIONAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[df]?$/i;
const JAVA_SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['+Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** Reads cells of a type as UnivocityParser of Spark 3.5 does; undefined for types it has none for. */
export function cellReader(
  type: DataType,
  options: RecordOptions,
  times: RecordTimes,
): ReadCell | undefined {
  switch (type.kind) {
    case 'string':
      return (cell) => cell;
    case 'boolean':
      return booleanOf;
    case 'byte':
      return integerOf(0x7f);
    case 'short':
      return integerOf(0x7fff);
    case 'int':
      return integerOf(0x7fff_ffff);
    case 'long':
      return longOfText;
    case 'float': {
      const read = fractionReader(options);
      return (cell) => {
        const value = read(cell);
        return value === undefined ? undefined : Math.fround(value);
      };
    }
    case 'double':
      return fractionReader(options);
    case 'decimal':
      return (cell) => readDecimal(cell.replaceAll(',', ''), type);
    case 'date':
      return times.date;
    case 'timestamp':
      return times.timestamp;
    case 'timestamp_ntz':
      return times.timestampNtz;
    default:
      return undefined;
  }
}

function booleanOf(cell: string): boolean | undefined {
  const lower = cell.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function integerOf(max: number): (cell: string) => number | undefined {
  return (cell) => {
    const value = longOfText(cell);
    return typeof value === 'number' && value <= max && value >= -max - 1 ? value : undefined;
  };
}

function fractionReader(options: RecordOptions): (cell: string) => number | undefined {
  const special = specialNumbers(options);
  return (cell) => special.get(cell) ?? fractionOf(cell);
}

/** The texts that options name for what has no digits. */
export function specialNumbers(options: RecordOptions): ReadonlyMap<string, number> {
  return new Map([
    [options.text('positiveInf') ?? 'Inf', Number.POSITIVE_INFINITY],
    [options.text('negativeInf') ?? '-Inf', Number.NEGATIVE_INFINITY],
    [options.text('nanValue') ?? 'NaN', Number.NaN],
  ]);
}

/** A double as Java reads it; undefined for text that is none. */
export function fractionOf(text: string): number | undefined {
  // oxlint-disable-next-line no-control-regex -- what Java's trim() takes away
  const trimmed = text.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '');
  if (FRACTIONAL.test(trimmed)) return Number(trimmed.replace(/[df]$/i, ''));
  return JAVA_SPECIAL.get(trimmed);
}
