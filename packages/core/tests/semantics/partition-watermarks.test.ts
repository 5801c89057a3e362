import {
  availableNow,
  foreachBatch,
  type MemorySource,
  memorySink,
  memorySource,
} from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import {
  addData,
  advanceProcessingTime,
  assertOnQuery,
  checkWatermark,
  type SimFs,
  type Step,
  simPorts,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';
import { at, clock, type Event, Events, events, quietSession } from './streams.ts';

// A watermark that tells the partitions of a source apart: Flink's per-partition watermarks and
// idleness, with what Kafka Streams knows about backlogs. Off by default: Spark has one for all.

const perPartition = { perPartition: true };
const MINUTE_MS = 60_000;

/** Two partitions, `ahead` hours before `behind`, of which a batch reads one step. */
function catchingUp(): MemorySource<Event> {
  const source = memorySource<Event>(Events, [], { maxStepsPerTrigger: 1 });
  for (const minute of ['00', '20', '40']) {
    source.addDataTo('ahead', ...events('a', `14:${minute}`));
    source.addDataTo('behind', ...events('b', `10:${minute}`));
  }
  source.addDataTo('behind', ...events('b', '14:50'));
  return source;
}

const toStep = (source: MemorySource<Event>, partition: string, ...times: string[]): Step<never> =>
  addData(
    { addData: (...rows: Event[]) => source.addDataTo(partition, ...rows) },
    ...events('x', ...times),
  );

/** Counts events by hour, to the end of what a source holds; fails in a batch if told. */
async function countHours(
  source: MemorySource<Event>,
  options: { readonly fs?: SimFs; readonly seed?: number; readonly perPartition?: boolean } = {},
) {
  const { fs, seed = 1, perPartition: tellsPartitions = true } = options;
  const { session } = quietSession({
    ports: simPorts({ seed, ...(fs === undefined ? {} : { fs }) }),
  });
  const counts = session
    .readStream(source)
    .withWatermark('time', '0 seconds', { perPartition: tellsPartitions })
    .groupBy((e) => ({ window: window(e.time, '1 hour') }))
    .agg(() => ({ n: count() }));
  const sink = memorySink<{ window: { start: Date; end: Date }; n: number }>();
  const query = await session.start({
    checkpointLocation: 'checkpoints/counts',
    trigger: availableNow(),
    outputs: [counts.writeTo(sink)],
  });
  await query.awaitTermination();
  const late = query.recentProgress.reduce((sum, { numLateRows }) => sum + numLateRows, 0);
  return { late, rows: sink.rows.map((row) => `${clock(row.window.start)} ${row.n}`) };
}

describe('partitions whose times are hours apart', () => {
  test('lose nothing: the slowest that has a backlog holds the watermark', async () => {
    expect(await countHours(catchingUp())).toEqual({ late: 0, rows: ['10:00 3'] });
  });

  test('lose rows where one watermark is for all, as in Spark', async () => {
    const { late } = await countHours(catchingUp(), { perPartition: false });
    expect(late).toBe(2);
  });
});

describe('a partition', () => {
  const distinct = (source: MemorySource<Event>, idleAfter?: '5 minutes') =>
    testSession()
      .readStream(source)
      .withWatermark('time', '0 seconds', {
        perPartition: true,
        ...(idleAfter === undefined ? {} : { idleAfter }),
      })
      .dropDuplicates('time', 'kind');

  test('without new rows holds the watermark for as long as it takes', async () => {
    const source = memorySource<Event>(Events);
    await testStream(distinct(source))(
      toStep(source, 'a', '12:00'),
      toStep(source, 'b', '12:30'),
      toStep(source, 'b', '12:40'),
      advanceProcessingTime(60 * MINUTE_MS),
      toStep(source, 'b', '12:50'),
      checkWatermark(at('12:00:00')),
      assertOnQuery(({ lastProgress }) => {
        expect(lastProgress?.eventTime.slowestPartition).toBe('0:a');
      }, 'the slowest partition is named'),
      toStep(source, 'a', '12:45'),
      checkWatermark(at('12:45:00')),
    );
  });

  test('that never had a row holds it too', async () => {
    const source = memorySource<Event>(Events, [], { partitions: ['a', 'b'] });
    await testStream(distinct(source))(
      toStep(source, 'a', '12:00'),
      toStep(source, 'a', '12:30'),
      checkWatermark(new Date(0)),
      toStep(source, 'b', '12:10'),
      checkWatermark(at('12:10:00')),
    );
  });

  test('that fell silent is waited for until idleAfter, and then no more, even if nothing comes', async () => {
    const source = memorySource<Event>(Events, [], { partitions: ['a', 'b', 'empty'] });
    await testStream(distinct(source, '5 minutes'))(
      toStep(source, 'a', '12:00'),
      toStep(source, 'b', '12:30'),
      checkWatermark(new Date(0)),
      advanceProcessingTime(4 * MINUTE_MS),
      toStep(source, 'b', '12:40'),
      checkWatermark(new Date(0)),
      advanceProcessingTime(1 * MINUTE_MS),
      // 'a' and 'empty' are idle; 'b' had rows a minute ago.
      checkWatermark(at('12:40:00')),
    );
  });

  test('that was idle counts again with its next row; the watermark never goes back', async () => {
    const source = memorySource<Event>(Events);
    await testStream(distinct(source, '5 minutes'))(
      toStep(source, 'a', '12:00'),
      toStep(source, 'b', '12:30'),
      checkWatermark(at('12:00:00')),
      advanceProcessingTime(5 * MINUTE_MS),
      checkWatermark(at('12:30:00')),
      toStep(source, 'a', '12:35'),
      toStep(source, 'b', '12:50'),
      checkWatermark(at('12:35:00')),
    );
  });

  test('keeps its name through steps that look at one row at a time', async () => {
    const source = memorySource<Event>(Events);
    const table = memorySource(Events, events('x', '12:00', '12:30', '12:40'));
    const session = testSession();
    const names = session.read(table).select((e) => ({ known: e.time }));
    const rows = session
      .readStream(source)
      .filter((e) => e.kind.eq('x'))
      .join(names, (l, r) => l.time.eq(r.known), 'leftOuter')
      .select('time', 'kind')
      .withColumns((e) => ({ window: window(e.time, '1 minute') }))
      .withWatermark('time', '0 seconds', perPartition)
      .dropDuplicates('time', 'kind');
    await testStream(rows)(
      toStep(source, 'a', '12:00'),
      toStep(source, 'b', '12:30', '12:40'),
      checkWatermark(at('12:00:00')),
    );
  });

  test('of one source is none of another: a union has those of both', async () => {
    const [left, right] = [memorySource<Event>(Events), memorySource<Event>(Events)];
    const session = testSession();
    const rows = session
      .readStream(left)
      .union(session.readStream(right))
      .withWatermark('time', '0 seconds', perPartition)
      .dropDuplicates('time', 'kind');
    await testStream(rows)(
      toStep(left, 'a', '12:00'),
      toStep(right, 'a', '12:30'),
      checkWatermark(at('12:00:00')),
      toStep(left, 'a', '12:40'),
      checkWatermark(at('12:30:00')),
    );
  });
});

describe('after a restart', () => {
  test('what each partition had seen still counts', async () => {
    const source = memorySource<Event>(Events);
    const { fs } = simPorts({ seed: 1 });
    source.addDataTo('behind', ...events('b', '10:10'));
    source.addDataTo('ahead', ...events('a', '14:10'));
    await countHours(source, { fs });
    source.addDataTo('ahead', ...events('a', '15:10'));
    await countHours(source, { fs, seed: 2 });
    source.addDataTo('behind', ...events('b', '10:50', '11:00'));
    expect(await countHours(source, { fs, seed: 3 })).toEqual({ late: 0, rows: ['10:00 2'] });
  });
});

describe('a batch that runs again', () => {
  /** What the commit says, where the first attempt died behind its intent and a backlog came in between. */
  async function watermarksOf(isCut: boolean): Promise<unknown> {
    const source = memorySource<Event>(Events, [], { partitions: ['b'] });
    const ports = simPorts({ seed: 1 });
    const died = new Error('the process died');
    const run = async (failures: number): Promise<void> => {
      let left = failures;
      const { session } = quietSession({ ports });
      const rows = session
        .readStream(source)
        .withWatermark('time', '0 seconds', { idleAfter: '1 minute' });
      const query = await session.start({
        checkpointLocation: 'checkpoints/rows',
        trigger: availableNow(),
        outputs: [
          rows.writeTo(foreachBatch(() => (left-- > 0 ? Promise.reject(died) : Promise.resolve()))),
        ],
      });
      await query.awaitTermination();
    };
    source.addDataTo('a', ...events('x', '12:00'));
    if (isCut) await expect(run(1)).rejects.toThrow('the process died');
    else await run(0);
    await ports.clock.advance(2 * MINUTE_MS);
    source.addDataTo('b', ...events('x', '11:00'));
    if (isCut) await run(0);
    const entry = await ports.fs.readFile('checkpoints/rows/commits/0');
    const [, json = ''] = new TextDecoder().decode(entry).split('\n');
    return (JSON.parse(json) as { watermarks: unknown }).watermarks;
  }

  test('says the same of its partitions, whatever arrived since', async () => {
    const whole = await watermarksOf(false);
    expect(whole).toEqual([
      {
        step: 0,
        column: 'time',
        reachedMs: null,
        partitions: [
          { partition: '0:b', maxMs: null, activeAtMs: Date.UTC(2024, 0, 1) },
          { partition: '0:a', maxMs: at('12:00:00').getTime(), activeAtMs: Date.UTC(2024, 0, 1) },
        ],
      },
    ]);
    expect(await watermarksOf(true)).toEqual(whole);
  });
});
