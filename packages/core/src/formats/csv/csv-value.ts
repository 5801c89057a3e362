import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { type TimeZone, UTC } from '../../types/time-zone.ts';
import { dateOfText, timestampOfText } from '../../types/timestamp.ts';
import { decimalOfText, longOfText } from '../number-text.ts';

const FRACTIONAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;

/** What Spark's options `nanValue`, `positiveInf` and `negativeInf` are, and what Java reads besides. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['+Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** The value of a cell as Spark's UnivocityParser reads it; undefined where the text is none of the type. */
export function csvValue(
  text: string,
  dataType: DataType,
  zone: TimeZone,
): InternalValue | undefined {
  switch (dataType.kind) {
    case 'string':
      return text;
    case 'boolean':
      return booleanOf(text.toLowerCase());
    case 'byte':
      return integerOf(text, 0x7f);
    case 'short':
      return integerOf(text, 0x7fff);
    case 'int':
      return integerOf(text, 0x7fff_ffff);
    case 'long':
      return longOfText(text);
    case 'double':
      return fractionalOf(text);
    case 'float': {
      const value = fractionalOf(text);
      return value === undefined ? undefined : Math.fround(value);
    }
    case 'decimal':
      return decimalOfText(text.replaceAll(',', ''), dataType);
    case 'timestamp':
      return presentOf(timestampOfText(text, zone));
    case 'timestamp_ntz':
      return presentOf(timestampOfText(text, UTC));
    case 'date':
      return presentOf(dateOfText(text));
    default:
      return undefined;
  }
}

function booleanOf(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function integerOf(text: string, max: number): number | undefined {
  const value = longOfText(text);
  return typeof value === 'number' && value <= max && value >= -max - 1 ? value : undefined;
}

function fractionalOf(text: string): number | undefined {
  const trimmed = text.trim();
  const special = SPECIAL.get(trimmed);
  if (special !== undefined) return special;
  return FRACTIONAL.test(trimmed) ? Number(trimmed.replace(/[dDfF]$/, '')) : undefined;
}

function presentOf(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
