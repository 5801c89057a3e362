import type { DecodedBatch } from '@tidemark/kafka-client';

/** Records in columns, of one topic and any of its partitions: what a record batch of the engine is made of. */
export interface RecordChunk {
  readonly topic: string;
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly partitions: Int32Array;
  readonly offsets: Float64Array;
  readonly timestampsMs: Float64Array;
  readonly timestampTypes: Int32Array;
  readonly keyStarts: Int32Array;
  readonly keyLengths: Int32Array;
  readonly valueStarts: Int32Array;
  readonly valueLengths: Int32Array;
  /** The batches the rows are from, in order, for what is read by row: headers. */
  readonly parts: readonly DecodedBatch[];
}

/**
 * A chunk of batches that lie behind each other. One batch stays where it is; several are copied
 * into one buffer, so that many small batches cost as little as one large.
 */
function chunkOf(parts: readonly DecodedBatch[]): RecordChunk {
  const [first] = parts;
  if (first === undefined) throw new RangeError('a chunk has at least one batch');
  const length = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const partitions = new Int32Array(length);
  const timestampTypes = new Int32Array(length);
  let at = 0;
  for (const part of parts) {
    partitions.fill(part.partition, at, at + part.rowCount);
    timestampTypes.fill(part.timestampType === 'create' ? 0 : 1, at, at + part.rowCount);
    at += part.rowCount;
  }
  const shared = { topic: first.topic, length, partitions, timestampTypes, parts };
  return parts.length === 1 ? { ...first, ...shared } : { ...copied(parts, length), ...shared };
}

function copied(
  parts: readonly DecodedBatch[],
  length: number,
): Pick<
  RecordChunk,
  'bytes' | 'offsets' | 'timestampsMs' | 'keyStarts' | 'keyLengths' | 'valueStarts' | 'valueLengths'
> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + spanOf(part).length, 0));
  const offsets = new Float64Array(length);
  const timestampsMs = new Float64Array(length);
  const [keyStarts, keyLengths] = [new Int32Array(length), new Int32Array(length)];
  const [valueStarts, valueLengths] = [new Int32Array(length), new Int32Array(length)];
  let row = 0;
  let end = 0;
  for (const part of parts) {
    const span = spanOf(part);
    bytes.set(span, end);
    // How far the bytes moved: where they are now less where they were.
    const shift = end - (part.keyStarts[0] as number);
    offsets.set(part.offsets.subarray(0, part.rowCount), row);
    timestampsMs.set(part.timestampsMs.subarray(0, part.rowCount), row);
    keyLengths.set(part.keyLengths.subarray(0, part.rowCount), row);
    valueLengths.set(part.valueLengths.subarray(0, part.rowCount), row);
    for (let i = 0; i < part.rowCount; i++) {
      keyStarts[row + i] = (part.keyStarts[i] as number) + shift;
      valueStarts[row + i] = (part.valueStarts[i] as number) + shift;
    }
    row += part.rowCount;
    end += span.length;
  }
  return { bytes, offsets, timestampsMs, keyStarts, keyLengths, valueStarts, valueLengths };
}

/**
 * From the first key to the end of the last value: records lie in the order of their rows. The bytes
 * of a batch are a view on a whole response, which may hold far more.
 */
function spanOf({
  bytes,
  keyStarts,
  valueStarts,
  valueLengths,
  rowCount,
}: DecodedBatch): Uint8Array {
  const last = rowCount - 1;
  const end = (valueStarts[last] as number) + Math.max(0, valueLengths[last] as number);
  return bytes.subarray(keyStarts[0], end);
}

/** Batches with fewer rows than this are joined with those behind them. */
const SMALL_BATCH_ROWS = 512;
/** A chunk of joined batches ends when it holds so many rows or bytes. */
const CHUNK_ROWS = 4096;
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Chunks of a stream of batches of one topic, joined where they are small.
 *
 * @param byPartition - never of several partitions; a response has those of one behind each other
 */
export async function* chunks(
  batches: AsyncIterable<DecodedBatch> | Iterable<DecodedBatch>,
  byPartition: boolean = false,
): AsyncGenerator<RecordChunk, void, undefined> {
  let held: DecodedBatch[] = [];
  let rows = 0;
  let sizeBytes = 0;
  for await (const batch of batches) {
    if (batch.rowCount === 0) continue;
    if (byPartition && held[0] !== undefined && held[0].partition !== batch.partition) {
      yield chunkOf(held);
      [held, rows, sizeBytes] = [[], 0, 0];
    }
    if (held.length === 0 && batch.rowCount >= SMALL_BATCH_ROWS) {
      yield chunkOf([batch]);
      continue;
    }
    held.push(batch);
    rows += batch.rowCount;
    sizeBytes += spanOf(batch).length;
    if (rows >= CHUNK_ROWS || sizeBytes >= CHUNK_BYTES) {
      yield chunkOf(held);
      [held, rows, sizeBytes] = [[], 0, 0];
    }
  }
  if (held.length > 0) yield chunkOf(held);
}
