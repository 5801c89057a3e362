import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValue } from '../../src/columnar/read-value.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { CalendarGrid, calendarSpec } from '../../src/functions/calendar-window.ts';
import { TIMESTAMP, WINDOW } from '../../src/types/data-type.ts';
import { timeZone } from '../../src/types/time-zone.ts';

// Law: the window of a time is from the last period start at or before it to the next, where a period
// starts at the first instant at which the clocks of the zone show its start or a later time. The model
// finds that instant by looking at the clock of `Intl` every quarter of an hour, and counts months by `Date`.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ZONES = [
  'UTC',
  'Europe/Amsterdam',
  'America/New_York',
  // Their clocks change at midnight, or over it.
  'America/Sao_Paulo',
  'Asia/Beirut',
  'America/Havana',
  // Half an hour of summer time; a day that was left out; a quarter of an hour, once.
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

const clocks = new Map(
  ZONES.map((zone) => [
    zone,
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);

/** What the clocks show, as if it were UTC. */
const shown = (zone: string, ms: number): number =>
  Date.parse(`${(clocks.get(zone) as Intl.DateTimeFormat).format(ms).replace(' ', 'T')}Z`);

function firstShowing(zone: string, localMs: number): number {
  // Looked at from where the clocks surely show less.
  let ms = localMs - 15 * HOUR_MS;
  while (shown(zone, ms) < localMs) ms += 15 * MINUTE_MS;
  return ms;
}

const UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
const WEEK = [
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
] as const;

interface Shape {
  readonly unit: (typeof UNITS)[number];
  readonly count: number;
  readonly startQuarters: number;
  readonly startMonths: number;
  /** From Thursday, the weekday of 1970-01-01. */
  readonly weekday: number;
}

/** The start of period `k` as the clocks show it. */
function localStart(
  { unit, count, startQuarters, startMonths, weekday }: Shape,
  k: number,
): number {
  const shift = startQuarters * 15 * MINUTE_MS;
  if (unit === 'day') return k * count * DAY_MS + shift;
  if (unit === 'week') return (k * count * 7 + (weekday === 0 ? 0 : weekday - 7)) * DAY_MS + shift;
  const months = { month: 1, quarter: 3, year: 12 }[unit] * count;
  return Date.UTC(1970, k * months + startMonths, 1) + shift;
}

function expected(zone: string, shape: Shape, ms: number): readonly [number, number] {
  const lengthDays = { day: 1, week: 7, month: 30.44, quarter: 91.3, year: 365.24 }[shape.unit];
  const near = Math.floor(ms / (lengthDays * shape.count * DAY_MS));
  for (let k = near + 2; ; k--) {
    const start = firstShowing(zone, localStart(shape, k));
    if (start <= ms) return [start, firstShowing(zone, localStart(shape, k + 1))];
  }
}

const shapes = fc.record({
  unit: fc.constantFrom(...UNITS, 'day' as const, 'day' as const),
  count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5 })),
  // The clocks change between midnight and 3 at most places.
  startQuarters: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: -95, max: 95 }),
  ),
  startMonths: fc.integer({ min: 0, max: 11 }),
  weekday: fc.integer({ min: 0, max: 6 }),
});

/** Times from 1975 to 2035, near changes of the clocks more often than not. */
const times = fc.oneof(
  fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2035, 0) }),
  fc
    .tuple(
      fc.constantFrom(
        ...['2024-03-31', '2024-10-27', '2024-03-10', '2024-11-03', '2017-10-15', '2018-02-18'],
        ...['2023-03-30', '2022-10-30', '2011-12-30', '1986-01-01', '2024-04-07', '2012-11-04'],
      ),
      fc.oneof(fc.integer({ min: -180, max: 360 }), fc.integer({ min: -36 * 60, max: 36 * 60 })),
    )
    .map(([day, minutes]) => Date.parse(`${day}T00:00Z`) + minutes * MINUTE_MS),
);

test('windows are those that the clocks of a zone show', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      shapes,
      fc.array(times, { minLength: 1, maxLength: 6 }),
      (zone, drawn, some) => {
        const { unit, count, startQuarters } = drawn;
        const ofMonths = unit !== 'day' && unit !== 'week';
        const months = ofMonths ? { month: 1, quarter: 3, year: 12 }[unit] * count : 1;
        const shape = { ...drawn, startMonths: ofMonths ? drawn.startMonths % months : 0 };
        const start = `${shape.startMonths} months ${startQuarters * 15} minutes`;
        const spec = calendarSpec(
          `${count} ${unit}s`,
          start,
          unit === 'week' ? WEEK[shape.weekday] : undefined,
        );
        const grid = new CalendarGrid(spec, timeZone(zone));
        const windows = grid.assign(
          vectorOf(
            some.map((ms) => ms * 1000),
            TIMESTAMP,
          ),
        );
        for (const [i, ms] of some.entries()) {
          const [from, to] = readValue(windows, i, WINDOW) as [number, number];
          expect([from / 1000, to / 1000]).toEqual(expected(zone, shape, ms));
        }
      },
    ),
    { numRuns: 400 },
  );
});
