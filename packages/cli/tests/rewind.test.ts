import { beforeEach, describe, expect, test } from 'vitest';
import type { RewindReport } from '../src/index.ts';
import { CHECKPOINT, REVENUE, Shop } from './shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = new Shop();
  await shop.addOrders(1, 12, 25, 38, 51);
  await shop.run();
});

/** The newest batch that the checkpoint has committed. */
async function newestBatch(): Promise<number> {
  return Math.max(...(await shop.names(`${CHECKPOINT}/commits`)).map(Number));
}

describe('rewinding', () => {
  test('says what it would do, and does nothing without --yes', async () => {
    const operations = shop.fs.operations;
    expect(await shop.call(`rewind ${CHECKPOINT} --to-batch 2`)).toBe(0);
    expect(shop.out).toContain('would go on after batch 2');
    expect(shop.out).toMatch(/revenue \(json\): .* add --output with its folder/);
    expect(shop.out).toMatch(/alerts \(foreachBatch\): .* make it forget batches after 2 first/);
    expect(shop.out).toContain('Nothing was changed');
    expect(shop.fs.operations).toBe(operations);
  });

  test('with the output gives the same rows as a query that was never rewound, whichever batch', async () => {
    const before = await shop.revenue();
    const newest = await newestBatch();
    expect(before).toEqual([
      ...['12:00 food 1', '12:00 home 2', '12:00 toys 3'],
      ...['12:10 food 12', '12:10 home 13', '12:10 toys 14'],
      ...['12:20 food 25', '12:20 home 26', '12:20 toys 27'],
      ...['12:30 food 38', '12:30 home 39', '12:30 toys 40'],
    ]);
    for (let toBatch = newest; toBatch >= 0; toBatch--) {
      const call = `rewind ${CHECKPOINT} --to-batch ${toBatch} --output ${REVENUE} --yes`;
      expect(await shop.call(call)).toBe(0);
      expect(await newestBatch()).toBe(toBatch);
      expect(await shop.call(`verify ${CHECKPOINT} --output ${REVENUE}`), shop.out).toBe(0);
      await shop.run();
      expect(await shop.revenue(), `after batch ${toBatch}`).toEqual(before);
      expect(await shop.call(`verify ${CHECKPOINT} --output ${REVENUE}`), shop.out).toBe(0);
    }
  });

  test('deletes nothing', async () => {
    const before = await shop.names(`${CHECKPOINT}/commits`);
    const report = await shop.json<RewindReport>(
      `rewind ${CHECKPOINT} --to-batch 2 --output ${REVENUE} --yes`,
    );
    const aside = `${CHECKPOINT}/${report.aside ?? ''}`;
    expect([
      ...(await shop.names(`${CHECKPOINT}/commits`)),
      ...(await shop.names(`${aside}/commits`)),
    ]).toEqual(before);
    for (const file of report.files) await shop.fs.stat(`${aside}/${file}`);
    for (const file of report.outputs.flatMap(({ files }) => files)) {
      await shop.fs.stat(`${REVENUE}/${report.aside ?? ''}/${file}`);
    }
    expect(report.outputs[0]?.files.length).toBeGreaterThan(0);
  });

  test('that ends halfway leaves a checkpoint that goes on', async () => {
    const before = await shop.revenue();
    const whole = new Shop(shop.fs.crash('kill'), 100);
    await whole.call(`rewind ${CHECKPOINT} --to-batch 1 --output ${REVENUE} --yes`);
    const steps = whole.fs.operations;
    expect(steps).toBeGreaterThan(60);
    for (let step = 3; step < steps; step += 17) {
      for (const loss of ['kill', 'all-unsynced', 'random'] as const) {
        const fs = shop.fs.crash('kill');
        fs.crashBefore(step);
        const halfway = new Shop(fs, 100);
        await halfway.call(`rewind ${CHECKPOINT} --to-batch 1 --output ${REVENUE} --yes`);
        const after = new Shop(fs.crash(loss, step), 200);
        const again = `rewind ${CHECKPOINT} --to-batch 1 --output ${REVENUE} --yes`;
        expect(await after.call(again), after.err).toBe(0);
        await after.run();
        expect(await after.revenue(), `${loss} at ${step}`).toEqual(before);
      }
    }
  });

  test('to a batch that is not there names those that are', async () => {
    expect(await shop.call(`rewind ${CHECKPOINT} --to-batch 99 --yes`)).toBe(2);
    expect(shop.err).toMatch(/CLI.BATCH_NOT_AVAILABLE.*Go back to one of these batches: 0 to \d+/s);
  });

  test('is refused while the query runs', async () => {
    const running = shop.ports();
    const { lockCheckpoint } = await import('@tidemark/core/checkpoint');
    await lockCheckpoint(running, CHECKPOINT, 'running');
    expect(await shop.call(`rewind ${CHECKPOINT} --to-batch 1 --yes`)).toBe(1);
    expect(shop.err).toContain('CHECKPOINT.LOCKED');
  });

  test('does not take the output of another query', async () => {
    await shop.fs.mkdir('/elsewhere');
    const call = `rewind ${CHECKPOINT} --to-batch 1 --output /elsewhere`;
    expect(await shop.call(call)).toBe(2);
    expect(shop.err).toContain('CLI.OUTPUT_OF_ANOTHER_QUERY');
  });
});
