import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { timeZone } from '../../types/time-zone.ts';
import { dateOfText, timestampOfText } from '../../types/timestamp.ts';
import type { Kernel } from '../function.ts';
import { fitsPrecision } from '../numbers/decimal.ts';
import { parseDecimal, parseDouble, parseWhole, trimOuterSpace } from '../numbers/parse-number.ts';
import type { CastMode } from './cast-mode.ts';
import { type Convert, eachValue } from './each-value.ts';

const BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32, long: 64 };
const TRUE: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', '0']);
const utf8 = new TextEncoder();

/** Casts from string; undefined for types that text cannot be cast to. */
export function castText(from: DataType, to: DataType, mode: CastMode): Kernel | undefined {
  if (from.kind !== 'string') return undefined;
  const parse = parser(to, mode);
  return parse && eachValue(from, to, mode, (value, context) => parse(value as string, context));
}

type Parse = (text: string, context: Parameters<Convert>[1]) => InternalValue | undefined;

function parser(to: DataType, mode: CastMode): Parse | undefined {
  switch (to.kind) {
    case 'boolean':
      return (text) => {
        const word = trimOuterSpace(text).toLowerCase();
        return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
      };
    case 'byte':
    case 'short':
    case 'int':
    case 'long': {
      const bits = BITS[to.kind] as number;
      return (text) => {
        const value = parseWhole(text, mode === 'legacy');
        return value === undefined || BigInt.asIntN(bits, value) !== value
          ? undefined
          : settle(value);
      };
    }
    case 'float':
      return (text) => {
        const value = parseDouble(text);
        return value === undefined ? undefined : Math.fround(value);
      };
    case 'double':
      return parseDouble;
    case 'decimal':
      return (text) => {
        const value = parseDecimal(text, to.scale);
        return value !== undefined && fitsPrecision(value, to.precision) ? value : undefined;
      };
    case 'date':
      return (text) => present(dateOfText(text));
    case 'timestamp':
      return (text, context) => present(timestampOf(text, context));
    case 'timestamp_ntz':
      return (text) => present(timestampOfText(text, undefined));
    case 'binary':
      return (text) => utf8.encode(text);
    default:
      return undefined;
  }
}

/** Only a text without a date asks for the time of the batch, which is not known before there is one. */
function timestampOf(text: string, context: Parameters<Convert>[1]): number {
  const zone = timeZone(context.timeZone);
  return TIME_ONLY.test(text)
    ? timestampOfText(text, zone, context.batchTimeMs * 1000)
    : timestampOfText(text, zone);
}

const TIME_ONLY = /^[\0-\x20\x7f]*(?:T|\d\d?:)/;

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** A long as internal values hold it. */
export function settle(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
