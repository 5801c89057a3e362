import { availableNow, createSession } from '@tidemark/core';
import type { Sink, WriteContext } from '@tidemark/core/connector';
import { count, window } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { blockSource } from '../runtime/block-source.ts';
import { Events, events } from '../semantics/streams.ts';

/** What a sink was told, and the rows it got, call by call; fails where it is asked to. */
function recorder() {
  const calls: (Pick<WriteContext, 'batchId' | 'batchTimeMs' | 'isReplay'> & {
    rows: unknown[];
  })[] = [];
  const published: unknown[] = [];
  const state = { failWrite: false, failPublish: false };
  const sink: Sink<unknown, 'append'> = {
    name: 'recorder',
    description: 'recorder',
    outputModes: ['append'],
    deliveryGuarantee: 'exactly-once',
    open: () =>
      Promise.resolve({
        write: (batch, { batchId, batchTimeMs, isReplay }) => {
          calls.push({ batchId, batchTimeMs, isReplay, rows: [...batch.rows()] });
          return state.failWrite ? Promise.reject(new Error('died')) : Promise.resolve(batchId);
        },
        publish: (committable) => {
          if (state.failPublish) return Promise.reject(new Error('died'));
          published.push(committable);
          return Promise.resolve();
        },
      }),
  };
  return { sink, calls, published, state };
}

function start() {
  const world = simPorts({ seed: 1 });
  const source = blockSource(Events, [events('a', '12:01'), events('a', '12:11')], {
    blocksPerBatch: 1,
  });
  const record = recorder();
  const run = async (): Promise<void> => {
    const session = createSession({ ports: world, warn: () => undefined });
    const counts = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
      .agg(() => ({ n: count() }));
    const query = await session.start({
      checkpointLocation: 'checkpoint',
      trigger: availableNow(),
      outputs: [counts.writeTo(record.sink)],
    });
    await query.awaitTermination();
  };
  return { ...record, world, source, run };
}

// C15
test('a batch that was begun runs again with its range, its watermark and its time, and says so', async () => {
  const { calls, run, source, state, world } = start();
  state.failWrite = true;
  await expect(run()).rejects.toThrow('died');
  state.failWrite = false;
  await world.clock.advance(60_000);
  source.blocks.push(events('a', '12:21'));
  await run();
  expect(calls.slice(0, 2).map(({ batchId, isReplay }) => [batchId, isReplay])).toEqual([
    [0, false],
    [0, true],
  ]);
  expect(calls[1]?.batchTimeMs).toBe(calls[0]?.batchTimeMs);
  expect(calls[2]?.batchTimeMs).toBe((calls[0]?.batchTimeMs as number) + 60_000);
  expect(calls[2]?.isReplay).toBe(false);
  expect(source.reads).toEqual(['0-1', '0-1', '1-2', '2-3']);
});

// C16, C17
test('a batch that is a fact is not run again, and published again before anything is read', async () => {
  const { calls, published, run, source, state } = start();
  state.failPublish = true;
  await expect(run()).rejects.toThrow('died');
  state.failPublish = false;
  await run();
  expect(calls.map(({ batchId }) => batchId)).toEqual([0, 1, 2]);
  expect(published).toEqual([0, 1, 2]);
  expect(source.reads).toEqual(['0-1', '1-2']);
});

test('a source hears of a batch only when the next one is begun', async () => {
  const { run, source, state } = start();
  state.failPublish = true;
  await expect(run()).rejects.toThrow('died');
  expect(source.commits).toEqual([]);
  state.failPublish = false;
  await run();
  expect(source.commits).toEqual([1, 2]);
});
