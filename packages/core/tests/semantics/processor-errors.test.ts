import {
  int,
  memorySource,
  type StatefulProcessorHandle,
  schema,
  type TimeMode,
  type Timers,
  timestamp,
} from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import {
  addData,
  checkAnswer,
  expectError,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';
import { Line, Said, said, wordStream } from './words.ts';

// Semantics 6.8 and 4.4: what transformWithState refuses.

describe('what a processor must not do', () => {
  type Make = (handle: StatefulProcessorHandle) => (timers: Timers, word: string) => unknown;

  const failing = (make: Make, timeMode: TimeMode = 'none') => {
    const { source, frame } = wordStream();
    const processed = frame
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', timeMode }, (handle) => {
        const call = make(handle);
        return {
          handleInputRows(_, rows, timers) {
            for (const { word } of rows) call(timers, word);
          },
        };
      });
    return testStream(processed).bind(undefined, addData(source, said('ann', 'a')));
  };

  test.each<[string, Make, TimeMode?]>([
    ['STATE_VARIABLE.BAD_NAME', (h) => (h.valueState('a/b', int()), () => 0)],
    ['STATE_VARIABLE.BAD_NAME', (h) => (h.valueState('timers', int()), () => 0)],
    ['STATE_VARIABLE.TAKEN', (h) => (h.valueState('a', int()), h.listState('A', int()), () => 0)],
    ['STATE_VARIABLE.TAKEN', (h) => (h.valueState('a', int()), h.deleteIfExists('a'), () => 0)],
    ['STATE_VARIABLE.BAD_TTL', (h) => (h.valueState('a', int(), { ttl: '1 second' }), () => 0)],
    [
      'STATE_VARIABLE.BAD_TTL',
      (h) => (h.valueState('a', int(), { ttl: '0 seconds' }), () => 0),
      'processingTime',
    ],
    ['STATE_VARIABLE.NO_KEY', (h) => (h.valueState('a', int()).get(), () => 0)],
    ['STATE_VARIABLE.TOO_LATE', (h) => () => h.valueState('a', int())],
    [
      'STATE_VARIABLE.MISSING',
      (h) => {
        const state = h.valueState('a', int());
        return () => state.get();
      },
    ],
    [
      'STATE_VARIABLE.NULL',
      (h) => {
        const state = h.listState('a', int());
        return () => state.append(null as never);
      },
    ],
    [
      'STATE_VARIABLE.NULL',
      (h) => {
        const state = h.mapState('a', int(), int());
        return () => state.set(undefined as never, 1);
      },
    ],
    ['TIMER.NOT_ALLOWED', () => (timers) => timers.register(1)],
    ['TIMER.NOT_ALLOWED', () => (timers) => timers.list()],
    ['PROCESSOR.MISSING_HANDLER', () => (timers) => timers.register(1), 'eventTime'],
    ['TIMER.BAD_TIME', () => (timers) => timers.delete(Number.NaN), 'eventTime'],
    [
      'EXPRESSION.USER_FUNCTION_FAILED',
      () => () => {
        throw new Error('nothing works');
      },
    ],
    [
      'EXPRESSION.USER_FUNCTION_FAILED',
      () => {
        throw new Error('nothing can be made');
      },
    ],
  ])('%s', async (condition, make, timeMode) => {
    // testStream has a look at the frame first, so what the making of a processor throws it throws.
    const run = Promise.resolve().then(() => failing(make, timeMode)(expectError(condition)));
    await run.catch((error: Error) => {
      expect(error.message).toContain(condition);
    });
  });

  test('to return a row that does not fit', async () => {
    const { source, frame } = wordStream();
    const processed = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append' }, () => ({
        handleInputRows: ({ user }) => [{ user, text: null as never }],
      }));
    await testStream(processed)(
      addData(source, said('ann', 'a')),
      expectError(/transformWithState\(\) returned does not fit its output: column 'text' is null/),
    );
  });

  test('to keep its timers for later', async () => {
    const { source, frame } = wordStream();
    let kept: Timers | undefined;
    const processed = frame
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', timeMode: 'eventTime' }, () => ({
        handleInputRows(_, __, timers) {
          kept = timers;
        },
      }));
    await testStream(processed)(addData(source, said('ann', 'a')), checkAnswer());
    expect(() => kept?.list()).toThrow('STATE_VARIABLE.NO_KEY');
  });
});

describe('a query that cannot run', () => {
  const noRows = () => ({ handleInputRows() {} });

  test('goes by event time without a watermark', async () => {
    const { frame } = wordStream();
    const timed = frame
      .groupBy('user')
      // @ts-expect-error this step works by a watermark: call withWatermark() before it, and keep its column
      .transformWithState({ output: Line, outputMode: 'append', timeMode: 'eventTime' }, noRows);
    await expect(testStream(timed)(checkAnswer())).rejects.toThrow('WATERMARK.MISSING');
  });

  test('has another output mode than the processor', async () => {
    const { frame } = wordStream();
    const updates = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'update' }, noRows);
    // @ts-expect-error the rows of the processor change
    await expect(testStream(updates, { outputMode: 'append' })(checkAnswer())).rejects.toThrow(
      'transformWithState in update mode is not supported in a query with append output mode',
    );
  });

  test('aggregates rows that change', async () => {
    const { frame } = wordStream();
    const counts = frame
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'update' }, noRows)
      .groupBy('user')
      .agg(() => ({ n: count() }));
    await expect(
      testStream(counts as never, { outputMode: 'update' as never })(checkAnswer()),
    ).rejects.toThrow('transformWithState in update mode is not supported with aggregation');
  });

  test('has an event-time column and no event time', () => {
    const { frame } = wordStream();
    const Out = schema({ at: timestamp() });
    expect(() =>
      frame.groupBy('user').transformWithState(
        // @ts-expect-error an event-time column needs the time mode eventTime
        { output: Out, outputMode: 'append', eventTimeColumn: 'at' },
        noRows,
      ),
    ).toThrow("The option 'timeMode' is 'none'");
  });

  test('has an event-time column that is none', () => {
    const { frame } = wordStream();
    expect(() =>
      frame.withWatermark('time', '1 minute').groupBy('user').transformWithState(
        // @ts-expect-error Type '"text"' is not assignable to type 'undefined'.
        { output: Line, outputMode: 'append', timeMode: 'eventTime', eventTimeColumn: 'text' },
        noRows,
      ),
    ).toThrow('WATERMARK.NOT_A_TIMESTAMP');
  });

  test('has an initial state that nothing takes', async () => {
    const session = testSession();
    const known = session.read(memorySource(Said)).groupBy('user');
    const initialState = known.withState((k) => k.word);
    const frame = session
      .readStream(memorySource(Said))
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', initialState }, noRows);
    await expect(testStream(frame)(checkAnswer())).rejects.toThrow('PROCESSOR.MISSING_HANDLER');
  });
});
