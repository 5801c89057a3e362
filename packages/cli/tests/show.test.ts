import { lockCheckpoint } from '@tidemark/core/checkpoint';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CheckpointSummary } from '../src/index.ts';
import { CHECKPOINT, Shop } from './shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = new Shop();
  await shop.addOrders(1, 12, 25, 38);
  await shop.run();
});

describe('showing', () => {
  test('says at a glance where the query stands', async () => {
    const { operations } = shop.fs;
    expect(await shop.call(`show ${CHECKPOINT} --batches 3`)).toBe(0);
    expect(shop.fs.operations).toBe(operations);
    // The whole screen is on the page of the manual, see screens.test.ts.
    expect(shop.out).toMatch(/held by {7}nobody\n {2}newest batch {2}4, done, /);
    expect(shop.out).toMatch(/Batches, newest 3 of 5\n.*\n {6}4 {2}done /);
  });

  test('as JSON has the same, and counts keys and rows', async () => {
    const summary = await shop.json<CheckpointSummary>(`show ${CHECKPOINT}`);
    expect(summary).toMatchObject({
      ...{ directory: CHECKPOINT, formatVersion: 'v1', begun: 4, done: 4, batchCount: 5 },
      lock: { isRunning: false },
      watermarkMs: Date.UTC(2026, 0, 15, 12, 28),
      state: [{ operatorId: '0', keyCount: 6 }],
    });
    expect(summary.batches.map(({ outputRows }) => outputRows['revenue'] ?? 0)).toEqual([
      3, 3, 0, 0, 0,
    ]);
  });

  test('names the process that runs it', async () => {
    await lockCheckpoint(shop.ports(), CHECKPOINT, 'running');
    expect(await shop.call(`show ${CHECKPOINT}`)).toBe(0);
    expect(shop.out).toMatch(/held by {7}process \d+ on simulated, running, since /);
  });

  test('tells a batch that was begun and not done', async () => {
    await shop.fs.unlink(`${CHECKPOINT}/commits/4`);
    await shop.call(`show ${CHECKPOINT} --no-keys`);
    expect(shop.out).toContain('4, begun and not done: it runs again at the next start');
    expect(shop.out).toMatch(/ 4 {2}begun /);
  });

  test('shows what can be read of a damaged one', async () => {
    await shop.flip(`${CHECKPOINT}/commits/3`);
    await shop.fs.unlink(`${CHECKPOINT}/metadata`);
    expect(await shop.call(`show ${CHECKPOINT}`)).toBe(1);
    expect(shop.out).toMatch(/ 3 {2}damaged .* its checksum does not match/);
    expect(shop.out).toContain(`tidemark checkpoint verify ${CHECKPOINT}`);
  });
});
