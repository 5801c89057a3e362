import type { BytesVector, Vector } from '../../columnar/vector.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The UTF-8 bytes of every row, whichever way the vector holds its text. */
export function textBytes(vector: Vector): BytesVector {
  if (vector.kind === 'bytes') return vector;
  if (vector.kind !== 'dictionary') throw new TypeError(`expected text, found ${vector.kind}`);
  const { codes, dictionary, length, nulls } = vector;
  const out = new BytesBuilder(length);
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && nulls[i] === 1) out.append(EMPTY, 0, 0);
    else {
      const entry = dictionary.bytes(codes[i] as number);
      out.append(entry, 0, entry.length);
    }
    out.endRow();
  }
  return out.finish(nulls);
}

/** Reads rows of text as JavaScript strings. */
export function textReader(vector: Vector): (row: number) => string {
  if (vector.kind === 'dictionary') {
    const { codes, dictionary } = vector;
    return (row) => dictionary.text(codes[row] as number);
  }
  const { bytes, starts, lengths } = textBytes(vector);
  return (row) => {
    const start = starts[row] as number;
    return decoder.decode(bytes.subarray(start, start + (lengths[row] as number)));
  };
}

/** Byte for byte as unsigned numbers; a prefix comes before what it is a prefix of. */
export function compareBytes(
  a: Uint8Array,
  startA: number,
  lengthA: number,
  b: Uint8Array,
  startB: number,
  lengthB: number,
): number {
  const shorter = lengthA < lengthB ? lengthA : lengthB;
  for (let i = 0; i < shorter; i++) {
    const order = (a[startA + i] as number) - (b[startB + i] as number);
    if (order !== 0) return order;
  }
  return lengthA - lengthB;
}

/** Builds a `bytes` vector row by row: any number of appends, then `endRow`. */
export class BytesBuilder {
  #bytes: Uint8Array;
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  #row = 0;
  #start = 0;
  #end = 0;

  constructor(rows: number, sizeBytes: number = 16 * rows) {
    this.#bytes = new Uint8Array(Math.max(16, sizeBytes));
    this.#starts = new Int32Array(rows);
    this.#lengths = new Int32Array(rows);
  }

  append(source: Uint8Array, start: number, length: number): void {
    this.#reserve(length);
    const to = this.#end;
    const bytes = this.#bytes;
    // A loop beats subarray and set for the short values that columns of text mostly hold.
    if (length < 32) for (let i = 0; i < length; i++) bytes[to + i] = source[start + i] as number;
    else bytes.set(source.subarray(start, start + length), to);
    this.#end += length;
  }

  appendText(text: string): void {
    this.#reserve(3 * text.length);
    // The encoder costs more than a loop for the short ASCII text that most is.
    if (text.length < 32 && this.#appendAscii(text)) return;
    this.#end += encoder.encodeInto(text, this.#bytes.subarray(this.#end)).written;
  }

  /** False, and nothing appended, for text that is not ASCII. */
  #appendAscii(text: string): boolean {
    const to = this.#end;
    const bytes = this.#bytes;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return false;
      bytes[to + i] = unit;
    }
    this.#end += text.length;
    return true;
  }

  endRow(): void {
    this.#starts[this.#row] = this.#start;
    this.#lengths[this.#row] = this.#end - this.#start;
    this.#row++;
    this.#start = this.#end;
  }

  finish(nulls: Uint8Array | undefined): BytesVector {
    const [bytes, starts, lengths] = [this.#bytes, this.#starts, this.#lengths];
    return { kind: 'bytes', length: this.#row, nulls, bytes, starts, lengths };
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#end + more));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
  }
}

const EMPTY = new Uint8Array(0);
