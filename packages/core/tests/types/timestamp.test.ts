import { describe, expect, test } from 'vitest';
import { timeZone, UTC } from '../../src/types/time-zone.ts';
import { dateOfText, timestampOfText } from '../../src/types/timestamp.ts';

const micros = (iso: string, more = 0) => Date.parse(iso) * 1000 + more;

describe('text becomes the timestamp that Spark casts it to', () => {
  test.each<[string, number]>([
    ['2015', micros('2015-01-01T00:00:00Z')],
    ['2015-03', micros('2015-03-01T00:00:00Z')],
    ['2015-3-8', micros('2015-03-08T00:00:00Z')],
    [' 2015-03-18 ', micros('2015-03-18T00:00:00Z')],
    ['2015-03-18 12', micros('2015-03-18T12:00:00Z')],
    ['2015-03-18 12:03', micros('2015-03-18T12:03:00Z')],
    ['2015-03-18 1:3:7', micros('2015-03-18T01:03:07Z')],
    ['2015-03-18T12:03:17', micros('2015-03-18T12:03:17Z')],
    ['2015-03-18T12:03:17.', micros('2015-03-18T12:03:17Z')],
    ['2015-03-18T12:03:17.12', micros('2015-03-18T12:03:17.120Z')],
    ['2015-03-18T12:03:17.123456789', micros('2015-03-18T12:03:17.123Z', 456)],
    ['2015-03-18T12:03:17Z', micros('2015-03-18T12:03:17Z')],
    ['2015-03-18T12:03:17-1:30', micros('2015-03-18T13:33:17Z')],
    ['2015-03-18T12:03:17+07:30', micros('2015-03-18T04:33:17Z')],
    ['2015-03-18T12:03:17.5+2', micros('2015-03-18T10:03:17.500Z')],
    ['2015-03-18T12:03:17 UTC+1', micros('2015-03-18T11:03:17Z')],
    ['2015-03-18T12:03:17 PST', micros('2015-03-18T19:03:17Z')],
    ['2015-03-18T12:03:17 Asia/Tokyo', micros('2015-03-18T03:03:17Z')],
    ['0001-01-01', micros('0001-01-01T00:00:00Z')],
    ['9999-12-31T23:59:59Z', micros('9999-12-31T23:59:59Z')],
    ['+2015-01-01', micros('2015-01-01T00:00:00Z')],
    ['-0001-01-01', micros('-000001-01-01T00:00:00Z')],
  ])('%j', (text, expected) => {
    expect(timestampOfText(text, UTC)).toBe(expected);
  });

  test.each([
    '',
    ' ',
    'now',
    '238',
    '2015-13-01',
    '2015-02-29',
    '2015-001-01',
    '2015-03-18T',
    '2015-03-18 12:',
    '2015-03-18T12:03:17:1',
    '2015-03-18T25:00:00',
    '2015-03-18T12:60:00',
    '2015-03-18T12:00:61',
    '2015-03-18T12:03Z',
    '2015-03-18X12:03:17',
    '2015/03/18',
    '2015-03-18T12:03:17 Mars/Base',
    '2015-03-18T12:03:17+19:00',
    '2015-03-18T12:03:17.12a',
    '12:03:17',
    'T12:03:17',
    '2015-03-18 12-03-17',
    '99999999999999999999',
    '2015-03-18T123:03:17',
  ])('%j is none', (text) => {
    expect(timestampOfText(text, UTC)).toBeNaN();
  });

  test('a reading that clocks skip moves on, and of two instants the earlier counts', () => {
    const berlin = timeZone('Europe/Berlin');
    expect(timestampOfText('2024-03-31T02:30:00', berlin)).toBe(micros('2024-03-31T01:30:00Z'));
    expect(timestampOfText('2024-10-27T02:30:00', berlin)).toBe(micros('2024-10-27T00:30:00Z'));
    expect(timestampOfText('2024-01-01T00:00:00', berlin)).toBe(micros('2023-12-31T23:00:00Z'));
  });
});

describe('text becomes the date that Spark casts it to', () => {
  test.each<[string, string]>([
    ['2015', '2015-01-01'],
    ['2015-3', '2015-03-01'],
    ['2015-03-18', '2015-03-18'],
    ['2015-03-18 junk', '2015-03-18'],
    ['2015-03-18T99', '2015-03-18'],
    [' 2015-03-18 ', '2015-03-18'],
    ['1969-12-31', '1969-12-31'],
  ])('%j', (text, day) => {
    expect(dateOfText(text)).toBe(Date.parse(day) / 86_400_000);
  });

  test.each([
    '',
    '015',
    '2015-13-1',
    '2015-02-30',
    '2015-03-18X',
    '20150318',
    '2015-03-',
    '2015-03-18-1',
    'x',
  ])('%j is none', (text) => {
    expect(dateOfText(text)).toBeNaN();
  });
});
