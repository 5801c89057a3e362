/** A capacity for `needed` group ids: doubles, so that growing costs little for each group. */
function grownCapacity(current: number, needed: number): number {
  return needed <= current ? current : Math.max(needed, 2 * current, 16);
}

export function grownDoubles(values: Float64Array, needed: number): Float64Array {
  if (needed <= values.length) return values;
  const grown = new Float64Array(grownCapacity(values.length, needed));
  grown.set(values);
  return grown;
}

export function grownBytes(values: Uint8Array, needed: number): Uint8Array {
  if (needed <= values.length) return values;
  const grown = new Uint8Array(grownCapacity(values.length, needed));
  grown.set(values);
  return grown;
}

export function grownBigints(values: BigInt64Array, needed: number): BigInt64Array {
  if (needed <= values.length) return values;
  const grown = new BigInt64Array(grownCapacity(values.length, needed));
  grown.set(values);
  return grown;
}

/** The values of some groups, in their order. */
export function pickDoubles(values: Float64Array, groups: Int32Array): Float64Array {
  const out = new Float64Array(groups.length);
  for (let i = 0; i < out.length; i++) out[i] = values[groups[i] as number] as number;
  return out;
}

/** The null mask of some groups: null where `seen` is 0; undefined when none is. */
export function unseenNulls(seen: Uint8Array, groups: Int32Array): Uint8Array | undefined {
  const nulls = new Uint8Array(groups.length);
  let any = 0;
  for (let i = 0; i < nulls.length; i++) {
    const isNull = 1 - (seen[groups[i] as number] as number);
    nulls[i] = isNull;
    any |= isNull;
  }
  return any === 0 ? undefined : nulls;
}
