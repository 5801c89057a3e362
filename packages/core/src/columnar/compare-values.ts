import type { InternalValue } from '../types/internal-value.ts';

/**
 * Spark's order of two values of one type, nulls aside: NaN is greater than every number and equal
 * to itself, -0.0 equals 0.0, strings and bytes go by their UTF-8 bytes, structs and arrays by
 * element with null first.
 */
function compareValues(a: InternalValue, b: InternalValue): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b);
  const [x, y] = [a as number | bigint | boolean, b as number | bigint | boolean];
  if (x < y) return -1;
  if (x > y) return 1;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}

// UTF-16 order differs from UTF-8 order only where a surrogate meets a unit above the surrogates.
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
      if (isSurrogate(x) !== isSurrogate(y)) return isSurrogate(x) ? 1 : -1;
      return x - y;
    }
  }
  return a.length - b.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareLists(a: readonly InternalValue[], b: readonly InternalValue[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = compareNullsFirst(a[i] ?? null, b[i] ?? null);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** {@link compareValues} with null before everything. */
export function compareNullsFirst(a: InternalValue, b: InternalValue): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compareValues(a, b);
}
