import type { Vector } from '../../columnar/vector.ts';

/** The integers of a vector of byte, short, int or date. */
export function ints(vector: Vector): Int32Array {
  if (vector.kind !== 'int') throw new TypeError(`expected an int vector, found ${vector.kind}`);
  return vector.values;
}

/** The doubles of a vector of float, double, timestamp, or long while safe. */
export function doubles(vector: Vector): Float64Array {
  if (vector.kind !== 'double') throw new TypeError(`expected doubles, found ${vector.kind}`);
  return vector.values;
}

/** The bytes, 0 or 1, of a boolean vector. */
export function booleans(vector: Vector): Uint8Array {
  if (vector.kind !== 'boolean') throw new TypeError(`expected booleans, found ${vector.kind}`);
  return vector.values;
}

/** The values of a long vector as 64 bit integers, whichever way it holds them. */
export function bigints(vector: Vector): BigInt64Array {
  if (vector.kind === 'bigint') return vector.values;
  const values = doubles(vector);
  const out = new BigInt64Array(vector.length);
  for (let i = 0; i < out.length; i++) out[i] = BigInt(values[i] as number);
  return out;
}

/** A long vector: doubles again if every value that is not null is a safe integer. */
export function longVector(values: BigInt64Array, nulls: Uint8Array | undefined): Vector {
  const length = values.length;
  const safe = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && nulls[i] === 1) continue;
    const number = Number(values[i]);
    if (!Number.isSafeInteger(number)) return { kind: 'bigint', length, nulls, values };
    safe[i] = number;
  }
  return { kind: 'double', length, nulls, values: safe };
}

/** The unscaled values of a decimal vector; a null row has any value. */
export function unscaled(vector: Vector): readonly bigint[] {
  if (vector.kind !== 'boxed') throw new TypeError(`expected decimals, found ${vector.kind}`);
  return vector.values as readonly bigint[];
}
