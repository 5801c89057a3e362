import { memorySink, memorySource, nullable, schema, string, timestamp } from '@tidemark/core';
import { col, collectList, count, sessionWindow, when } from '@tidemark/core/functions';
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
import { at } from './streams.ts';

const Click = schema({ user: nullable(string()), page: string(), time: nullable(timestamp()) });

const click = (user: string | null, page: string, time: string | null) => ({
  user,
  page,
  time: time === null ? null : at(`${time}:00`),
});

const visit = (user: string | null, from: string, to: string, pages: readonly string[]) => ({
  session: { start: at(`${from}:00`), end: at(`${to}:00`) },
  user,
  pages,
});

function visits(delay: '0 seconds' | '1 hour' = '0 seconds') {
  const source = memorySource(Click);
  const frame = testSession()
    .readStream(source)
    .withWatermark('time', delay)
    .groupBy((c) => ({ session: sessionWindow(c.time, '10 minutes'), user: c.user }))
    .agg((c) => ({ pages: collectList(c.page) }));
  return { source, frame };
}

describe('a session window', () => {
  test('lasts as long as rows come, and comes out when the watermark passes its end', async () => {
    const { source, frame } = visits();
    await testStream(frame)(
      addData(source, click('ann', 'a', '12:00'), click('ann', 'b', '12:07')),
      checkNewAnswer(),
      addData(source, click('ann', 'c', '12:12'), click('bob', 'd', '12:20')),
      checkNewAnswer(),
      addData(source, click('bob', 'e', '12:22')),
      checkNewAnswer(visit('ann', '12:00', '12:22', ['a', 'b', 'c'])),
    );
  });

  test('takes in a row that comes exactly at its end, and starts anew a moment later', async () => {
    const { source, frame } = visits('1 hour');
    await testStream(frame, { outputMode: 'complete' })(
      addData(source, click('ann', 'a', '12:00'), click('ann', 'b', '12:10')),
      addData(source, click('bob', 'c', '12:00'), click('bob', 'd', '12:11')),
      checkAnswer(
        visit('ann', '12:00', '12:20', ['a', 'b']),
        visit('bob', '12:00', '12:10', ['c']),
        visit('bob', '12:11', '12:21', ['d']),
      ),
    );
  });

  test('joins two stored ones that a row between them touches, in the order of event time', async () => {
    const { source, frame } = visits('1 hour');
    await testStream(frame, { outputMode: 'complete' })(
      addData(source, click('ann', 'late', '12:15'), click('ann', 'early', '12:00')),
      checkAnswer(
        visit('ann', '12:00', '12:10', ['early']),
        visit('ann', '12:15', '12:25', ['late']),
      ),
      addData(source, click('ann', 'between', '12:08')),
      checkAnswer(visit('ann', '12:00', '12:25', ['early', 'between', 'late'])),
      checkState({ numRowsTotal: 1, numRowsUpdated: 1, numRowsRemoved: 1 }),
    );
  });

  test('begins earlier when an earlier row touches it', async () => {
    const { source, frame } = visits('1 hour');
    await testStream(frame, { outputMode: 'complete' })(
      addData(source, click('ann', 'b', '12:07')),
      addData(source, click('ann', 'a', '12:05')),
      checkAnswer(visit('ann', '12:05', '12:17', ['a', 'b'])),
      restart(),
      addData(source, click('ann', 'c', '12:09')),
      checkAnswer(visit('ann', '12:05', '12:19', ['a', 'b', 'c'])),
    );
  });

  test('loses a row whose own session has ended, though an open one would take it in', async () => {
    const { source, frame } = visits();
    await testStream(frame)(
      addData(source, click('ann', 'a', '12:00'), click('ann', 'b', '12:09')),
      addData(source, click('bob', 'c', '12:15')),
      checkWatermark(at('12:15:00')),
      addData(source, click('ann', 'too late', '12:05'), click('bob', 'd', '12:30')),
      checkAnswer(
        visit('ann', '12:00', '12:19', ['a', 'b']),
        visit('bob', '12:15', '12:25', ['c']),
      ),
    );
  });

  test('is made of no row without a time, and null is a key', async () => {
    const { source, frame } = visits('1 hour');
    await testStream(frame, { outputMode: 'complete' })(
      addData(source, click(null, 'a', '12:00'), click('ann', 'b', null)),
      checkAnswer(visit(null, '12:00', '12:10', ['a'])),
    );
  });

  test('goes on after a crash as if there had been none', async () => {
    const { source, frame } = visits();
    await testStream(frame)(
      addData(source, click('ann', 'a', '12:00')),
      checkNewAnswer(),
      crash({ loss: 'torn' }),
      restart(),
      addData(source, click('ann', 'b', '12:05')),
      addData(source, click('bob', 'c', '12:40')),
      checkAnswer(visit('ann', '12:00', '12:15', ['a', 'b'])),
    );
  });
});

test('late rows of one session count once for each part of the input: steps of a source, inputs of a union', async () => {
  const source = memorySource(Click);
  const session = testSession();
  const clicks = session.readStream(source).withWatermark('time', '0 seconds');
  const twice = clicks
    .union(clicks.filter((c) => c.page.ne('once')))
    .groupBy((c) => ({ session: sessionWindow(c.time, '10 minutes'), user: c.user }))
    .agg(() => ({ n: count() }));
  const query = await session.start({ outputs: [twice.writeTo(memorySink())] });
  source.addData(click('ann', 'a', '12:00'));
  await query.processAllAvailable();
  const late = [click('ann', 'a', '11:00'), click('ann', 'b', '11:00'), click('bob', 'c', '11:00')];
  source.addData(...late, click('cid', 'once', '11:00'));
  await query.processAllAvailable();
  // Ann and Bob in both inputs, Cid in one. Spark answers the same.
  expect(query.lastProgress?.stateOperators[0]?.numRowsDroppedByWatermark).toBe(5);
  await query.stop();
});

test('a gap that rows tell each for itself never shortens a session, and none makes no session', async () => {
  const source = memorySource(Click);
  const frame = testSession()
    .readStream(source)
    .withWatermark('time', '1 hour')
    .groupBy((c) => ({
      session: sessionWindow(
        c.time,
        when(c.page.eq('long'), '30 minutes')
          .when(c.page.eq('short'), '1 minute')
          .otherwise('none'),
      ),
      user: col('user'),
    }))
    .agg(() => ({ n: count() }));
  await testStream(frame, { outputMode: 'complete' })(
    addData(source, click('ann', 'long', '12:00'), click('ann', 'short', '12:05')),
    addData(source, click('ann', 'nonsense', '12:06')),
    checkAnswer({ session: { start: at('12:00:00'), end: at('12:30:00') }, user: 'ann', n: 2 }),
  );
});
