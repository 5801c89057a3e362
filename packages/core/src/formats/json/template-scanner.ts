import type { ColumnBuilder } from '../column-builder.ts';
import type { ByteRecords } from '../format.ts';
import type { JsonScanner } from './json-scanner.ts';
import * as values from './scan-values.ts';
import { templateSource } from './template-source.ts';

/** Records after which it is looked at how many the template has missed. */
const JUDGED_RECORDS = 1000;
/** Times that a template may turn out wrong. Records that keep no order are read faster without one. */
const MAX_TEMPLATES = 16;
/** Programs that are kept; each is a few kilobytes. */
const MAX_PROGRAMS = 64;

/**
 * Reads the first `count` records into columns, puts the rows that are not of its template into
 * `missed` and answers how many they are; the columns hold anything in these rows.
 */
type TemplateScan = (
  bytes: Uint8Array,
  view: DataView,
  starts: Int32Array,
  lengths: Int32Array,
  count: number,
  columns: readonly ColumnBuilder[],
  missed: Int32Array,
) => number;

/** Programs by their text: readers of the same records share one, and what is optimised of it. */
const programs = new Map<string, TemplateScan>();

/**
 * A {@link JsonScanner} that lets a generated program read the records which are like most.
 *
 * The keys of a stream mostly come in one order with the same bytes between the values. From the
 * order that the scanner has learned it writes a program for exactly these bytes, without a look-up
 * or a branch on types. Records that are not of that shape are left to the scanner; when these are
 * the majority, the program is written anew, and after some times given up for good.
 */
export class TemplateScanner {
  readonly #scanner: JsonScanner;
  #scan: TemplateScan | undefined = undefined;
  #templatesLeft = MAX_TEMPLATES;
  #records = 0;
  #misses = 0;
  #missed: Int32Array = new Int32Array(0);

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
  }

  /** As {@link JsonScanner.scan}. */
  scan(records: ByteRecords, columns: readonly ColumnBuilder[], isUnread: Uint8Array): void {
    const { length } = records;
    if (this.#scan === undefined) {
      this.#scanner.scan(records, columns, isUnread);
      this.#judge(length, length);
      return;
    }
    const misses = this.#scanTemplate(this.#scan, records, columns);
    // What the program wrote of a record that it missed, the scanner writes again from the same bytes.
    if (misses > 0) {
      this.#scanner.scan(records, columns, isUnread, this.#missed.subarray(0, misses));
    }
    this.#judge(length, misses);
  }

  #scanTemplate(
    scan: TemplateScan,
    { bytes, starts, lengths, length }: ByteRecords,
    columns: readonly ColumnBuilder[],
  ): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#missed.length < length) this.#missed = new Int32Array(length);
    return scan(bytes, view, starts, lengths, length, columns, this.#missed);
  }

  #judge(records: number, misses: number): void {
    this.#records += records;
    this.#misses += misses;
    if (this.#records < JUDGED_RECORDS) return;
    if (this.#misses > this.#records / 2 && this.#templatesLeft > 0) this.#learn();
    this.#records = 0;
    this.#misses = 0;
  }

  #learn(): void {
    const template = this.#scanner.template();
    if (template === undefined) return;
    this.#templatesLeft--;
    this.#scan = this.#templatesLeft > 0 ? programOf(templateSource(template)) : undefined;
  }
}

function programOf(text: string): TemplateScan {
  const known = programs.get(text);
  if (known !== undefined) return known;
  if (programs.size === MAX_PROGRAMS) programs.clear();
  // oxlint-disable-next-line no-implied-eval -- the text is words of template-source.ts and integers
  const program = new Function('values', text)(values) as TemplateScan;
  programs.set(text, program);
  return program;
}

/** False where the process or the page forbids programs made of text. */
export function mayGenerateCode(): boolean {
  return (isAllowed ??= triesToGenerate());
}

let isAllowed: boolean | undefined;

function triesToGenerate(): boolean {
  try {
    // oxlint-disable-next-line no-implied-eval -- whether this is allowed is the question
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
