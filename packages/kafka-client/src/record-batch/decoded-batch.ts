/**
 * Consecutive records of one partition in columns: the data of one Kafka record batch, or of several small
 * uncompressed ones. Row `i` of every column belongs to the same record; offsets rise and may have gaps.
 *
 * Keys, values and headers stay where they are in {@link bytes}, a view on the fetched response (or on the
 * unpacked batch). Copy what is kept for longer, or the whole response stays in memory.
 */
export interface DecodedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly rowCount: number;
  /** What the starts below point into. */
  readonly bytes: Uint8Array;
  readonly offsets: Float64Array;
  /** Milliseconds since the epoch; −1 where the producer set none. Neither ordered nor bounded. */
  readonly timestampsMs: Float64Array;
  /** Who set the timestamps: the producer, or the broker on arrival. */
  readonly timestampType: 'create' | 'log-append';
  readonly keyStarts: Int32Array;
  /** Bytes of the key; −1 for a null key, 0 for an empty one. */
  readonly keyLengths: Int32Array;
  readonly valueStarts: Int32Array;
  /** Bytes of the value; −1 for a null value (a tombstone), 0 for an empty one. */
  readonly valueLengths: Int32Array;
  /** Where a record's headers begin, behind their count. */
  readonly headerStarts: Int32Array;
  readonly headerCounts: Int32Array;
}

/** The bytes of row `row`'s key without a copy; null when it has none. */
export function keyAt(batch: DecodedBatch, row: number): Uint8Array | null {
  return sliceAt(batch.bytes, batch.keyStarts, batch.keyLengths, row);
}

/** The bytes of row `row`'s value without a copy; null for a tombstone. */
export function valueAt(batch: DecodedBatch, row: number): Uint8Array | null {
  return sliceAt(batch.bytes, batch.valueStarts, batch.valueLengths, row);
}

function sliceAt(
  bytes: Uint8Array,
  starts: Int32Array,
  lengths: Int32Array,
  row: number,
): Uint8Array | null {
  const start = starts[row];
  const length = lengths[row];
  if (start === undefined || length === undefined || length < 0) return null;
  return bytes.subarray(start, start + length);
}
