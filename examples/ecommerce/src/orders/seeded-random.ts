/** Numbers that look random and are the same for the same seed on every machine (sfc32, by Chris Doty-Humphrey). */
export class SeededRandom {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    // The first numbers still resemble the seed.
    for (let i = 0; i < 15; i++) this.#nextUint32();
  }

  /** In [0, 1). */
  next(): number {
    return this.#nextUint32() / 0x1_0000_0000;
  }

  /** An integer in [from, to). */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from));
  }

  /** Close to normally distributed, mean 0 and deviation 1: twelve draws added up, without a logarithm that machines may round differently. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.next();
    return sum;
  }

  /** One of the entries, each as likely as its weight says. */
  weighted<T extends { readonly weight: number }>(entries: readonly T[]): T {
    let rest = this.next() * entries.reduce((sum, { weight }) => sum + weight, 0);
    for (const entry of entries) {
      rest -= entry.weight;
      if (rest < 0) return entry;
    }
    return entries.at(-1) as T;
  }

  #nextUint32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    return result >>> 0;
  }
}
