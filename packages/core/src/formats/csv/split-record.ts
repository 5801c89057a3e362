/** How cells stand in a record. Each is one ASCII byte. */
export interface CsvSyntax {
  readonly delimiter: number;
  readonly quote: number;
  /** Takes the special meaning from a quote, and from itself, inside quotes. */
  readonly escape: number;
}

const SPACE = 0x20;
const FIRST_CELLS = 16;

/**
 * The cells of one record, as slices of its bytes.
 *
 *   record = cell *(delimiter cell)
 *   cell   = quote *(byte | escape quote | escape escape) quote *space | *byte
 *
 * A quote that is neither the last of its cell nor escaped makes the cell plain: its bytes count as
 * they stand, quotes included, up to the next delimiter (univocity's STOP_AT_DELIMITER, which Spark sets).
 */
export class CsvCells {
  count = 0;
  starts: Int32Array = new Int32Array(FIRST_CELLS);
  ends: Int32Array = new Int32Array(FIRST_CELLS);
  /** 1 for a cell with escapes inside, see {@link unescaped}. */
  hasEscapes: Uint8Array = new Uint8Array(FIRST_CELLS);
  readonly #syntax: CsvSyntax;

  constructor(syntax: CsvSyntax) {
    this.#syntax = syntax;
  }

  split(bytes: Uint8Array, start: number, end: number): void {
    const { delimiter, quote } = this.#syntax;
    this.count = 0;
    let p = start;
    for (;;) {
      const behind = bytes[p] === quote && p < end ? this.#quoted(bytes, p, end) : -1;
      if (behind >= 0) {
        p = behind;
      } else {
        const cell = p;
        while (p < end && bytes[p] !== delimiter) p++;
        this.#add(cell, p, false);
      }
      if (p >= end) return;
      p++;
    }
  }

  /** Adds the quoted cell at `start` and answers where it ends, or -1 if it is none. */
  #quoted(bytes: Uint8Array, start: number, end: number): number {
    const { delimiter, quote, escape } = this.#syntax;
    let hasEscapes = false;
    for (let p = start + 1; p < end; p++) {
      const c = bytes[p] as number;
      const next = bytes[p + 1] as number;
      if (c === escape && p + 1 < end && (next === quote || next === escape)) {
        hasEscapes = true;
        p++;
      } else if (c === quote) {
        let behind = p + 1;
        if (delimiter !== SPACE) while (behind < end && bytes[behind] === SPACE) behind++;
        if (behind < end && bytes[behind] !== delimiter) return -1;
        this.#add(start + 1, p, hasEscapes);
        return behind;
      }
    }
    return -1;
  }

  #add(start: number, end: number, hasEscapes: boolean): void {
    const cell = this.count++;
    if (cell === this.starts.length) this.#grow();
    this.starts[cell] = start;
    this.ends[cell] = end;
    this.hasEscapes[cell] = hasEscapes ? 1 : 0;
  }

  #grow(): void {
    const [starts, ends, hasEscapes] = [this.starts, this.ends, this.hasEscapes];
    const size = starts.length * 2;
    this.starts = new Int32Array(size);
    this.ends = new Int32Array(size);
    this.hasEscapes = new Uint8Array(size);
    this.starts.set(starts);
    this.ends.set(ends);
    this.hasEscapes.set(hasEscapes);
  }

  /** The bytes that a cell with escapes stands for. */
  unescaped(bytes: Uint8Array, cell: number): Uint8Array {
    const { escape } = this.#syntax;
    const start = this.starts[cell] as number;
    const end = this.ends[cell] as number;
    const out = new Uint8Array(end - start);
    let at = 0;
    for (let p = start; p < end; p++) {
      const next = bytes[p + 1];
      const escapes =
        bytes[p] === escape && p + 1 < end && (next === this.#syntax.quote || next === escape);
      if (escapes) p++;
      out[at++] = bytes[p] as number;
    }
    return out.subarray(0, at);
  }
}
