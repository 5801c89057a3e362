import { longOfText } from '../../formats/number-text.ts';
import { type DataType, type DecimalType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { EvalContext } from '../function.ts';
import { readDecimal } from '../records/read-decimal.ts';
import type { ReadTime, RecordTimes } from '../records/record-times.ts';
import { copyJson } from './copy-json.ts';
import { JsonFailure } from './json-syntax.ts';
import { AS_BYTES, JsonTextWriter } from './json-text-writer.ts';
import type { JsonToken, JsonTokens } from './json-tokens.ts';

/** Makes a value of what the current token is, or begins. */
export type ReadJson = (json: JsonTokens, context: EvalContext) => InternalValue;

export const UNFIT: JsonFailure = new JsonFailure('a value does not have the type of its field');

const MICROS_PER_SECOND = 1_000_000n;
const NON_FINITE: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['+Infinity', Number.POSITIVE_INFINITY],
  ['+INF', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-INF', Number.NEGATIVE_INFINITY],
]);

/**
 * Reads values of a type without parts, as JacksonParser does. A null, or no token, is null.
 *
 * @throws {@link JsonFailure} from the reader, for what does not fit
 */
export function scalarReader(
  dataType: DataType,
  times: RecordTimes,
  allowsNonNumeric: boolean,
): ReadJson | undefined {
  switch (dataType.kind) {
    case 'boolean':
      return reader((json, token) =>
        token === 'true' ? true : token === 'false' ? false : unfit(json),
      );
    case 'byte':
      return reader((json, token) => (integer(json, token, -0x80, 0xff) << 24) >> 24);
    case 'short':
      return reader((json, token) => integer(json, token, -0x8000, 0x7fff));
    case 'int':
      return reader((json, token) => integer(json, token, -0x8000_0000, 0x7fff_ffff));
    case 'long':
      return reader(long);
    case 'float':
      return reader((json, token) => Math.fround(double(json, token, allowsNonNumeric)));
    case 'double':
      return reader((json, token) => double(json, token, allowsNonNumeric));
    case 'decimal':
      return reader((json, token) => decimal(json, token, dataType));
    case 'string':
      return reader(textOf);
    case 'binary':
      return reader((json, token) => (token === 'string' ? json.bytes() : unfit(json)));
    case 'timestamp':
      return reader((json, token, context) =>
        token === 'integer' ? secondsToMicros(json) : time(json, token, context, times.timestamp),
      );
    case 'timestamp_ntz':
      return reader((json, token, context) => time(json, token, context, times.timestampNtz));
    case 'date':
      return reader((json, token, context) => time(json, token, context, times.date));
    case 'null':
      return reader(() => null);
    default:
      return undefined;
  }
}

/** Goes from a name to its value, and leaves only tokens that are there. */
export function reader(
  read: (json: JsonTokens, token: JsonToken, context: EvalContext) => InternalValue,
): ReadJson {
  return (json, context) => {
    const token = json.token === 'name' ? json.next() : json.token;
    return token === undefined || token === 'null' ? null : read(json, token, context);
  };
}

/** Lone surrogates become what Java's UTF-8 encoder makes of them. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '?');
}

/**
 * Fails for a value that does not fit. Spark reads the inside of a string before it gives it up, so a
 * fault in it costs no more than the value.
 */
export function unfit(json: JsonTokens): never {
  if (json.token === 'string') json.text();
  throw UNFIT;
}

function integer(json: JsonTokens, token: JsonToken, least: number, most: number): number {
  const value = token === 'integer' ? Number(json.text()) : unfit(json);
  return value >= least && value <= most ? value + 0 : unfit(json);
}

function long(json: JsonTokens, token: JsonToken): number | bigint {
  return (token === 'integer' ? longOfText(json.text()) : undefined) ?? unfit(json);
}

function double(json: JsonTokens, token: JsonToken, allowsNonNumeric: boolean): number {
  if (token === 'integer') return Number(json.text()) + 0;
  if (token === 'fraction') return Number(json.text());
  if (token !== 'string' || !allowsNonNumeric) return unfit(json);
  return NON_FINITE.get(json.text()) ?? unfit(json);
}

function decimal(json: JsonTokens, token: JsonToken, type: DecimalType): bigint {
  if (token !== 'integer' && token !== 'fraction' && token !== 'string') return unfit(json);
  const text = token === 'string' ? json.text().replaceAll(',', '') : json.text();
  return readDecimal(text, type) ?? unfit(json);
}

function textOf(json: JsonTokens, token: JsonToken): string {
  if (token === 'string') return wellFormed(json.text());
  const out = new JsonTextWriter(AS_BYTES);
  copyJson(json, out);
  return out.text;
}

/** Wraps around, as Java's multiplication does. */
function secondsToMicros(json: JsonTokens): number {
  const seconds = long(json, 'integer');
  return Number(BigInt.asIntN(64, BigInt(seconds) * MICROS_PER_SECOND));
}

function time(json: JsonTokens, token: JsonToken, context: EvalContext, read: ReadTime): number {
  if (token !== 'string') return unfit(json);
  const text = json.text();
  return (text === '' ? undefined : read(text, context)) ?? unfit(json);
}
