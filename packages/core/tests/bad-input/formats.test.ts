import { afterEach, describe, expect, test } from 'vitest';
import { RECORD_MALFORMED } from '../../src/errors/format.ts';
import { csv } from '../../src/formats/csv.ts';
import type { Format, ParseMode } from '../../src/formats/format.ts';
import { json } from '../../src/formats/json.ts';
import { bytes, text } from '../../src/formats/raw.ts';
import {
  double,
  int,
  long,
  map,
  nullable,
  schema,
  string,
  struct,
} from '../../src/types/schema.ts';
import { decodeAll } from '../formats/decode.ts';
import { HOSTILE } from './records.ts';

// Whatever a record is, a format gives a row or counts a bad record, in time that its length explains; the
// records beside it stay what they are, and nothing of it reaches the prototype of objects.

const Row = schema({ id: nullable(string()), n: nullable(double()) });
const GOOD = { json: '{"id":"good","n":1}', csv: 'good,1', text: 'good', bytes: 'good' };

const FORMATS: readonly (readonly [keyof typeof GOOD, (mode: ParseMode) => Format])[] = [
  ['json', (mode) => json(Row, { mode: mode as 'FAILFAST' }) as Format],
  ['csv', (mode) => csv(Row, { mode: mode as 'FAILFAST' }) as Format],
  ['text', () => text()],
  ['bytes', () => bytes()],
];

afterEach(() => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- holds after every test
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe.each(FORMATS)('%s', (name, formatIn) => {
  const good = GOOD[name];

  test.each(HOSTILE)('reads $what between two good records', ({ value }) => {
    const { rows, bad } = decodeAll(formatIn('PERMISSIVE'), [good, value, good]);
    expect(bad.every(([index]) => index === 1)).toBe(true);
    expect(rows[0]).toEqual(rows.at(-1));
    expect(rows).toHaveLength(name === 'csv' && rows.length === 2 ? 2 : 3);
  });

  test.each(HOSTILE)('drops or keeps $what as a whole, and counts it', ({ value }) => {
    const { rows, bad } = decodeAll(formatIn('DROPMALFORMED'), [good, value, good]);
    expect(rows.length + bad.length).toBeGreaterThanOrEqual(2);
    expect(rows.length + bad.length).toBeLessThanOrEqual(3);
    expect(rows[0]).toEqual(rows.at(-1));
  });

  test.each(HOSTILE)('takes $what, or ends with the name of what is wrong', ({ value }) => {
    try {
      decodeAll(formatIn('FAILFAST'), [good, value, good]);
    } catch (error) {
      expect(RECORD_MALFORMED.is(error)).toBe(true);
      expect((error as Error).message.length).toBeLessThan(2000);
    }
  });
});

test('numbers that JSON can write and a double or a long cannot hold are null, and bad', () => {
  const Numbers = schema({ d: nullable(double()), l: nullable(long()), i: nullable(int()) });
  const read = (d: string, l: string, i: string) =>
    decodeAll(json(Numbers) as Format, [`{"d":${d},"l":${l},"i":${i}}`]);
  expect(read('-0', '9007199254740993', '2147483647').rows).toEqual([
    [0, 9007199254740993n, 2147483647],
  ]);
  expect(read('"NaN"', '9223372036854775808', '2147483648')).toMatchObject({
    rows: [[NaN, null, null]],
    bad: [[0, expect.any(String)]],
  });
});

test('a name of a method is a column, a key and a field like any other', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const fields = Object.fromEntries(names.map((name) => [name, nullable(int())] as const));
  const Hostile = schema(Object.assign(Object.create(null), fields) as typeof fields);
  const Nested = schema({ s: struct({ constructor: nullable(int()) }), m: map(string(), int()) });
  const record = `{${names.map((name, i) => `"${name}":${i}`).join()}}`;
  const { rows } = decodeAll(json(Hostile) as Format, [record]);
  expect(rows[0]).toEqual(Hostile.fields.map(({ name }) => names.indexOf(name)));
  expect(
    decodeAll(json(Nested) as Format, [
      '{"s":{"constructor":1,"__proto__":2},"m":{"__proto__":1,"toString":2}}',
    ]).rows,
  ).toEqual([
    [
      [1],
      [
        ['__proto__', 1],
        ['toString', 2],
      ],
    ],
  ]);
});
