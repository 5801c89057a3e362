import type { LongType } from '../types/data-type.ts';
import type { BigintExpr, NumberExpr } from './expr.ts';
import { build, call, use } from './expr-builder.ts';
import type { Anything, NumberOf, TextOf, TextOrBytes } from './operand-types.ts';

/**
 * The MD5 digest of bytes, or of text in UTF-8, in hexadecimal digits.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ key: md5(o.sku) }));
 * ```
 */
export function md5<A extends TextOrBytes>(value: A): TextOf<A> {
  return call('md5', value) as never;
}

/**
 * The SHA-1 digest, in hexadecimal digits.
 */
export function sha1<A extends TextOrBytes>(value: A): TextOf<A> {
  return call('sha1', value) as never;
}

/**
 * The SHA-2 digest of so many bits, in hexadecimal digits; 0 means 256.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ key: sha2(o.sku, 256) }));
 * ```
 */
export function sha2<A extends TextOrBytes>(value: A, bits: 0 | 224 | 256 | 384 | 512): TextOf<A> {
  return call('sha2', value, bits) as never;
}

/**
 * The CRC-32 checksum, from 0 to 2^32 - 1.
 */
export function crc32<A extends TextOrBytes>(value: A): NumberOf<A> {
  return call('crc32', value) as never;
}

/**
 * Murmur3 of all values, one after the other, an int: the number by which Spark spreads rows. Null
 * changes nothing; maps are refused.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ bucket: hash(o.country, o.sku) }));
 * ```
 */
export function hash<A extends readonly Anything[]>(...values: A): NumberExpr<number> {
  return call('hash', ...values) as never;
}

/**
 * xxHash of 64 bits of all values, one after the other, as bigint. Null changes nothing; maps are refused.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ key: xxhash64(o.country, o.sku) }));
 * ```
 */
export function xxhash64<A extends readonly Anything[]>(...values: A): BigintExpr<bigint> {
  const value = call('xxhash64', ...values);
  return build({ kind: 'cast', arg: use(value), to: EXACT, isTry: false }) as never;
}

const EXACT: LongType = { kind: 'long', asBigint: true };
