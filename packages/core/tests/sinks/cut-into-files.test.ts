import { expect, test } from 'vitest';
import { recordBatch } from '../../src/columnar/record-batch.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { bytesVector } from '../../src/columnar/vector-of.ts';
import {
  cutIntoFiles,
  MAX_ROWS_PER_FILE,
  totalRows,
} from '../../src/sinks/file-sink/cut-into-files.ts';
import { int, schema, string } from '../../src/types/schema.ts';

test('a partition of many rows is cut into files, in order and without loss', () => {
  const length = 2 * MAX_ROWS_PER_FILE + 5;
  const ints: Vector = { kind: 'int', length, nulls: undefined, values: new Int32Array(length) };
  const batch = recordBatch(schema({ id: int() }), [ints], length);
  const files = cutIntoFiles([batch]);
  expect(files.map(totalRows)).toEqual([MAX_ROWS_PER_FILE, MAX_ROWS_PER_FILE, 5]);
  let next = 0;
  for (const { selection } of files.flat()) {
    expect(selection?.[0]).toBe(next);
    next += selection?.length ?? 0;
  }
});

test('large texts make smaller files', () => {
  const text = new Uint8Array(10_000);
  const length = 8192;
  const vector = bytesVector([text], undefined);
  if (vector.kind !== 'bytes') throw new Error('bytes');
  // Every row is the same text, so that the test needs no memory.
  const shared = {
    ...vector,
    length,
    starts: new Int32Array(length),
    lengths: new Int32Array(length).fill(10_000),
  };
  const batch = recordBatch(schema({ text: string() }), [shared], length);
  expect(cutIntoFiles([batch, batch, batch]).map(totalRows)).toEqual([8192, 8192, 8192]);
});

test('a kind of files may take fewer rows each', () => {
  const ints: Vector = { kind: 'int', length: 10, nulls: undefined, values: new Int32Array(10) };
  const batch = { ...recordBatch(schema({ id: int() }), [ints], 10) };
  const some = { ...batch, selection: Int32Array.of(1, 3, 5, 7, 9) };
  const files = cutIntoFiles([some], 2);
  expect(files.map(([only]) => [...(only?.selection ?? [])])).toEqual([[1, 3], [5, 7], [9]]);
});
