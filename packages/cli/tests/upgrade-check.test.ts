import type { Session } from '@tidemark/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { CHECKPOINT, outputsOf, request, Shop } from './shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = new Shop();
  await shop.addOrders(1, 12, 25);
  await shop.run();
});

const check = (module: Readonly<Record<string, unknown>>, more = ''): Promise<number> =>
  shop.call(`upgrade-check ${CHECKPOINT} --query shop.mjs${more}`, {
    importModule: () => Promise.resolve(module),
  });

const unchanged = (session: Session): unknown =>
  session.start({ ...request, outputs: outputsOf(session) });

const otherWindows = (session: Session): unknown =>
  session.start({ ...request, outputs: outputsOf(session, '5 minutes') });

describe('checking an upgrade', () => {
  test('lets the same query go on, and runs nothing of it', async () => {
    await shop.addOrders(40);
    const { operations } = shop.fs;
    expect(await check({ default: unchanged }), shop.err).toBe(0);
    expect(shop.out).toMatch(/does not differ.*\nIt may start on .* goes on with batch \d+\.\n/);
    expect(shop.fs.operations).toBe(operations);
  });

  test('takes what session.start() takes as well, from an object or a function', async () => {
    const build = (session: Session): unknown => ({ outputs: outputsOf(session) });
    expect(await check({ build })).toBe(0);
    let outputs: unknown;
    await check({ build: (session: Session) => ({ outputs: (outputs = outputsOf(session)) }) });
    expect(await check({ default: { ...request, outputs } })).toBe(0);
  });

  test('refuses other windows, says why, and that they could be forced', async () => {
    expect(await check({ default: otherWindows })).toBe(1);
    expect(shop.out).toMatch(/refused: grouping key window .*10 minutes.*5 minutes/);
    expect(shop.out).toMatch(/It may not start on .*\nWith allowPlanChange: true it would/);
  });

  test('as JSON gives the differences and the condition', async () => {
    await check({ default: otherWindows }, ' --json');
    expect(JSON.parse(shop.out)).toMatchObject({
      isAllowed: false,
      canBeForced: true,
      differences: [{ verdict: 'refused' }],
      refusal: { condition: 'QUERY.PLAN_CHANGED' },
    });
  });

  test('finds state that cannot be read', async () => {
    const folder = `${CHECKPOINT}/state/0`;
    for (const name of await shop.names(folder)) await shop.flip(`${folder}/${name}`);
    expect(await check({ default: unchanged })).toBe(1);
    expect(shop.out).toMatch(/CHECKPOINT.CORRUPT.*It may not start on/s);
  });

  test('of a module that says no query is a wrong call', async () => {
    expect(await check({})).toBe(2);
    expect(shop.err).toMatch(/CLI.QUERY_NOT_FOUND.*it exports nothing/);
    expect(await check({ a: unchanged, b: unchanged })).toBe(2);
    expect(await check({ a: unchanged, b: otherWindows }, ' --export a')).toBe(0);
    expect(await check({ default: () => undefined })).toBe(2);
    expect(await shop.call(`upgrade-check ${CHECKPOINT} --query missing.mjs`)).toBe(2);
    expect(shop.err).toContain('CLI.MODULE_UNREADABLE');
  });
});
