import type { ColumnBuilder } from '../column-builder.ts';
import type { ByteRecords } from '../format.ts';
import { KeyOrder, NO_SLOT } from './key-order.ts';
import {
  actionOf,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  INTEGER,
  LONG,
  maximumOf,
  NESTED,
  type ScanSlot,
  SKIP,
  TEXT,
} from './scan-slot.ts';
import {
  escapedText,
  isNull,
  NOT_READ,
  scanBoolean,
  scanDouble,
  scanInteger,
  scanString,
  skipNumber,
  skipSpace,
  skipString,
  skipValue,
} from './scan-values.ts';
import type { Template } from './template-source.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LOWER_N = 0x6e;

/** The share of records in another order above which the learned order is given up. */
const RELEARN_ABOVE = 0.5;
/** Records with more keys have no template: their program would be too long to be optimised. */
const MAX_TEMPLATE_KEYS = 64;

/**
 * Reads records of JSON into columns without making objects or strings.
 *
 * It accepts a record only if it understands all of it, and leaves any other to `JsonValueReader`,
 * which says what records mean. It learns the order of keys from the records; other orders, spaces
 * and missing keys cost time, not correctness.
 */
export class JsonScanner {
  readonly #slots: readonly ScanSlot[];
  readonly #actions: Int32Array;
  readonly #maxima: Float64Array;
  readonly #maxNesting: number;
  readonly #maxRecordBytes: number;
  readonly #keys: KeyOrder;
  /** The last row that had the key of a slot. */
  readonly #seenIn: Int32Array;
  /** Records with a key that was not where the learned order has it, in the current call. */
  #surprises = 0;
  #lastSurprise = -1;
  #gaps: [number, number, number][] | undefined;

  constructor(
    slots: readonly ScanSlot[],
    limits: { readonly maxNesting: number; readonly maxRecordBytes: number },
  ) {
    this.#slots = slots;
    this.#actions = Int32Array.from(slots, ({ dataType }) => actionOf(dataType));
    this.#maxima = Float64Array.from(slots, ({ dataType }) => maximumOf(dataType));
    this.#maxNesting = limits.maxNesting;
    this.#maxRecordBytes = limits.maxRecordBytes;
    this.#keys = new KeyOrder(slots.map((slot) => slot.key));
    this.#seenIn = new Int32Array(slots.length);
  }

  /**
   * Reads the records into `columns`, one for each slot. Texts, times, decimals and nested values
   * are left as slices.
   *
   * @param isUnread - set to 1 for the records that were not understood; their rows hold anything
   * @param rows - the records to read, ascending; all of them without a word
   */
  scan(
    records: ByteRecords,
    columns: readonly ColumnBuilder[],
    isUnread: Uint8Array,
    rows?: Int32Array,
  ): void {
    const { bytes, starts, lengths } = records;
    const count = rows === undefined ? records.length : rows.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#seenIn.fill(-1);
    this.#surprises = 0;
    this.#lastSurprise = -1;
    for (let i = 0; i < count; i++) {
      const row = rows === undefined ? i : (rows[i] as number);
      const start = starts[row] as number;
      const size = lengths[row] as number;
      this.#gaps = this.#keys.isLearned ? undefined : [];
      const isRead =
        size > 0 &&
        size <= this.#maxRecordBytes &&
        this.#scanRecord(bytes, view, start, start + size, row, columns);
      if (!isRead) isUnread[row] = 1;
      else if (this.#gaps !== undefined) this.#keys.learn(view, this.#gaps);
    }
    if (this.#surprises > count * RELEARN_ABOVE) this.#keys.forget();
  }

  /** The shape of the records as far as it is known; undefined where there is none. */
  template(): Template | undefined {
    const steps = this.#keys.gaps().map((gap) => ({
      ...gap,
      action: this.#actions[gap.slot] ?? SKIP,
      max: this.#maxima[gap.slot] ?? 0,
      takesNull: this.#slots[gap.slot]?.takesNull ?? true,
    }));
    if (steps.length === 0 || steps.length > MAX_TEMPLATE_KEYS) return undefined;
    const present = new Set(steps.map(({ slot }) => slot));
    return {
      steps,
      absent: [...this.#slots.keys()].filter((slot) => !present.has(slot)),
      maxRecordBytes: this.#maxRecordBytes,
      maxNesting: this.#maxNesting - 1,
    };
  }

  #scanRecord(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    row: number,
    columns: readonly ColumnBuilder[],
  ): boolean {
    const keys = this.#keys;
    const { lengths, slots } = keys;
    const seenIn = this.#seenIn;
    let p = start;
    let place = 0;
    let seen = 0;
    // Each turn reads one key and its value; p stands behind the value before, or at the start.
    for (;;) {
      let slot: number;
      if (keys.matches(view, place, p, end)) {
        p += lengths[place] as number;
        slot = slots[place] as number;
        place++;
      } else {
        const gap = p;
        const isFirst = gap === start;
        p = skipSpace(bytes, p);
        let isEnd = !isFirst && bytes[p] === CLOSE_BRACE;
        if (!isEnd) {
          if (bytes[p] !== (isFirst ? OPEN_BRACE : COMMA)) return false;
          p = skipSpace(bytes, p + 1);
          isEnd = isFirst && bytes[p] === CLOSE_BRACE;
        }
        if (isEnd) {
          // Like the reader, it does not look at what stands behind the object.
          if (p >= end) return false;
          break;
        }
        if (bytes[p] !== QUOTE) return false;
        const key = p + 1;
        const keyEnd = scanString(bytes, view, key, end);
        if (keyEnd === NOT_READ) return false;
        p = skipSpace(bytes, keyEnd + 1);
        if (bytes[p] !== COLON) return false;
        p = skipSpace(bytes, p + 1);
        slot = keys.slotOf(bytes, key, keyEnd - key);
        place = keys.placeBehind(slot, place);
        if (this.#gaps === undefined) this.#noteSurprise(row);
        else this.#gaps.push([gap, p, slot]);
      }
      if (slot === NO_SLOT) {
        p = skipValue(bytes, view, p, end, this.#maxNesting - 1);
        if (p === NOT_READ) return false;
        continue;
      }
      if (seenIn[slot] === row) return false;
      seenIn[slot] = row;
      seen++;
      p = this.#scanValue(slot, bytes, view, p, end, row, columns[slot] as ColumnBuilder);
      if (p === NOT_READ) return false;
    }
    return seen === this.#slots.length || this.#fillMissing(row, columns);
  }

  #noteSurprise(row: number): void {
    if (row === this.#lastSurprise) return;
    this.#lastSurprise = row;
    this.#surprises++;
  }

  #scanValue(
    slot: number,
    bytes: Uint8Array,
    view: DataView,
    p: number,
    end: number,
    row: number,
    column: ColumnBuilder,
  ): number {
    if (bytes[p] === LOWER_N) {
      if (!isNull(view, p, end) || !(this.#slots[slot] as ScanSlot).takesNull) return NOT_READ;
      column.setNull(row);
      return p + 4;
    }
    switch (this.#actions[slot]) {
      case DOUBLE:
        return scanDouble(bytes, p, column.doubles, row);
      case INTEGER:
        return scanInteger(bytes, p, this.#maxima[slot] as number, column.ints, row);
      case LONG:
        return scanInteger(bytes, p, this.#maxima[slot] as number, column.doubles, row);
      case BOOLEAN:
        return scanBoolean(view, p, end, column.booleans, row);
      case TEXT: {
        if (bytes[p] !== QUOTE) return NOT_READ;
        const behind = scanString(bytes, view, p + 1, end);
        if (behind === NOT_READ) return this.#scanEscaped(bytes, view, p + 1, end, row, column);
        column.starts[row] = p + 1;
        column.lengths[row] = behind - p - 1;
        return behind + 1;
      }
      case DECIMAL: {
        const behind = skipNumber(bytes, p);
        column.starts[row] = p;
        column.lengths[row] = behind - p;
        return behind;
      }
      case NESTED: {
        const behind = skipValue(bytes, view, p, end, this.#maxNesting - 1);
        column.starts[row] = p;
        column.lengths[row] = behind - p;
        return behind;
      }
      default:
        return skipValue(bytes, view, p, end, this.#maxNesting - 1);
    }
  }

  #scanEscaped(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    row: number,
    column: ColumnBuilder,
  ): number {
    if (column.dataType.kind !== 'string') return NOT_READ;
    const behind = skipString(bytes, view, start, end);
    if (behind === NOT_READ) return NOT_READ;
    const text = escapedText(bytes, start, behind);
    if (text === undefined) return NOT_READ;
    column.set(row, text);
    return behind;
  }

  #fillMissing(row: number, columns: readonly ColumnBuilder[]): boolean {
    for (let slot = 0; slot < columns.length; slot++) {
      if (this.#seenIn[slot] === row) continue;
      if (!(this.#slots[slot] as ScanSlot).takesNull) return false;
      (columns[slot] as ColumnBuilder).setNull(row);
    }
    return true;
  }
}
