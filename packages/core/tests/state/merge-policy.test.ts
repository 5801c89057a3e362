import { describe, expect, it } from 'vitest';
import { mergeFrom } from '../../src/state/merge-policy.ts';

const KB = 1024;
const MB = 1024 * KB;

/** Appends deltas as the store does; `tableBytes` bounds what a merge with the oldest file can give. */
function run(
  deltas: readonly number[],
  tableBytes: number,
): { longest: number; written: number; largest: number } {
  let chain: number[] = [];
  let [longest, written, largest] = [0, 0, 0];
  for (const delta of deltas) {
    const sizes = [...chain, delta];
    const at = mergeFrom(sizes);
    const merged = sizes.slice(at).reduce((sum, size) => sum + size, 0);
    const bytes = Math.min(merged, tableBytes);
    chain = [...sizes.slice(0, at), bytes];
    written += bytes;
    longest = Math.max(longest, chain.length);
    largest = Math.max(
      largest,
      chain.reduce((sum, size) => sum + size, 0),
    );
  }
  return { longest, written, largest };
}

describe('a chain of state files', () => {
  it('begins with one file', () => {
    expect(mergeFrom([10 * KB])).toBe(0);
    expect(mergeFrom([10 * MB])).toBe(0);
  });

  it('of a small table has at most eight files', () => {
    const { longest } = run(new Array<number>(1000).fill(2 * KB), 5 * KB);
    expect(longest).toBeLessThan(9);
  });

  it('of a large table takes small changes without writing the table again', () => {
    expect(mergeFrom([500 * MB, ...new Array<number>(7).fill(10 * KB)])).toBe(7);
    expect(mergeFrom([500 * MB, ...new Array<number>(8).fill(10 * KB)])).toBe(1);
  });

  it('is written whole when the changes outweigh it', () => {
    expect(mergeFrom([10 * MB, 6 * MB, 5 * MB])).toBe(0);
    expect(mergeFrom([10 * MB, 5 * MB, 4 * MB])).toBe(2);
  });

  it('stays short, holds little more than twice the table, and costs little beyond the changes', () => {
    const table = 100 * MB;
    const changes = 500 * KB;
    const { longest, written, largest } = run(
      [table, ...new Array<number>(5000).fill(changes)],
      table,
    );
    expect(longest).toBeLessThan(40);
    expect(largest).toBeLessThan(2.2 * table);
    expect(written / (table + 5000 * changes)).toBeLessThan(5);
  });

  it('stays short when large and small changes alternate', () => {
    const deltas = Array.from({ length: 3000 }, (_, i) => (i % 10 === 9 ? 3 * MB : 1 * KB));
    expect(run([100 * MB, ...deltas], 100 * MB).longest).toBeLessThan(40);
  });
});
