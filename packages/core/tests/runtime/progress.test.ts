import { memorySink } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { ManualClock, simPorts } from '../../../testing/src/index.ts';
import { Events, events, quietSession } from '../semantics/streams.ts';
import { blockSource } from './block-source.ts';

test('a report has the fields of Spark, and what Spark does not tell', async () => {
  const clock = new ManualClock(Date.UTC(2024, 0, 1));
  const { session } = quietSession({ ports: simPorts({ seed: 1, clock }) });
  const source = blockSource(Events, [events('a', '12:01', '12:05'), events('a', '12:30')], {
    blocksPerBatch: 1,
    onRead: () => clock.sleep(500),
  });
  const counts = session
    .readStream(source)
    .withWatermark('time', '1 minute')
    .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
    .agg(() => ({ n: count() }));
  const query = await session.start({
    name: 'counts',
    checkpointLocation: 'checkpoint',
    outputs: [counts.writeTo(memorySink<{ n: number }>())],
  });
  await clock.untilSleeping();
  await clock.advance(500);
  await clock.untilSleeping();
  await clock.advance(500);
  await clock.untilSleeping();
  const [first, second, third] = query.recentProgress;
  expect(first).toEqual({
    id: query.id,
    runId: query.runId,
    name: 'counts',
    timestamp: '2024-01-01T00:00:00.000Z',
    batchId: 0,
    batchDurationMs: 500,
    numInputRows: 2,
    // There is no trigger before the first, so how fast rows came is not known.
    inputRowsPerSecond: 0,
    processedRowsPerSecond: 4,
    durationMs: {
      latestOffset: 0,
      walCommit: 0,
      addBatch: 500,
      commitOffsets: 0,
      publish: 0,
      triggerExecution: 500,
    },
    eventTime: {
      max: '2024-01-01T12:05:00.000Z',
      min: '2024-01-01T12:01:00.000Z',
      avg: '2024-01-01T12:03:00.000Z',
      // C46: the one this batch ran with, not the one it leads to.
      watermark: '1970-01-01T00:00:00.000Z',
    },
    stateOperators: [
      {
        operatorName: 'stateStoreSave',
        numRowsTotal: 1,
        numRowsUpdated: 1,
        numRowsRemoved: 0,
        numRowsDroppedByWatermark: 0,
        commitTimeMs: 0,
        storedBytes: expect.any(Number),
        inputWatermark: '1970-01-01T00:00:00.000Z',
        outputWatermark: '1970-01-01T00:00:00.000Z',
      },
    ],
    sources: [
      {
        description: 'blocks',
        startOffset: 0,
        endOffset: 1,
        latestOffset: 2,
        numInputRows: 2,
        inputRowsPerSecond: 0,
        processedRowsPerSecond: 4,
        metrics: {},
      },
    ],
    sinks: [{ description: 'memory', numOutputRows: 0, deliveryGuarantee: 'exactly-once' }],
    numBadRecords: 0,
    numLateRows: 0,
    lateRowSample: [],
    durability: 'power-loss',
  });
  expect(second).toMatchObject({
    batchId: 1,
    numInputRows: 1,
    inputRowsPerSecond: 2,
    eventTime: { watermark: '2024-01-01T12:04:00.000Z' },
  });
  expect(third).toMatchObject({
    batchId: 2,
    numInputRows: 0,
    eventTime: { watermark: '2024-01-01T12:29:00.000Z' },
    sinks: [{ numOutputRows: 1 }],
  });
  expect(third?.eventTime).not.toHaveProperty('max');
  expect(source.reads).toEqual(['0-1', '1-2']);
  expect(query.lastProgress).toBe(third);
  // A source hears of a batch when the next one is begun.
  expect(source.commits).toEqual([1, 2]);
  await query.stop();
});

test('the newest hundred reports are kept', async () => {
  const { session } = quietSession();
  const blocks = Array.from({ length: 105 }, () => events('a', '12:00'));
  const query = await session.start({
    outputs: [
      session
        .readStream(blockSource(Events, blocks, { blocksPerBatch: 1 }))
        .writeTo(memorySink() as never),
    ],
  });
  await query.processAllAvailable();
  await query.stop();
  expect(query.recentProgress.map(({ batchId }) => batchId)).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 5),
  );
});
