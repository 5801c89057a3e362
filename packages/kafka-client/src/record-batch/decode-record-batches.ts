import { COMPRESSION_NAMES } from '../compression/codec.ts';
import { loadCodec, loadedCodec } from '../compression/load-codec.ts';
import {
  BATCH_TOO_LARGE,
  CORRUPT_BATCH,
  type RecordPosition,
  UNSUPPORTED_FORMAT,
} from '../conditions.ts';
import {
  BATCH_HEADER_BYTES,
  baseOffsetOf,
  baseTimestampOf,
  CRC_COVERS_FROM,
  codecOf,
  crcOf,
  endOf,
  isControl,
  isLogAppendTime,
  lastOffsetDeltaOf,
  magicOf,
  maxTimestampOf,
  recordCountOf,
} from './batch-header.ts';
import { crc32c } from './crc32c.ts';
import { decodeRecords, MIN_RECORD_BYTES } from './decode-records.ts';
import type { DecodedBatch } from './decoded-batch.ts';
import { allocateColumns, firstRows, type RecordColumns } from './record-columns.ts';

/** Small batches are put together up to this many rows. */
const JOINED_ROWS = 16_384;
const DEFAULT_MAX_DECOMPRESSED_BYTES = 128 * 1024 * 1024;

/** How record batches are decoded. */
export interface DecodeOptions {
  /** Named in errors and in the decoded batches. */
  readonly topic: string;
  readonly partition: number;
  /** First offset to deliver; default 0. */
  readonly fromOffset?: number;
  /** First offset not to deliver any more; default none. */
  readonly toOffset?: number;
  /** Verify the CRC-32C of every batch; default true. */
  readonly checkCrc?: boolean;
  /** Most bytes one compressed batch may expand to; default 128 MiB. */
  readonly maxDecompressedBytes?: number;
}

/**
 * Decodes the data of a record set, as a fetch returns it, in offset order. Control batches are passed over
 * and a batch cut off at the end is ignored; whether a transaction was aborted is not looked at, see `readRange`.
 * The input must not change while batches made from it are in use: they point into it.
 *
 * @throws {@link CORRUPT_BATCH}, {@link BATCH_TOO_LARGE}, {@link UNSUPPORTED_FORMAT} and `KAFKA.UNSUPPORTED_CODEC`
 */
export async function* decodeRecordBatches(
  recordSet: Uint8Array,
  options: DecodeOptions,
): AsyncGenerator<DecodedBatch, void, undefined> {
  const bytes = plainView(recordSet);
  const starts: number[] = [];
  for (let at = 0; isWhole(bytes, at, options); at = endOf(bytes, at)) {
    if (isControl(bytes, at))
      verifyChecksum(bytes, at, options); // or a flipped bit could hide data
    else starts.push(at);
  }
  yield* decodeBatchesAt(bytes, starts, options);
}

/** A Uint8Array over the same memory that is no Buffer, so that the hot loops only ever see one class. */
export function plainView(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether a whole batch of format 2 begins at `at`; false behind the last one. */
export function isWhole(bytes: Uint8Array, at: number, options: DecodeOptions): boolean {
  if (bytes.length - at < BATCH_HEADER_BYTES) return false;
  const end = endOf(bytes, at);
  const magic = magicOf(bytes, at);
  if (magic !== 2) throw UNSUPPORTED_FORMAT.error({ ...positionOf(bytes, at, options), magic });
  if (end < at + BATCH_HEADER_BYTES) throw corrupt(bytes, at, options, 'its length is impossible');
  const baseOffset = baseOffsetOf(bytes, at);
  if (!(baseOffset >= 0 && baseOffset <= Number.MAX_SAFE_INTEGER - 2 ** 31)) {
    throw corrupt(bytes, at, options, 'its offset is outside 0 to 2^53');
  }
  return end <= bytes.length;
}

/** @throws {@link CORRUPT_BATCH} when the checksum of the batch at `at` does not hold */
export function verifyChecksum(bytes: Uint8Array, at: number, options: DecodeOptions): void {
  if (options.checkCrc === false) return;
  const actual = crc32c(bytes, at + CRC_COVERS_FROM, endOf(bytes, at));
  const stated = crcOf(bytes, at);
  if (actual !== stated) {
    const reason = `its CRC-32C is ${hex(actual)}, the header says ${hex(stated)}`;
    throw corrupt(bytes, at, options, reason);
  }
}

/** Decodes the whole data batches that begin at `starts`. Small uncompressed neighbours are joined. */
export async function* decodeBatchesAt(
  bytes: Uint8Array,
  starts: readonly number[],
  options: DecodeOptions,
): AsyncGenerator<DecodedBatch, void, undefined> {
  for (let i = 0; i < starts.length; ) {
    const at = starts[i]!;
    const codec = codecOf(bytes, at);
    let decoded: DecodedBatch;
    if (codec === 0) {
      const next = endOfJoined(bytes, starts, i, options);
      decoded = decodeJoined(bytes, starts, i, next.index, next.rowCount, options);
      i = next.index;
    } else {
      i++;
      verifyChecksum(bytes, at, options);
      if (recordCountOf(bytes, at) === 0) continue; // compaction took them all, and the packed bytes with them
      if (loadedCodec(codec) === undefined) {
        const { topic, partition, offset } = positionOf(bytes, at, options);
        await loadCodec(codec, `the batch at offset ${offset} of ${topic}-${partition}`);
      }
      decoded = decodeCompressed(bytes, at, codec, options);
    }
    if (decoded.rowCount > 0) yield decoded;
  }
}

/** Which uncompressed batches from index `first` on are put together, and how many rows they hold at most. */
function endOfJoined(
  bytes: Uint8Array,
  starts: readonly number[],
  first: number,
  options: DecodeOptions,
): { index: number; rowCount: number } {
  const isAppendTime = isLogAppendTime(bytes, starts[first]!);
  let rowCount = 0;
  let index = first;
  for (; index < starts.length; index++) {
    const at = starts[index]!;
    if (codecOf(bytes, at) !== 0 || isLogAppendTime(bytes, at) !== isAppendTime) break;
    const count = plausibleCount(bytes, at, endOf(bytes, at) - at - BATCH_HEADER_BYTES, options);
    if (index > first && rowCount + count > JOINED_ROWS) break;
    rowCount += count;
  }
  return { index, rowCount };
}

function decodeJoined(
  bytes: Uint8Array,
  starts: readonly number[],
  first: number,
  last: number,
  rowCount: number,
  options: DecodeOptions,
): DecodedBatch {
  const columns = allocateColumns(rowCount);
  let row = 0;
  for (let index = first; index < last; index++) {
    const at = starts[index]!;
    verifyChecksum(bytes, at, options);
    row = decodeBody(
      bytes,
      at,
      bytes,
      at + BATCH_HEADER_BYTES,
      endOf(bytes, at),
      columns,
      row,
      options,
    );
  }
  return assemble(bytes, isLogAppendTime(bytes, starts[first]!), columns, row, options);
}

function decodeCompressed(
  bytes: Uint8Array,
  at: number,
  codec: number,
  options: DecodeOptions,
): DecodedBatch {
  const limitBytes = options.maxDecompressedBytes ?? DEFAULT_MAX_DECOMPRESSED_BYTES;
  let body: Uint8Array | 'too-large' | undefined;
  try {
    const compressed = bytes.subarray(at + BATCH_HEADER_BYTES, endOf(bytes, at));
    body = loadedCodec(codec)?.decompress(compressed, limitBytes);
  } catch (cause) {
    const reason = `its ${COMPRESSION_NAMES[codec]} data cannot be unpacked`;
    throw corrupt(bytes, at, options, reason, { cause });
  }
  if (body === undefined || body === 'too-large') {
    throw BATCH_TOO_LARGE.error({ ...positionOf(bytes, at, options), limitBytes });
  }
  const unpacked = plainView(body);
  const columns = allocateColumns(plausibleCount(bytes, at, unpacked.length, options));
  const row = decodeBody(bytes, at, unpacked, 0, unpacked.length, columns, 0, options);
  return assemble(unpacked, isLogAppendTime(bytes, at), columns, row, options);
}

/** Decodes the records of the batch whose header stands at `at`; answers the next free row. */
function decodeBody(
  bytes: Uint8Array,
  at: number,
  body: Uint8Array,
  start: number,
  end: number,
  columns: RecordColumns,
  row: number,
  options: DecodeOptions,
): number {
  const frame = {
    baseOffset: baseOffsetOf(bytes, at),
    lastOffsetDelta: lastOffsetDeltaOf(bytes, at),
    recordCount: recordCountOf(bytes, at),
    baseTimestampMs: baseTimestampOf(bytes, at),
    appendTimestampMs: isLogAppendTime(bytes, at) ? maxTimestampOf(bytes, at) : undefined,
  };
  const from = options.fromOffset ?? 0;
  const to = options.toOffset ?? Number.MAX_SAFE_INTEGER;
  const decoded = decodeRecords(body, start, end, frame, from, to, columns, row);
  if (decoded.fault !== undefined) throw corrupt(bytes, at, options, decoded.fault);
  return decoded.row;
}

/** The record count of the header, once the body is known to be long enough for it: it decides an allocation. */
function plausibleCount(
  bytes: Uint8Array,
  at: number,
  bodyBytes: number,
  options: DecodeOptions,
): number {
  const count = recordCountOf(bytes, at);
  if (count < 0 || count * MIN_RECORD_BYTES > bodyBytes) {
    throw corrupt(bytes, at, options, `${bodyBytes} bytes cannot hold its ${count} records`);
  }
  return count;
}

function assemble(
  bytes: Uint8Array,
  isAppendTime: boolean,
  columns: RecordColumns,
  rowCount: number,
  { topic, partition }: DecodeOptions,
): DecodedBatch {
  const timestampType = isAppendTime ? 'log-append' : 'create';
  return { topic, partition, rowCount, bytes, timestampType, ...firstRows(columns, rowCount) };
}

function positionOf(bytes: Uint8Array, at: number, options: DecodeOptions): RecordPosition {
  const { topic, partition } = options;
  return { topic, partition, offset: baseOffsetOf(bytes, at) };
}

function corrupt(
  bytes: Uint8Array,
  at: number,
  options: DecodeOptions,
  reason: string,
  cause?: ErrorOptions,
): Error {
  return CORRUPT_BATCH.error({ ...positionOf(bytes, at, options), reason }, cause);
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
