/*
 * Arithmetic of longs once values leave ±2^53. Storing into a BigInt64Array keeps the low 64 bits,
 * which is the JVM's wrap-around.
 */

export function addLongs(a: BigInt64Array, b: BigInt64Array, length: number): BigInt64Array {
  const out = new BigInt64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as bigint) + (b[i] as bigint);
  return out;
}

export function subtractLongs(a: BigInt64Array, b: BigInt64Array, length: number): BigInt64Array {
  const out = new BigInt64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as bigint) - (b[i] as bigint);
  return out;
}

export function multiplyLongs(a: BigInt64Array, b: BigInt64Array, length: number): BigInt64Array {
  const out = new BigInt64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as bigint) * (b[i] as bigint);
  return out;
}

/** Takes the sign of the dividend; a zero divisor gives 0, which the caller makes null. */
export function remainderLongs(a: BigInt64Array, b: BigInt64Array, length: number): BigInt64Array {
  const out = new BigInt64Array(length);
  for (let i = 0; i < length; i++) out[i] = b[i] === 0n ? 0n : (a[i] as bigint) % (b[i] as bigint);
  return out;
}
