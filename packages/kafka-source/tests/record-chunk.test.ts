// Small record batches are joined into chunks. The law: joining changes no record and no order.
import type { DecodedBatch } from '@tidemark/kafka-client';
import { keyAt, valueAt } from '@tidemark/kafka-client';
import { expect, test } from 'vitest';
import { chunkColumn } from '../src/chunk-columns.ts';
import { chunks, type RecordChunk } from '../src/record-chunk.ts';

interface Part {
  readonly partition: number;
  readonly first: number;
  readonly values: readonly (string | null)[];
  readonly timestampType?: 'create' | 'log-append';
}

/** A decoded batch whose bytes are a view on a response with other things before and behind. */
function decoded({ partition, first, values, timestampType = 'create' }: Part): DecodedBatch {
  const rowCount = values.length;
  const ints = (): Int32Array => new Int32Array(rowCount);
  const [keyStarts, keyLengths, valueStarts, valueLengths] = [ints(), ints(), ints(), ints()];
  let bytes = Buffer.alloc(1000, '#');
  for (const [row, value] of values.entries()) {
    const key = row % 3 === 0 ? null : `k${row}`;
    keyStarts[row] = bytes.length;
    keyLengths[row] = key?.length ?? -1;
    bytes = Buffer.concat([bytes, Buffer.from(key ?? ''), Buffer.from('..')]);
    valueStarts[row] = bytes.length;
    valueLengths[row] = value?.length ?? -1;
    bytes = Buffer.concat([bytes, Buffer.from(value ?? ''), Buffer.from('....')]);
  }
  return {
    topic: 't',
    partition,
    rowCount,
    bytes: new Uint8Array(Buffer.concat([bytes, Buffer.alloc(1000, '#')])),
    offsets: Float64Array.from(values, (_, row) => first + row),
    timestampsMs: Float64Array.from(values, (_, row) => row),
    timestampType,
    keyStarts,
    keyLengths,
    valueStarts,
    valueLengths,
    headerStarts: ints(),
    headerCounts: ints(),
  };
}

async function chunksOf(parts: readonly DecodedBatch[]): Promise<RecordChunk[]> {
  const made: RecordChunk[] = [];
  for await (const chunk of chunks(parts)) made.push(chunk);
  return made;
}

const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

function rowsOfBatch(batch: DecodedBatch): unknown[] {
  return Array.from({ length: batch.rowCount }, (_, row) => [
    batch.partition,
    batch.offsets[row],
    text(keyAt(batch, row)),
    text(valueAt(batch, row)),
  ]);
}

function rowsOfChunk(chunk: RecordChunk): unknown[] {
  const part = (starts: Int32Array, lengths: Int32Array, row: number): string | null => {
    const [start, length] = [starts[row] as number, lengths[row] as number];
    return length < 0 ? null : text(chunk.bytes.subarray(start, start + length));
  };
  return Array.from({ length: chunk.length }, (_, row) => [
    chunk.partitions[row],
    chunk.offsets[row],
    part(chunk.keyStarts, chunk.keyLengths, row),
    part(chunk.valueStarts, chunk.valueLengths, row),
  ]);
}

const values = (count: number): (string | null)[] =>
  Array.from({ length: count }, (_, i) => (i % 7 === 3 ? null : `value ${i}`));

test('joined batches give the same records in the same order', async () => {
  const parts = [1, 5, 0, 600, 40, 2, 511, 512, 3000, 4, 4]
    .map((count, i) => ({ partition: i % 3, first: i * 10_000, values: values(count) }))
    .map(decoded);
  const made = await chunksOf(parts);
  expect(made.flatMap(rowsOfChunk)).toEqual(parts.flatMap(rowsOfBatch));
  expect(made.length).toBeLessThan(5);
});

test('a joined chunk holds the bytes of its records, not of the responses they came in', async () => {
  const parts = [0, 1, 2].map((i) => decoded({ partition: 0, first: i, values: ['x'] }));
  const [chunk] = await chunksOf(parts);
  expect(chunk?.length).toBe(3);
  expect(chunk?.bytes.length).toBeLessThan(30);
});

test('a large batch stays where it is', async () => {
  const large = decoded({ partition: 0, first: 0, values: values(700) });
  const [chunk] = await chunksOf([large]);
  expect(chunk?.bytes).toBe(large.bytes);
});

test('each record says who set its time', async () => {
  const parts = [
    decoded({ partition: 0, first: 0, values: ['a', 'b'] }),
    decoded({ partition: 1, first: 0, values: ['c'], timestampType: 'log-append' }),
  ];
  const [chunk] = await chunksOf(parts);
  const column = chunkColumn(chunk as RecordChunk, 'timestampType');
  expect(column.kind === 'int' && [...column.values]).toEqual([0, 0, 1]);
});
