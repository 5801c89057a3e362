import { createSession, memorySource, schema, timestampNtz } from '@tidemark/core';
import { calendarWindow, count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { addData, checkNewAnswer, testSession, testStream } from '../../../testing/src/index.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { BAD_CALENDAR_WINDOW, WINDOW_OF_MONTHS } from '../../src/errors/window.ts';
import { CalendarGrid, calendarSpec } from '../../src/functions/calendar-window.ts';
import { TIMESTAMP, WINDOW } from '../../src/types/data-type.ts';
import { timeZone } from '../../src/types/time-zone.ts';
import { type Event, Events } from '../semantics/streams.ts';

type Call = readonly [size: string, start?: string, startOfWeek?: string];

/** The window of a time, in UTC to the minute. */
function windowOf(time: string, zone: string, ...call: Call): string {
  const grid = new CalendarGrid(calendarSpec(...call), timeZone(zone));
  const windows = grid.assign(vectorOf([Date.parse(time) * 1000], TIMESTAMP));
  const bounds = readValue(windows, 0, WINDOW) as readonly number[];
  return bounds.map((micros) => new Date(micros / 1000).toISOString().slice(0, 16)).join(' ');
}

test.each<[what: string, time: string, zone: string, call: Call, window: string]>([
  [
    'a day',
    '2024-06-01T23:30Z',
    'Europe/Amsterdam',
    ['1 day'],
    '2024-06-01T22:00 2024-06-02T22:00',
  ],
  [
    'a day of 23 hours',
    '2024-03-31T12:00Z',
    'Europe/Amsterdam',
    ['1 day'],
    '2024-03-30T23:00 2024-03-31T22:00',
  ],
  [
    'a day of 25 hours',
    '2024-10-27T12:00Z',
    'Europe/Amsterdam',
    ['1 day'],
    '2024-10-26T22:00 2024-10-27T23:00',
  ],
  [
    'the second 2:10 of that day, where days begin at 2:30',
    '2024-10-27T01:10Z',
    'Europe/Amsterdam',
    ['1 day', '2 hours 30 minutes'],
    '2024-10-27T00:30 2024-10-28T01:30',
  ],
  [
    'a day whose midnight was skipped',
    '2018-11-04T03:00Z',
    'America/Sao_Paulo',
    ['1 day'],
    '2018-11-04T03:00 2018-11-05T02:00',
  ],
  [
    'a business day from 4 to 4',
    '2024-03-31T01:30Z',
    'Europe/Amsterdam',
    ['1 day', '4 hours'],
    '2024-03-30T03:00 2024-03-31T02:00',
  ],
  [
    'days by tens from 1970',
    '1970-01-11T00:00Z',
    'UTC',
    ['10 days'],
    '1970-01-11T00:00 1970-01-21T00:00',
  ],
  [
    'a week from Monday',
    '2024-05-05T12:00Z',
    'UTC',
    ['1 week'],
    '2024-04-29T00:00 2024-05-06T00:00',
  ],
  [
    'a week from Sunday',
    '2024-05-05T12:00Z',
    'UTC',
    ['1 week', '0 days', 'sunday'],
    '2024-05-05T00:00 2024-05-12T00:00',
  ],
  [
    'the February of a leap year',
    '2024-02-29T12:00Z',
    '+01:00',
    ['1 month'],
    '2024-01-31T23:00 2024-02-29T23:00',
  ],
  [
    'a month from the 26th',
    '2024-03-10T00:00Z',
    'UTC',
    ['1 month', '25 days'],
    '2024-02-26T00:00 2024-03-26T00:00',
  ],
  [
    'a quarter',
    '2024-05-05T12:00Z',
    'America/New_York',
    ['1 quarter'],
    '2024-04-01T04:00 2024-07-01T04:00',
  ],
  [
    'a year',
    '2024-05-05T12:00Z',
    'America/New_York',
    ['1 year'],
    '2024-01-01T05:00 2025-01-01T05:00',
  ],
  [
    'a year from April',
    '2024-03-05T12:00Z',
    'UTC',
    ['1 year', '3 months'],
    '2023-04-01T00:00 2024-04-01T00:00',
  ],
  ['a decade', '1969-05-05T12:00Z', 'UTC', ['10 years'], '1960-01-01T00:00 1970-01-01T00:00'],
])('%s', (_, time, zone, call, want) => {
  expect(windowOf(time, zone, ...call)).toBe(want);
});

test('a row without a time is in no window', () => {
  const grid = new CalendarGrid(calendarSpec('1 month'), timeZone('UTC'));
  const windows = grid.assign(vectorOf([null, 0, null], TIMESTAMP));
  expect([0, 1, 2].map((row) => readValue(windows, row, WINDOW))).toEqual([
    null,
    [0, 31 * 86_400_000_000],
    null,
  ]);
});

describe('what is no period of a calendar', () => {
  test.each<[why: string, call: Call]>([
    ['hours', ['6 hours']],
    ['none', ['0 days']],
    ['a fraction', ['1.5 months']],
    ['two units', ['1 month 2 days']],
    ['more than there is time', ['2000000 years']],
    ['a start as long as the period', ['1 day', '24 hours']],
    ['a start that is longer than a month may be', ['1 month', '28 days']],
    ['a start of months in a week', ['1 week', '1 month']],
    ['a week that begins on no day', ['1 week', '0 days', 'Sonntag']],
    ['a day that begins on a day', ['1 day', '0 days', 'sunday']],
  ])('%s is refused', (_, call) => {
    expect(() => calendarSpec(...call)).toThrow(BAD_CALENDAR_WINDOW.name);
  });

  test('a zone that there is not is refused where the step is made', () => {
    const frame = createSession().readStream(memorySource<Event>(Events));
    const step = (zone: string) => () =>
      frame.select((e) => ({ w: calendarWindow(e.time, '1 day', { timeZone: zone }) }));
    expect(step('Europe/Atlantis')).toThrow('EXPRESSION.BAD_TIME_ZONE');
    expect(step('Europe/Amsterdam')).not.toThrow();
  });

  test('window() refuses months, and says what takes them', () => {
    const frame = createSession().readStream(memorySource<Event>(Events));
    const step = () => frame.select((e) => ({ w: window(e.time, '1 month' as '1 day') }));
    expect(step).toThrow(WINDOW_OF_MONTHS.name);
    expect(step).toThrow('calendarWindow');
  });
});

describe('in a query', () => {
  const utc = (text: string): Date => new Date(`${text}Z`);

  const event = (time: string): Event => ({ time: utc(time), kind: 'x' });

  test('days of a zone close in append mode', async () => {
    const source = memorySource<Event>(Events);
    const byDay = testSession({ timeZone: 'Europe/Amsterdam' })
      .readStream(source)
      .withWatermark('time', '1 hour')
      .groupBy((e) => ({ day: calendarWindow(e.time, '1 day') }))
      .agg(() => ({ n: count() }));
    await testStream(byDay)(
      addData(source, event('2024-03-31T10:00'), event('2024-03-31T21:59'), {
        time: null,
        kind: 'x',
      }),
      addData(source, event('2024-03-31T22:00'), event('2024-03-31T23:00')),
      checkNewAnswer({
        day: { start: utc('2024-03-30T23:00'), end: utc('2024-03-31T22:00') },
        n: 2,
      }),
    );
  });

  test('they keep the mark of the watermark: a second grouping closes months of days', async () => {
    const source = memorySource<Event>(Events);
    const byMonth = testSession()
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ day: calendarWindow(e.time, '1 day') }))
      .agg(() => ({ n: count() }))
      .groupBy((d) => ({ month: calendarWindow(d.day, '1 month') }))
      .agg(() => ({ days: count() }));
    await testStream(byMonth)(
      addData(
        source,
        event('2024-02-28T10:00'),
        event('2024-02-29T23:59'),
        event('2024-03-01T10:00'),
      ),
      addData(source, event('2024-03-03T00:00')),
      checkNewAnswer({
        month: { start: utc('2024-02-01T00:00'), end: utc('2024-03-01T00:00') },
        days: 2,
      }),
    );
  });

  test('a time without a zone is what the clock shows already', async () => {
    const Reading = schema({ at: timestampNtz() });
    const day = createSession({ timeZone: 'Europe/Amsterdam' })
      .read(memorySource(Reading, [{ at: utc('2024-06-01T23:30') }]))
      .select((r) => ({ day: calendarWindow(r.at, '1 day').start }));
    expect(await day.collect()).toEqual([{ day: utc('2024-06-01T00:00') }]);
  });

  test('a filter on the window may pass below the grouping', async () => {
    const rows = ['2024-01-31', '2024-02-01', '2024-02-29'].map(
      (day): Event => ({ time: utc(`${day}T12:00`), kind: 'x' }),
    );
    const months = createSession()
      .read(memorySource<Event>(Events, rows))
      .groupBy((e) => ({ month: calendarWindow(e.time, '1 month') }))
      .agg(() => ({ n: count() }))
      .filter((m) => m.month.start.gte(utc('2024-02-01T00:00')));
    expect(await months.collect()).toEqual([
      { month: { start: utc('2024-02-01T00:00'), end: utc('2024-03-01T00:00') }, n: 2 },
    ]);
  });
});
