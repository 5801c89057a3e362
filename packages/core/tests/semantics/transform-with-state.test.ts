import {
  createSession,
  int,
  long,
  memorySink,
  memorySource,
  nullable,
  processingTime,
  type StreamingQuery,
  schema,
  string,
  struct,
  timestamp,
} from '@tidemark/core';
import { count, struct as structOf, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import {
  addData,
  advanceProcessingTime,
  assertOnQuery,
  checkAnswer,
  checkNewAnswer,
  checkState,
  checkWatermark,
  crash,
  expectError,
  restart,
  start,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';
import { at, clock, quietSession } from './streams.ts';

// Semantics 6.8, with the rows of 1.6 and 4.4 that name transformWithState.

const Event = schema({ user: nullable(string()), word: string(), time: timestamp() });
const Line = schema({ user: nullable(string()), text: string() });

const event = (user: string | null, word: string, time = '12:00') => ({
  user,
  word,
  time: at(`${time}:00`),
});
const line = (user: string | null, text: string) => ({ user, text });

function eventStream() {
  const source = memorySource(Event);
  return { source, frame: testSession().readStream(source) };
}

/** A trigger that only fires when the clock is moved, so that batches without data do not run by themselves. */
const EVERY_SECOND = { trigger: processingTime('1 second') };

describe('a value', () => {
  test('is remembered for each key, null too, and groups are called once a batch', async () => {
    const { source, frame } = eventStream();
    const counts = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'update' }, (handle) => {
        const seen = handle.valueState('seen', int());
        return {
          *handleInputRows({ user }, rows) {
            const before = seen.getOption() ?? 0;
            const words = [...rows].map(({ word }) => word);
            seen.update(before + words.length);
            yield { user, text: `${before}+${words.join(',')}=${seen.get()}` };
          },
        };
      });
    await testStream(counts, { outputMode: 'update' })(
      addData(source, event('ann', 'a'), event(null, 'b'), event('ann', 'c')),
      checkNewAnswer(line('ann', '0+a,c=2'), line(null, '0+b=1')),
      addData(source, event(null, 'd')),
      checkNewAnswer(line(null, '1+d=2')),
      checkState({
        operatorName: 'transformWithStateExec',
        numRowsTotal: 2,
        numRowsUpdated: 1,
        numRowsRemoved: 0,
      }),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, event('ann', 'e')),
      checkNewAnswer(line('ann', '2+e=3')),
    );
  });

  test('that was cleared is gone, and its key with it', async () => {
    const { source, frame } = eventStream();
    const toggles = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const last = handle.valueState('last', struct({ word: string(), at: timestamp() }));
        return {
          *handleInputRows({ user }, rows) {
            for (const { word, time } of rows) {
              if (word === 'clear') last.clear();
              else {
                const before = last.exists ? `${last.get().word}@${clock(last.get().at)}` : 'none';
                yield { user, text: `${before} ${String(last.getOption()?.word)}` };
                last.update({ word, at: time });
              }
            }
          },
        };
      });
    await testStream(toggles)(
      addData(source, event('ann', 'a', '12:01')),
      checkNewAnswer(line('ann', 'none undefined')),
      addData(source, event('ann', 'b', '12:02'), event('ann', 'clear'), event('ann', 'c', '12:03')),
      checkNewAnswer(line('ann', 'a@12:01 a'), line('ann', 'none undefined')),
      addData(source, event('ann', 'clear')),
      checkState({ numRowsTotal: 0, numRowsUpdated: 0, numRowsRemoved: 1 }),
      restart(),
      addData(source, event('ann', 'd')),
      checkNewAnswer(line('ann', 'none undefined')),
    );
  });

  test('is a copy: changing what get gave changes nothing', async () => {
    const { source, frame } = eventStream();
    const copies = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const last = handle.valueState('last', struct({ word: string() }));
        return {
          *handleInputRows({ user }, rows) {
            for (const { word } of rows) {
              if (!last.exists) last.update({ word });
              last.get().word = 'scribbled';
              yield { user, text: last.get().word };
            }
          },
        };
      });
    await testStream(copies)(
      addData(source, event('ann', 'a'), event('ann', 'b')),
      checkAnswer(line('ann', 'a'), line('ann', 'a')),
    );
  });
});

describe('a list', () => {
  const listed = () => {
    const { source, frame } = eventStream();
    const lists = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const words = handle.listState('words', string());
        return {
          *handleInputRows({ user }, rows) {
            for (const { word } of rows) {
              if (word === 'clear') words.clear();
              else if (word === 'reverse') words.put([...words.get()].reverse());
              else if (word === 'double') words.appendAll(words.get());
              else words.append(word);
            }
            yield { user, text: `${words.exists} ${words.get().join('')}` };
          },
        };
      });
    return { source, lists };
  };

  test('keeps its order, also over restarts', async () => {
    const { source, lists } = listed();
    await testStream(lists)(
      addData(source, event('ann', 'a'), event('ann', 'b'), event('bob', 'x')),
      checkNewAnswer(line('ann', 'true ab'), line('bob', 'true x')),
      addData(source, event('ann', 'c'), event('ann', 'reverse')),
      checkNewAnswer(line('ann', 'true cba')),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, event('ann', 'd'), event('bob', 'y')),
      checkNewAnswer(line('ann', 'true cbad'), line('bob', 'true xy')),
      checkState({ numRowsTotal: 6, numRowsUpdated: 2 }),
      addData(source, event('ann', 'double'), event('ann', 'e')),
      checkNewAnswer(line('ann', 'true cbadcbade')),
      restart(),
      addData(source, event('ann', 'clear')),
      checkNewAnswer(line('ann', 'false ')),
      checkState({ numRowsTotal: 2, numRowsRemoved: 9 }),
    );
  });
});

describe('a map', () => {
  test('is one of JavaScript by its words, and stored entry by entry', async () => {
    const { source, frame } = eventStream();
    const maps = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const days = handle.mapState('days', struct({ day: timestamp() }), long());
        return {
          *handleInputRows({ user }, rows) {
            for (const { word, time } of rows) {
              const day = { day: time };
              if (word === 'delete') {
                const had = days.has(day);
                yield { user, text: `${had} ${days.delete(day)} ${days.delete(day)}` };
              } else if (word === 'clear') days.clear();
              else days.set(day, (days.get(day) ?? 0) + Number(word));
            }
            const entries = [...days.entries()].map(([key, value]) => `${clock(key.day)}=${value}`);
            const keys = [...days.keys()].map(({ day }) => clock(day)).sort();
            const values = [...days.values()].sort((a, b) => a - b);
            yield { user, text: `${days.exists} ${entries.sort().join(' ')} ${keys.join()} ${values.join()}` };
          },
        };
      });
    await testStream(maps)(
      addData(source, event('ann', '1', '12:01'), event('ann', '2', '12:02')),
      checkNewAnswer(line('ann', 'true 12:01=1 12:02=2 12:01,12:02 1,2')),
      addData(source, event('ann', '3', '12:02')),
      checkNewAnswer(line('ann', 'true 12:01=1 12:02=5 12:01,12:02 1,5')),
      checkState({ numRowsTotal: 2, numRowsUpdated: 1 }),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, event('ann', 'delete', '12:01')),
      checkNewAnswer(line('ann', 'true true false'), line('ann', 'true 12:02=5 12:02 5')),
      addData(source, event('ann', 'clear')),
      checkNewAnswer(line('ann', 'false   ')),
      checkState({ numRowsTotal: 0 }),
    );
  });

  test('may lose entries while it is walked', async () => {
    const { source, frame } = eventStream();
    const maps = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, (handle) => {
        const words = handle.mapState('words', string(), int());
        return {
          *handleInputRows({ user }, rows) {
            for (const { word } of rows) words.set(word, word.length);
            for (const word of words.keys()) if (word.length > 1) words.delete(word);
            yield { user, text: [...words.keys()].sort().join() };
          },
        };
      });
    await testStream(maps)(
      addData(source, event('ann', 'a'), event('ann', 'bb'), event('ann', 'cc'), event('ann', 'd')),
      checkAnswer(line('ann', 'a,d')),
    );
  });
});

describe('timers', () => {
  /** Words are times of day to set a timer to; `-12:05` takes one back. */
  const alarms = (timeMode: 'processingTime' | 'eventTime', delay = '0 seconds' as const) => {
    const { source, frame } = eventStream();
    const timed = frame
      .withWatermark('time', delay)
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', timeMode }, (handle) => {
        const calls = handle.valueState('calls', int());
        return {
          *handleInputRows({ user }, rows, timers) {
            for (const { word } of rows) {
              if (word.startsWith('-')) timers.delete(at(`${word.slice(1)}:00`));
              else if (word !== '') timers.register(at(`${word}:00`));
            }
            calls.update((calls.getOption() ?? 0) + 1);
            yield { user, text: `set ${timers.list().map((ms) => clock(new Date(ms)))}` };
          },
          *handleExpiredTimer({ user }, timers, expiryMs) {
            const left = timers.list().map((ms) => clock(new Date(ms)));
            yield { user, text: `${clock(new Date(expiryMs))} of ${left} after ${calls.get()}` };
          },
        };
      });
    return { source, timed };
  };

  test('in event time expire when the watermark has come to them, the earliest first, once', async () => {
    const { source, timed } = alarms('eventTime');
    await testStream(timed)(
      addData(source, event('ann', '12:10', '12:01'), event('ann', '12:05', '12:02')),
      checkNewAnswer(line('ann', 'set 12:05,12:10')),
      checkState({ numRowsTotal: 1 }),
      addData(source, event('bob', '12:07', '12:09')),
      checkNewAnswer(
        line('bob', 'set 12:07'),
        line('ann', '12:05 of 12:05,12:10 after 1'),
        line('bob', '12:07 of 12:07 after 1'),
      ),
      // At the timer is enough.
      addData(source, event('eve', '', '12:10')),
      checkNewAnswer(line('eve', 'set '), line('ann', '12:10 of 12:10 after 1')),
      assertOnQuery((query) => {
        const { customMetrics } = query.lastProgress?.stateOperators[0] ?? {};
        expect(customMetrics).toMatchObject({
          numRegisteredTimers: 0,
          numExpiredTimers: 1,
          numDeletedTimers: 1,
          numValueStateVars: 1,
          numListStateVars: 0,
        });
      }),
    );
  });

  test('expire after all data of the batch, those that were set in it too', async () => {
    const { source, timed } = alarms('eventTime');
    await testStream(timed)(
      addData(source, event('ann', '', '12:30')),
      checkNewAnswer(line('ann', 'set ')),
      addData(source, event('ann', '12:20', '12:31'), event('bob', '', '12:32')),
      checkNewAnswer(
        line('ann', 'set 12:20'),
        line('bob', 'set '),
        line('ann', '12:20 of 12:20 after 2'),
      ),
    );
  });

  test('that were taken back do not expire, and survive no restart', async () => {
    const { source, timed } = alarms('eventTime');
    await testStream(timed)(
      addData(source, event('ann', '12:05'), event('ann', '12:06'), event('ann', '12:06')),
      checkNewAnswer(line('ann', 'set 12:05,12:06')),
      addData(source, event('ann', '-12:05', '12:01')),
      checkNewAnswer(line('ann', 'set 12:06')),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, event('eve', '', '12:20')),
      checkNewAnswer(line('eve', 'set '), line('ann', '12:06 of 12:06 after 2')),
    );
  });

  test('in processing time expire with a batch that begins at their time or later, without data too', async () => {
    const { source, frame } = eventStream();
    const timed = frame
      .groupBy('user')
      .transformWithState(
        { output: Line, outputMode: 'append', timeMode: 'processingTime' },
        (handle) => {
          const began = handle.valueState('began', long());
          return {
            *handleInputRows({ user }, rows, timers) {
              for (const { word } of rows) timers.register(timers.currentProcessingTimeMs() + Number(word));
              began.update(timers.currentProcessingTimeMs());
              yield { user, text: 'set' };
            },
            *handleExpiredTimer({ user }, timers, expiryMs) {
              const nowMs = timers.currentProcessingTimeMs();
              yield { user, text: `${expiryMs - began.get()} at ${nowMs - began.get()}` };
            },
          };
        },
      );
    await testStream(timed)(
      start(EVERY_SECOND),
      addData(source, event('ann', '2000'), event('ann', '1500')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'set')),
      advanceProcessingTime(1000),
      checkNewAnswer(),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '1500 at 2000'), line('ann', '2000 at 2000')),
      advanceProcessingTime(1000),
      checkNewAnswer(),
    );
  });

  test('that the handler of one registers or takes back for others count at once', async () => {
    const { source, frame } = eventStream();
    const chained = frame
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', timeMode: 'eventTime' }, () => ({
        *handleInputRows(_, rows, timers) {
          for (const { word } of rows) if (word !== '') timers.register(Number(word));
        },
        *handleExpiredTimer({ user }, timers, expiryMs) {
          yield { user, text: `${expiryMs} of ${timers.list()}` };
          timers.delete(expiryMs + 1);
          // Due at once: with the next batch, else this would never end.
          if (expiryMs === 10) timers.register(12);
        },
      }));
    await testStream(chained)(
      addData(source, event('ann', '10'), event('ann', '11'), event('ann', '20')),
      checkNewAnswer(line('ann', '10 of 10,11,20'), line('ann', '20 of 12,20')),
      addData(source, event('eve', '', '12:01')),
      checkNewAnswer(line('ann', '12 of 12')),
    );
  });
});

describe('a time to live', () => {
  test('begins with the last write; what has outlived it is not read, and removed with the batch', async () => {
    const { source, frame } = eventStream();
    const ttl = '2 seconds';
    const living = frame
      .groupBy('user')
      .transformWithState(
        { output: Line, outputMode: 'append', timeMode: 'processingTime' },
        (handle) => {
          const value = handle.valueState('value', string(), { ttl });
          const list = handle.listState('list', string(), { ttl });
          const entries = handle.mapState('entries', string(), int(), { ttl });
          return {
            *handleInputRows({ user }, rows) {
              for (const { word } of rows) {
                if (word === '?') continue;
                value.update(word);
                list.append(word);
                entries.set(word, 1);
              }
              const keys = [...entries.keys()].sort();
              const exist = `${value.exists}${list.exists}${entries.exists}${entries.has('a')}`;
              yield { user, text: `${value.getOption() ?? '-'} ${list.get()} ${keys} ${exist}` };
            },
          };
        },
      );
    await testStream(living)(
      start(EVERY_SECOND),
      addData(source, event('ann', 'a')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'a a a truetruetruetrue')),
      addData(source, event('ann', 'b')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'b a,b a,b truetruetruetrue')),
      checkState({ numRowsTotal: 5 }),
      // Two seconds after the first write: at its time a row is gone.
      addData(source, event('ann', '?')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'b b b truetruetruefalse')),
      checkState({ numRowsTotal: 3, numRowsRemoved: 2 }),
      assertOnQuery((query) => {
        expect(query.lastProgress?.stateOperators[0]?.customMetrics).toMatchObject({
          numValueStateWithTTLVars: 1,
          numListStateWithTTLVars: 1,
          numMapStateWithTTLVars: 1,
          numValueStateVars: 0,
          numValuesRemovedDueToTTLExpiry: 2,
        });
      }),
      crash({ loss: 'all-unsynced' }),
      start(EVERY_SECOND),
      // No data is needed.
      advanceProcessingTime(1000),
      addData(source, event('ann', '?')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '-   falsefalsefalsefalse')),
      checkState({ numRowsTotal: 0 }),
    );
  });
});

describe('late rows', () => {
  const words = (timeMode: 'none' | 'eventTime') => {
    const { session } = quietSession();
    const source = memorySource(Event);
    const timed = session.readStream(source).withWatermark('time', '0 seconds').groupBy('user');
    const echo = timed.transformWithState({ output: Line, outputMode: 'append', timeMode }, () => ({
      *handleInputRows({ user }, rows, timers) {
        for (const { word } of rows) {
          yield { user, text: `${word} ${clock(new Date(timers.currentWatermarkMs()))}` };
        }
      },
    }));
    return { session, source, echo };
  };
  const feed = async (query: StreamingQuery, source: ReturnType<typeof words>['source']) => {
    source.addData(event('ann', 'a', '12:30'));
    await query.processAllAvailable();
    source.addData(event('ann', 'late', '12:30'), event('ann', 'b', '12:31'));
    await query.processAllAvailable();
  };

  test('are dropped in event time, and can be had as a stream', async () => {
    const { session, source, echo } = words('eventTime');
    const [table, late] = [memorySink(), memorySink()];
    const query = await session.start({
      outputs: [echo.writeTo(table), echo.lateRows().writeTo(late)],
    });
    await feed(query, source);
    expect(table.rows).toEqual([line('ann', 'a 00:00'), line('ann', 'b 12:30')]);
    expect(late.rows).toEqual([event('ann', 'late', '12:30')]);
    await query.stop();
  });

  test('count in other time modes', async () => {
    const { session, source, echo } = words('none');
    const table = memorySink();
    const query = await session.start({ outputs: [echo.writeTo(table)] });
    await feed(query, source);
    expect(table.rows).toHaveLength(3);
    await query.stop();
  });
});

describe('steps after it', () => {
  const Timed = schema({ user: nullable(string()), shifted: timestamp() });
  const shifted = (minutes: number) => {
    const { source, frame } = eventStream();
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
      addData(source, event('ann', 'a', '12:01'), event('bob', 'b', '12:03'), event('eve', 'c', '12:04')),
      checkNewAnswer(),
      addData(source, event('ann', 'd', '12:06')),
      checkWatermark(at('12:06:00')),
      checkNewAnswer({ start: at('12:00:00'), n: 2 }),
    );
  });

  test('cannot get a row at or before the watermark: that is an error', async () => {
    const { source, moved } = shifted(-10);
    await testStream(moved)(
      addData(source, event('ann', 'a', '12:01')),
      checkAnswer({ user: 'ann', shifted: at('11:51:00') }),
      addData(source, event('ann', 'b', '12:11')),
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
    const source = memorySource(Event);
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
      addData(source, event('ann', 'x'), event('bob', 'y')),
      checkNewAnswer(line('ann', '5,6,1'), line('bob', '1')),
      checkState({ numRowsTotal: 5 }),
      restart(),
      addData(source, event('zoe', 'z')),
      checkNewAnswer(line('zoe', '7,1')),
    );
  });
});

test('of data that has an end every group is called once, and no timer expires', async () => {
  const archive = createSession().read(
    memorySource(Event, [event('ann', 'a'), event('bob', 'b'), event('ann', 'c')]),
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
            yield { user, text: `${seen.get()} ${timers.list()} ${timers.currentWatermarkMs()}` };
          },
          *handleExpiredTimer() {
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
  const { source, frame } = eventStream();
  const lived = frame.groupBy('user').transformWithState({ output: Line, outputMode: 'append' }, () => {
    life.push('made');
    return {
      *handleInputRows() {
        life.push('called');
      },
      close() {
        life.push('closed');
      },
    };
  });
  await testStream(lived)(
    addData(source, event('ann', 'a')),
    checkAnswer(),
    addData(source, event('ann', 'b')),
    checkAnswer(),
    restart(),
    addData(source, event('ann', 'c')),
    checkAnswer(),
  );
  // testStream has a look at the frame first, with a run of its own.
  expect(life.splice(0, 2)).toEqual(['made', 'closed']);
  expect(life).toEqual(['made', 'called', 'called', 'closed', 'made', 'called', 'closed']);
});

test('batches without data come by the clock always, else when the watermark has moved', async () => {
  const { source, frame } = eventStream();
  const echo = (timeMode: 'none' | 'processingTime') =>
    frame
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', timeMode }, () => ({
        *handleInputRows() {},
      }));
  await testStream(echo('none'))(
    addData(source, event('ann', 'a', '12:01')),
    assertOnQuery((query) => query.lastProgress?.batchId === 1),
    addData(source, event('ann', 'b', '12:01')),
    assertOnQuery((query) => query.lastProgress?.batchId === 2),
  );
});
