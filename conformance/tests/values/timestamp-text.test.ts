import { describe, expect, it } from 'vitest';
import { dateText, dayOf, microsOf, timestampText } from '../../src/values/timestamp-text.ts';

describe('a timestamp', () => {
  const texts = [
    '1970-01-01T00:00:00Z',
    '1969-12-31T23:59:59.999999Z',
    '2020-02-29T12:34:56.12Z',
    '1582-10-04T10:00:00Z',
    '0001-01-01T00:00:00Z',
    '0099-06-01T00:00:01Z',
    '9999-12-31T23:59:59Z',
    '+10000-01-01T00:00:00Z',
    '-0044-03-15T12:00:00Z',
  ];

  it.each(texts)('is the same text after it was a number: %s', (text) => {
    expect(timestampText(microsOf(text))).toBe(text);
  });

  it('counts microseconds since 1970', () => {
    expect(microsOf('1970-01-01T00:00:01.5Z')).toBe(1_500_000);
    expect(microsOf('1969-12-31T23:59:59Z')).toBe(-1_000_000);
  });

  it('is nothing else', () => {
    expect(() => microsOf('2020-01-01')).toThrow(TypeError);
  });
});

describe('a date', () => {
  it.each(['1970-01-01', '1969-12-31', '2024-02-29', '0001-01-01', '+10000-01-01'])(
    'is the same text after it was a number: %s',
    (text) => {
      expect(dateText(dayOf(text))).toBe(text);
    },
  );
});
