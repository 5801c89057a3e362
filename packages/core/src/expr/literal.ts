import { NOT_A_VALUE } from '../errors/analysis.ts';
import {
  BINARY,
  BOOLEAN,
  DOUBLE,
  INT,
  INTERVAL,
  LONG,
  NULL,
  STRING,
  TIMESTAMP,
} from '../types/data-type.ts';
import { durationMicros } from '../types/duration.ts';
import { parseInterval } from '../types/interval.ts';
import type { Literal } from './node.ts';

const MICROS_PER_MS = 1000;
const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/**
 * The literal for a JavaScript value, typed as Spark types a constant of its language: an integer
 * is an int, or a long beyond 32 bits; other numbers are doubles; a `Date` is a timestamp.
 *
 * @throws {@link NOT_A_VALUE} for values that no column can hold
 */
export function literalOf(value: unknown): Literal {
  switch (typeof value) {
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return literal(value, DOUBLE);
      return literal(value, value >= INT_MIN && value <= INT_MAX ? INT : LONG);
    case 'string':
      return literal(value, STRING);
    case 'boolean':
      return literal(value, BOOLEAN);
    case 'bigint': {
      const number = Number(value);
      if (BigInt.asIntN(64, value) !== value) break;
      return literal(Number.isSafeInteger(number) ? number : value, {
        kind: 'long',
        asBigint: true,
      });
    }
    default:
      if (value === null) return literal(null, NULL);
      if (value instanceof Date && !Number.isNaN(value.getTime())) {
        return literal(value.getTime() * MICROS_PER_MS, TIMESTAMP);
      }
      if (value instanceof Uint8Array) return literal(value, BINARY);
  }
  throw NOT_A_VALUE.error({ found: describe(value) });
}

/** The literal for what a time can be moved by. */
export function shiftOf(interval: string): Literal {
  const { value, dataType } = parseInterval(interval);
  return literal(value, dataType);
}

/** The literal for a length of time. */
export function intervalOf(duration: string): Literal {
  return literal(durationMicros(duration), INTERVAL);
}

function literal(value: Literal['value'], dataType: Literal['dataType']): Literal {
  return { kind: 'literal', value, dataType };
}

/** Names a value without showing what is in it. */
function describe(value: unknown): string {
  if (typeof value === 'bigint') return 'a bigint beyond 64 bits';
  if (typeof value !== 'object' || value === null) return typeof value;
  if (value instanceof Date) return 'an invalid Date';
  return Array.isArray(value) ? 'an array' : 'an object';
}
