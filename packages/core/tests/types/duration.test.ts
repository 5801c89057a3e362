import { describe, expect, it } from 'vitest';
import { delayMsOf, durationMs } from '../../src/types/duration.ts';

const DAY_MS = 86_400_000;

describe('a duration', () => {
  it('is a sum of amounts with units', () => {
    expect(durationMs('1 hour 30 minutes')).toBe(5_400_000);
    expect(durationMs('-1.5 seconds')).toBe(-1500);
  });

  it('may be written as Spark SQL writes an interval', () => {
    expect(durationMs("interval '5' hour")).toBe(18_000_000);
    expect(durationMs("INTERVAL '3' day '2' hours")).toBe(3 * DAY_MS + 7_200_000);
  });

  it('has no months, whose length is not known', () => {
    expect(() => durationMs('1 month')).toThrow(/TIME.BAD_DURATION/);
    expect(() => durationMs("'5 hours")).toThrow(/TIME.BAD_DURATION/);
  });
});

describe('a delay', () => {
  it('counts 31 days for a month and 12 months for a year, as Spark does', () => {
    expect(delayMsOf('1 month')).toBe(31 * DAY_MS);
    expect(delayMsOf('1 year 2 months')).toBe(14 * 31 * DAY_MS);
    expect(delayMsOf(" interval '1-2' year to month")).toBe(14 * 31 * DAY_MS);
  });

  it('is a duration otherwise', () => {
    expect(delayMsOf('10 minutes')).toBe(600_000);
    expect(() => delayMsOf('soon')).toThrow(/TIME.BAD_DURATION/);
  });
});
