import { ByteDictionary } from '../../columnar/byte-dictionary.ts';

const utf8 = new TextEncoder();

/** A record with more keys than this is read key by key. */
const MAX_KEYS = 256;

/** The key is none of those that are wanted. */
export const NO_SLOT = -1;

/** The bytes between two values. */
export interface Gap {
  /** The bytes as little-endian words, the last one ending at the last byte. */
  readonly words: Int32Array;
  readonly byteLength: number;
  /** The slot of the value behind them. */
  readonly slot: number;
}

/**
 * The keys of the records: which column each stands for, and the order in which they came in the
 * record that was learned from. Between two values of that record stand bytes such as
 * `, "price": `, and most records have the very same ones, so that comparing them as words takes
 * the place of reading a key.
 */
export class KeyOrder {
  readonly #keys: ByteDictionary = new ByteDictionary();
  /** Key code to the place behind it in the learned order, or 0. */
  readonly #placeBehind: Int32Array;
  #count = 0;
  /** The bytes before each value: `words[firstWord[i] …]`, the last word ending at the last byte. */
  #words: Int32Array = new Int32Array(0);
  readonly #firstWord: Int32Array = new Int32Array(MAX_KEYS);
  /** How many bytes stand before each value; 0 behind the last. */
  readonly lengths: Int32Array = new Int32Array(MAX_KEYS + 1);
  /** The slot of each value. */
  readonly slots: Int32Array = new Int32Array(MAX_KEYS);

  /** @param names - the wanted keys; the code of a key is its slot */
  constructor(names: readonly string[]) {
    for (const name of names) {
      const bytes = utf8.encode(name);
      this.#keys.intern(bytes, 0, bytes.length);
    }
    this.#placeBehind = new Int32Array(names.length);
  }

  get isLearned(): boolean {
    return this.#count > 0;
  }

  /** The slot of the key at these bytes, or {@link NO_SLOT}. */
  slotOf(bytes: Uint8Array, start: number, length: number): number {
    return this.#keys.find(bytes, start, length);
  }

  /** True where `view` has at `p` the bytes that stand before value number `place`. */
  matches(view: DataView, place: number, p: number, end: number): boolean {
    const length = this.lengths[place] as number;
    const last = p + length - 4;
    if (length === 0 || last + 4 > end) return false;
    const words = this.#words;
    let w = this.#firstWord[place] as number;
    for (let q = p; q < last; q += 4) {
      if (view.getInt32(q, true) !== words[w++]) return false;
    }
    return view.getInt32(last, true) === words[w];
  }

  /** Where the learned order goes on behind a key; `otherwise` for a key that is not in it. */
  placeBehind(slot: number, otherwise: number): number {
    if (slot === NO_SLOT) return otherwise;
    const place = this.#placeBehind[slot] as number;
    return place === 0 ? otherwise : place;
  }

  /** What stands before each value of the learned order. */
  gaps(): readonly Gap[] {
    return Array.from(this.slots.subarray(0, this.#count), (slot, place) => {
      const first = this.#firstWord[place] as number;
      const byteLength = this.lengths[place] as number;
      return {
        words: this.#words.slice(first, first + Math.ceil(byteLength / 4)),
        byteLength,
        slot,
      };
    });
  }

  forget(): void {
    this.#count = 0;
    this.lengths[0] = 0;
    this.#placeBehind.fill(0);
  }

  /**
   * Learns the order of one record.
   *
   * @param gaps - for each value the start and end of the bytes before it, and its slot
   */
  learn(
    view: DataView,
    gaps: readonly (readonly [start: number, end: number, slot: number])[],
  ): void {
    this.forget();
    if (gaps.length > MAX_KEYS) return;
    const words: number[] = [];
    for (const [place, [start, end, slot]] of gaps.entries()) {
      this.#firstWord[place] = words.length;
      this.lengths[place] = end - start;
      this.slots[place] = slot;
      const last = end - 4;
      for (let q = start; q < last; q += 4) words.push(view.getInt32(q, true));
      words.push(view.getInt32(last, true));
      if (slot !== NO_SLOT) this.#placeBehind[slot] = place + 1;
    }
    this.#words = Int32Array.from(words);
    this.lengths[gaps.length] = 0;
    this.#count = gaps.length;
  }
}
