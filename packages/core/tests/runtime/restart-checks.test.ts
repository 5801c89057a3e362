import { memorySink, type QueryRequest, type SessionOptions, string } from '@tidemark/core';
import { defineSink } from '@tidemark/core/connector';
import { count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { type SimPorts, simPorts } from '../../../testing/src/index.ts';
import {
  type Event,
  Events,
  eventSource,
  events,
  passingTime,
  quietSession,
} from '../semantics/streams.ts';
import { type BlockSource, blockSource } from './block-source.ts';

/** Starts a query on the checkpoint, and stops it when it has nothing left to do. */
async function run(
  ports: SimPorts,
  build: (
    session: ReturnType<typeof quietSession>['session'],
  ) => Parameters<ReturnType<typeof quietSession>['session']['start']>[0]['outputs'],
  options: SessionOptions = {},
  start: Pick<QueryRequest, 'allowPlanChange'> = {},
): Promise<readonly string[]> {
  const { session, warnings } = quietSession({ ports, ...options });
  const query = await session.start({
    ...start,
    checkpointLocation: 'checkpoint',
    outputs: build(session),
  });
  await passingTime(ports.clock, query.processAllAvailable());
  await query.stop();
  return warnings;
}

const source = (description: string): BlockSource<Event> =>
  blockSource(Events, [events('a', '12:00')], { description });

describe('a query that starts on a checkpoint', () => {
  test('of another source, or of more of them, is refused', async () => {
    const ports = simPorts({ seed: 1 });
    await run(ports, (session) => [session.readStream(source('a')).writeTo(memorySink<Event>())]);
    await expect(
      run(ports, (session) => [session.readStream(eventSource()).writeTo(memorySink<Event>())]),
    ).rejects.toThrow(/QUERY.PLAN_CHANGED.*source 1 was a, is memory/s);
    await expect(
      run(ports, (session) => [
        session
          .readStream(source('a'))
          .union(session.readStream(source('b')))
          .writeTo(memorySink<Event>()),
      ]),
    ).rejects.toThrow(/QUERY.PLAN_CHANGED.*the source b was added as number 2/s);
  });

  // C50
  test('of the same sources in another order is refused', async () => {
    const ports = simPorts({ seed: 1 });
    const [a, b] = [source('blocks(a)'), source('blocks(b)')];
    await run(ports, (session) => [
      session.readStream(a).union(session.readStream(b)).writeTo(memorySink<Event>()),
    ]);
    await expect(
      run(ports, (session) => [
        session.readStream(b).union(session.readStream(a)).writeTo(memorySink<Event>()),
      ]),
    ).rejects.toThrow(
      /QUERY.PLAN_CHANGED.*the sources were blocks\(a\), blocks\(b\), are blocks\(b\), blocks\(a\)/s,
    );
  });

  test('without an output that has something to publish is refused', async () => {
    const ports = simPorts({ seed: 1 });
    const table = defineSink({
      name: 'table',
      outputModes: ['append'],
      write: () => Promise.resolve('file-0'),
      publish: () => Promise.resolve(),
    });
    const from = source('a');
    await run(ports, (session) => [session.readStream(from).writeTo(table, { name: 'orders' })]);
    await expect(
      run(ports, (session) => [session.readStream(from).writeTo(table, { name: 'other' })]),
    ).rejects.toThrow(/QUERY.OUTPUTS_CHANGED.*outputs orders; this query has other/s);
  });

  test('with another plan goes on, with a warning; with the same one without', async () => {
    const ports = simPorts({ seed: 1 });
    const from = source('a');
    const all = () => run(ports, (s) => [s.readStream(from).writeTo(memorySink<Event>())]);
    expect(await all()).toEqual([]);
    expect(await all()).toEqual([]);
    const some = await run(ports, (session) => [
      session
        .readStream(from)
        .filter((e) => e.kind.eq('a'))
        .writeTo(memorySink<Event>()),
    ]);
    expect(some.join()).toBe(
      "The query differs from the one that wrote the checkpoint 'checkpoint':\n  - allowed: the filter kind = 'a' was added before the output",
    );
  });

  test('keeps the settings it was begun with, with a warning', async () => {
    const ports = simPorts({ seed: 1 });
    const from = source('a');
    const sink = memorySink<{ text: string | null }>();
    const build: Parameters<typeof run>[1] = (session) => [
      session
        .readStream(from)
        .select((e) => ({ text: e.time.cast(string()) }))
        .writeTo(sink),
    ];
    await run(ports, build, { timeZone: 'Europe/Amsterdam' });
    from.blocks.push(events('a', '12:00'));
    const warnings = await run(ports, build, { timeZone: 'UTC' });
    expect(sink.rows.map(({ text }) => text)).toEqual([
      '2024-01-01 13:00:00',
      '2024-01-01 13:00:00',
    ]);
    expect(warnings.join()).toContain("begun with timeZone 'Europe/Amsterdam'");
  });

  test('that groups by something else is refused, unless it insists and its state fits', async () => {
    const ports = simPorts({ seed: 1 });
    const from = source('a');
    const grouped =
      (by: 'kind' | 'window'): Parameters<typeof run>[1] =>
      (session) => {
        const stream = session.readStream(from).withWatermark('time', '0 seconds');
        const counts =
          by === 'kind'
            ? stream.groupBy('kind').agg(() => ({ n: count() }))
            : stream.groupBy((e) => ({ w: window(e.time, '1 hour') })).agg(() => ({ n: count() }));
        return [
          (counts as never as { writeTo(sink: unknown, o: object): never }).writeTo(memorySink(), {
            outputMode: 'update',
          }),
        ];
      };
    await run(ports, grouped('kind'));
    await expect(run(ports, grouped('window'))).rejects.toThrow(
      /QUERY.PLAN_CHANGED.*refused: grouping key kind of the aggregation was kind, is window/s,
    );
    await expect(run(ports, grouped('window'), {}, { allowPlanChange: true })).rejects.toThrow(
      /CHECKPOINT.STATE_SCHEMA_CHANGED/,
    );
  });

  test('whose memory source was made anew is told so', async () => {
    const ports = simPorts({ seed: 1 });
    await run(ports, (session) => [
      session.readStream(eventSource(...events('a', '12:00'))).writeTo(memorySink<Event>()),
    ]);
    await expect(
      run(ports, (session) => [session.readStream(eventSource()).writeTo(memorySink<Event>())]),
    ).rejects.toThrow(/SOURCE.MEMORY_EMPTIED/);
  });
});
