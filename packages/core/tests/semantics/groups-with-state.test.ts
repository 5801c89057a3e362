import {
  availableNow,
  createSession,
  int,
  memorySink,
  memorySource,
  string,
  struct,
} from '@tidemark/core';

import { describe, expect, test } from 'vitest';
import {
  addData,
  advanceProcessingTime,
  assertOnQuery,
  checkAnswer,
  checkNewAnswer,
  checkState,
  crash,
  expectError,
  restart,
  start,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';

import { at, clock, quietSession } from './streams.ts';
import { EVERY_SECOND, Line, line, Said, said, wordStream } from './words.ts';

// Semantics 6.7: mapGroupsWithState and flatMapGroupsWithState. What they refuse is in the file beside.

describe('the state of a group', () => {
  test('is remembered for each key, null too, and the function is called once a batch', async () => {
    const { source, frame } = wordStream();
    const counts = frame
      .groupBy('user')
      .mapGroupsWithState({ state: int(), output: Line }, ({ user }, rows, state) => {
        const before = state.getOption() ?? 0;
        const words = [...rows].map(({ word }) => word);
        state.update(before + words.length);
        return { user, text: `${before}+${words.join(',')}=${state.get()}` };
      });
    await testStream(counts, { outputMode: 'update' })(
      addData(source, said('ann', 'a'), said(null, 'b'), said('ann', 'c')),
      checkNewAnswer(line('ann', '0+a,c=2'), line(null, '0+b=1')),
      addData(source, said(null, 'd')),
      checkNewAnswer(line(null, '1+d=2')),
      checkState({ operatorName: 'flatMapGroupsWithState', numRowsTotal: 2, numRowsUpdated: 1 }),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, said('ann', 'e')),
      checkNewAnswer(line('ann', '2+e=3')),
    );
  });

  test('that is removed is gone, also after a restart; one that is only read is not written', async () => {
    const { source, frame } = wordStream();
    const words = frame
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: struct({ last: string() }), output: Line, outputMode: 'append' },
        function* ({ user }, rows, state) {
          for (const { word } of rows) {
            yield { user, text: `${state.exists ? state.get().last : 'none'} ${word}` };
            if (word === 'remove') state.remove();
            else if (word !== 'read') state.update({ last: word });
          }
        },
      );
    await testStream(words)(
      addData(source, said('ann', 'a')),
      checkNewAnswer(line('ann', 'none a')),
      addData(source, said('ann', 'read')),
      checkNewAnswer(line('ann', 'a read')),
      checkState({ numRowsTotal: 1, numRowsUpdated: 0 }),
      addData(source, said('ann', 'remove')),
      checkNewAnswer(line('ann', 'a remove')),
      checkState({ numRowsTotal: 0, numRowsRemoved: 1 }),
      restart(),
      addData(source, said('ann', 'b')),
      checkNewAnswer(line('ann', 'none b')),
      // Removed and set again in one call it is there.
      addData(source, said('ann', 'remove'), said('ann', 'c')),
      checkNewAnswer(line('ann', 'b remove'), line('ann', 'none c')),
      checkState({ numRowsTotal: 1, numRowsUpdated: 1, numRowsRemoved: 0 }),
    );
  });

  test('is what is left in it when the rows that were returned are all taken', async () => {
    const { source, frame } = wordStream();
    const late = frame
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: int(), output: Line, outputMode: 'append' },
        ({ user }, rows, state) => {
          const words = [...rows];
          // The iterator does its work when it is walked, after the function has returned.
          return {
            *[Symbol.iterator]() {
              for (const _ of words) {
                state.update((state.getOption() ?? 0) + 1);
                yield { user, text: String(state.get()) };
              }
            },
          };
        },
      );
    await testStream(late)(
      addData(source, said('ann', 'a'), said('ann', 'b')),
      checkNewAnswer(line('ann', '1'), line('ann', '2')),
      addData(source, said('ann', 'c')),
      checkNewAnswer(line('ann', '3')),
    );
  });

  test('may be given rows that can be walked once, and need not be', async () => {
    const { source, frame } = wordStream();
    const lazy = frame
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: int(), output: Line, outputMode: 'append' },
        ({ user }, rows) => {
          const taken: string[] = [];
          for (const { word } of rows) {
            taken.push(word);
            break;
          }
          return [{ user, text: `${taken.join()} then ${[...rows].length}` }];
        },
      );
    await testStream(lazy)(
      addData(source, said('ann', 'a'), said('ann', 'b'), said('bob', 'c')),
      checkAnswer(line('ann', 'a then 0'), line('bob', 'c then 0')),
    );
  });
});

describe('a timeout by the clock', () => {
  /** A word is how many milliseconds to wait; `-` waits for nothing. */
  const waiting = () => {
    const { source, frame } = wordStream();
    const waits = frame
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: int(), output: Line, outputMode: 'append', timeout: 'processingTime' },
        function* ({ user }, rows, state) {
          const words = [...rows].map(({ word }) => word);
          if (state.hasTimedOut) {
            yield { user, text: `timed out with ${state.getOption() ?? 'none'}` };
            return;
          }
          for (const word of words) {
            if (word === 'remove') state.remove();
            else if (word !== '-') state.setTimeoutDuration(Number(word));
          }
          if (!words.includes('remove')) state.update((state.getOption() ?? 0) + 1);
          yield { user, text: words.join() };
        },
      );
    return { source, waits };
  };

  test('calls when more than its time has passed, without data, and once', async () => {
    const { source, waits } = waiting();
    await testStream(waits)(
      start(EVERY_SECOND),
      addData(source, said('ann', '1000'), said('bob', '1001')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '1000'), line('bob', '1001')),
      // The batch begins at the timeout of ann: strictly after it is timed out.
      advanceProcessingTime(1000),
      checkNewAnswer(),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'timed out with 1'), line('bob', 'timed out with 1')),
      advanceProcessingTime(1000),
      checkNewAnswer(),
      // The state is still there, without a timeout.
      checkState({ numRowsTotal: 2 }),
    );
  });

  test('is cleared by every call, and survives a crash', async () => {
    const { source, waits } = waiting();
    await testStream(waits)(
      start(EVERY_SECOND),
      addData(source, said('ann', '1500'), said('bob', '1500')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '1500'), line('bob', '1500')),
      addData(source, said('ann', '-')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '-')),
      crash({ loss: 'all-unsynced' }),
      start(EVERY_SECOND),
      advanceProcessingTime(1000),
      addData(source, said('eve', '-')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('bob', 'timed out with 1'), line('eve', '-')),
    );
  });

  test('of a group with rows in the batch does not call', async () => {
    const { source, waits } = waiting();
    await testStream(waits)(
      start(EVERY_SECOND),
      addData(source, said('ann', '500')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '500')),
      addData(source, said('ann', '500')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', '500')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'timed out with 2')),
    );
  });

  test('may be set where there is no state, and keeps the group until it calls', async () => {
    const { source, waits } = waiting();
    await testStream(waits)(
      start(EVERY_SECOND),
      addData(source, said('ann', 'remove'), said('ann', '500')),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'remove,500')),
      checkState({ numRowsTotal: 1 }),
      advanceProcessingTime(1000),
      checkNewAnswer(line('ann', 'timed out with none')),
    );
  });
});

describe('a timeout by the watermark', () => {
  const timed = () => {
    const { source, frame } = wordStream();
    const waits = frame
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: int(), output: Line, outputMode: 'append', timeout: 'eventTime' },
        function* ({ user }, rows, state) {
          const watermark = clock(new Date(state.getCurrentWatermarkMs()));
          if (state.hasTimedOut) yield { user, text: `timed out at ${watermark}` };
          for (const { word } of rows) {
            if (word !== '-') state.setTimeoutTimestamp(at(`${word}:00`), '1 minute');
            state.update(1);
            yield { user, text: `${word} at ${watermark}` };
          }
        },
      );
    return { source, waits };
  };

  test('calls when the watermark has passed it, not when it has come to it', async () => {
    const { source, waits } = timed();
    await testStream(waits)(
      addData(source, said('ann', '12:09', '12:01')),
      checkNewAnswer(line('ann', '12:09 at 00:00')),
      addData(source, said('bob', '-', '12:10')),
      checkNewAnswer(line('bob', '- at 12:01')),
      addData(source, said('bob', '-', '12:11')),
      checkNewAnswer(line('bob', '- at 12:10'), line('ann', 'timed out at 12:11')),
      assertOnQuery((query) => query.lastProgress?.numInputRows === 0),
    );
  });

  test('drops late rows, which can be had as a stream', async () => {
    const { session } = quietSession();
    const source = memorySource(Said);
    const [table, late] = [memorySink(), memorySink()];
    const words = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: int(), output: Line, outputMode: 'append', timeout: 'eventTime' },
        ({ user }, rows) => [...rows].map(({ word }) => ({ user, text: word })),
      );
    const query = await session.start({
      outputs: [words.writeTo(table), words.lateRows().writeTo(late)],
    });
    for (const time of ['12:10', '12:10', '12:11']) {
      source.addData(said('ann', time, time));
      await query.processAllAvailable();
    }
    expect(table.rows).toEqual([line('ann', '12:10'), line('ann', '12:11')]);
    expect(late.rows).toEqual([said('ann', '12:10', '12:10')]);
    await query.stop();
  });

  test('cannot be set before the watermark', async () => {
    const { source, waits } = timed();
    await testStream(waits)(
      addData(source, said('ann', '-', '12:10')),
      checkAnswer(line('ann', '- at 00:00')),
      addData(source, said('ann', '12:08', '12:11')),
      expectError('GROUP_STATE.BAD_TIMEOUT'),
    );
  });
});

test('of data that has an end every group is called once, without state, and nothing times out', async () => {
  const archive = createSession().read(
    memorySource(Said, [said('ann', 'a'), said('bob', 'b'), said('ann', 'c')]),
  );
  const counted = archive
    .groupBy('user')
    .flatMapGroupsWithState(
      { state: int(), output: Line, outputMode: 'append', timeout: 'processingTime' },
      ({ user }, rows, state) => {
        state.setTimeoutDuration(1);
        const { exists, hasTimedOut } = state;
        return [{ user, text: `${[...rows].length} ${exists} ${hasTimedOut}` }];
      },
    );
  expect(await counted.collect()).toEqual([
    line('ann', '2 false false'),
    line('bob', '1 false false'),
  ]);
});

test('a query that is to end does not wait for timeouts of the clock', async () => {
  const session = testSession();
  const source = memorySource(Said, [said('ann', 'a')]);
  const counted = session
    .readStream(source)
    .groupBy('user')
    .flatMapGroupsWithState(
      { state: int(), output: Line, outputMode: 'append', timeout: 'processingTime' },
      ({ user }, rows, state) => {
        state.setTimeoutDuration('1 hour');
        return [{ user, text: String([...rows].length) }];
      },
    );
  const table = memorySink<{ user: string | null; text: string }>();
  const query = await counted.writeStream.trigger(availableNow()).start(table);
  await query.awaitTermination();
  expect(table.rows).toEqual([line('ann', '1')]);
});
