import { lockCheckpoint } from '@tidemark/core/checkpoint';
import { type Ports, writeNewFile } from '@tidemark/core/connector';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RepairReport } from '../src/index.ts';
import { CHECKPOINT, REVENUE, Shop } from './shop.ts';

let shop: Shop;
let newest = 0;

beforeEach(async () => {
  shop = new Shop();
  await shop.addOrders(1, 12, 25, 38);
  await shop.run();
  newest = Math.max(...(await shop.names(`${CHECKPOINT}/commits`)).map(Number));
});

/** A lock that a process left which is no more. */
async function leaveLock(): Promise<void> {
  const gone = shop.ports();
  await lockCheckpoint(gone, CHECKPOINT, 'gone');
  shop.fs.endProcess((await gone.processes?.current())?.pid ?? 0);
}

describe('repairing', () => {
  test('a sound checkpoint does nothing', async () => {
    const { operations } = shop.fs;
    expect(await shop.call(`repair ${CHECKPOINT}`)).toBe(0);
    expect(shop.out).toBe('There is nothing that can be repaired without loss.\n');
    expect(shop.fs.operations).toBe(operations);
  });

  test('puts leftovers aside, and removes the lock of a dead process', async () => {
    await leaveLock();
    const leftovers = ['state/0/9-abc.delta', 'commits/.9.abc.tmp', 'sources/0/.1.abc.tmp'];
    for (const file of leftovers) {
      await writeNewFile(shop.fs, `${CHECKPOINT}/${file}`, new Uint8Array(3));
    }
    const { operations } = shop.fs;
    const plan = await shop.json<RepairReport>(`repair ${CHECKPOINT} --dry-run`);
    expect(plan.repairs.map(({ file }) => file).sort()).toEqual(['lock', ...leftovers].sort());
    expect(shop.fs.operations).toBe(operations);

    expect(await shop.call(`repair ${CHECKPOINT}`)).toBe(0);
    const aside = /Nothing was deleted: the files are in (\S+)/.exec(shop.out)?.[1] ?? '';
    for (const file of leftovers) await shop.fs.stat(`${aside}/${file}`);
    expect(await shop.names(CHECKPOINT)).not.toContain('lock');
    expect(await shop.call(`verify ${CHECKPOINT}`)).toBe(0);
    expect(shop.out).toContain('nothing found');
  });

  test('writes the id of the query again, which stays the same', async () => {
    const whole = await shop.fs.readFile(`${CHECKPOINT}/metadata`);
    for (const damage of [
      () => shop.fs.unlink(`${CHECKPOINT}/metadata`),
      () => shop.flip(`${CHECKPOINT}/metadata`),
    ]) {
      await damage();
      await expect(shop.run()).rejects.toThrow('CHECKPOINT.');
      expect(await shop.call(`repair ${CHECKPOINT}`), shop.err).toBe(0);
      expect(await shop.fs.readFile(`${CHECKPOINT}/metadata`)).toEqual(whole);
      await shop.run();
    }
  });

  test('puts a torn intent of a batch that is not done aside, and the batch is planned anew', async () => {
    const before = await shop.revenue();
    await shop.fs.unlink(`${CHECKPOINT}/commits/${newest}`);
    await shop.cut(`${CHECKPOINT}/offsets/${newest}`);
    await expect(shop.run()).rejects.toThrow('CHECKPOINT.CORRUPT');
    expect(await shop.call(`repair ${CHECKPOINT} --dry-run`)).toBe(1);
    expect(await shop.call(`repair ${CHECKPOINT}`)).toBe(0);
    expect(shop.out).toContain(`batch ${newest} is planned anew`);
    await shop.run();
    expect(await shop.revenue()).toEqual(before);
  });

  test('puts a damaged form of the query aside; started unchanged, the query stores it again', async () => {
    const [hash = ''] = await shop.names(`${CHECKPOINT}/plans`);
    await shop.flip(`${CHECKPOINT}/plans/${hash}`);
    await expect(shop.run()).rejects.toThrow('CHECKPOINT.CORRUPT');
    expect(await shop.call(`repair ${CHECKPOINT}`), shop.err).toBe(0);
    await shop.run();
    expect(await shop.names(`${CHECKPOINT}/plans`)).toEqual([hash]);
  });

  test('does not touch damaged batches, and says how to go back before them', async () => {
    await shop.flip(`${CHECKPOINT}/commits/${newest}`);
    expect(await shop.call(`repair ${CHECKPOINT}`)).toBe(1);
    expect(shop.out).toContain(
      `tidemark checkpoint rewind ${CHECKPOINT} --to-batch ${newest - 1}\n`,
    );
    expect(await shop.names(`${CHECKPOINT}/commits`)).toContain(String(newest));
  });

  test('with --yes-lose-batches goes back before damaged batches', async () => {
    const before = await shop.revenue();
    await shop.flip(`${CHECKPOINT}/commits/${newest}`);
    await shop.cut(`${CHECKPOINT}/offsets/${newest - 1}`);
    expect(await shop.call(`repair ${CHECKPOINT} --yes-lose-batches`)).toBe(0);
    expect(shop.out).toContain(`goes on after batch ${newest - 2}`);
    expect(shop.out).toContain('add --output with its folder');
    await shop.call(`rewind ${CHECKPOINT} --to-batch ${newest - 2} --output ${REVENUE} --yes`);
    await shop.run();
    expect(await shop.revenue()).toEqual(before);
  });

  test('of a running query is refused', async () => {
    await lockCheckpoint(shop.ports(), CHECKPOINT, 'running');
    expect(await shop.call(`repair ${CHECKPOINT}`)).toBe(1);
    expect(shop.err).toContain('CHECKPOINT.LOCKED');
  });

  test('asks where the holder is on another machine', async () => {
    const elsewhere: Ports = {
      ...shop.ports(),
      processes: {
        current: () => Promise.resolve({ pid: 7, host: 'far', bootId: 'b', startTime: '1' }),
        isAlive: () => Promise.resolve(false),
      },
    };
    await lockCheckpoint(elsewhere, CHECKPOINT, 'far');
    expect(await shop.call(`repair ${CHECKPOINT}`)).toBe(1);
    expect(shop.err).toMatch(/CLI.HOLDER_UNKNOWN.*process 7 on far.*--yes-holder-has-ended/s);
    await writeNewFile(shop.fs, `${CHECKPOINT}/.x.tmp`, new Uint8Array(1));
    expect(await shop.call(`repair ${CHECKPOINT} --yes-holder-has-ended`)).toBe(0);
    expect(await shop.names(CHECKPOINT)).not.toContain('lock');
  });
});
