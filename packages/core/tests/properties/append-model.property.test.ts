import { availableNow, createSession } from '@tidemark/core';
import { count, sum, window } from '@tidemark/core/functions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { double, nullable, schema, string, timestamp } from '../../src/types/schema.ts';
import { blockSource } from '../runtime/block-source.ts';
import { publishedBatches } from './published-batches.ts';

// Law: whatever the rows, the cuts into batches and the restarts, a windowed sum gives what a
// row-by-row model of the rules gives. The rules (semantics 3.5, 4.3): late(N) = wm(N-1) and
// evict(N) = wm(N), both inclusive and by window end; wm(N+1) = max over all rows of time - delay.

const Sale = schema({
  time: nullable(timestamp()),
  shop: nullable(string()),
  amount: nullable(double()),
});
interface Sale {
  readonly time: Date | null;
  readonly shop: string | null;
  readonly amount: number | null;
}

const SIZE_MS = 10_000;
const SLIDE_MS = 5000;
const DELAY_MS = 4000;

interface Group {
  readonly endMs: number;
  readonly shop: string | null;
  n: number;
  amount: number | null;
}

/** The rules, a row at a time. A run ends with a batch without data if its last batch moved the watermark. */
function model(
  runs: readonly (readonly (readonly Sale[])[])[],
  outputMode: 'append' | 'update',
): readonly (readonly string[])[] {
  const state = new Map<string, Group>();
  const batches: string[][] = [];
  let late = 0;
  let evict = 0;
  let watermark = 0;
  const step = (rows: readonly Sale[]): void => {
    const out: string[] = [];
    const touched = new Set<string>();
    for (const { time, shop, amount } of rows) {
      if (time === null) continue;
      const ms = time.getTime();
      for (
        let start = Math.floor(ms / SLIDE_MS) * SLIDE_MS;
        start > ms - SIZE_MS;
        start -= SLIDE_MS
      ) {
        const endMs = start + SIZE_MS;
        if (endMs <= late) continue;
        const key = JSON.stringify([endMs, shop]);
        const group = state.get(key) ?? { endMs, shop, n: 0, amount: null };
        group.n++;
        if (amount !== null) group.amount = (group.amount ?? 0) + amount;
        state.set(key, group);
        touched.add(key);
      }
    }
    if (outputMode === 'update')
      for (const key of touched) out.push(lineOf(state.get(key) as Group));
    for (const [key, group] of state) {
      if (group.endMs > evict) continue;
      if (outputMode === 'append') out.push(lineOf(group));
      state.delete(key);
    }
    batches.push(out.sort());
    for (const { time } of rows) watermark = Math.max(watermark, (time?.getTime() ?? 0) - DELAY_MS);
    late = evict;
  };
  for (const run of runs) {
    for (const rows of run) {
      evict = watermark;
      step(rows);
    }
    if (watermark > evict) {
      evict = watermark;
      step([]);
    }
  }
  return batches;
}

function lineOf({
  endMs,
  shop,
  n,
  amount,
}: Omit<Group, 'amount'> & { amount: number | null }): string {
  return JSON.stringify([endMs, shop, n, amount]);
}

const sale = fc.record({
  time: fc.option(
    fc.integer({ min: -2, max: 90 }).map((seconds) => new Date(seconds * 1000)),
    { freq: 12 },
  ),
  shop: fc.constantFrom('a', 'b', null),
  amount: fc.option(fc.integer({ min: -5, max: 5 })),
});
const runs = fc.array(
  fc.array(fc.array(sale, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 4 },
);

describe.each(['append', 'update'] as const)('in %s mode', (outputMode) => {
  test('batches and restarts give what the rules give row by row', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (parts) => {
        const fs = simPorts({ seed: 1 }).fs;
        const source = blockSource<Sale>(Sale, [], { blocksPerBatch: 1 });
        const published = publishedBatches();
        for (const [i, blocks] of parts.entries()) {
          source.blocks.push(...blocks);
          const session = createSession({ ports: simPorts({ seed: i + 2, fs }) });
          const sums = session
            .readStream(source)
            .withWatermark('time', '4 seconds')
            .groupBy((s) => ({ window: window(s.time, '10 seconds', '5 seconds'), shop: s.shop }))
            .agg((s) => ({ n: count(), amount: sum(s.amount) }));
          const query = await session.start({
            checkpointLocation: 'checkpoint',
            trigger: availableNow(),
            outputs: [sums.writeTo(published.sink, { outputMode } as never)],
          });
          await query.awaitTermination();
        }
        const found = published.batches.map((rows) =>
          rows
            .map((row) => {
              const {
                window: w,
                shop,
                n,
                amount,
              } = row as {
                window: { end: Date };
                shop: string | null;
                n: number;
                amount: number | null;
              };
              return lineOf({ endMs: w.end.getTime(), shop, n, amount });
            })
            .sort(),
        );
        expect(found).toEqual(model(parts, outputMode));
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});
