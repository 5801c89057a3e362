import { int, long, type Timers } from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import {
  addData,
  advanceProcessingTime,
  assertOnQuery,
  checkNewAnswer,
  checkState,
  crash,
  restart,
  start,
  testStream,
} from '../../../testing/src/index.ts';
import { at, clock } from './streams.ts';
import { EVERY_SECOND, Line, line, said, wordStream } from './words.ts';

// Semantics 6.8: the timers of transformWithState.

/** The times of day of the timers of the key. */
const timesOf = (timers: Timers): string =>
  timers
    .list()
    .map((ms) => clock(new Date(ms)))
    .join();

describe('timers', () => {
  /** Words are times of day to set a timer to; `-12:05` takes one back. */
  const alarms = (timeMode: 'processingTime' | 'eventTime', delay = '0 seconds' as const) => {
    const { source, frame } = wordStream();
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
            yield { user, text: `set ${timesOf(timers)}` };
          },
          *handleExpiredTimer({ user }, timers, expiryMs) {
            const left = timesOf(timers);
            yield { user, text: `${clock(new Date(expiryMs))} of ${left} after ${calls.get()}` };
          },
        };
      });
    return { source, timed };
  };

  test('in event time expire when the watermark has come to them, the earliest first, once', async () => {
    const { source, timed } = alarms('eventTime');
    await testStream(timed)(
      addData(source, said('ann', '12:10', '12:01'), said('ann', '12:05', '12:02')),
      checkNewAnswer(line('ann', 'set 12:05,12:10')),
      checkState({ numRowsTotal: 1 }),
      addData(source, said('bob', '12:07', '12:09')),
      checkNewAnswer(
        line('bob', 'set 12:07'),
        line('ann', '12:05 of 12:05,12:10 after 1'),
        line('bob', '12:07 of 12:07 after 1'),
      ),
      // At the timer is enough.
      addData(source, said('eve', '', '12:10')),
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
      addData(source, said('ann', '', '12:30')),
      checkNewAnswer(line('ann', 'set ')),
      addData(source, said('ann', '12:20', '12:31'), said('bob', '', '12:32')),
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
      addData(source, said('ann', '12:05'), said('ann', '12:06'), said('ann', '12:06')),
      checkNewAnswer(line('ann', 'set 12:05,12:06')),
      addData(source, said('ann', '-12:05', '12:01')),
      checkNewAnswer(line('ann', 'set 12:06')),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, said('eve', '', '12:20')),
      checkNewAnswer(line('eve', 'set '), line('ann', '12:06 of 12:06 after 2')),
    );
  });

  test('in processing time expire with a batch that begins at their time or later, without data too', async () => {
    const { source, frame } = wordStream();
    const timed = frame
      .groupBy('user')
      .transformWithState(
        { output: Line, outputMode: 'append', timeMode: 'processingTime' },
        (handle) => {
          const began = handle.valueState('began', long());
          return {
            *handleInputRows({ user }, rows, timers) {
              for (const { word } of rows)
                timers.register(timers.currentProcessingTimeMs() + Number(word));
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
      addData(source, said('ann', '2000'), said('ann', '1500')),
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
    const { source, frame } = wordStream();
    const chained = frame
      .withWatermark('time', '0 seconds')
      .groupBy('user')
      .transformWithState({ output: Line, outputMode: 'append', timeMode: 'eventTime' }, () => ({
        handleInputRows(_, rows, timers) {
          for (const { word } of rows) if (word !== '') timers.register(Number(word));
        },
        *handleExpiredTimer({ user }, timers, expiryMs) {
          yield { user, text: `${expiryMs} of ${timers.list().join()}` };
          timers.delete(expiryMs + 1);
          // Due at once: with the next batch, else this would never end.
          if (expiryMs === 10) timers.register(12);
        },
      }));
    await testStream(chained)(
      addData(source, said('ann', '10'), said('ann', '11'), said('ann', '20')),
      checkNewAnswer(line('ann', '10 of 10,11,20'), line('ann', '20 of 12,20')),
      addData(source, said('eve', '', '12:01')),
      checkNewAnswer(line('ann', '12 of 12')),
    );
  });
});
