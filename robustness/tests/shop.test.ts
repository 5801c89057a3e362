import { describe, expect, it } from 'vitest';
import { compareEntries, entriesOf } from '../src/shop/compare-entries.ts';
import {
  DELAY_MS,
  MAX_BATCH_RECORDS,
  orderRecord,
  WINDOW_MS,
} from '../src/shop/generate-orders.ts';

const COUNT = 12_000;

describe('the orders of a soak', () => {
  const records = Array.from({ length: COUNT }, (_, seq) => orderRecord(7, seq));
  const timeOf = (seq: number): number => records[seq]?.order?.event_time.getTime() ?? 0;

  it('come with every flaw, and the same ones each time', () => {
    for (const flaw of ['late', 'out of order', 'duplicate', 'malformed']) {
      expect(records.filter((record) => record.flaw === flaw).length).toBeGreaterThan(COUNT / 500);
    }
    expect(orderRecord(7, COUNT - 1)).toEqual(records.at(-1));
    expect(orderRecord(8, COUNT - 1)).not.toEqual(records.at(-1));
  });

  it('are late or in time wherever batches begin and partitions stand', () => {
    // Two batches and what partitions may be apart: the least the watermark knows. And the most.
    const apart = 2 * MAX_BATCH_RECORDS + 400;
    let newestMs = 0;
    let knownMs = 0;
    for (const [seq, { order, flaw }] of records.entries()) {
      newestMs = Math.max(newestMs, timeOf(seq));
      knownMs = Math.max(knownMs, timeOf(seq - apart));
      if (order === undefined) continue;
      const eventMs = order.event_time.getTime();
      if (flaw === 'late') expect(eventMs + WINDOW_MS).toBeLessThan(knownMs - DELAY_MS);
      else expect(eventMs).toBeGreaterThan(newestMs + 400_000 - DELAY_MS);
    }
  });
});

describe('comparing an output with what it must be', () => {
  const expected = entriesOf([
    ['a', '1'],
    ['b', '2'],
    ['b', '2'],
  ]);

  it('finds nothing where it is right', () => {
    expect(compareEntries(expected, expected)).toMatchObject({ lost: 0, doubled: 0, wrong: 0 });
  });

  it('counts what is lost, doubled and wrong', () => {
    const found = entriesOf([
      ['a', '1'],
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
    expect(compareEntries(expected, found)).toMatchObject({ lost: 1, doubled: 1, wrong: 1 });
    const other = entriesOf([['a', '9'] as const, ['b', '2'] as const, ['b', '2'] as const]);
    expect(compareEntries(expected, other)).toMatchObject({ lost: 0, doubled: 0, wrong: 1 });
  });
});
