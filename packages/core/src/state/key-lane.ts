import { mixDoubles, mixInts } from '../columnar/key-hash.ts';

/**
 * One primitive column of the keys of a {@link KeyTable}: the keys that are stored, by group id, and
 * the keys of the batch that is being looked up, by row.
 */
export interface KeyLane {
  /** Makes room for group ids below `capacity`. */
  grow(capacity: number): void;
  /** Mixes the keys looked up into the hashes of their rows. */
  mixProbe(hashes: Int32Array, length: number): void;
  /** Mixes the stored keys into hashes by group id. */
  mixStored(hashes: Int32Array, length: number): void;
  /** Copies the key of a row to a group. */
  store(row: number, group: number): void;
  isEqual(row: number, group: number): boolean;
  /**
   * Sets `groups[row]` to {@link MISMATCH} for rows whose key is not that of their group.
   *
   * @returns whether there were any
   */
  verify(groups: Int32Array, length: number): boolean;
}

/** What a column is for: to find rows by, or to be kept as it is. */
export type ColumnUse = 'key' | 'value';

/** In place of a group id: none is known. */
export const NO_GROUP: number = -1;
/** In place of a group id: the hash was right and the key was not. */
export const MISMATCH: number = -2;

/** A lane of 32-bit words. */
export class IntLane implements KeyLane {
  #values = new Int32Array(0);
  #nulls: Uint8Array | undefined;
  #probe: Int32Array = this.#values;
  #probeNulls: Uint8Array | undefined;

  get values(): Int32Array {
    return this.#values;
  }

  get nulls(): Uint8Array | undefined {
    return this.#nulls;
  }

  setProbe(values: Int32Array, nulls: Uint8Array | undefined): void {
    this.#probe = values;
    this.#probeNulls = nulls;
    if (nulls !== undefined) this.#nulls ??= new Uint8Array(this.#values.length);
  }

  grow(capacity: number): void {
    this.#values = grown(this.#values, new Int32Array(capacity));
    if (this.#nulls !== undefined) this.#nulls = grown(this.#nulls, new Uint8Array(capacity));
  }

  mixProbe(hashes: Int32Array, length: number): void {
    mixInts(hashes, this.#probe, this.#probeNulls, length);
  }

  mixStored(hashes: Int32Array, length: number): void {
    mixInts(hashes, this.#values, this.#nulls, length);
  }

  store(row: number, group: number): void {
    const isNull = this.#probeNulls !== undefined && this.#probeNulls[row] === 1;
    this.#values[group] = isNull ? 0 : (this.#probe[row] as number);
    if (this.#nulls !== undefined) this.#nulls[group] = isNull ? 1 : 0;
  }

  isEqual(row: number, group: number): boolean {
    const isNull = this.#probeNulls !== undefined && this.#probeNulls[row] === 1;
    if (this.#nulls !== undefined && this.#nulls[group] === 1) return isNull;
    return !isNull && this.#values[group] === this.#probe[row];
  }

  verify(groups: Int32Array, length: number): boolean {
    if (this.#nulls !== undefined) return verifyEach(this, groups, length);
    const values = this.#values;
    const probe = this.#probe;
    let hasMismatch = false;
    for (let row = 0; row < length; row++) {
      const group = groups[row] as number;
      if (group >= 0 && values[group] !== probe[row]) {
        groups[row] = MISMATCH;
        hasMismatch = true;
      }
    }
    return hasMismatch;
  }
}

/** A lane of doubles. NaN equals NaN, -0.0 equals 0.0. */
export class DoubleLane implements KeyLane {
  #values = new Float64Array(0);
  #nulls: Uint8Array | undefined;
  #probe: Float64Array = this.#values;
  #probeNulls: Uint8Array | undefined;
  /** What makes 0.0 of -0.0, as Spark shows keys; other columns keep their signs. */
  readonly #zero: number;

  constructor(use: ColumnUse = 'key') {
    this.#zero = use === 'key' ? 0 : -0;
  }

  get values(): Float64Array {
    return this.#values;
  }

  get nulls(): Uint8Array | undefined {
    return this.#nulls;
  }

  setProbe(values: Float64Array, nulls: Uint8Array | undefined): void {
    this.#probe = values;
    this.#probeNulls = nulls;
    if (nulls !== undefined) this.#nulls ??= new Uint8Array(this.#values.length);
  }

  grow(capacity: number): void {
    this.#values = grown(this.#values, new Float64Array(capacity));
    if (this.#nulls !== undefined) this.#nulls = grown(this.#nulls, new Uint8Array(capacity));
  }

  mixProbe(hashes: Int32Array, length: number): void {
    mixDoubles(hashes, this.#probe, this.#probeNulls, length);
  }

  mixStored(hashes: Int32Array, length: number): void {
    mixDoubles(hashes, this.#values, this.#nulls, length);
  }

  store(row: number, group: number): void {
    const isNull = this.#probeNulls !== undefined && this.#probeNulls[row] === 1;
    this.#values[group] = isNull ? 0 : (this.#probe[row] as number) + this.#zero;
    if (this.#nulls !== undefined) this.#nulls[group] = isNull ? 1 : 0;
  }

  isEqual(row: number, group: number): boolean {
    const isNull = this.#probeNulls !== undefined && this.#probeNulls[row] === 1;
    if (this.#nulls !== undefined && this.#nulls[group] === 1) return isNull;
    if (isNull) return false;
    const stored = this.#values[group] as number;
    const probe = this.#probe[row] as number;
    return stored === probe || (Number.isNaN(stored) && Number.isNaN(probe));
  }

  verify(groups: Int32Array, length: number): boolean {
    if (this.#nulls !== undefined) return verifyEach(this, groups, length);
    const values = this.#values;
    const probe = this.#probe;
    let hasMismatch = false;
    for (let row = 0; row < length; row++) {
      const group = groups[row] as number;
      if (group < 0) continue;
      const a = values[group] as number;
      const b = probe[row] as number;
      if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) {
        groups[row] = MISMATCH;
        hasMismatch = true;
      }
    }
    return hasMismatch;
  }
}

function verifyEach(lane: KeyLane, groups: Int32Array, length: number): boolean {
  let hasMismatch = false;
  for (let row = 0; row < length; row++) {
    const group = groups[row] as number;
    if (group >= 0 && !lane.isEqual(row, group)) {
      groups[row] = MISMATCH;
      hasMismatch = true;
    }
  }
  return hasMismatch;
}

function grown<A extends Int32Array | Float64Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
