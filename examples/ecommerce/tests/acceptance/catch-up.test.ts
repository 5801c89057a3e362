import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../src/orders/catalog.ts';
import { closingOrder, DEFAULT_START_MS, SPAN_MS } from '../../src/orders/generate-orders.ts';
import { UNITS_PER_COIN } from '../../src/orders/ledger.ts';
import { TOPICS } from '../../src/pipelines/topics.ts';
import { runsCommands } from '../command-line.ts';
import { type RevenueTotal, revenueIn, Shop } from './shop.ts';

// Peers lose orders that were never late when they catch up on a topic whose partitions differ in
// size: the event time of one runs ahead, and what is in the others counts as late.

const ORDERS = 1_000_000;
const PARTITION_SHARES = [0.7, 0.2, 0.08, 0.02];
const MINUTE_MS = 60_000;
const DELAY_MS = 10 * MINUTE_MS;
/** No order comes later than this after a later one of its partition; half of what is allowed. */
const DISORDER_MS = 5 * MINUTE_MS;
const CHUNK_ROWS = 10_000;

interface Sent {
  /** By window and category, in the order of {@link revenueIn}. */
  readonly windows: readonly RevenueTotal[];
  readonly alerts: number;
  readonly lastEventTimeMs: number;
}

/** Fills the topic: each partition has the same three hours, and books are kept by window. */
function sendOrders({ broker }: Shop): Sent {
  const firstWindowMs = DEFAULT_START_MS - DISORDER_MS;
  const slots = ((SPAN_MS + DISORDER_MS) / MINUTE_MS) * CATEGORIES.length;
  const units = new Float64Array(slots);
  const orders = new Float64Array(slots);
  const names = CATEGORIES.map(({ name }) => name).sort();
  let alerts = 0;
  let lastEventTimeMs = 0;
  for (const [partition, share] of PARTITION_SHARES.entries()) {
    const count = ORDERS * share;
    for (let from = 0; from < count; from += CHUNK_ROWS) {
      const chunk = Array.from({ length: Math.min(CHUNK_ROWS, count - from) }, (_, n) => {
        const i = from + n;
        const delayMs = (i * 7919) % DISORDER_MS;
        const eventTimeMs = DEFAULT_START_MS + Math.floor((i / count) * SPAN_MS) - delayMs;
        const category = (i * 31) % names.length;
        const cents = i % 100 === 0 ? 60_000 : 100 + (i % 2000);
        const quantity = 1 + (i % 3);
        const slot =
          Math.floor((eventTimeMs - firstWindowMs) / MINUTE_MS) * names.length + category;
        units[slot] = (units[slot] ?? 0) + (cents * quantity * UNITS_PER_COIN) / 100;
        orders[slot] = (orders[slot] ?? 0) + 1;
        if (cents * quantity > 50_000) alerts++;
        lastEventTimeMs = Math.max(lastEventTimeMs, eventTimeMs);
        const time = new Date(eventTimeMs).toISOString();
        return {
          value: `{"order_id":"${partition}-${i}","user_id":"u${i % 1000}","product_id":"p${i % 50}","category":"${names[category]}","price":${cents / 100},"quantity":${quantity},"country":"NL","event_time":"${time}"}`,
        };
      });
      broker.produceRecords(TOPICS.orders, partition, chunk);
    }
  }
  const windows = Array.from(units, (sum, slot) => ({
    start: firstWindowMs + Math.floor(slot / names.length) * MINUTE_MS,
    category: names[slot % names.length] as string,
    units: sum,
    orders: orders[slot] as number,
  }));
  return { windows: windows.filter((total) => total.orders > 0), alerts, lastEventTimeMs };
}

const commandLine = runsCommands();
let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open(commandLine.folder);
});
afterEach(() => shop.broker.stop());

describe('a query that catches up on partitions of 70, 20, 8 and 2 %', () => {
  it('counts every one of a million orders', { timeout: 120_000 }, async () => {
    const sent = sendOrders(shop);
    const watermarkMs = sent.lastEventTimeMs - DELAY_MS;
    const closed = sent.windows.filter(({ start }) => start + MINUTE_MS <= watermarkMs);
    const ways = [
      { out: join(shop.folder, 'in one batch'), limit: [] },
      { out: join(shop.folder, 'in many'), limit: ['--max-offsets-per-trigger', '50000'] },
    ];
    const stream = (out: string, limit: readonly string[]) =>
      commandLine.runMeasured(
        ...['stream', '--brokers', shop.brokers, '--out', out, '--trigger', 'available-now'],
        ...limit,
      );

    for (const [i, { out, limit }] of ways.entries()) {
      const run = await stream(out, limit);
      expect(run).toMatchObject({ rows: ORDERS, lateRows: 0, malformed: 0 });
      // The last batch only closes windows.
      expect(run.batches).toBe(i === 0 ? 2 : 21);
      expect(await revenueIn(join(out, 'revenue'))).toEqual(closed);
      const alerts = shop.committed(TOPICS.alerts);
      expect(alerts.length).toBe(sent.alerts * (i + 1));
      expect(new Set(alerts).size).toBe(sent.alerts);
    }

    // What was still open was not lost either.
    shop.send([closingOrder(sent.lastEventTimeMs, DELAY_MS, MINUTE_MS)]);
    for (const { out, limit } of ways) {
      expect((await stream(out, limit)).rows).toBe(1);
      expect(await revenueIn(join(out, 'revenue'))).toEqual(sent.windows);
    }
    expect(sent.windows.reduce((sum, { orders }) => sum + orders, 0)).toBe(ORDERS);
  });
});
