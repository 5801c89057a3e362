/*
 * Arithmetic of byte, short and int: 32 bits, wrapped around as the JVM does.
 */

export function addInts(a: Int32Array, b: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) + (b[i] as number);
  return out;
}

export function subtractInts(a: Int32Array, b: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) - (b[i] as number);
  return out;
}

export function multiplyInts(a: Int32Array, b: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < length; i++) out[i] = Math.imul(a[i] as number, b[i] as number);
  return out;
}

/** Takes the sign of the dividend; a zero divisor gives 0, which the caller makes null. */
export function remainderInts(a: Int32Array, b: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const divisor = b[i] as number;
    out[i] = divisor === 0 ? 0 : (a[i] as number) % divisor;
  }
  return out;
}

/** Wraps 32 bit results around to 8 or 16 bits, in place. */
export function narrowInts(values: Int32Array, bits: 8 | 16): Int32Array {
  const shift = 32 - bits;
  for (let i = 0; i < values.length; i++) values[i] = ((values[i] as number) << shift) >> shift;
  return values;
}
