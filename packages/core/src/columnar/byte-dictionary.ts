import { slotsFor } from './key-hash.ts';
import type { BytesVector, Dictionary } from './vector.ts';

const FIRST_ENTRIES = 64;
const FIRST_ARENA_BYTES = 1024;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Distinct byte strings in the order in which they came: code 0, 1, 2, …
 *
 * It keeps its own copy of the bytes, grows as needed and never changes an entry, so codes and
 * what others remember about them stay valid for its whole life.
 */
export class ByteDictionary implements Dictionary {
  #size = 0;
  #arena: Uint8Array = new Uint8Array(FIRST_ARENA_BYTES);
  #arenaView: DataView = viewOf(this.#arena);
  /** By code where its bytes begin; they end where the next begin. */
  #starts: Int32Array = new Int32Array(FIRST_ENTRIES + 1);
  #hashes: Int32Array = new Int32Array(FIRST_ENTRIES);
  /** Open addressing with linear probes; code + 1, 0 = free. */
  #slots: Int32Array = new Int32Array(slotsFor(FIRST_ENTRIES));
  readonly #texts: string[] = [];
  /** What was looked up last, and a view of it: neighbours mostly lie in the same buffer. */
  #bytes: Uint8Array = this.#arena;
  #view: DataView = this.#arenaView;

  get size(): number {
    return this.#size;
  }

  text(code: number): string {
    return (this.#texts[code] ??= utf8.decode(this.bytes(code)));
  }

  bytes(code: number): Uint8Array {
    return this.#arena.subarray(this.#starts[code], this.#starts[code + 1]);
  }

  /** The bytes of some codes as a vector that shares them; what a null has as its code does not matter. */
  vector(codes: Int32Array, nulls: Uint8Array | undefined): BytesVector {
    const { length } = codes;
    const starts = new Int32Array(length);
    const lengths = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && nulls[i] === 1) continue;
      const code = codes[i] as number;
      const start = this.#starts[code] as number;
      starts[i] = start;
      lengths[i] = (this.#starts[code + 1] as number) - start;
    }
    return { kind: 'bytes', length, nulls, bytes: this.#arena, starts, lengths };
  }

  /** Makes room for so many entries at once, where their number is known before. */
  reserve(entries: number): void {
    if (entries > this.#hashes.length) this.#growEntries(entries);
    if (slotsFor(entries) > this.#slots.length) this.#growSlots(slotsFor(entries));
  }

  /** The code of `bytes[start … start + length)`, a new one if it was not there. */
  intern(bytes: Uint8Array, start: number, length: number): number {
    const view = this.#viewed(bytes);
    const hash = hashOf(view, start, length);
    const slot = this.#probe(view, start, length, hash);
    const code = (this.#slots[slot] as number) - 1;
    return code >= 0 ? code : this.#add(bytes, start, length, hash, slot);
  }

  /** The code of `bytes[start … start + length)`, or -1. */
  find(bytes: Uint8Array, start: number, length: number): number {
    const view = this.#viewed(bytes);
    const slot = this.#probe(view, start, length, hashOf(view, start, length));
    return (this.#slots[slot] as number) - 1;
  }

  #viewed(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = viewOf(bytes);
    }
    return this.#view;
  }

  /** The slot that holds these bytes, or the free one where they belong. */
  #probe(view: DataView, start: number, length: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = (slots[slot] as number) - 1;
      if (code < 0) return slot;
      if (this.#hashes[code] !== hash) continue;
      const known = this.#starts[code] as number;
      if (
        (this.#starts[code + 1] as number) - known === length &&
        areSame(this.#arenaView, known, view, start, length)
      ) {
        return slot;
      }
    }
  }

  #add(bytes: Uint8Array, start: number, length: number, hash: number, slot: number): number {
    const code = this.#size++;
    if (code === this.#hashes.length) this.#growEntries(2 * code);
    const used = this.#starts[code] as number;
    if (used + length > this.#arena.length) {
      // The old arena stays alive while somebody holds a slice of it; its bytes are the same.
      const larger = new Uint8Array(Math.max(this.#arena.length * 2, used + length));
      larger.set(this.#arena.subarray(0, used));
      this.#arena = larger;
      this.#arenaView = viewOf(larger);
    }
    const end = start + length;
    for (let i = start, at = used; i < end; i++) {
      this.#arena[at++] = bytes[i] as number;
    }
    this.#starts[code + 1] = used + length;
    this.#hashes[code] = hash;
    this.#slots[slot] = code + 1;
    if (slotsFor(this.#size) > this.#slots.length) this.#growSlots(this.#slots.length * 2);
    return code;
  }

  #growEntries(capacity: number): void {
    this.#starts = grown(this.#starts, capacity + 1);
    this.#hashes = grown(this.#hashes, capacity);
  }

  #growSlots(count: number): void {
    const slots = new Int32Array(count);
    const mask = slots.length - 1;
    for (let code = 0; code < this.#size; code++) {
      let slot = (this.#hashes[code] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.#slots = slots;
  }
}

function grown(values: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length);
  larger.set(values);
  return larger;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// Both take four bytes a step; the last step ends at the last byte and may overlap the one before.

function areSame(
  a: DataView,
  aStart: number,
  b: DataView,
  bStart: number,
  length: number,
): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) {
      if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false;
    }
    return true;
  }
  const last = length - 4;
  for (let i = 0; i < last; i += 4) {
    if (a.getInt32(aStart + i, true) !== b.getInt32(bStart + i, true)) return false;
  }
  return a.getInt32(aStart + last, true) === b.getInt32(bStart + last, true);
}

// The mixing at the end spreads the high bits into the low ones, which choose the slot (the finalizer
// of MurmurHash3).
function hashOf(view: DataView, start: number, length: number): number {
  let hash = length;
  if (length < 4) {
    for (let i = start; i < start + length; i++) hash = mixed(hash, view.getUint8(i));
  } else {
    const last = start + length - 4;
    for (let i = start; i < last; i += 4) hash = mixed(hash, view.getInt32(i, true));
    hash = mixed(hash, view.getInt32(last, true));
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function mixed(hash: number, word: number): number {
  const h = Math.imul(hash ^ word, 0x9e3779b1);
  return h ^ (h >>> 15);
}
