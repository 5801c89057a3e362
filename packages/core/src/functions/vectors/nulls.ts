import type { Vector } from '../../columnar/vector.ts';

/** The null mask of a function that is null where any argument is; shared with an argument if possible. */
export function mergeNulls(vectors: readonly Vector[], length: number): Uint8Array | undefined {
  let merged: Uint8Array | undefined;
  for (const { nulls } of vectors) {
    if (nulls === undefined || nulls === merged) continue;
    merged = merged === undefined ? nulls : eitherNull(merged, nulls, length);
  }
  return merged;
}

function eitherNull(a: Uint8Array, b: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = (a[i] as number) | (b[i] as number);
  return out;
}

/** Collects the rows that a kernel finds to have no result, on top of those its arguments make null. */
export class NullMask {
  #nulls: Uint8Array | undefined;
  #isShared: boolean;
  readonly #length: number;

  constructor(inherited: Uint8Array | undefined, length: number) {
    this.#nulls = inherited;
    this.#isShared = true;
    this.#length = length;
  }

  isNull(row: number): boolean {
    return this.#nulls !== undefined && this.#nulls[row] === 1;
  }

  setNull(row: number): void {
    if (this.#nulls === undefined) this.#nulls = new Uint8Array(this.#length);
    else if (this.#isShared) this.#nulls = this.#nulls.slice(0, this.#length);
    this.#isShared = false;
    this.#nulls[row] = 1;
  }

  /** The mask, or undefined when no row is null. */
  finish(): Uint8Array | undefined {
    return this.#nulls;
  }
}
