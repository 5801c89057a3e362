import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';

/** A hash function of the primitives that all values are made of. */
export interface ValueHash<H> {
  readonly seed: H;
  ofInt(value: number, seed: H): H;
  ofLong(value: bigint, seed: H): H;
  ofBytes(bytes: Uint8Array, seed: H): H;
}

const utf8 = new TextEncoder();
const bits = new DataView(new ArrayBuffer(8));
const LONG_DIGITS = 18;

/**
 * The hash of a value, begun with the hash of what stands before it: null changes nothing, parts of
 * a nested value follow each other (Spark: HashExpression).
 */
export function hashValue<H>(hash: ValueHash<H>, value: InternalValue, type: DataType, seed: H): H {
  if (value === null) return seed;
  switch (type.kind) {
    case 'boolean':
      return hash.ofInt(value === true ? 1 : 0, seed);
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
      return hash.ofInt(value as number, seed);
    case 'float':
      bits.setFloat32(0, settledZero(value as number));
      return hash.ofInt(bits.getInt32(0), seed);
    case 'double':
      bits.setFloat64(0, settledZero(value as number));
      return hash.ofLong(bits.getBigInt64(0), seed);
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'interval':
      return hash.ofLong(BigInt(value as number | bigint), seed);
    case 'decimal':
      return type.precision <= LONG_DIGITS
        ? hash.ofLong(value as bigint, seed)
        : hash.ofBytes(twosComplement(value as bigint), seed);
    case 'string':
      return hash.ofBytes(utf8.encode(value as string), seed);
    case 'binary':
      return hash.ofBytes(value as Uint8Array, seed);
    case 'array':
      return (value as readonly InternalValue[]).reduce(
        (before: H, item) => hashValue(hash, item, type.element, before),
        seed,
      );
    case 'struct':
      return type.fields.reduce(
        (before, field, i) =>
          hashValue(hash, (value as readonly InternalValue[])[i] ?? null, field.dataType, before),
        seed,
      );
    default:
      return seed;
  }
}

/** Both zeros are one value. */
function settledZero(value: number): number {
  return value === 0 ? 0 : value;
}

/** The fewest bytes that hold the number with its sign, the highest first: BigInteger.toByteArray. */
function twosComplement(value: bigint): Uint8Array {
  const length = Math.floor((value < 0n ? -value - 1n : value).toString(2).length / 8) + 1;
  let rest = value;
  const bytes = new Uint8Array(length);
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(BigInt.asUintN(8, rest));
    rest >>= 8n;
  }
  return bytes;
}
