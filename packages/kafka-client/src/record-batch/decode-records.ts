import type { RecordColumns } from './record-columns.ts';
import { position, readRawVarint, readVarlong, seek } from './varint.ts';

/** Seven one-byte fields: no record is shorter, so a body of `n` bytes holds at most `n / 7` records. */
export const MIN_RECORD_BYTES = 7;

/** What the header of a batch says about its records. */
export interface RecordFrame {
  readonly baseOffset: number;
  readonly lastOffsetDelta: number;
  readonly recordCount: number;
  readonly baseTimestampMs: number;
  /** Set under log-append time: it replaces the records' own timestamps. */
  readonly appendTimestampMs: number | undefined;
}

/** Rows at `row` and after were written; `fault` says what is wrong with the records, if anything is. */
export interface DecodedRecords {
  readonly row: number;
  readonly fault: string | undefined;
}

/**
 * Decodes the records of one batch, found unpacked in `bytes[start, end)`, into `columns` from `row` on.
 * Records outside `[fromOffset, toOffset)` are passed over.
 *
 * ```text
 * records := record*
 * record  := length:varint         bytes after this field
 *            attributes:int8       unused
 *            timestampDelta:varlong
 *            offsetDelta:varint
 *            key:bytes value:bytes
 *            headerCount:varint header*
 * header  := keyLength:varint key value:bytes
 * bytes   := length:varint byte*   length -1: null
 * ```
 *
 * The hot loop of reading: one pass over a Uint8Array, no call for numbers of one byte, nothing allocated.
 * `capacity - row` must not be below `frame.recordCount`.
 */
export function decodeRecords(
  bytes: Uint8Array,
  start: number,
  end: number,
  frame: RecordFrame,
  fromOffset: number,
  toOffset: number,
  columns: RecordColumns,
  row: number,
): DecodedRecords {
  const { offsets, timestampsMs, keyStarts, keyLengths } = columns;
  const { valueStarts, valueLengths, headerStarts, headerCounts } = columns;
  const { baseOffset, baseTimestampMs, lastOffsetDelta, recordCount, appendTimestampMs } = frame;
  let n = row;
  let p = start;

  for (let i = 0; i < recordCount; i++) {
    let raw = bytes[p++]!;
    if (raw >= 0x80) {
      seek(p - 1);
      raw = readRawVarint(bytes);
      p = position();
    }
    const stop = p + ((raw >>> 1) ^ -(raw & 1));
    if (stop > end || stop < p) return { row: n, fault: `record ${i} leaves the batch` };

    p++; // attributes
    raw = bytes[p++]!;
    let timestampDelta = (raw >>> 1) ^ -(raw & 1);
    if (raw >= 0x80) {
      seek(p - 1);
      timestampDelta = readVarlong(bytes);
      p = position();
    }
    raw = bytes[p++]!;
    if (raw >= 0x80) {
      seek(p - 1);
      raw = readRawVarint(bytes);
      p = position();
    }
    const offsetDelta = (raw >>> 1) ^ -(raw & 1);
    if (offsetDelta < 0 || offsetDelta > lastOffsetDelta) {
      return { row: n, fault: `record ${i} has offset delta ${offsetDelta} of ${lastOffsetDelta}` };
    }

    raw = bytes[p++]!;
    if (raw >= 0x80) {
      seek(p - 1);
      raw = readRawVarint(bytes);
      p = position();
    }
    const keyLength = (raw >>> 1) ^ -(raw & 1);
    const keyStart = p;
    if (keyLength > 0) p += keyLength;

    raw = bytes[p++]!;
    if (raw >= 0x80) {
      seek(p - 1);
      raw = readRawVarint(bytes);
      p = position();
    }
    const valueLength = (raw >>> 1) ^ -(raw & 1);
    const valueStart = p;
    if (valueLength > 0) p += valueLength;

    raw = bytes[p++]!;
    if (raw >= 0x80) {
      seek(p - 1);
      raw = readRawVarint(bytes);
      p = position();
    }
    const headerCount = (raw >>> 1) ^ -(raw & 1);
    // Headers are looked at when asked for; without any, the record must end here.
    if (p > stop || headerCount < 0 || (headerCount === 0 && p !== stop)) {
      return { row: n, fault: `record ${i} does not have the length it states` };
    }

    const offset = baseOffset + offsetDelta;
    if (offset >= fromOffset && offset < toOffset) {
      offsets[n] = offset;
      timestampsMs[n] = appendTimestampMs ?? baseTimestampMs + timestampDelta;
      keyStarts[n] = keyStart;
      keyLengths[n] = keyLength < 0 ? -1 : keyLength;
      valueStarts[n] = valueStart;
      valueLengths[n] = valueLength < 0 ? -1 : valueLength;
      headerStarts[n] = p;
      headerCounts[n] = headerCount;
      n++;
    }
    p = stop;
  }
  return {
    row: n,
    fault: p === end ? undefined : `${end - p} bytes remain after ${recordCount} records`,
  };
}
