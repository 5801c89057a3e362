import type { InternalValue } from '../types/internal-value.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

// One internal value. Stored on disk: never change.
//
//   value   = 0                              null
//           | 1 | 2                          false, true
//           | 3 f64                          number
//           | 4 u32 bytes                    bigint: two's complement, little endian, shortest
//           | 5 u32 bytes                    string, UTF-8
//           | 6 u32 bytes                    binary
//           | 7 u32 value*                   list: array, struct, entry of a map
//
// Equal values give equal bytes: all NaN are one, -0.0 is 0.0. So the bytes serve as a key too.

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const BIGINT = 4;
const STRING = 5;
const BINARY = 6;
const LIST = 7;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function writeValue(out: ByteWriter, value: InternalValue): void {
  if (value === null) out.u8(NULL);
  else if (typeof value === 'boolean') out.u8(value ? TRUE : FALSE);
  else if (typeof value === 'number') {
    out.u8(NUMBER);
    // Adding 0 makes 0.0 of -0.0.
    out.f64(Number.isNaN(value) ? Number.NaN : value + 0);
  } else if (typeof value === 'bigint') writeSized(out, BIGINT, bytesOfBigint(value));
  else if (typeof value === 'string') writeSized(out, STRING, encoder.encode(value));
  else if (value instanceof Uint8Array) writeSized(out, BINARY, value);
  else {
    out.u8(LIST);
    out.u32(value.length);
    for (const element of value) writeValue(out, element);
  }
}

export function readValueFrom(input: ByteReader): InternalValue {
  const tag = input.u8();
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case NUMBER:
      return input.f64();
    case BIGINT:
      return bigintOfBytes(input.raw(input.u32()));
    case STRING:
      return decoder.decode(input.raw(input.u32()));
    case BINARY:
      return input.raw(input.u32()).slice();
    case LIST: {
      const list: InternalValue[] = [];
      for (let left = input.u32(); left > 0; left--) list.push(readValueFrom(input));
      return list;
    }
    default:
      throw new RangeError(`no value begins with ${tag}`);
  }
}

function writeSized(out: ByteWriter, tag: number, bytes: Uint8Array): void {
  out.u8(tag);
  out.u32(bytes.length);
  out.raw(bytes);
}

function bytesOfBigint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  // The last byte must hold the sign, and nothing may be left but copies of it.
  do {
    bytes.push(Number(rest & 0xffn));
    rest >>= 8n;
  } while (rest !== ((bytes.at(-1) as number) >= 0x80 ? -1n : 0n));
  return Uint8Array.from(bytes);
}

function bigintOfBytes(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
  return BigInt.asIntN(bytes.length * 8, value);
}
