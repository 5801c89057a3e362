import { describe, expect, expectTypeOf, test } from 'vitest';
import { FORMAT_UNSUPPORTED_TYPE, RECORD_MALFORMED } from '../../src/errors/format.ts';
import { BAD_OPTION } from '../../src/errors/option.ts';
import { csv } from '../../src/formats/csv.ts';
import type { Format } from '../../src/formats/format.ts';
import {
  array,
  bigint,
  binary,
  boolean,
  byte,
  type ColumnType,
  date,
  decimal,
  double,
  float,
  int,
  nullable,
  schema,
  string,
  timestamp,
} from '../../src/types/schema.ts';
import { decodeAll } from './decode.ts';

const Words = schema({ a: string(), b: string(), c: string() });
const cells = (line: string, options = {}) => decodeAll(csv(Words, options), [line]).rows[0];

describe('a line is cut into cells as Spark cuts it', () => {
  test.each<[string, (string | null)[]]>([
    ['x,y,z', ['x', 'y', 'z']],
    ['x,,', ['x', null, null]],
    [' x , y ,z', [' x ', ' y ', 'z']],
    ['"x,1",y,"z"', ['x,1', 'y', 'z']],
    ['"x" ,y,z', ['x', 'y', 'z']],
    ['"a \\"b\\" c",y,z', ['a "b" c', 'y', 'z']],
    ['"a\\\\",y,z', ['a\\', 'y', 'z']],
    ['"a\\n",y,z', ['a\\n', 'y', 'z']],
    ['a"b,y,z', ['a"b', 'y', 'z']],
    ['"a"b,y,z', ['"a"b', 'y', 'z']],
    ['"a""b",y,z', ['"a""b"', 'y', 'z']],
    ['x,y,"open', ['x', 'y', '"open']],
    ['naïve,日本,😀', ['naïve', '日本', '😀']],
    ['"",y,z', [null, 'y', 'z']],
  ])('%j', (line, expected) => {
    expect(cells(line)).toEqual(expected);
  });

  test('the delimiter, quote and escape can be others', () => {
    expect(cells("x;'y;1';'it''s'", { delimiter: ';', quote: "'", escape: "'" })).toEqual([
      'x',
      'y;1',
      "it's",
    ]);
    expect(cells('x\ty\tz', { delimiter: '\t' })).toEqual(['x', 'y', 'z']);
  });

  test('a null has the text that was given, and the empty text is then one', () => {
    expect(cells('x,NA,', { nullValue: 'NA' })).toEqual(['x', null, '']);
  });

  test('invalid UTF-8 reads as U+FFFD', () => {
    const line = Uint8Array.of(0x78, 0xff, 0x2c, 0x79, 0x2c, 0x7a);
    expect(decodeAll(csv(Words), [line]).rows).toEqual([['x\ufffd', 'y', 'z']]);
  });
});

describe('a cell becomes the value that Spark makes of it', () => {
  test.each<[ColumnType<unknown>, string, unknown]>([
    [int(), '42', 42],
    [int(), '+007', 7],
    [int(), '-2147483648', -2147483648],
    [bigint(), '9007199254740993', 9007199254740993n],
    [double(), '1.5', 1.5],
    [double(), '.5e3', 500],
    [double(), ' 2d', 2],
    [double(), 'NaN', Number.NaN],
    [double(), '-Inf', Number.NEGATIVE_INFINITY],
    [float(), '0.1', Math.fround(0.1)],
    [decimal(10, 2), '"1,234.565"', 123457n],
    [boolean(), 'TRUE', true],
    [boolean(), 'false', false],
    [date(), '2020-01-01', 18262],
    [timestamp(), '2020-01-01T00:00:00.5Z', 1_577_836_800_500_000],
  ])('%j %s', (type, text, expected) => {
    expect(decodeAll(csv(schema({ a: type })), [text])).toEqual({ rows: [[expected]], bad: [] });
  });

  test.each<[ColumnType<unknown>, string, string]>([
    [int(), '1.0', 'int'],
    [int(), ' 1', 'int'],
    [int(), '2147483648', 'int'],
    [byte(), '200', 'tinyint'],
    [double(), '1x', 'double'],
    [boolean(), 'yes', 'boolean'],
    [timestamp(), 'soon', 'timestamp'],
    [decimal(3, 2), '10', 'decimal(3,2)'],
  ])('%j %s is bad', (type, text, name) => {
    expect(decodeAll(csv(schema({ a: type })), [text])).toEqual({
      rows: [[null]],
      bad: [[0, `field 'a': expected ${name}, found another text`]],
    });
  });
});

const Order = schema({ id: string(), price: double(), note: nullable(string()) });

test('too few cells leave nulls, too many are dropped, and both are bad records', () => {
  expect(decodeAll(csv(Order), ['a,1', 'b,2,n,more'])).toEqual({
    rows: [
      ['a', 1, null],
      ['b', 2, 'n'],
    ],
    bad: [
      [0, 'expected 3 cells, found 2'],
      [1, 'expected 3 cells, found 4'],
    ],
  });
});

test('the line of the column names makes no row where a header is expected, wherever it comes', () => {
  const lines = ['id,price,note', 'a,1,n', '"id",price,note', '', 'b,2,'];
  expect(decodeAll(csv(Order, { header: true }), lines)).toEqual({
    rows: [
      ['a', 1, 'n'],
      ['b', 2, null],
    ],
    bad: [],
  });
});

test('a record without a value is a row of nulls, a blank one no row', () => {
  expect(decodeAll(csv(Order), [null, ' ', 'a,1,n'])).toEqual({
    rows: [
      [null, null, null],
      ['a', 1, 'n'],
    ],
    bad: [],
  });
});

test('only wanted columns are built, and unwanted ones are checked on request', () => {
  const lines = ['a,x,n'];
  expect(decodeAll(csv(Order), lines, { columns: ['note'] })).toEqual({ rows: [['n']], bad: [] });
  expect(decodeAll(csv(Order), lines, { columns: ['note'], checkAll: true }).bad).toEqual([
    [0, "field 'price': expected double, found another text"],
  ]);
});

test('DROPMALFORMED gives no row for a record that does not fit', () => {
  const format = csv(Order, { mode: 'DROPMALFORMED' });
  expect(decodeAll(format, ['a,1,', ',2,n', null, 'c,x,n', 'd,4,n,5', 'e,5,n'])).toEqual({
    rows: [
      ['a', 1, null],
      ['e', 5, 'n'],
    ],
    bad: [
      [1, "field 'id': expected a value, found null or nothing"],
      [2, 'no value'],
      [3, "field 'price': expected double, found another text"],
      [4, 'expected 3 cells, found 4'],
    ],
  });
  expectTypeOf(format).toEqualTypeOf<Format<{ id: string; price: number; note: string | null }>>();
});

test('FAILFAST ends with the first record that does not fit', () => {
  expect(() => decodeAll(csv(Order, { mode: 'FAILFAST' }), ['a,x,n'])).toThrow(
    RECORD_MALFORMED.name,
  );
});

test('a record that is too long is bad without being read', () => {
  expect(decodeAll(csv(Order, { maxRecordBytes: 5 }), ['a,1,long'])).toEqual({
    rows: [[null, null, null]],
    bad: [[0, 'longer than 5 bytes']],
  });
});

test('types that have no cell, and delimiters that are no character, are refused', () => {
  expect(() => csv(schema({ a: array(int()) }))).toThrow(FORMAT_UNSUPPORTED_TYPE.name);
  expect(() => csv(schema({ a: binary() }))).toThrow(FORMAT_UNSUPPORTED_TYPE.name);
  expect(() => csv(Order, { delimiter: '||' })).toThrow(BAD_OPTION.name);
  expect(() => csv(Order, { quote: '«' })).toThrow(BAD_OPTION.name);
});

test('a line of many cells is cut whole', () => {
  const columns = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`c${i}`, int()]));
  const line = Array.from({ length: 50 }, (_, i) => i);
  expect(decodeAll(csv(schema(columns)), [line.join(',')]).rows).toEqual([line]);
});
