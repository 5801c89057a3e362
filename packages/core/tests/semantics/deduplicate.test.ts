import { memorySink, memorySource, nullable, schema, string, timestamp } from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import {
  addData,
  checkAnswer,
  checkNewAnswer,
  checkState,
  checkWatermark,
  crash,
  restart,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';
import { at, quietSession } from './streams.ts';

const Click = schema({ user: nullable(string()), page: string(), time: nullable(timestamp()) });

const click = (user: string | null, page: string, time: string | null) => ({
  user,
  page,
  time: time === null ? null : at(`${time}:00`),
});

function clicks() {
  const source = memorySource(Click);
  return { source, frame: testSession().readStream(source) };
}

describe('dropDuplicates', () => {
  test('lets the first row of each value pass, at once, and nulls are one value', async () => {
    const { source, frame } = clicks();
    await testStream(frame.dropDuplicates('user'))(
      addData(source, click('ann', 'a', '12:00'), click(null, 'b', null), click('ann', 'c', null)),
      checkNewAnswer(click('ann', 'a', '12:00'), click(null, 'b', null)),
      addData(source, click(null, 'd', '12:01'), click('bob', 'e', '12:01')),
      checkNewAnswer(click('bob', 'e', '12:01')),
      checkState({ operatorName: 'dedupe', numRowsTotal: 3 }),
    );
  });

  test('compares all columns where none is named', async () => {
    const { source, frame } = clicks();
    await testStream(frame.dropDuplicates())(
      addData(source, click('ann', 'a', '12:00'), click('ann', 'a', '12:00')),
      addData(source, click('ann', 'b', '12:00'), click('ann', 'a', '12:00')),
      checkAnswer(click('ann', 'a', '12:00'), click('ann', 'b', '12:00')),
    );
  });

  test('forgets what the watermark has passed where the event time is compared', async () => {
    const { source, frame } = clicks();
    await testStream(frame.withWatermark('time', '10 minutes').dropDuplicates('user', 'time'))(
      addData(source, click('ann', 'a', '12:00'), click('ann', 'b', '12:00')),
      addData(source, click('ann', 'c', '12:30')),
      checkWatermark(at('12:20:00')),
      checkState({ numRowsTotal: 1 }),
      // At the watermark is late, a minute after it is not.
      addData(source, click('eve', 'd', '12:20'), click('eve', 'e', '12:21')),
      checkNewAnswer(
        click('ann', 'a', '12:00'),
        click('ann', 'c', '12:30'),
        click('eve', 'e', '12:21'),
      ),
    );
  });

  test('drops late rows though it compares other columns, and forgets none of those', async () => {
    const { source, frame } = clicks();
    const distinct = frame.withWatermark('time', '0 seconds').dropDuplicates('user');
    await testStream(distinct)(
      addData(source, click('ann', 'a', '12:30')),
      checkWatermark(at('12:30:00')),
      addData(source, click('bob', 'b', '12:00'), click('eve', 'c', null)),
      checkAnswer(click('ann', 'a', '12:30'), click('eve', 'c', null)),
      checkState({ numRowsTotal: 2 }),
    );
  });

  test('gives its late rows to another output', async () => {
    const { session } = quietSession();
    const source = memorySource(Click);
    const late = memorySink();
    const distinct = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .dropDuplicates('user');
    const query = await session.start({
      outputs: [distinct.writeTo(memorySink()), distinct.lateRows().writeTo(late)],
    });
    source.addData(click('ann', 'a', '12:30'));
    await query.processAllAvailable();
    source.addData(click('bob', 'b', '12:00'));
    await query.processAllAvailable();
    expect(late.rows).toEqual([click('bob', 'b', '12:00')]);
    await query.stop();
  });

  test('knows after a crash what it let pass before', async () => {
    const { source, frame } = clicks();
    await testStream(frame.dropDuplicates('user'))(
      addData(source, click('ann', 'a', '12:00')),
      checkAnswer(click('ann', 'a', '12:00')),
      crash({ loss: 'all-unsynced' }),
      restart(),
      addData(source, click('ann', 'b', '12:01'), click('bob', 'c', '12:01')),
      checkAnswer(click('ann', 'a', '12:00'), click('bob', 'c', '12:01')),
    );
  });
});

describe('dropDuplicatesWithinWatermark', () => {
  test('remembers a value until the watermark passes its first row and the delay', async () => {
    const { source, frame } = clicks();
    const distinct = frame
      .withWatermark('time', '10 minutes')
      .dropDuplicatesWithinWatermark('user');
    await testStream(distinct)(
      addData(source, click('ann', 'a', '12:00'), click('ann', 'b', '12:05')),
      checkNewAnswer(click('ann', 'a', '12:00')),
      // The watermark comes to 12:10: what ann did at 12:00 expires there.
      addData(source, click('bob', 'c', '12:20')),
      checkState({ operatorName: 'dedupeWithinWatermark', numRowsTotal: 1 }),
      addData(source, click('ann', 'd', '12:11')),
      checkNewAnswer(click('bob', 'c', '12:20'), click('ann', 'd', '12:11')),
    );
  });

  test('counts a row without a time as one of 1970', async () => {
    const { source, frame } = clicks();
    const distinct = frame
      .withWatermark('time', '10 minutes')
      .dropDuplicatesWithinWatermark('user');
    await testStream(distinct)(
      addData(source, click('ann', 'a', '12:00')),
      addData(source, click('eve', 'b', null)),
      checkNewAnswer(click('ann', 'a', '12:00'), click('eve', 'b', null)),
      checkState({ numRowsTotal: 1 }),
    );
  });
});

describe('limit', () => {
  test('counts rows over the life of a query, through restarts', async () => {
    const { source, frame } = clicks();
    const row = (page: string) => click('ann', page, '12:00');
    await testStream(frame.limit(3))(
      addData(source, row('a'), row('b')),
      checkNewAnswer(row('a'), row('b')),
      restart(),
      addData(source, row('c'), row('d')),
      checkNewAnswer(row('c')),
      checkState({ operatorName: 'globalLimit', numRowsTotal: 1 }),
      addData(source, row('e')),
      checkNewAnswer(),
    );
  });

  test('of nothing gives nothing', async () => {
    const { source, frame } = clicks();
    await testStream(frame.limit(0))(addData(source, click('ann', 'a', '12:00')), checkAnswer());
  });
});
