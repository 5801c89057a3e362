import { expect, test } from 'vitest';
import { NOT_A_TIME, READ_DIFFERENTLY_BEFORE, TIME_OVERFLOW } from '../../src/errors/time.ts';
import {
  ANSI,
  CONTEXT,
  call,
  cast,
  col,
  DATE,
  INT,
  LONG,
  lit,
  run,
  TEXT,
  TIMESTAMP,
} from './expressions.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
// 2023-11-14T22:13:20Z, when it is the 15th in Tokyo.
const TOKYO = { ...CONTEXT, timeZone: 'Asia/Tokyo' };

test.each<[string, number]>([
  ['epoch', 0],
  ['today', day('2023-11-15')],
  [' Tomorrow ', day('2023-11-16')],
  ['yesterday', day('2023-11-14')],
  ['now', day('2023-11-15')],
])('the constant %j is a day of the batch, in the zone of the session', (text, days) => {
  expect(run(cast(lit(text, TEXT), DATE), {}, TOKYO)).toEqual([days]);
});

test('words that are times of the batch are none in a column', () => {
  expect(run(cast(col('t'), TIMESTAMP), { t: [TEXT, ['now', 'epoch']] })).toEqual([null, null]);
});

test('a time without a date is one of the day of the batch', () => {
  const texts = ['10:11', 'T1', '10:11:12.5+01:00', '10'];
  const start = day('2023-11-14') * 86_400_000_000;
  const columns = { t: [TEXT, texts] } as const;
  const minutes = [10 * 60 + 11, 60].map((n) => start + n * 60_000_000);
  const exact = start + ((9 * 60 + 11) * 60 + 12.5) * 1_000_000;
  expect(run(cast(col('t'), TIMESTAMP), columns)).toEqual([...minutes, exact, null]);
  // A constant is not computed before there is a batch.
  expect(run(cast(lit('10:11', TEXT), TIMESTAMP))).toEqual([minutes[0]]);
});

test('text that Spark 2 read another way is an error by name, and other text null', () => {
  const read = call('toTimestamp', col('t'), lit('yyyy-MM-dd', TEXT));
  expect(run(read, { t: [TEXT, ['2024-02-30', 'soon']] })).toEqual([null, null]);
  const loose = { t: [TEXT, ['2024-2-3']] } as const;
  expect(() => run(read, loose)).toThrow(READ_DIFFERENTLY_BEFORE.name);
  expect(() => run(read, { t: [TEXT, ['soon']] }, ANSI)).toThrow(NOT_A_TIME.name);
});

test('longs beyond what a timestamp holds are an error by name, and no wrong time', () => {
  const seconds = call('timestampSeconds', col('n'));
  expect(() => run(seconds, { n: [LONG, [2n ** 62n]] })).toThrow(TIME_OVERFLOW.name);
  expect(run(call('timestampMicros', col('n')), { n: [LONG, [2n ** 60n]] })).toEqual([2 ** 60]);
});

test('an interval may come from a column', () => {
  const node = call('add', col('d'), call('makeInterval', lit(0, INT), col('n')));
  expect(run(node, { d: [DATE, [day('2024-01-31'), 0]], n: [INT, [1, null]] })).toEqual([
    day('2024-02-29'),
    null,
  ]);
});

test('the last moment of the year 9999 stays in it', () => {
  const last = run(cast(lit('9999-12-31 23:59:59.999999', TEXT), TIMESTAMP));
  expect(run(call('year', col('t')), { t: [TIMESTAMP, last] })).toEqual([9999]);
});
