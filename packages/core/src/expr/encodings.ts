import { callPresent } from './call-present.ts';
import type { OpaqueExpr, StringExpr } from './expr.ts';
import { call } from './expr-builder.ts';
import type { BytesOf, Num, Text, TextOf, TextOrBytes } from './operand-types.ts';

/**
 * Bytes, or text in UTF-8, as base64 in lines of 76 characters with CRLF between, as Spark 3.5
 * writes it.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ code: base64(o.sku) }));
 * ```
 */
export function base64<A extends TextOrBytes>(value: A): TextOf<A> {
  return call('base64', value) as never;
}

/**
 * The bytes of base64; characters that are no digits are passed over.
 *
 * @throws FUNCTION.INVALID_ARGUMENT
 */
export function unbase64<A extends Text>(text: A): BytesOf<A> {
  return call('unbase64', text) as never;
}

/**
 * Hexadecimal digits: two for each byte, or those of the 64 bits of a number without leading
 * zeros.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ code: hex(o.sku), count: hex(o.quantity) }));
 * ```
 */
export function hex<A extends TextOrBytes | Num>(value: A): TextOf<A> {
  return call('hex', value) as never;
}

/**
 * The bytes of hexadecimal digits; null for other characters.
 */
export function unhex<A extends Text>(text: A): OpaqueExpr<Uint8Array | null> {
  return call('unhex', text) as never;
}

/**
 * The bytes of a text in UTF-8, US-ASCII, ISO-8859-1, UTF-16, UTF-16BE or UTF-16LE.
 *
 * @throws FUNCTION.INVALID_ARGUMENT
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ bytes: encode(o.sku, 'UTF-16LE') }));
 * ```
 */
export function encode<A extends Text, B extends Text>(text: A, charset: B): BytesOf<A | B> {
  return call('encode', text, charset) as never;
}

/**
 * The text of bytes, as {@link encode} makes them.
 *
 * @throws FUNCTION.INVALID_ARGUMENT
 */
export function decode<A extends TextOrBytes, B extends Text>(bytes: A, charset: B): TextOf<A | B> {
  return call('decode', bytes, charset) as never;
}

/**
 * The bytes that a text stands for, in hexadecimal digits unless said.
 *
 * @throws FUNCTION.INVALID_ARGUMENT
 */
export function toBinary<A extends Text>(text: A, format?: 'hex' | 'base64' | 'utf-8'): BytesOf<A> {
  return callPresent('toBinary', text, format) as never;
}

/**
 * As {@link toBinary}; null where it would fail.
 */
export function tryToBinary<A extends Text>(
  text: A,
  format?: 'hex' | 'base64' | 'utf-8',
): OpaqueExpr<Uint8Array | null> {
  return callPresent('tryToBinary', text, format) as never;
}

/**
 * As a form sends it: UTF-8, a space as `+`, others as `%` and two digits.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ query: urlEncode(o.sku) }));
 * ```
 */
export function urlEncode<A extends Text>(text: A): TextOf<A> {
  return call('urlEncode', text) as never;
}

/**
 * The inverse of {@link urlEncode}.
 *
 * @throws FUNCTION.INVALID_ARGUMENT
 */
export function urlDecode<A extends Text>(text: A): TextOf<A> {
  return call('urlDecode', text) as never;
}

/**
 * A part of a URL; of `QUERY` the value of a key, which is a regular expression. Null where there
 * is none, or for what is no URL (an error with `ansi: true`).
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ host: parseUrl(o.sku, 'HOST') }));
 * ```
 */
export function parseUrl<A extends Text, C extends Text = string>(
  url: A,
  part: 'HOST' | 'PATH' | 'QUERY' | 'REF' | 'PROTOCOL' | 'FILE' | 'AUTHORITY' | 'USERINFO',
  key?: C,
): StringExpr<string | null> {
  return callPresent('parseUrl', url, part, key) as never;
}
