import type { BytesVector, Vector } from '@tidemark/core/connector';
import { expect, test } from 'vitest';
import { concatBytes } from '../src/concat-bytes.ts';

const bytes = new TextEncoder().encode('abcdef');
const strings: BytesVector = {
  kind: 'bytes',
  length: 3,
  nulls: Uint8Array.of(0, 1, 0),
  bytes,
  starts: Int32Array.of(0, 2, 4),
  // The slot of a null may say anything.
  lengths: Int32Array.of(2, 1_000_000, 1),
};

test('a null takes no bytes, and rows come in the order they are asked for', () => {
  const slices = [
    { vector: strings, rows: Int32Array.of(2, 1, 0) },
    { vector: strings, rows: Int32Array.of(0) },
  ];
  const { offsets, bytes: all } = concatBytes(slices, 4);
  expect([...offsets]).toEqual([0, 1, 1, 3, 5]);
  expect(new TextDecoder().decode(all)).toBe('eabab');
});

test('a vector of another kind is a mistake of ours', () => {
  const ints: Vector = { kind: 'int', length: 1, nulls: undefined, values: Int32Array.of(1) };
  expect(() => concatBytes([{ vector: ints, rows: Int32Array.of(0) }], 1)).toThrow(TypeError);
});
