import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DoubleVector } from '../../../src/columnar/vector.ts';
import { EventTimeBuckets } from '../../../src/operators/stateful/event-time-buckets.ts';
import { PART_ROWS } from '../../../src/state/state-store.ts';

// Law: what a watermark takes, less what is put back because its time is later, are exactly the ids
// whose time it has passed; so a scan over all ids would find them too.

const NO_TIME = Number.NaN;

/** Ids 0, 1, 2, … at these times. */
function filled(buckets: EventTimeBuckets, times: readonly number[], firstId = 0): void {
  buckets.ensureCapacity(firstId + times.length);
  const ids = Int32Array.from(times, (_, row) => firstId + row);
  const rows = Int32Array.from(times, (_, row) => row);
  buckets.add(rows, ids, column(times));
}

function column(times: readonly number[]): DoubleVector {
  const nulls = Uint8Array.from(times, (time) => (Number.isNaN(time) ? 1 : 0));
  return { kind: 'double', length: times.length, nulls, values: Float64Array.from(times) };
}

/** Takes as operators do: what is too early is put back at once. */
function passed(
  buckets: EventTimeBuckets,
  timeOf: (id: number) => number,
  limitMicros: number,
): readonly number[] {
  const out: number[] = [];
  for (const ids of buckets.take(limitMicros)) {
    const times = Array.from(ids, timeOf);
    const early = times.flatMap((time, row) => (time > limitMicros ? [row] : []));
    buckets.add(Int32Array.from(early), ids, column(times));
    out.push(...[...ids].filter((id) => timeOf(id) <= limitMicros));
  }
  return out;
}

describe('ids in buckets of event time', () => {
  const spans = [10, 3000, 5e6, 1e12];
  const times = fc
    .constantFrom(...spans)
    .chain((span) =>
      fc.array(
        fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: -span, max: span }) },
          { weight: 1, arbitrary: fc.constant(NO_TIME) },
        ),
        { maxLength: 60 },
      ),
    );
  const rounds = fc.array(
    fc.record({ times, limit: fc.double({ min: -1, max: 1, noNaN: true }) }),
    {
      maxLength: 8,
    },
  );

  it('go as the watermark passes them, and each of them once', () => {
    fc.assert(
      fc.property(rounds, (all) => {
        const buckets = new EventTimeBuckets();
        const timeOfId: number[] = [];
        const waiting = new Set<number>();
        for (const { times: added, limit } of all) {
          filled(buckets, added, timeOfId.length);
          for (const time of added) {
            if (!Number.isNaN(time)) waiting.add(timeOfId.length);
            timeOfId.push(time);
          }
          const limitMicros = Math.round(
            limit * Math.max(1, ...added.map(Math.abs).filter(Boolean)),
          );
          const expected = [...waiting].filter((id) => (timeOfId[id] as number) <= limitMicros);
          const taken = passed(buckets, (id) => timeOfId[id] as number, limitMicros);
          expect(taken.toSorted((a, b) => a - b)).toEqual(expected);
          for (const id of taken) waiting.delete(id);
          for (const id of timeOfId.keys()) expect(buckets.has(id)).toBe(waiting.has(id));
        }
      }),
    );
  });

  it('stay few buckets however far their times spread, and come in the order of time', () => {
    const buckets = new EventTimeBuckets();
    const count = 20_000;
    const spread = Array.from({ length: count }, (_, i) => ((i * 7919) % count) * 3_600e6);
    filled(buckets, spread);
    const half = (count / 2) * 3_600e6;
    const first = passed(buckets, (id) => spread[id] as number, half);
    expect(first).toHaveLength(count / 2 + 1);
    // All of one bucket are near each other: it holds a thousandth of the time, or two.
    const inOrder = first.map((id) => spread[id] as number);
    const width = (count * 3_600e6) / 256;
    expect(inOrder.every((time, i) => time > (inOrder[i - 1] ?? 0) - width)).toBe(true);
    expect(passed(buckets, (id) => spread[id] as number, Infinity)).toHaveLength(count / 2 - 1);
  });

  it('come in parts, in the order in which they were added where they are of one time', () => {
    const buckets = new EventTimeBuckets();
    const count = 2 * PART_ROWS + 3;
    filled(buckets, new Array<number>(count).fill(42));
    const parts = [...buckets.take(42)];
    expect(parts.map(({ length }) => length)).toEqual([PART_ROWS, PART_ROWS, 3]);
    expect(parts.flatMap((part) => [...part])).toEqual(Array.from({ length: count }, (_, i) => i));
    expect([...buckets.take(Infinity)]).toEqual([]);
  });

  it('may be put back while the rest of their bucket is read', () => {
    const buckets = new EventTimeBuckets();
    const count = 3 * PART_ROWS;
    filled(buckets, new Array<number>(count).fill(42));
    expect(passed(buckets, () => 43, 42)).toEqual([]);
    expect(passed(buckets, () => 43, 43)).toHaveLength(count);
  });
});
