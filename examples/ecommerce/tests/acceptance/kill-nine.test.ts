import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runToEnd } from '../../src/crash-test/command-process.ts';
import { crashMoments } from '../../src/crash-test/crash-moment.ts';
import { runWithCrashes } from '../../src/crash-test/run-with-crashes.ts';
import { closingOrder, generateOrders } from '../../src/orders/generate-orders.ts';
import type { OrderRecord } from '../../src/orders/order-record.ts';
import { SeededRandom } from '../../src/orders/seeded-random.ts';
import { TOPICS } from '../../src/pipelines/topics.ts';
import { Shop } from './shop.ts';

const CRASHES = 20;
const SEED = 9;
/** Sent for each life of the query, half of them before it starts, half while it reads. */
const ORDERS_PER_LIFE = 1000;
/** Small batches, so that a life has several. Late orders are late wherever these begin: see the generator. */
const BATCH_ORDERS = 250;

const streamArgs = (shop: Shop, trigger: string): readonly string[] => [
  ...['stream', '--brokers', shop.brokers, '--out', shop.folder],
  ...['--trigger', trigger, '--max-offsets-per-trigger', String(BATCH_ORDERS)],
];

let folder: string;
let crashing: Shop;
let undisturbed: Shop;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kill-nine-'));
  crashing = await Shop.open(join(folder, 'crashing'));
  undisturbed = await Shop.open(join(folder, 'undisturbed'));
});
afterEach(async () => {
  await crashing.broker.stop();
  await undisturbed.broker.stop();
  await rm(folder, { recursive: true });
});

/** The orders of three hours in halves of a life. */
function halves(): readonly (readonly OrderRecord[])[] {
  const orders = [...generateOrders({ orders: CRASHES * ORDERS_PER_LIFE, seed: SEED })];
  const size = ORDERS_PER_LIFE / 2;
  return Array.from({ length: CRASHES * 2 }, (_, i) => orders.slice(i * size, (i + 1) * size));
}

const lastEventTimeMs = (orders: readonly OrderRecord[]): number =>
  orders.reduce((last, { order }) => Math.max(last, order?.event_time.getTime() ?? 0), 0);

/**
 * Kills the query at each moment and starts it again, with orders sent before each start and more once
 * it reads. Says how often it died.
 */
async function streamWithCrashes(
  shop: Shop,
  sent: readonly (readonly OrderRecord[])[],
  closing: OrderRecord,
): Promise<number> {
  const rest = [...sent];
  const sendHalf = () => shop.send(rest.shift() ?? []);
  const sendForOneLife = () => {
    sendHalf();
    const { requests } = shop.broker;
    void requests.reached('Fetch', requests.count('Fetch') + 1).then(sendHalf);
  };
  const args = streamArgs(shop, '10 milliseconds');
  const moments = crashMoments(CRASHES, new SeededRandom(SEED));
  let kills = 0;
  sendForOneLife();
  for await (const { wasKilled } of runWithCrashes(args, moments, shop)) {
    if (wasKilled) kills++;
    sendForOneLife();
  }
  // The last life: what is left, and the order that closes the windows.
  while (rest.length > 0) sendHalf();
  shop.send([closing]);
  await runToEnd(streamArgs(shop, 'available-now'));
  return kills;
}

describe('a query killed with SIGKILL at twenty moments', () => {
  it('gives the same alerts and Parquet rows as one left alone', { timeout: 180_000 }, async () => {
    const sent = halves();
    const closing = closingOrder(lastEventTimeMs(sent.flat()), 600_000, 60_000);
    for (const orders of [...sent, [closing]]) undisturbed.send(orders);
    const [kills] = await Promise.all([
      streamWithCrashes(crashing, sent, closing),
      runToEnd(streamArgs(undisturbed, 'available-now')),
    ]);
    expect(kills).toBe(CRASHES);

    const alerts = crashing.committed(TOPICS.alerts);
    expect(alerts.length).toBeGreaterThan(500);
    expect(alerts).toEqual(undisturbed.committed(TOPICS.alerts));
    expect(crashing.committed(TOPICS.deadLetters)).toEqual(
      undisturbed.committed(TOPICS.deadLetters),
    );
    expect(await crashing.revenue()).toEqual(await undisturbed.revenue());
  });
});
