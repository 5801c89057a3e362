import { finishHashes, slotsFor } from '../columnar/key-hash.ts';
import type { Vector } from '../columnar/vector.ts';
import type { Field } from '../types/data-type.ts';
import type { KeyColumn } from './key-column.ts';
import { keyColumnOf } from './key-column-of.ts';
import { type KeyLane, MISMATCH, NO_GROUP } from './key-lane.ts';

const FIRST_CAPACITY = 64;
/** Texts that no group uses are dropped when they outnumber the groups by this many. */
const GARBAGE_ALLOWANCE = 4096;

/**
 * Gives every distinct key a small integer, its group id.
 *
 * Equality is Spark's: null equals null, NaN equals NaN, -0.0 equals 0.0. Ids of removed keys are
 * used again. Values that belong to a group live with the caller, in arrays indexed by group id.
 *
 * The keys are in typed columns, the hash table holds ids only. A look-up runs column by column: hash
 * all rows, take for each the group whose hash agrees, then compare the keys of all rows with those
 * of their groups. The few rows where a hash lied are looked up one by one.
 */
export class KeyTable {
  readonly #columns: readonly KeyColumn[];
  readonly #lanes: readonly KeyLane[];
  /** Open addressing with linear probes; group id + 1, 0 = free. */
  #slots: Int32Array = new Int32Array(slotsFor(FIRST_CAPACITY));
  /** By group; of a free id the one that was free before it, plus one. */
  #hashes: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** By group: 1 while it has a key. */
  #isLive: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Ids at and above were never used. */
  #used = 0;
  #size = 0;
  /** The id that will be used again first, plus one; 0 for none. */
  #firstFree = 0;
  /** Hashes of the rows being looked up. */
  #rowHashes: Int32Array = new Int32Array(0);

  constructor(keyFields: readonly Field[]) {
    this.#columns = keyFields.map((field) => keyColumnOf(field));
    this.#lanes = this.#columns.flatMap((column) => column.lanes);
    for (const lane of this.#lanes) lane.grow(FIRST_CAPACITY);
  }

  /** How many keys there are. */
  get size(): number {
    return this.#size;
  }

  /** All group ids are below; grows by doubling. */
  get capacity(): number {
    return this.#hashes.length;
  }

  /** Makes room for so many keys at once, where their number is known before: growing takes long. */
  reserve(keys: number): void {
    if (keys > this.capacity) this.#grow(keys);
    if (slotsFor(keys) > this.#slots.length) this.#rehash(slotsFor(keys));
    for (const column of this.#columns) column.reserve?.(keys);
  }

  /**
   * Sets `groups[i]` to the group of the key in row `i`, adding keys that are not there.
   *
   * @param isNew - set to 1 for each row that added its key, 0 for all others
   */
  findOrInsert(
    keys: readonly Vector[],
    length: number,
    groups: Int32Array,
    isNew?: Uint8Array,
  ): void {
    this.#compactIfWorthIt();
    isNew?.fill(0, 0, length);
    const hashes = this.#hashRows(keys, length, true);
    let slots = this.#slots;
    let stored = this.#hashes;
    for (let row = 0; row < length; row++) {
      const hash = hashes[row] as number;
      const mask = slots.length - 1;
      let slot = hash & mask;
      let group = (slots[slot] as number) - 1;
      while (group >= 0 && stored[group] !== hash) {
        slot = (slot + 1) & mask;
        group = (slots[slot] as number) - 1;
      }
      if (group < 0) {
        group = this.#insert(row, hash, slot);
        if (isNew !== undefined) isNew[row] = 1;
        slots = this.#slots;
        stored = this.#hashes;
      }
      groups[row] = group;
    }
    if (this.#verify(groups, length)) this.#findMismatched(groups, length, isNew);
  }

  /** Sets `groups[i]` to the group of the key in row `i`, or to -1. */
  find(keys: readonly Vector[], length: number, groups: Int32Array): void {
    const hashes = this.#hashRows(keys, length, false);
    const slots = this.#slots;
    const stored = this.#hashes;
    const mask = slots.length - 1;
    for (let row = 0; row < length; row++) {
      const hash = hashes[row] as number;
      let slot = hash & mask;
      let group = (slots[slot] as number) - 1;
      while (group >= 0 && stored[group] !== hash) {
        slot = (slot + 1) & mask;
        group = (slots[slot] as number) - 1;
      }
      groups[row] = group < 0 ? NO_GROUP : group;
    }
    if (!this.#verify(groups, length)) return;
    for (let row = 0; row < length; row++) {
      if (groups[row] === MISMATCH) {
        groups[row] = (slots[this.#slotOf(row, hashes[row] as number)] as number) - 1;
      }
    }
  }

  /**
   * Removes a key. Its id may be given to another one from the next look-up on; until then the key can
   * still be read.
   */
  remove(group: number): void {
    if (this.#isLive[group] !== 1) throw new RangeError(`group ${group} has no key`);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = (this.#hashes[group] as number) & mask;
    while (slots[hole] !== group + 1) hole = (hole + 1) & mask;
    // Entries behind the hole move up unless that would take them before their home slot (Knuth 6.4, R).
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      const home = (this.#hashes[entry - 1] as number) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = entry;
        hole = slot;
      }
    }
    slots[hole] = 0;
    this.#isLive[group] = 0;
    this.#setFree(group);
    this.#size--;
  }

  /** The ids of all keys, ascending. */
  liveGroups(): Int32Array {
    const groups = new Int32Array(this.#size);
    let count = 0;
    for (let group = 0; group < this.#used; group++) {
      if (this.#isLive[group] === 1) groups[count++] = group;
    }
    return groups;
  }

  /** The keys of some groups, one vector for each key field. */
  keyVectors(groups: Int32Array): readonly Vector[] {
    return this.#columns.map((column) => column.read(groups));
  }

  /** One key column of some groups. */
  keyVector(index: number, groups: Int32Array): Vector {
    return (this.#columns[index] as KeyColumn).read(groups);
  }

  #hashRows(keys: readonly Vector[], length: number, isAdding: boolean): Int32Array {
    for (const [i, column] of this.#columns.entries()) {
      column.probe(keys[i] as Vector, length, isAdding);
    }
    if (this.#rowHashes.length < length) this.#rowHashes = new Int32Array(length);
    const hashes = this.#rowHashes;
    hashes.fill(0, 0, length);
    for (const lane of this.#lanes) lane.mixProbe(hashes, length);
    finishHashes(hashes, length);
    return hashes;
  }

  #verify(groups: Int32Array, length: number): boolean {
    let hasMismatch = false;
    for (const lane of this.#lanes) {
      if (lane.verify(groups, length)) hasMismatch = true;
    }
    return hasMismatch;
  }

  #findMismatched(groups: Int32Array, length: number, isNew: Uint8Array | undefined): void {
    for (let row = 0; row < length; row++) {
      if (groups[row] !== MISMATCH) continue;
      const hash = this.#rowHashes[row] as number;
      const slot = this.#slotOf(row, hash);
      const group = (this.#slots[slot] as number) - 1;
      groups[row] = group < 0 ? this.#insert(row, hash, slot) : group;
      if (group < 0 && isNew !== undefined) isNew[row] = 1;
    }
  }

  /** The slot that holds the key of a row, or the free one where it belongs. */
  #slotOf(row: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const group = (this.#slots[slot] as number) - 1;
      if (group < 0) return slot;
      if (this.#hashes[group] === hash && this.#lanes.every((lane) => lane.isEqual(row, group))) {
        return slot;
      }
    }
  }

  #insert(row: number, hash: number, slot: number): number {
    const group = this.#takeId();
    this.#slots[slot] = group + 1;
    if (group === this.#hashes.length) this.#grow(2 * group);
    this.#hashes[group] = hash;
    this.#isLive[group] = 1;
    for (const lane of this.#lanes) lane.store(row, group);
    this.#size++;
    if (slotsFor(this.#size) > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return group;
  }

  #takeId(): number {
    if (this.#firstFree === 0) return this.#used++;
    const id = this.#firstFree - 1;
    this.#firstFree = this.#hashes[id] as number;
    return id;
  }

  #setFree(id: number): void {
    this.#hashes[id] = this.#firstFree;
    this.#firstFree = id + 1;
  }

  #grow(capacity: number): void {
    const hashes = new Int32Array(capacity);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const isLive = new Uint8Array(capacity);
    isLive.set(this.#isLive);
    this.#isLive = isLive;
    for (const lane of this.#lanes) lane.grow(capacity);
  }

  #rehash(slotCount: number): void {
    const slots = new Int32Array(slotCount);
    const mask = slotCount - 1;
    for (let group = 0; group < this.#used; group++) {
      if (this.#isLive[group] !== 1) continue;
      let slot = (this.#hashes[group] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = group + 1;
    }
    this.#slots = slots;
  }

  #compactIfWorthIt(): void {
    const limit = 2 * this.#size + GARBAGE_ALLOWANCE;
    if (!this.#columns.some((column) => column.internedCount > limit)) return;
    const groups = this.liveGroups();
    for (const column of this.#columns) column.compact(groups);
    this.#hashes.fill(0);
    for (const lane of this.#lanes) lane.mixStored(this.#hashes, this.#used);
    finishHashes(this.#hashes, this.#used);
    this.#firstFree = 0;
    for (let id = this.#used - 1; id >= 0; id--) if (this.#isLive[id] === 0) this.#setFree(id);
    this.#rehash(this.#slots.length);
  }
}
