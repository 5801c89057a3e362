import { createSession, memorySink, memorySource, schema, string, timestamp } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';

// Spark's timelines of a windowed count: 10-minute windows, 10 minutes of delay. In a batch, rows are
// late by the watermark of the batch before, and groups are final by the watermark of this one.

const at = (time: string): Date => new Date(`2024-01-01T${time}:00Z`);

interface Counted {
  readonly window: { readonly start: Date; readonly end: Date };
  readonly n: number;
}

async function start(outputMode: 'append' | 'update' | 'complete', noDataBatches = true) {
  const events = memorySource(schema({ time: timestamp(), kind: string() }));
  const sink = memorySink<Counted>();
  const session = createSession({ noDataBatches });
  const counts = session
    .readStream(events)
    .withWatermark('time', '10 minutes')
    .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
    .agg(() => ({ n: count() }));
  const query = await session.start({ outputs: [counts.writeTo(sink, { outputMode })] });
  return {
    query,
    async batch(...times: readonly string[]) {
      events.addData(...times.map((time) => ({ time: at(time), kind: 'x' })));
      await query.processAllAvailable();
    },
    get rows() {
      return sink.rows.map(({ window: w, n }) => `${w.start.toISOString().slice(11, 16)}=${n}`);
    },
    clear: () => sink.clear(),
    get progress() {
      return query.recentProgress;
    },
  };
}

describe('append mode', () => {
  test('a window comes out once, when the watermark has passed its end', async () => {
    const run = await start('append');
    await run.batch('12:09', '12:14');
    await run.batch('12:15', '12:08', '12:13');
    expect(run.rows).toEqual([]);
    await run.batch('12:21', '11:58');
    expect(run.rows).toEqual(['12:00=2']);
    await run.batch('12:04');
    expect(run.rows).toEqual(['12:00=2']);
    await run.query.stop();
  });

  test('rows of a closed window are dropped and counted, with a sample', async () => {
    const run = await start('append');
    await run.batch('12:09', '12:14');
    await run.batch('12:15', '12:08', '12:13');
    await run.batch('12:21', '11:58');
    const late = run.progress.find((report) => report.numLateRows > 0);
    expect(late?.numLateRows).toBe(1);
    expect(late?.lateRowSample).toEqual(['{"time":"2024-01-01T11:58:00.000Z"}']);
    expect(late?.stateOperators[0]?.numRowsDroppedByWatermark).toBe(1);
    await run.query.stop();
  });

  test('without batches in between, a row is judged by the watermark of the batch before', async () => {
    const run = await start('append', false);
    await run.batch('12:09', '12:14');
    await run.batch('12:15', '12:08', '12:13');
    await run.batch('12:21', '11:58');
    await run.batch('12:04');
    expect(run.rows).toEqual(['12:00=3']);
    await run.query.stop();
  });

  test('one batch without data follows a batch that moved the watermark, and then none', async () => {
    const run = await start('append');
    await run.batch('12:09', '12:14');
    expect(run.progress.map((report) => report.numInputRows)).toEqual([2, 0]);
    expect(run.progress.map((report) => report.eventTime.watermark)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '2024-01-01T12:04:00.000Z',
    ]);
    await run.query.stop();
  });

  test('the first batch may hold events of many hours: none is late', async () => {
    const run = await start('append');
    await run.batch('20:00', '03:00', '11:00');
    expect(run.rows.toSorted()).toEqual(['03:00=1', '11:00=1']);
    await run.query.stop();
  });
});

describe('update mode', () => {
  test('a window comes out whenever a batch touched it, and leaves the state silently', async () => {
    const run = await start('update');
    await run.batch('12:09', '12:14');
    expect(run.rows.toSorted()).toEqual(['12:00=1', '12:10=1']);
    run.clear();
    await run.batch('12:15', '12:08');
    expect(run.rows.toSorted()).toEqual(['12:00=2', '12:10=2']);
    run.clear();
    await run.batch('12:31');
    expect(run.rows).toEqual(['12:30=1']);
    expect(run.progress.at(-1)?.stateOperators[0]?.numRowsTotal).toBe(1);
    await run.query.stop();
  });
});

describe('complete mode', () => {
  test('the whole result comes out after every batch, and nothing is late', async () => {
    const run = await start('complete');
    await run.batch('12:09', '13:14');
    await run.batch('12:08');
    expect(run.rows.toSorted()).toEqual(['12:00=2', '13:10=1']);
    await run.query.stop();
  });
});
