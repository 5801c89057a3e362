import {
  memorySink,
  memorySource,
  type OutputSpec,
  type SessionOptions,
  type StreamingQuery,
  schema,
  timestamp,
} from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { at, type Event, eventSource, events, feed, passingTime, quietSession } from './streams.ts';

const watermarkOf = (query: StreamingQuery): string | undefined =>
  query.lastProgress?.eventTime.watermark?.slice(11, 16);

describe('a union of two inputs with watermarks', () => {
  const start = async (
    multipleWatermarkPolicy: NonNullable<SessionOptions['multipleWatermarkPolicy']>,
    ports = simPorts({ seed: 1 }),
  ) => {
    const { session, warnings } = quietSession({ multipleWatermarkPolicy, ports });
    const [left, right] = sources;
    const counts = session
      .readStream(left)
      .withWatermark('time', '10 minutes')
      .union(session.readStream(right).withWatermark('time', '0 seconds'))
      .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
      .agg(() => ({ n: count() }));
    const query = await session.start({
      checkpointLocation: 'checkpoint',
      outputs: [counts.writeTo(sink)],
    });
    const batch = async (a: readonly string[], b: readonly string[]): Promise<void> => {
      left.addData(...events('a', ...a));
      right.addData(...events('b', ...b));
      await passingTime(ports.clock, query.processAllAvailable());
    };
    return { query, batch, ports, warnings };
  };
  let sources = [eventSource(), eventSource()] as const;
  let sink = memorySink();
  const anew = (): void => {
    sources = [eventSource(), eventSource()];
    sink = memorySink();
  };

  // C20
  test('waits for the slowest under min, and a silent input holds it at 1970', async () => {
    anew();
    const { query, batch } = await start('min');
    await batch(['12:30'], []);
    await batch(['12:31'], []);
    expect(watermarkOf(query)).toBe('00:00');
    await batch([], ['12:05']);
    expect(watermarkOf(query)).toBe('12:05');
    await query.stop();
  });

  test('follows the fastest under max', async () => {
    anew();
    const { query, batch } = await start('max');
    await batch(['12:30'], []);
    expect(watermarkOf(query)).toBe('12:20');
    await batch([], ['12:05']);
    expect(watermarkOf(query)).toBe('12:20');
    await query.stop();
  });

  // C21
  test('stays after a restart until both inputs have sent, and the policy of the checkpoint stays too', async () => {
    anew();
    const first = await start('min');
    await first.batch(['12:30'], ['12:05']);
    await first.query.stop();
    const second = await start('max', simPorts({ seed: 2, fs: first.ports.fs.crash('kill') }));
    expect(second.warnings.join()).toContain("multipleWatermarkPolicy 'min'");
    await second.batch(['14:00'], []);
    await second.batch(['14:00'], []);
    expect(watermarkOf(second.query)).toBe('12:05');
    await second.batch([], ['13:00']);
    expect(watermarkOf(second.query)).toBe('13:00');
    await second.query.stop();
  });
});

// RULES 11: rows that a filter rejects below withWatermark do not move the watermark. A stateless query
// runs no batch without data, so its reports are one step behind.
describe('a filter', () => {
  const run = async (
    build: (stream: Stream) => { writeTo(sink: never): OutputSpec },
  ): Promise<string | undefined> => {
    const { session } = quietSession();
    const source = eventSource();
    const query = await session.start({
      outputs: [build(streamOf(session, source)).writeTo(memorySink() as never)],
    });
    await feed(query, source, ...events('a', '12:00'), ...events('b', '13:00'));
    await feed(query, source, ...events('a', '12:01'), ...events('b', '13:00'));
    const watermark = watermarkOf(query);
    await query.stop();
    return watermark;
  };
  const streamOf = (
    session: ReturnType<typeof quietSession>['session'],
    source: ReturnType<typeof eventSource>,
  ) => session.readStream(source).withWatermark('time', '0 seconds');
  type Stream = ReturnType<typeof streamOf>;
  const byWindow = (stream: Stream) =>
    stream
      .groupBy((e) => ({ window: window(e.time, '10 minutes'), kind: e.kind }))
      .agg(() => ({ n: count() }));

  test.each<[string, string, (stream: Stream) => unknown]>([
    ['on another column moves below', '12:00', (s) => s.filter((e) => e.kind.eq('a'))],
    ['on the event time stays above', '13:00', (s) => s.filter((e) => e.time.lt(at('12:30:00')))],
    [
      'splits at and: part by part',
      '12:00',
      (s) => s.filter((e) => e.time.gt(at('01:00:00')).and(e.kind.eq('a'))),
    ],
    [
      'passes one on the event time that stands before it',
      '12:00',
      (s) => s.filter((e) => e.time.gt(at('01:00:00'))).filter((e) => e.kind.eq('a')),
    ],
    [
      'passes a projection, with the names it had there',
      '12:00',
      (s) => s.select((e) => ({ when: e.time, sort: e.kind })).filter((e) => e.sort.eq('a')),
    ],
    [
      'on grouping keys passes an aggregation',
      '12:01',
      (s) => byWindow(s).filter((e) => e.kind.eq('a')),
    ],
    ['on an aggregate stays', '13:00', (s) => byWindow(s).filter((e) => e.n.gt(0))],
    [
      'on a window stays above the watermark',
      '13:00',
      (s) => byWindow(s).filter((e) => e.window.start.lt(at('12:30:00'))),
    ],
  ])('%s', async (_, watermark, build) => {
    expect(await run(build as never)).toBe(watermark);
  });

  test('passes a union, in the names of each input', async () => {
    const { session } = quietSession();
    const [left, right] = [eventSource(), eventSource()];
    const sink = memorySink<Event>();
    const both = session
      .readStream(left)
      .withWatermark('time', '0 seconds')
      .union(
        session
          .readStream(right)
          .withWatermark('time', '0 seconds')
          .select((e) => ({ when: e.time, sort: e.kind })) as never,
      )
      .filter((e) => e.kind.eq('a'));
    const query = await session.start({ outputs: [both.writeTo(sink)] });
    left.addData(...events('a', '12:00'), ...events('b', '15:00'));
    await feed(query, right, ...events('a', '12:10'), ...events('b', '15:00'));
    await feed(query, left, ...events('a', '12:00'));
    expect(watermarkOf(query)).toBe('12:00');
    expect(sink.rows).toHaveLength(3);
    await query.stop();
  });

  test('stays above a watermark that another output reads as well', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const stream = session.readStream(source).withWatermark('time', '0 seconds');
    const query = await session.start({
      outputs: [
        stream.filter((e) => e.kind.eq('a')).writeTo(memorySink()),
        stream.writeTo(memorySink()),
      ],
    });
    await feed(query, source, ...events('a', '12:00'), ...events('b', '13:00'));
    await feed(query, source, ...events('a', '12:01'));
    expect(watermarkOf(query)).toBe('13:00');
    await query.stop();
  });
});

test('an event time that no calendar reaches is reported as the last moment there is', async () => {
  const { session } = quietSession();
  const source = memorySource(schema({ time: timestamp() }));
  const stream = session.readStream(source).withWatermark('time', '0 seconds');
  const query = await session.start({ outputs: [stream.writeTo(memorySink())] });
  await feed(query, source, { time: 1e20 as never });
  expect(query.lastProgress?.eventTime.max).toBe('+275760-09-13T00:00:00.000Z');
  await query.stop();
});
