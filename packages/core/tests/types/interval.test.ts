import { describe, expect, test } from 'vitest';
import { BAD_DURATION } from '../../src/errors/schema.ts';
import { intervalText, parseInterval } from '../../src/types/interval.ts';

const DAY = 86_400_000_000;
const HOUR = 3_600_000_000;

describe('the text of an interval says its type', () => {
  test.each<[string, unknown, string | undefined]>([
    ['1 year 2 months', 14, 'months'],
    ["interval '1-2' year to month", 14, 'months'],
    ["'-1-2' year to month", -14, 'months'],
    ['2 weeks -3 days', 11 * DAY, 'days'],
    ['24 hours', DAY, undefined],
    ['1 day 2 hours', DAY + 2 * HOUR, undefined],
    ["'3 4:05:06.7' day to second", 3 * DAY + 4 * HOUR + 306_700_000, undefined],
    ["'-4:05' hour to minute", -(4 * HOUR + 300_000_000), undefined],
    ['1 month 2 weeks 3 days 4 hours', [1, 17, 4 * HOUR], 'calendar'],
    ['-1 year 3 days 4 seconds', [-12, 3, 4_000_000], 'calendar'],
  ])('%s', (text, value, unit) => {
    const interval = parseInterval(text);
    expect(interval.value).toEqual(value);
    expect(interval.dataType.unit).toBe(unit);
  });

  test.each([
    '',
    '1',
    'soon',
    '1 decade',
    "'1-12' year to month",
    "'1 2' year to day",
    '1.5 months',
  ])('%j is none', (text) => {
    expect(() => parseInterval(text)).toThrow(BAD_DURATION.name);
  });
});

test.each<[string, string]>([
  ['1 year 2 months', "INTERVAL '1-2' YEAR TO MONTH"],
  ['-13 months', "INTERVAL '-1-1' YEAR TO MONTH"],
  ['-3 days', "INTERVAL '-3' DAY"],
  ['-22 hours 0.5 seconds', "INTERVAL '-0 21:59:59.5' DAY TO SECOND"],
  [
    '1 year 2 months 25 days 5 hours 6 minutes 7.000009 seconds',
    '1 years 2 months 25 days 5 hours 6 minutes 7.000009 seconds',
  ],
])('%s is written as Spark casts it', (text, written) => {
  const { value, dataType } = parseInterval(text);
  expect(intervalText(value, dataType)).toBe(written);
});
