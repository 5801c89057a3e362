import {
  createSession,
  int,
  memorySink,
  memorySource,
  nullable,
  type StreamingQuery,
  schema,
  string,
  type Timers,
  timestamp,
} from '@tidemark/core';
import { count, struct as structOf, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import {
  addData,
  assertOnQuery,
  checkAnswer,
  checkNewAnswer,
  checkState,
  checkWatermark,
  expectError,
  restart,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';
import { at, clock, quietSession } from './streams.ts';
import { Line, line, Said, said, wordStream } from './words.ts';

// Semantics 6.8, with the rows of 1.6 and 4.4 that name transformWithState. Its variables, its timers and
// what it refuses are in the files beside.

describe('late rows', () => {
  const words = () => {
    const { session } = quietSession();
    const source = memorySource(Said);
    const timed = session.readStream(source).withWatermark('time', '0 seconds').groupBy('user');
    return { session, source, timed };
  };
  const echo = () => ({
    *handleInputRows(
      { user }: { user: string | null },
      rows: Iterable<{ word: string }>,
      timers: Timers,
    ) {
      for (const { word } of rows) {
        yield { user, text: `${word} ${clock(new Date(timers.currentWatermarkMs()))}` };
      }
    },
  });
  const feed = async (query: StreamingQuery, source: ReturnType<typeof words>['source']) => {
    source.addData(said('ann', 'a', '12:30'));
    await query.processAllAvailable();
    source.addData(said('ann', 'late', '12:30'), said('ann', 'b', '12:31'));
    await query.processAllAvailable();
  };

  test('are dropped in event time, and can be had as a stream', async () => {
    const { session, source, timed } = words();
    const [table, late] = [memorySink(), memorySink()];
    const echoes = timed.transformWithState(
      { output: Line, outputMode: 'append', timeMode: 'eventTime' },
      echo,
    );
    const query = await session.start({
      outputs: [echoes.writeTo(table), echoes.lateRows().writeTo(late)],
    });
    await feed(query, source);
    expect(table.rows).toEqual([line('ann', 'a 00:00'), line('ann', 'b 12:30')]);
    expect(late.rows).toEqual([said('ann', 'late', '12:30')]);
    expect(query.lastProgress?.stateOperators[0]?.numRowsDroppedByWatermark).toBe(0);
    await query.stop();
  });

  test('count in other time modes', async () => {
    const { session, source, timed } = words();
    const table = memorySink();
    const echoes = timed.transformWithState({ output: Line, outputMode: 'append' }, echo);
    const query = await session.start({ outputs: [echoes.writeTo(table)] });
    await feed(query, source);
    expect(table.rows).toHaveLength(3);
    // @ts-expect-error late rows belong to a step that drops them
    expect(() => echoes.lateRows()).toThrow('PLAN.NO_LATE_ROWS');
    await query.stop();
  });
});

describe('steps after it', () => {
  const Timed = schema({ user: nullable(string()), shifted: timestamp() });
  const shifted = (minutes: number) => {
    const { source, frame } = wordStream();
    const moved = frame
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .transformWithState(
        { output: Timed, outputMode: 'append', timeMode: 'eventTime', eventTimeColumn: 'shifted' },
        () => ({
          *handleInputRows({ user }, rows) {
            for (const { time } of rows) {
              yield { user, shifted: new Date(time.getTime() + minutes * 60_000) };
            }
          },
        }),
      );
    return { source, moved };
  };

  test('have the watermark by the event-time column', async () => {
    const { source, moved } = shifted(1);
    const counts = moved
      .groupBy((e) => ({ window: window(e.shifted, '5 minutes') }))
      .agg(() => ({ n: count() }))
      .select((w) => ({ start: w.window.start, n: w.n }));
    await testStream(counts)(
      addData(
        source,
        said('ann', 'a', '12:01'),
        said('bob', 'b', '12:03'),
        said('eve', 'c', '12:04'),
      ),
      checkNewAnswer(),
      addData(source, said('ann', 'd', '12:06')),
      checkWatermark(at('12:06:00')),
      checkNewAnswer({ start: at('12:00:00'), n: 2 }),
    );
  });

  test('cannot get a row at or before the watermark: that is an error', async () => {
    const { source, moved } = shifted(-10);
    await testStream(moved)(
      addData(source, said('ann', 'a', '12:01')),
      checkAnswer({ user: 'ann', shifted: at('11:51:00') }),
      addData(source, said('ann', 'b', '12:11')),
      expectError('WATERMARK.ROW_BEHIND'),
    );
  });
});

describe('an initial state', () => {
  test('comes before any input, row by row, and once', async () => {
    const session = testSession();
    const known = session.read(
      memorySource(schema({ name: nullable(string()), points: int(), level: string() }), [
        { name: 'ann', points: 5, level: 'a' },
        { name: 'zoe', points: 7, level: 'b' },
        { name: 'ann', points: 6, level: 'c' },
      ]),
    );
    const initialState = known
      .groupBy((k) => ({ user: k.name }))
      .withState((k) => structOf({ points: k.points, level: k.level }));
    const source = memorySource(Said);
    const scores = session
      .readStream(source)
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', initialState }, (handle) => {
        const points = handle.listState('points', int());
        return {
          handleInitialState(_, state) {
            points.append(state.points);
          },
          *handleInputRows({ user }) {
            points.append(1);
            yield { user, text: points.get().join() };
          },
        };
      });
    await testStream(scores)(
      addData(source, said('ann', 'x'), said('bob', 'y')),
      checkNewAnswer(line('ann', '5,6,1'), line('bob', '1')),
      checkState({ numRowsTotal: 5 }),
      restart(),
      addData(source, said('zoe', 'z')),
      checkNewAnswer(line('zoe', '7,1')),
    );
  });
});

test('of data that has an end every group is called once, and no timer expires', async () => {
  const archive = createSession().read(
    memorySource(Said, [said('ann', 'a'), said('bob', 'b'), said('ann', 'c')]),
  );
  const calls: string[] = [];
  const counted = archive
    .groupBy('user')
    .transformWithState(
      { output: Line, outputMode: 'append', timeMode: 'processingTime' },
      (handle) => {
        const seen = handle.valueState('seen', int(), { ttl: '1 second' });
        return {
          *handleInputRows({ user }, rows, timers) {
            seen.update([...rows].length);
            timers.register(1);
            yield {
              user,
              text: `${seen.get()} ${timers.list().join()} ${timers.currentWatermarkMs()}`,
            };
          },
          handleExpiredTimer() {
            calls.push('expired');
          },
          close() {
            calls.push('closed');
          },
        };
      },
    );
  expect(await counted.collect()).toEqual([line('ann', '2 1 0'), line('bob', '1 1 0')]);
  expect(calls).toEqual(['closed']);
});

test('the processor is made once a run, and closed when it ends', async () => {
  const life: string[] = [];
  const { source, frame } = wordStream();
  const lived = frame
    .groupBy('user')
    .transformWithState({ output: Line, outputMode: 'append' }, () => {
      life.push('made');
      return {
        handleInputRows() {
          life.push('called');
        },
        close() {
          life.push('closed');
        },
      };
    });
  await testStream(lived)(
    addData(source, said('ann', 'a')),
    checkAnswer(),
    addData(source, said('ann', 'b')),
    checkAnswer(),
    restart(),
    addData(source, said('ann', 'c')),
    checkAnswer(),
  );
  // testStream has a look at the frame first, with a run of its own.
  expect(life.splice(0, 2)).toEqual(['made', 'closed']);
  expect(life).toEqual(['made', 'called', 'called', 'closed', 'made', 'called', 'closed']);
});

test('a batch without data comes when the watermark has moved, in the time mode none too', async () => {
  const { source, frame } = wordStream();
  const quiet = frame
    .withWatermark('time', '0 seconds')
    .groupBy('user')
    .transformWithState({ output: Line, outputMode: 'append' }, () => ({ handleInputRows() {} }));
  await testStream(quiet)(
    addData(source, said('ann', 'a', '12:01')),
    assertOnQuery((query) => query.lastProgress?.batchId === 1),
    addData(source, said('ann', 'b', '12:01')),
    assertOnQuery((query) => query.lastProgress?.batchId === 2),
  );
});

test('explain says what it goes by', () => {
  const { frame } = wordStream();
  const timed = frame
    .withWatermark('time', '1 minute')
    .groupBy('user')
    .transformWithState({ output: Line, outputMode: 'append', timeMode: 'eventTime' }, () => ({
      handleInputRows() {},
    }));
  expect(timed.explain()).toMatch(/^TransformWithState \[user\], append, time eventTime /);
});
