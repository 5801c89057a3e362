import { expect, test } from 'vitest';
import type { Finding } from '../src/index.ts';
import { CHECKPOINT, REVENUE, Shop } from './shop.ts';

// The law: what verify calls an error is what keeps the query from starting, for every file of a
// checkpoint and every damage. And what repair and rewind then make of it runs, and gives the rows
// that a query gives which nothing happened to.

const DAMAGES = {
  flipped: (shop: Shop, file: string) => shop.flip(file),
  cut: (shop: Shop, file: string) => shop.cut(file),
  missing: (shop: Shop, file: string) => shop.fs.unlink(file),
};

/** The files of a checkpoint. */
async function filesOf(shop: Shop, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, isDirectory } of await shop.fs.readdir(folder)) {
    const path = `${folder}/${name}`;
    found.push(...(isDirectory ? await filesOf(shop, path) : [path]));
  }
  return found;
}

test('whatever is damaged: verify says whether the query starts, and what is mended gives the same rows', async () => {
  const sound = new Shop();
  await sound.addOrders(1, 15, 30);
  await sound.run();
  const rows = await sound.revenue();
  const files = await filesOf(sound, CHECKPOINT);
  let mended = 0;
  let seed = 100;
  const after = (shop: Shop): Shop => new Shop(shop.fs.crash('kill'), (seed += 20));
  // Each file gets one kind of damage, in turn.
  for (const [i, file] of files.entries()) {
    for (const [how, damage] of Object.entries(DAMAGES).slice(i % 3, (i % 3) + 1)) {
      const what = `${file} ${how}`;
      const shop = after(sound);
      await damage(shop, file);
      const { findings } = await shop.json<{ readonly findings: readonly Finding[] }>(
        `verify ${CHECKPOINT}`,
      );
      const isBroken = findings.some(({ severity }) => severity === 'error');
      const hasStarted = await after(shop)
        .run()
        .then(
          () => true,
          () => false,
        );
      expect(hasStarted, `${what}: ${JSON.stringify(findings)}`).toBe(!isBroken);
      if ((await shop.call(`repair ${CHECKPOINT} --yes-lose-batches`)) !== 0) continue;
      const newest = Math.max(...(await shop.names(`${CHECKPOINT}/commits`)).map(Number));
      await shop.call(`rewind ${CHECKPOINT} --to-batch ${newest} --output ${REVENUE} --yes`);
      expect(
        await shop.call(`verify ${CHECKPOINT} --output ${REVENUE}`),
        what + shop.out,
      ).toBeLessThan(2);
      await shop.run();
      expect(await shop.revenue(), what).toEqual(rows);
      mended++;
    }
  }
  expect(mended).toBeGreaterThan(files.length / 2);
});
