import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchHistory } from '../../src/crash-test/batch-history.ts';

let checkpoint: string;
beforeEach(async () => {
  checkpoint = await mkdtemp(join(tmpdir(), 'history-'));
  await mkdir(join(checkpoint, 'offsets'));
});
afterEach(() => rm(checkpoint, { recursive: true }));

/** An intent as a checkpoint keeps it: batch N reads offsets 10 N to 10 N + 10 of partition 1. */
async function intend(batchId: number): Promise<void> {
  const start = { orders: { 1: batchId * 10 } };
  const end = { orders: { 1: batchId * 10 + 10 } };
  const json = JSON.stringify({ batchId, sources: [{ name: 'kafka', start, end }] });
  await writeFile(join(checkpoint, 'offsets', String(batchId)), `v1 00000000 1\n${json}\n`);
}

describe('what the batches of a killed query read', () => {
  it('is known from its checkpoint, also of entries that are gone since', async () => {
    const history = new BatchHistory();
    await intend(0);
    await history.note(checkpoint);
    await rm(join(checkpoint, 'offsets', '0'));
    await intend(1);
    await history.note(checkpoint);
    expect(history.ranges('orders', 2)).toEqual([
      { from: [0, 0], to: [0, 10] },
      { from: [0, 10], to: [0, 20] },
    ]);
  });

  it('does not take what a writer left unfinished for a batch', async () => {
    const history = new BatchHistory();
    await writeFile(join(checkpoint, 'offsets', '.0.k3j9x0ab.tmp'), '{');
    await history.note(checkpoint);
    expect(history.ranges('orders', 2)).toEqual([]);
  });

  it('is an error when a batch is missing, with what to do', async () => {
    const history = new BatchHistory();
    await intend(0);
    await intend(2);
    await history.note(checkpoint);
    expect(() => history.ranges('orders', 2)).toThrow(/larger --max-offsets-per-trigger/);
  });
});
