// `npm run bench -- micro-batch`: a durable micro-batch of 1,000 rows, from intent to published file.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  double,
  memorySource,
  type StreamingQueryProgress,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { defineSink } from '@tidemark/core/connector';
import { count, sum, window } from '@tidemark/core/functions';
import { median } from './measure.ts';
import type { Figures } from './report.ts';

const BATCHES = 200;
const ROWS = 1000;
const START_MS = Date.UTC(2026, 0, 15);
const CATEGORIES = ['books', 'games', 'garden', 'kitchen', 'music'];

export async function benchMicroBatch(): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const orders = memorySource(
    schema({ category: string(), value: double(), event_time: timestamp() }),
  );
  const session = createSession();
  const revenue = session
    .readStream(orders)
    .withWatermark('event_time', '1 minute')
    .groupBy((o) => ({ window: window(o.event_time, '1 minute'), category: o.category }))
    .agg((o) => ({ revenue: sum(o.value), orders: count() }));
  const sink = defineSink({
    name: 'counted',
    outputModes: ['append'],
    write: () => Promise.resolve(),
  });
  const query = await session.start({
    checkpointLocation: join(directory, 'checkpoint'),
    outputs: [revenue.writeTo(sink)],
  });
  // Not the batches without rows, which only move the watermark.
  const batches: StreamingQueryProgress[] = [];
  query.addListener({
    onQueryProgress: (progress) => {
      if (progress.numInputRows === ROWS) batches.push(progress);
    },
  });
  for (let batch = 0; batch < BATCHES; batch++) {
    orders.addData(
      ...Array.from({ length: ROWS }, (_, i) => ({
        category: CATEGORIES[i % CATEGORIES.length] as string,
        value: i,
        event_time: new Date(START_MS + batch * 1000 + i),
      })),
    );
    await query.processAllAvailable();
  }
  await query.stop();
  await rm(directory, { recursive: true, force: true });
  const steady = batches.slice(BATCHES / 4);
  const phases = Object.keys(steady[0]?.durationMs ?? {});
  return {
    batches: BATCHES,
    rows: ROWS,
    medianMs: median(steady.map(({ batchDurationMs }) => batchDurationMs)),
    targetMs: 5,
    ...Object.fromEntries(
      phases.map((phase) => [
        `${phase}Ms`,
        median(steady.map(({ durationMs }) => durationMs[phase] ?? 0)),
      ]),
    ),
  };
}
