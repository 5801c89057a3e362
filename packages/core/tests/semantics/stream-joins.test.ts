import {
  availableNow,
  int,
  memorySink,
  memorySource,
  nullable,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { at, feed, quietSession } from './streams.ts';

const Left = schema({ lk: nullable(string()), lt: nullable(timestamp()), lv: int() });
const Right = schema({ rk: nullable(string()), rt: nullable(timestamp()), rv: int() });
const l = (lk: string | null, time: string, lv = 0) => ({ lk, lt: at(`${time}:00`), lv });
const r = (rk: string | null, time: string, rv = 0) => ({ rk, rt: at(`${time}:00`), rv });

const lines = (rows: readonly object[]): readonly string[] =>
  rows
    .map((row) =>
      Object.values(row)
        .map((value) =>
          value instanceof Date ? value.toISOString().slice(11, 16) : (value ?? '-'),
        )
        .join(' '),
    )
    .sort();

const streams = () => {
  const { session, warnings } = quietSession();
  const [left, right] = [memorySource(Left), memorySource(Right)];
  const sink = memorySink<object>();
  return {
    session,
    warnings,
    left,
    right,
    sink,
    lefts: session.readStream(left).withWatermark('lt', '10 minutes'),
    rights: session.readStream(right).withWatermark('rt', '10 minutes'),
  };
};

describe('state', () => {
  test('explain() tells how long the rows of each side are kept', async () => {
    const { session, lefts, rights, sink, warnings } = streams();
    const joined = lefts.join(rights, (a, b) =>
      a.lk
        .eq(b.rk)
        .and(b.rt.gte(a.lt.plus('5 minutes')))
        .and(b.rt.lte(a.lt.plus('1 hour'))),
    );
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    expect(query.explain()).toContain('left rows are kept until the watermark is 1 hour past lt');
    expect(query.explain()).toContain(
      'right rows are kept until the watermark is 5 minutes before rt',
    );
    expect(warnings).toEqual([]);
    await query.stop();
  });

  test('that only grows is a warning at the start, with the reason', async () => {
    const { session, left, right, sink, warnings } = streams();
    const joined = session
      .readStream(left)
      .join(session.readStream(right), (a, b) => a.lk.eq(b.rk));
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    expect(query.explain()).toContain('left rows are kept for ever; right rows are kept for ever');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/The join at .* keeps all rows of the left and the right for ever/);
    await query.stop();
  });

  test('is as large as the rows that may still match, and counts late rows of both sides', async () => {
    const { session, lefts, rights, left, right, sink } = streams();
    const joined = lefts.join(rights, (a, b) =>
      a.lk.eq(b.rk).and(b.rt.between(a.lt, a.lt.plus('30 minutes'))),
    );
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    left.addData(l('a', '12:00'), l('b', '12:40'));
    await feed(query, right, r('a', '12:10'), r('c', '12:50'));
    expect(query.lastProgress?.stateOperators[0]).toMatchObject({
      operatorName: 'symmetricHashJoin',
      numRowsTotal: 3,
      numRowsRemoved: 1,
    });
    left.addData(l('a', '13:40'), l('late', '12:20'));
    await feed(query, right, r('a', '13:45'), r('late', '12:30'));
    const dropped = query.recentProgress.map(
      ({ stateOperators }) => stateOperators[0]?.numRowsDroppedByWatermark ?? 0,
    );
    expect(dropped.reduce((sum, each) => sum + each, 0)).toBe(2);
    // A left row may wait for a right one that is half an hour younger.
    const { inputWatermark = '', outputWatermark = '' } =
      query.lastProgress?.stateOperators[0] ?? {};
    expect(Date.parse(inputWatermark) - Date.parse(outputWatermark)).toBe(30 * 60_000 + 1);
    expect(lines(sink.rows)).toEqual(['a 12:00 0 a 12:10 0', 'a 13:40 0 a 13:45 0']);
    expect(query.lastProgress?.stateOperators[0]?.numRowsTotal).toBe(2);
    await query.stop();
  });

  test('of many rows with one key joins all of them, more than fit into one look', async () => {
    const { session, left, right, sink } = streams();
    const joined = session
      .readStream(left)
      .join(session.readStream(right), (a, b) => a.lk.eq(b.rk).and(a.lv.lt(b.rv)));
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    left.addData(...Array.from({ length: 200 }, (_, i) => l('hot', '12:00', i)));
    await feed(query, right, ...Array.from({ length: 200 }, (_, i) => r('hot', '12:00', i)));
    expect(sink.rows).toHaveLength((200 * 199) / 2);
    await query.stop();
  });
});

describe('conditions', () => {
  test('on one side of an inner join reject rows before they move the watermark', async () => {
    const { session, lefts, rights, left, right, sink } = streams();
    const joined = lefts.join(rights, (a, b) => a.lk.eq(b.rk).and(a.lv.gt(0)).and(a.lt.eq(b.rt)));
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    left.addData(l('a', '12:00', 1), l('a', '18:00', 0), l(null, '19:00', 1));
    await feed(query, right, r('a', '18:00'));
    expect(query.lastProgress?.eventTime.watermark?.slice(11, 16)).toBe('11:50');
    await query.stop();
  });

  test('on the time of the outer side alone give its null row at once', async () => {
    const { session, lefts, rights, left, right, sink } = streams();
    const joined = lefts.join(
      rights,
      (a, b) => a.lk.eq(b.rk).and(a.lt.eq(b.rt)).and(a.lv.gt(5)),
      'leftOuter',
    );
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    await feed(query, left, l('a', '12:00', 1), l('b', '12:00', 9));
    expect(lines(sink.rows)).toEqual(['a 12:00 1 - - -']);
    left.addData(l('z', '15:00', 9));
    await feed(query, right, r('z', '15:00'));
    expect(lines(sink.rows)).toEqual(['a 12:00 1 - - -', 'b 12:00 9 - - -', 'z 15:00 9 z 15:00 0']);
    await query.stop();
  });

  test('keys may be computed, and their rows are found again after a restart', async () => {
    const { left, right, sink } = streams();
    const { fs } = simPorts({ seed: 1 });
    const run = async (seed: number): Promise<void> => {
      const { session } = quietSession({ ports: simPorts({ seed, fs }) });
      const joined = session
        .readStream(left)
        .join(session.readStream(right), (a, b) => a.lk.upper().eq(b.rk.upper()));
      const query = await session.start({
        checkpointLocation: 'checkpoint',
        trigger: availableNow(),
        outputs: [joined.writeTo(sink)],
      });
      await query.awaitTermination();
    };
    left.addData(l('a', '12:00', 1), l('b', '12:00', 2));
    await run(2);
    right.addData(r('A', '12:00', 3));
    await run(3);
    left.addData(l('a', '12:00', 4));
    await run(4);
    expect(lines(sink.rows)).toEqual(['a 12:00 1 A 12:00 3', 'a 12:00 4 A 12:00 3']);
  });
});

describe('chains', () => {
  test('a join of joins works where one event time is left', async () => {
    const { session, lefts, rights, left, right, sink } = streams();
    const third = memorySource(schema({ k3: string(), t3: timestamp() }));
    const pairs = lefts.join(rights, (a, b) => a.lk.eq(b.rk).and(a.lt.eq(b.rt))).drop('rt');
    const joined = pairs.join(
      session.readStream(third).withWatermark('t3', '10 minutes'),
      (p, t) => p.lk.eq(t.k3).and(p.lt.eq(t.t3)),
      'leftOuter',
    );
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    const all = async (k: string, time: string, thirdKey: string): Promise<void> => {
      left.addData(l(k, time));
      right.addData(r(k, time));
      await feed(query, third, { k3: thirdKey, t3: at(`${time}:00`) });
    };
    await all('a', '12:00', 'a');
    await all('b', '12:01', 'other');
    await all('z', '15:00', 'z');
    expect(lines(sink.rows)).toEqual([
      'a 12:00 0 a 0 a 12:00',
      'b 12:01 0 b 0 - -',
      'z 15:00 0 z 0 z 15:00',
    ]);
    expect(query.lastProgress?.stateOperators).toHaveLength(2);
    await query.stop();
  });

  test('a step that gets two event times fails in its first batch, and says to drop one', async () => {
    const { session, lefts, rights, left, right, sink } = streams();
    const unique = lefts.join(rights, (a, b) => a.lk.eq(b.rk).and(a.lt.eq(b.rt))).dropDuplicates();
    const query = await session.start({ outputs: [unique.writeTo(sink)] });
    left.addData(l('a', '12:00'));
    right.addData(r('a', '12:00'));
    await expect(query.processAllAvailable()).rejects.toThrow(
      'more than one event time column: lt, rt',
    );
  });

  test('two streams without an equality are refused', async () => {
    const { session, lefts, rights, sink } = streams();
    const joined = lefts.join(rights, (a, b) => a.lv.lt(b.rv));
    await expect(session.start({ outputs: [joined.writeTo(sink)] })).rejects.toThrow(
      '[JOIN.NEEDS_EQUALITY]',
    );
  });
});
