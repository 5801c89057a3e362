import { memorySink } from '@tidemark/core';
import type { Source } from '@tidemark/core/connector';
import { count, window } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { fromJsColumns } from './record-batches.ts';
import { clock, type Event, Events, eventSource, events, feed, quietSession } from './streams.ts';

test('several outputs share one read, and all are at the same batch', async () => {
  const { session } = quietSession();
  const source = eventSource();
  let opened = 0;
  const counted: typeof source = {
    ...source,
    open: (context) => {
      opened++;
      return source.open(context);
    },
  };
  const all = memorySink<Event>();
  const some = memorySink<Event>();
  const counts = memorySink<{ window: { start: Date }; n: number }>();
  const stream = session.readStream(counted).withWatermark('time', '0 seconds');
  const query = await session.start({
    outputs: [
      stream.writeTo(all),
      stream.filter((e) => e.kind.eq('a')).writeTo(some),
      stream
        .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
        .agg(() => ({ n: count() }))
        .writeTo(counts),
    ],
  });
  await feed(query, source, ...events('a', '12:01', '12:02'), ...events('b', '12:03'));
  await feed(query, source, ...events('b', '12:30'));
  expect(opened).toBe(1);
  expect(all.rows).toHaveLength(4);
  expect(some.rows).toHaveLength(2);
  expect(counts.rows.map(({ window: w, n }) => `${clock(w.start)}=${n}`)).toEqual(['12:00=3']);
  expect(
    query.recentProgress.map((p) => [p.numInputRows, p.sinks.map((s) => s.numOutputRows)]),
  ).toEqual([
    [3, [3, 2, 0]],
    [0, [0, 0, 0]],
    [1, [1, 0, 0]],
    [0, [0, 0, 1]],
  ]);
  await query.stop();
});

test('one memory sink can take two outputs of a query', async () => {
  const { session } = quietSession();
  const source = eventSource();
  const sink = memorySink<Event>();
  const stream = session.readStream(source);
  const query = await session.start({
    outputs: [
      stream.filter((e) => e.kind.eq('a')).writeTo(sink),
      stream.filter((e) => e.kind.eq('b')).writeTo(sink),
    ],
  });
  await feed(query, source, ...events('a', '12:01'), ...events('b', '12:03'));
  expect(sink.rows.map(({ kind }) => String(kind)).sort()).toEqual(['a', 'b']);
  await query.stop();
});

test('an aggregation in two modes keeps the state of each', async () => {
  const { session } = quietSession();
  const source = eventSource();
  const [finals, changes] = [memorySink<{ n: number }>(), memorySink<{ n: number }>()];
  const counts = session
    .readStream(source)
    .withWatermark('time', '0 seconds')
    .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
    .agg(() => ({ n: count() }));
  const query = await session.start({
    outputs: [counts.writeTo(finals), counts.writeTo(changes, { outputMode: 'update' })],
  });
  await feed(query, source, ...events('a', '12:01'));
  await feed(query, source, ...events('a', '12:02'));
  await feed(query, source, ...events('a', '12:30'));
  expect(finals.rows.map(({ n }) => n)).toEqual([2]);
  expect(changes.rows.map(({ n }) => n)).toEqual([1, 2, 1]);
  await query.stop();
});

/** A source of three good records and a bad one. */
const WITH_BAD_RECORD: Source<Event> & { readonly badRecordSchema: { fields: never } } = {
  name: 'mixed',
  description: 'mixed',
  schema: Events,
  badRecordSchema: {
    fields: [{ name: 'reason', dataType: { kind: 'string' }, nullable: false }],
  } as never,
  open: ({ columns, wantsBadRecords }) =>
    Promise.resolve({
      initialOffset: () => Promise.resolve(0),
      planBatch: () => Promise.resolve({ end: 1, latest: 1 }),
      captureEnd: () => Promise.resolve(),
      async *read({ start, end }) {
        if (start === end) return;
        await Promise.resolve();
        const fields = Events.fields.filter(({ name }) => columns.includes(name));
        yield {
          rows: fromJsColumns({ fields }, events('a', '12:00', '12:01', '12:02')),
          badRecordCount: 1,
          ...(wantsBadRecords
            ? {
                badRecords: fromJsColumns(WITH_BAD_RECORD.badRecordSchema, [
                  { reason: 'cut short' },
                ]),
              }
            : {}),
        };
      },
      commit: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }),
};

test('rows and bad records come out of one read', async () => {
  const { session } = quietSession();
  const stream = session.readStream(WITH_BAD_RECORD);
  const [rows, bad] = [memorySink(), memorySink()];
  const query = await session.start({
    outputs: [
      stream.select((e) => ({ kind: e.kind })).writeTo(rows),
      stream.badRecords().writeTo(bad as never),
    ],
  });
  await query.processAllAvailable();
  expect(rows.rows).toEqual([{ kind: 'a' }, { kind: 'a' }, { kind: 'a' }]);
  expect(bad.rows).toEqual([{ reason: 'cut short' }]);
  expect(query.lastProgress).toMatchObject({ numInputRows: 3, numBadRecords: 1 });
  await query.stop();
});

test('bad records are counted also when nobody reads them, and may be all that is read', async () => {
  const { session } = quietSession();
  const stream = session.readStream(WITH_BAD_RECORD);
  const bad = memorySink();
  const query = await session.start({ outputs: [stream.badRecords().writeTo(bad as never)] });
  await query.processAllAvailable();
  expect(bad.rows).toEqual([{ reason: 'cut short' }]);
  const other = await session.start({ outputs: [stream.writeTo(memorySink<Event>())] });
  await other.processAllAvailable();
  expect(other.lastProgress?.numBadRecords).toBe(1);
  await session.stop();
});
