/*
 * Arithmetic on Float64Array. For a column of type long the same loops serve: its results are
 * exact, or a magnitude above 2^53 - 1 shows that they are not (rounding is monotone).
 */

export function addDoubles(a: Float64Array, b: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) + (b[i] as number);
  return out;
}

export function subtractDoubles(a: Float64Array, b: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) - (b[i] as number);
  return out;
}

export function multiplyDoubles(a: Float64Array, b: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) * (b[i] as number);
  return out;
}

export function divideDoubles(a: Float64Array, b: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) / (b[i] as number);
  return out;
}

export function remainderDoubles(a: Float64Array, b: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) % (b[i] as number);
  return out;
}

/** Remainder of safe integers without `%`, which is slow on doubles; the quotient cannot round up below 2^53. */
export function remainderSafe(a: Float64Array, b: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const dividend = a[i] as number;
    const divisor = b[i] as number;
    out[i] = divisor === 0 ? 0 : dividend - Math.trunc(dividend / divisor) * divisor;
  }
  return out;
}

/** Rounds to 32 bit floats, in place. */
export function roundToFloats(values: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i] as number);
  return values;
}

/** True where all results are safe integers. Turns -0 into 0 on the way, which a long does not know. */
export function settleLongs(values: Float64Array): boolean {
  let isSafe = true;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] as number) + 0;
    values[i] = value;
    if (!(value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER)) isSafe = false;
  }
  return isSafe;
}
