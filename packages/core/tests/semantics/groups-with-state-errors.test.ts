import { type GroupState, int } from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import {
  addData,
  assertOnQuery,
  checkAnswer,
  checkNewAnswer,
  expectError,
  start,
  testStream,
} from '../../../testing/src/index.ts';
import { Line, line, said, wordStream } from './words.ts';

// Semantics 6.7 and 4.4: what mapGroupsWithState and flatMapGroupsWithState refuse.

type State = GroupState<number>;
type Rows = Iterable<{ readonly word: string }>;

describe('an error', () => {
  test.each<[string, (state: State, rows: Rows) => void]>([
    ['GROUP_STATE.MISSING', (state) => state.get()],
    ['GROUP_STATE.NULL', (state) => state.update(null as never)],
    ['GROUP_STATE.TIMEOUT_NOT_ALLOWED', (state) => state.setTimeoutDuration('1 second')],
    ['GROUP_STATE.TIMEOUT_NOT_ALLOWED', (state) => state.setTimeoutTimestamp(1)],
    ['GROUP_STATE.NO_WATERMARK', (state) => state.getCurrentWatermarkMs()],
    [
      'EXPRESSION.USER_FUNCTION_FAILED',
      () => {
        throw new Error('nothing works');
      },
    ],
  ])('%s ends the query, and the batch runs again with the old state', async (condition, fail) => {
    const { source, frame } = wordStream();
    let isBroken = false;
    const counts = frame
      .groupBy('user')
      .flatMapGroupsWithState(
        { state: int(), output: Line, outputMode: 'append' },
        function* ({ user }, rows, state) {
          const before = state.getOption() ?? 0;
          if (isBroken) {
            state.remove();
            fail(state, rows);
          }
          state.update(before + [...rows].length);
          yield { user, text: String(state.get()) };
        },
      );
    await testStream(counts)(
      addData(source, said('ann', 'a')),
      checkNewAnswer(line('ann', '1')),
      assertOnQuery(() => {
        isBroken = true;
      }),
      addData(source, said('ann', 'b')),
      expectError(condition),
      {
        title: 'the function is mended',
        run: () => {
          isBroken = false;
          return Promise.resolve();
        },
      },
      start(),
      checkNewAnswer(line('ann', '2')),
    );
  });

  test('is what a row without a column of the output is', async () => {
    const { source, frame } = wordStream();
    const rows = frame
      .groupBy('user')
      .flatMapGroupsWithState({ state: int(), output: Line, outputMode: 'append' }, () => [
        { user: 'ann' } as never,
      ]);
    await testStream(rows)(addData(source, said('ann', 'a')), expectError('GROUP_STATE.BAD_ROW'));
  });
});

describe('a query that cannot run', () => {
  const options = { state: int(), output: Line } as const;
  const row = () => line('ann', 'a');
  const list = () => [row()];

  test('has a function of another mode', async () => {
    const { frame } = wordStream();
    const updates = frame
      .groupBy('user')
      .flatMapGroupsWithState({ ...options, outputMode: 'update' }, list);
    await expect(testStream(updates as never)(checkAnswer())).rejects.toThrow(
      'flatMapGroupsWithState in update mode is not supported in a query with append output mode',
    );
    const mapped = frame.groupBy('user').mapGroupsWithState(options, row);
    await expect(testStream(mapped as never)(checkAnswer())).rejects.toThrow(
      'mapGroupsWithState gives rows that change, which is not supported in append mode',
    );
  });

  test('has two of them that change rows', async () => {
    const { frame } = wordStream();
    const twice = frame
      .groupBy('user')
      .mapGroupsWithState(options, row)
      .groupBy('user')
      .mapGroupsWithState(options, row);
    await expect(
      testStream(twice as never, { outputMode: 'update' as never })(checkAnswer()),
    ).rejects.toThrow('multiple mapGroupsWithStates are not supported in one query');
  });

  test('waits for event time without a watermark', async () => {
    const { frame } = wordStream();
    const timed = frame
      .groupBy('user')
      // @ts-expect-error this step works by a watermark
      .flatMapGroupsWithState({ ...options, outputMode: 'append', timeout: 'eventTime' }, list);
    await expect(testStream(timed)(checkAnswer())).rejects.toThrow('WATERMARK.MISSING');
  });

  test('keeps state over rows that a timeout may give late', async () => {
    const { frame } = wordStream();
    const late = frame
      .withWatermark('time', '1 minute')
      .groupBy('user')
      .flatMapGroupsWithState({ ...options, outputMode: 'append', timeout: 'eventTime' }, list)
      .groupBy('user')
      .flatMapGroupsWithState({ ...options, outputMode: 'append' }, list);
    await expect(testStream(late)(checkAnswer())).rejects.toThrow(
      'the rows such groups give at a timeout may be late for it',
    );
  });

  test('aggregates rows that change', async () => {
    const { frame } = wordStream();
    const counts = frame
      .groupBy('user')
      .flatMapGroupsWithState({ ...options, outputMode: 'update' }, list)
      .groupBy('user')
      .agg(() => ({ n: count() }));
    await expect(
      testStream(counts as never, { outputMode: 'update' as never })(checkAnswer()),
    ).rejects.toThrow('flatMapGroupsWithState in update mode is not supported with aggregation');
  });
});
