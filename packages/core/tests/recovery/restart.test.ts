import {
  availableNow,
  createSession,
  double,
  memorySource,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { defineSink, type Sink } from '@tidemark/core/connector';
import { count, sum, window } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';

const Sale = schema({ time: timestamp(), shop: string(), amount: double() });
const at = (minute: number): Date => new Date(Date.UTC(2024, 0, 1, 12, minute));

/** A sink that keeps rows by batch, so that a batch that runs again replaces itself. */
function byBatch(): Sink & { readonly rows: () => readonly unknown[] } {
  const batches = new Map<number, readonly unknown[]>();
  const sink = defineSink({
    name: 'by-batch',
    outputModes: ['append'],
    deliveryGuarantee: 'exactly-once',
    write(batch, { batchId }) {
      batches.set(batchId, [...batch.rows()]);
      return Promise.resolve();
    },
  });
  return { ...sink, rows: () => [...batches.values()].flat() };
}

test('a query that starts again goes on with its windows, watermark and offsets', async () => {
  const sales = memorySource(Sale);
  const sink = byBatch();
  const ports = simPorts({ seed: 1 });
  const run = async (): Promise<void> => {
    const session = createSession({ ports });
    const revenue = session
      .readStream(sales)
      .withWatermark('time', '5 minutes')
      .groupBy((s) => ({ window: window(s.time, '1 minute'), shop: s.shop }))
      .agg((s) => ({ revenue: sum(s.amount), n: count() }));
    const query = await session.start({
      checkpointLocation: 'checkpoints/revenue',
      trigger: availableNow(),
      outputs: [revenue.writeTo(sink)],
    });
    await query.awaitTermination();
  };
  sales.addData({ time: at(0), shop: 'a', amount: 1 }, { time: at(0), shop: 'a', amount: 2 });
  await run();
  sales.addData({ time: at(0), shop: 'a', amount: 4 }, { time: at(1), shop: 'b', amount: 8 });
  await run();
  sales.addData({ time: at(30), shop: 'a', amount: 16 });
  await run();
  expect(sink.rows()).toEqual([
    { window: { start: at(0), end: at(1) }, shop: 'a', revenue: 7, n: 3 },
    { window: { start: at(1), end: at(2) }, shop: 'b', revenue: 8, n: 1 },
  ]);
});

test('nothing new means no batch, and the checkpoint stays as it is', async () => {
  const sales = memorySource(Sale, [{ time: at(0), shop: 'a', amount: 1 }]);
  const sink = byBatch();
  const ports = simPorts({ seed: 1 });
  const run = async (): Promise<number> => {
    const session = createSession({ ports });
    const query = await session.start({
      checkpointLocation: 'checkpoints/sales',
      trigger: availableNow(),
      outputs: [session.readStream(sales).writeTo(sink)],
    });
    await query.awaitTermination();
    return query.recentProgress.length;
  };
  expect(await run()).toBe(1);
  expect(await run()).toBe(0);
  expect(sink.rows()).toHaveLength(1);
});
