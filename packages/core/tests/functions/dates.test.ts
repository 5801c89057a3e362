import { describe, expect, test } from 'vitest';
import { BAD_TIME_ZONE } from '../../src/errors/expression.ts';
import { BAD_TIME_PATTERN } from '../../src/errors/time.ts';
import { civilDate, daysOf } from '../../src/types/civil.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import { timeZone } from '../../src/types/time-zone.ts';
import { CONTEXT, call, col, DATE, lit, run, TEXT, TIMESTAMP } from './expressions.ts';

const at = (...parts: [number, number, ...number[]]): number => Date.UTC(...parts) * 1000;
const NEW_YORK = { ...CONTEXT, timeZone: 'America/New_York' };
const of = (fn: string, micros: number | null, context = CONTEXT): InternalValue =>
  run(call(fn, col('t')), { t: [TIMESTAMP, [micros]] }, context)[0] ?? null;

test.each<[string, InternalValue, InternalValue]>([
  ['year', 2023, 2023],
  ['quarter', 4, 4],
  ['month', 12, 12],
  ['dayOfMonth', 31, 30],
  ['dayOfYear', 365, 364],
  ['dayOfWeek', 1, 7],
  ['hour', 3, 22],
  ['minute', 4, 4],
  ['second', 5, 5],
])('%s is read on the clock of the session: %o in UTC, %o in New York', (fn, utc, newYork) => {
  const time = at(2023, 11, 31, 3, 4, 5);
  expect(of(fn, time)).toBe(utc);
  expect(of(fn, time, NEW_YORK)).toBe(newYork);
  expect(of(fn, null)).toBe(null);
});

test.each<[string, number]>([
  ['year', at(2024, 0, 1)],
  ['quarter', at(2024, 3, 1)],
  ['MON', at(2024, 4, 1)],
  ['week', at(2024, 4, 13)],
  ['dd', at(2024, 4, 15)],
  ['hour', at(2024, 4, 15, 13)],
  ['minute', at(2024, 4, 15, 13, 14)],
  ['second', at(2024, 4, 15, 13, 14, 15)],
  ['millisecond', at(2024, 4, 15, 13, 14, 15, 16)],
])('dateTrunc to %s', (unit, want) => {
  const time = at(2024, 4, 15, 13, 14, 15, 16) + 17;
  expect(run(call('dateTrunc', lit(unit, TEXT), col('t')), { t: [TIMESTAMP, [time]] })).toEqual([
    want,
  ]);
});

test('dateTrunc takes midnight of the session, and is null for a unit that does not exist', () => {
  const columns = { t: [TIMESTAMP, [at(2024, 4, 15, 2)]] } as const;
  expect(run(call('dateTrunc', lit('day', TEXT), col('t')), columns, NEW_YORK)).toEqual([
    at(2024, 4, 14, 4),
  ]);
  expect(run(call('dateTrunc', lit('aeon', TEXT), col('t')), columns)).toEqual([null]);
});

describe('dateFormat', () => {
  test.each<[string, string]>([
    ['yyyy-MM-dd HH:mm:ss.SSSSSS', '2024-05-05 07:08:09.012345'],
    ["yy/M/d 'at' h a", '24/5/5 at 7 AM'],
    ['EEE, MMMM', 'Sun, May'],
    ['D QQQ', '126 Q2'],
    ["''yyyy''", "'2024'"],
    ['XXX x', 'Z +00'],
  ])('%s', (pattern, want) => {
    const columns = { t: [TIMESTAMP, [at(2024, 4, 5, 7, 8, 9, 12) + 345]] } as const;
    expect(run(call('dateFormat', col('t'), lit(pattern, TEXT)), columns)).toEqual([want]);
  });

  test('refuses a letter it does not know', () => {
    const node = call('dateFormat', col('t'), lit('yyyy-bb', TEXT));
    expect(() => run(node, { t: [TIMESTAMP, [0]] })).toThrow(BAD_TIME_PATTERN.name);
  });
});

test('seconds and micros since the epoch are rounded down', () => {
  expect(of('unixSeconds', -1)).toBe(-1);
  // As Spark has it, this one counts towards 1970.
  expect(of('unixTimestamp', -1)).toBe(0);
  expect(of('unixMicros', -1)).toBe(-1);
  // Where microseconds do not fit a double, whole milliseconds still do.
  expect(of('unixMicros', Date.UTC(9999, 11, 31, 23, 59, 59, 999) * 1000)).toBe(
    253_402_300_799_999_000n,
  );
  expect(run(call('timestampSeconds', col('s')), { s: [{ kind: 'double' }, [1.5, null]] })).toEqual(
    [1_500_000, null],
  );
});

test('currentTimestamp is the time of the batch in every row', () => {
  expect(run(call('currentTimestamp'), { t: [TIMESTAMP, [1, 2]] })).toEqual([1.7e15, 1.7e15]);
  expect(run(call('toDate', call('currentTimestamp')))).toEqual([19_675]);
  expect(run(call('currentDate'), { t: [DATE, [0]] })).toEqual([19_675]);
});

test('the calendar agrees with Date for four thousand years', () => {
  for (let days = -800_000; days < 800_000; days += 977) {
    const { year, month, day } = civilDate(days);
    const date = new Date(days * 86_400_000);
    expect([year, month, day]).toEqual([
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
    ]);
    expect(daysOf(year, month, day)).toBe(days);
  }
});

describe('time zones', () => {
  test('know offsets within an hour in which they change', () => {
    const zone = timeZone('Europe/Amsterdam');
    const change = at(2024, 2, 31, 1);
    expect(zone.offsetAt(change - 1)).toBe(3_600_000_000);
    expect(zone.offsetAt(change)).toBe(7_200_000_000);
    // Before 1937 the clock was ahead by 19 minutes and some seconds.
    expect(zone.toInstant(zone.toLocal(at(1900, 0, 1)))).toBe(at(1900, 0, 1));
  });

  test('may be offsets', () => {
    expect(timeZone('+05:30').offsetAt(0)).toBe(19_800_000_000);
    expect(timeZone('GMT-3').offsetAt(0)).toBe(-10_800_000_000);
  });

  test('that do not exist are an error by name', () => {
    expect(() => timeZone('Mars/Phobos')).toThrow(BAD_TIME_ZONE.name);
    expect(() => timeZone('+19:00')).toThrow(BAD_TIME_ZONE.name);
  });
});
