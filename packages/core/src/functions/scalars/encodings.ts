import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { isNumeric } from '../coercion.ts';
import { bytesOfMimeBase64, bytesOfStrictBase64, mimeBase64 } from '../encodings/base64.ts';
import { CHARSET_NAMES, type Charset, charset } from '../encodings/charset.ts';
import { bytesOfHex, hexOfBytes, hexOfLong } from '../encodings/hex.ts';
import { urlDecode, urlEncode } from '../encodings/url.ts';
import type { ScalarFunction } from '../function.ts';
import { BYTES, LONGS, TEXT, UTF8 } from '../vectors/row-values.ts';
import { argument, expectCount } from './arguments.ts';
import { byRow } from './by-row.ts';
import { resolveDecode } from './choices.ts';

/** Bytes as text, and back. */
export const ENCODINGS: readonly ScalarFunction[] = [
  byRow<[Uint8Array], string>('base64', [BYTES], TEXT, mimeBase64),
  byRow<[string], Uint8Array>(
    'unbase64',
    [TEXT],
    BYTES,
    (text) => bytesOfMimeBase64(text) ?? invalid('unbase64', 1, 'base64', text),
    { canFail: true },
  ),
  hexFunction(),
  byRow<[string], Uint8Array>('unhex', [TEXT], BYTES, (text) => bytesOfHex(text) ?? null, {
    givesNull: true,
  }),
  byRow<[string, string], Uint8Array>(
    'encode',
    [TEXT, TEXT],
    BYTES,
    (text, name) => charsetOf('encode', name).encode(text),
    { canFail: true },
  ),
  decodeFunction(),
  toBinary('toBinary', (text, format) => invalid('toBinary', 1, format, text)),
  toBinary('tryToBinary', () => null),
  byRow<[string], string>('urlEncode', [TEXT], TEXT, urlEncode),
  byRow<[string], string>(
    'urlDecode',
    [TEXT],
    TEXT,
    (text) => urlDecode(text) ?? invalid('urlDecode', 1, 'URL-encoded text', text),
    { canFail: true },
  ),
];

function invalid(fn: string, position: number, expected: string, found: string): never {
  throw INVALID_ARGUMENT.error({ fn, argument: position, expected, found: `'${found}'` });
}

function charsetOf(fn: string, name: string): Charset {
  return charset(name) ?? invalid(fn, 2, CHARSET_NAMES, name);
}

/** Bytes by a character set; with more arguments a choice between values, as in Oracle's SQL. */
function decodeFunction(): ScalarFunction {
  const ofBytes = byRow<[Uint8Array, string], string>(
    'decode',
    [BYTES, TEXT],
    TEXT,
    (bytes, name) => charsetOf('decode', name).decode(bytes),
    { canFail: true },
  );
  return {
    name: 'decode',
    resolve: (args, settings) =>
      args.length > 2 ? resolveDecode(args, settings) : ofBytes.resolve(args, settings),
  };
}

/** Numbers by their 64 bits, text and bytes by their bytes. */
function hexFunction(): ScalarFunction {
  const ofLong = byRow<[number | bigint], string>('hex', [LONGS], TEXT, hexOfLong);
  const ofText = byRow<[Uint8Array], string>('hex', [UTF8], TEXT, hexOfBytes);
  const ofBytes = byRow<[Uint8Array], string>('hex', [BYTES], TEXT, hexOfBytes);
  return {
    name: 'hex',
    resolve(args, settings) {
      expectCount('hex', args, 1);
      const { dataType } = argument(args, 0);
      const chosen = isNumeric(dataType) ? ofLong : dataType.kind === 'binary' ? ofBytes : ofText;
      return chosen.resolve(args, settings);
    },
  };
}

const BINARY_FORMATS: ReadonlyMap<string, (text: string) => Uint8Array | undefined> = new Map([
  ['hex', bytesOfHex],
  ['base64', bytesOfStrictBase64],
  ['utf-8', (text) => charset('utf-8')?.encode(text)],
  ['utf8', (text) => charset('utf-8')?.encode(text)],
]);

/** @param otherwise - what to make of text that the format does not allow */
function toBinary(
  name: string,
  otherwise: (text: string, format: string) => Uint8Array | null,
): ScalarFunction {
  const isTry = name === 'tryToBinary';
  const convert = byRow<[string, string?], Uint8Array>(
    name,
    [TEXT, TEXT],
    BYTES,
    (text, format = 'hex') =>
      BINARY_FORMATS.get(format.toLowerCase())?.(text) ?? otherwise(text, format),
    { least: 1, givesNull: true, canFail: !isTry },
  );
  return {
    name,
    resolve(args, settings) {
      const format = args[1]?.constant?.value;
      if (!isTry && typeof format === 'string' && !BINARY_FORMATS.has(format.toLowerCase())) {
        const expected = "'hex', 'base64' or 'utf-8' as argument 2";
        throw WRONG_ARGUMENTS.error({ fn: name, expected, found: `'${format}'` });
      }
      return convert.resolve(args, settings);
    },
  };
}
