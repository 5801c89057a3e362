import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateOrders } from '../src/orders/generate-orders.ts';
import { Ledger, UNITS_PER_COIN } from '../src/orders/ledger.ts';
import { expectedTotals, sumOf } from '../src/orders/oracle.ts';
import { TOPICS } from '../src/pipelines/topics.ts';
import { runsCommands } from './command-line.ts';

const shop = runsCommands();
let broker: TestBroker;
let brokers: readonly string[];

beforeEach(async () => {
  broker = await startTestBroker({
    topics: {
      [TOPICS.orders]: { partitions: 4 },
      [TOPICS.alerts]: { partitions: 4 },
      [TOPICS.deadLetters]: { partitions: 1 },
    },
  });
  brokers = ['--brokers', broker.bootstrapServers.join(',')];
});
afterEach(() => broker.stop());

const produce = (...args: readonly string[]) =>
  shop.run('produce', ...brokers, '--orders', '2000', ...args);

const stream = (...args: readonly string[]) =>
  shop.runMeasured(
    ...['stream', ...brokers, '--out', join(shop.folder, 'shop')],
    ...['--trigger', 'available-now', ...args],
  );

/** What the sender knows of the same orders. */
function books(): Ledger {
  const ledger = new Ledger(1, 500);
  for (const record of generateOrders({ orders: 2000, seed: 42 })) ledger.add(0, record);
  return ledger;
}

describe('the parts, one after the other against a cluster', { timeout: 30_000 }, () => {
  it('produce sends the orders, stream gives alerts, revenue and dead letters, report reads them', async () => {
    await produce('--closing-order');
    const alertsFile = join(shop.folder, 'alerts.jsonl');
    const run = await stream('--alerts-to', alertsFile);
    expect(run).toMatchObject({
      rows: 2001,
      lateRows: 0,
      malformed: books().malformed,
      outputs: { alerts: books().alerts, deadLetters: books().malformed },
    });
    const alerts = (await readFile(alertsFile, 'utf8')).trim().split('\n');
    expect(alerts).toHaveLength(books().alerts);

    await shop.run('report', ...brokers, '--out', join(shop.folder, 'shop'));
    // In one batch no order is late: the watermark stands still during a batch.
    const rules = { windowMs: 60_000, delayMs: 600_000 };
    const { open } = expectedTotals(books(), [{ from: [0], to: [2000] }], rules);
    const { orders, units } = sumOf(open.values());
    const all = /│ all\s+│\s+([\d,.]+) │\s+([\d,]+) │/.exec(shop.printed);
    expect(all?.[2]?.replace(',', '')).toBe(String(orders));
    expect(Number(all?.[1]?.replace(/,/g, ''))).toBeCloseTo(units / UNITS_PER_COIN, 2);
    expect(shop.printed).toMatch(new RegExp(`alerts\\s+│ ${books().alerts} `));
  });

  it('keys alerts by their order, and says what is wrong with a dead letter and where it was', async () => {
    await produce();
    await stream();
    for (const { key, value } of broker.records(TOPICS.alerts)) {
      expect(JSON.parse(String(value))).toMatchObject({ order_id: String(key) });
    }
    const sent = new Map(
      broker.records(TOPICS.orders).map((r) => [`${r.partition}/${r.offset}`, String(r.value)]),
    );
    const deadLetters = broker.records(TOPICS.deadLetters).map((r) => JSON.parse(String(r.value)));
    expect(deadLetters.length).toBeGreaterThan(0);
    for (const { reason, topic, partition, offset, value } of deadLetters) {
      expect(reason).toEqual(expect.any(String));
      expect(topic).toBe(TOPICS.orders);
      expect(sent.get(`${partition}/${offset}`)).toBe(value);
    }
  });

  it('stream goes on where it stood', async () => {
    await produce();
    const first = await stream('--max-offsets-per-trigger', '500');
    await produce('--seed', '7', '--start-time', '2026-01-15T12:00:00Z');
    const second = await stream('--max-offsets-per-trigger', '500');
    const third = await stream();
    expect([first.rows, second.rows, third.rows]).toEqual([2000, 2000, 0]);
    const alerts = broker.records(TOPICS.alerts, undefined, { isolation: 'read_committed' });
    expect(alerts).toHaveLength((first.outputs['alerts'] ?? 0) + (second.outputs['alerts'] ?? 0));
  });

  it('alerts shows what is in the topic', async () => {
    await produce();
    await stream();
    await shop.run('alerts', ...brokers);
    expect(shop.printed).toContain(`\n${books().alerts} alerts\n`);
  });

  it('tracking prints windows and keeps refined orders, report --show reads them uncut', async () => {
    await produce();
    const out = join(shop.folder, 'tracking');
    const run = await shop.runMeasured(
      ...['tracking', ...brokers, '--out', out, '--trigger', 'available-now'],
    );
    expect(shop.printed).toContain('Batch: 0');
    expect(shop.printed).toMatch(/\{2026-01-15 \d\d:\d\d:00, 2026-01-15 \d\d:\d\d:00\}/);
    expect(run.outputs['refinedOrders']).toBe(2000 - books().malformed);
    await shop.run('report', '--out', out, '--show', '3');
    expect(shop.printed).toMatch(/\|order_id +\|user_id +\|product_id *\|category/);
    expect(shop.printed).toContain('only showing top 3 rows');
  });
});
