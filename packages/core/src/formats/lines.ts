import { TARGET_BATCH_ROWS } from '../columnar/record-batch.ts';
import { LINE_TOO_LONG } from '../errors/format.ts';
import { BAD_OPTION } from '../errors/option.ts';
import type { ByteRecords } from './format.ts';

export interface LineOptions {
  /** Leave out lines of nothing but spaces, as Spark's JSON and CSV sources do; false without a word. */
  readonly skipsBlankLines?: boolean;
  /** The longest line; 64 MiB without a word. */
  readonly maxLineBytes?: number;
  /** Lines handed over together; 4096 without a word. */
  readonly batchRows?: number;
}

/** Lines as records, and the place of each in the file. */
export interface LineRecords extends ByteRecords {
  /** The number of each line, from 1. */
  readonly numbers: Int32Array;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

const MAX_LINE_BYTES = 1 << 26;
const FIRST_BLOCK_BYTES = 1 << 16;
/** A batch ends here even with few lines, so that long lines do not pile up. */
const TARGET_BATCH_BYTES = 1 << 22;

/**
 * Cuts a stream of bytes into lines, each a record. A line ends with `\n` or `\r\n`, which are no part
 * of it; the last needs no end. The bytes are copied, so the chunks may be reused.
 *
 * @throws {@link LINE_TOO_LONG} for a line beyond `maxLineBytes`
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: LineOptions = {},
): AsyncGenerator<LineRecords, void, undefined> {
  const { batchRows = TARGET_BATCH_ROWS, maxLineBytes = MAX_LINE_BYTES } = options;
  for (const [option, value] of Object.entries({ batchRows, maxLineBytes })) {
    if (!Number.isInteger(value) || value < 1) {
      throw BAD_OPTION.error({ option, value: String(value), expected: 'an integer above 0' });
    }
  }
  let lines = new LineBatch(options.skipsBlankLines === true, maxLineBytes, batchRows);
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      at = lines.take(chunk, at);
      if (lines.isFull) {
        const next = lines.successor();
        yield lines.records();
        lines = next;
      }
    }
  }
  if (lines.hasOpenLine) lines.endLine();
  if (lines.count > 0) yield lines.records();
}

/** The lines of one batch, in a buffer of its own, and the beginning of the line that is still open. */
class LineBatch {
  readonly #skipsBlankLines: boolean;
  readonly #maxLineBytes: number;
  readonly #maxRows: number;
  #bytes: Uint8Array = new Uint8Array(FIRST_BLOCK_BYTES);
  #used = 0;
  #lineStart = 0;
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  readonly #numbers: Int32Array;
  #count = 0;
  #ended: number;

  /** @param ended - lines before this batch */
  constructor(skipsBlankLines: boolean, maxLineBytes: number, maxRows: number, ended = 0) {
    this.#skipsBlankLines = skipsBlankLines;
    this.#maxLineBytes = maxLineBytes;
    this.#maxRows = maxRows;
    this.#starts = new Int32Array(maxRows);
    this.#lengths = new Int32Array(maxRows);
    this.#numbers = new Int32Array(maxRows);
    this.#ended = ended;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#maxRows || (this.#count > 0 && this.#used >= TARGET_BATCH_BYTES);
  }

  /** Takes lines of a chunk until the batch is full; answers how far it came. */
  take(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && !this.isFull) {
      const newline = chunk.indexOf(NEWLINE, at);
      const end = newline < 0 ? chunk.length : newline;
      this.#append(chunk.subarray(at, end));
      if (newline < 0) return chunk.length;
      this.endLine();
      at = newline + 1;
    }
    return at;
  }

  #append(piece: Uint8Array): void {
    const used = this.#used + piece.length;
    const maxLineBytes = this.#maxLineBytes;
    if (used - this.#lineStart > maxLineBytes) throw LINE_TOO_LONG.error({ maxLineBytes });
    if (used > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, used));
      larger.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#used);
    this.#used = used;
  }

  /** Makes a record of the open line. */
  endLine(): void {
    const start = this.#lineStart;
    let end = this.#used;
    if (end > start && this.#bytes[end - 1] === CARRIAGE_RETURN) end--;
    this.#lineStart = this.#used;
    this.#ended++;
    if (this.#skipsBlankLines && isBlank(this.#bytes, start, end)) return;
    this.#starts[this.#count] = start;
    this.#lengths[this.#count] = end - start;
    this.#numbers[this.#count] = this.#ended;
    this.#count++;
  }

  get hasOpenLine(): boolean {
    return this.#used > this.#lineStart;
  }

  /** An empty batch that goes on with the open line of this one. */
  successor(): LineBatch {
    const next = new LineBatch(
      this.#skipsBlankLines,
      this.#maxLineBytes,
      this.#maxRows,
      this.#ended,
    );
    next.#append(this.#bytes.subarray(this.#lineStart, this.#used));
    return next;
  }

  records(): LineRecords {
    return {
      bytes: this.#bytes.subarray(0, this.#used),
      starts: this.#starts,
      lengths: this.#lengths,
      numbers: this.#numbers,
      length: this.#count,
    };
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) if ((bytes[p] as number) > SPACE) return false;
  return true;
}
