import { describe, expect, expectTypeOf, test } from 'vitest';
import { FORMAT_DUPLICATE_FIELD, RECORD_MALFORMED } from '../../src/errors/format.ts';
import { BAD_OPTION } from '../../src/errors/option.ts';
import type { Format } from '../../src/formats/format.ts';
import { json } from '../../src/formats/json.ts';
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
  long,
  map,
  nullable,
  schema,
  short,
  string,
  struct,
  timestamp,
} from '../../src/types/schema.ts';
import { decodeAll } from './decode.ts';

const DAY = 86_400_000_000;
const JAN_1 = 1_577_836_800_000_000; // 2020-01-01T00:00:00Z
const TIME = JAN_1 + (12 * 3600 + 34 * 60 + 56) * 1_000_000;

const cell = (type: ColumnType<unknown>, value: string): readonly [unknown, string | undefined] => {
  const { rows, bad } = decodeAll(json(schema({ a: type })), [`{"a":${value}}`]);
  return [rows[0]?.[0], bad[0]?.[1]];
};

describe('a value of its type is read as Spark reads it', () => {
  test.each<[string, ColumnType<unknown>, string, unknown]>([
    ['true', boolean(), 'true', true],
    ['the largest int', int(), '2147483647', 2147483647],
    ['the smallest int', int(), '-2147483648', -2147483648],
    ['a negative zero of an int', int(), '-0', 0],
    ['a short', short(), '-32768', -32768],
    ['a byte', byte(), '-128', -128],
    ['a long within 2^53', long(), '9007199254740991', 9007199254740991],
    ['a long beyond 2^53', bigint(), '9007199254740993', 9007199254740993n],
    ['the largest long', bigint(), '9223372036854775807', 9223372036854775807n],
    ['the smallest long', bigint(), '-9223372036854775808', -9223372036854775808n],
    ['a double', double(), '-12.50', -12.5],
    ['an integer as double', double(), '7', 7],
    ['an exponent', double(), '1.5e-7', 1.5e-7],
    ['more digits than a double has', double(), '0.1234567890123456789', 0.12345678901234568],
    ['a negative zero', double(), '-0.0', -0],
    ['a double beyond its range', double(), '1e400', Number.POSITIVE_INFINITY],
    ['a quoted NaN', double(), '"NaN"', Number.NaN],
    ['a bare NaN', double(), 'NaN', Number.NaN],
    ['a quoted infinity', double(), '"-INF"', Number.NEGATIVE_INFINITY],
    ['a float', float(), '0.1', Math.fround(0.1)],
    ['a float beyond its range', float(), '1e40', Number.POSITIVE_INFINITY],
    ['a decimal', decimal(10, 2), '12.5', 1250n],
    ['a decimal that is rounded half up', decimal(10, 2), '1.005', 101n],
    ['a negative decimal that is rounded', decimal(10, 2), '-1.005', -101n],
    ['a decimal with exponent', decimal(10, 2), '1.25e2', 12500n],
    ['a quoted decimal', decimal(10, 2), '"1,234.5"', 123450n],
    ['a string', string(), '"naïve 日本語 😀"', 'naïve 日本語 😀'],
    ['escapes', string(), '"a\\n\\"\\u00e9\\ud83d\\ude00\\/"', 'a\n"é😀/'],
    ['single quotes', string(), "'it\\'s'", "it's"],
    ['a number as string', string(), '12345678901234567890', '12345678901234567890'],
    ['a fraction as string', string(), '1.50', '1.5'],
    ['a large fraction as string', string(), '1e40', '1.0E40'],
    ['a boolean as string', string(), 'true', 'true'],
    ['NaN as string', string(), 'NaN', '"NaN"'],
    [
      'an object as string',
      string(),
      '{"x": 1,  "y" :[1, 2.50, "q\\u0001"]}',
      '{"x":1,"y":[1,2.5,"q\\u0001"]}',
    ],
    ['base64', binary(), '"YWJj"', new Uint8Array([97, 98, 99])],
    ['empty base64', binary(), '""', new Uint8Array([])],
    ['a date', date(), '"2020-01-01"', JAN_1 / DAY],
    ['a date with time', date(), '"2020-01-01T12:34:56"', JAN_1 / DAY],
    ['a year as date', date(), '"2020"', JAN_1 / DAY],
    ['ISO 8601 with milliseconds', timestamp(), '"2020-01-01T12:34:56.789Z"', TIME + 789_000],
    ['microseconds', timestamp(), '"2020-01-01T12:34:56.123456Z"', TIME + 123_456],
    ['more than microseconds', timestamp(), '"2020-01-01T12:34:56.1234569Z"', TIME + 123_456],
    ['no fraction', timestamp(), '"2020-01-01T12:34:56Z"', TIME],
    ['no zone', timestamp(), '"2020-01-01 12:34:56"', TIME],
    ['an offset', timestamp(), '"2020-01-01T12:34:56+02:00"', TIME - 7_200_000_000],
    [
      'a region',
      timestamp(),
      '"2020-07-01 12:00:00 Europe/Berlin"',
      Date.UTC(2020, 6, 1, 10) * 1000,
    ],
    ['a day as time', timestamp(), '"2020-01-01"', JAN_1],
    ['seconds', timestamp(), '1577836800', JAN_1],
    ['before 1970', timestamp(), '"1969-12-31T23:59:59.999Z"', -1000],
    ['a null', double(), 'null', null],
    ['a struct', struct({ x: int(), y: string() }), '{"y":"q","x":1}', [1, 'q']],
    ['a struct with less', struct({ x: int(), y: string() }), '{"z":[]}', [null, null]],
    ['an array', array(int()), '[1,null,3]', [1, null, 3]],
    [
      'a map',
      map(string(), int()),
      '{"k":1,"l":null,"k":2}',
      [
        ['k', 2],
        ['l', null],
      ],
    ],
  ])('%s', (_, type, value, expected) => {
    expect(cell(type, value)).toEqual([expected, undefined]);
  });
});

describe('a value of another type is null and makes the record bad', () => {
  test.each<[string, ColumnType<unknown>, string, string]>([
    ['a string for a double', double(), '"1.5"', 'expected double, found string'],
    ['a string for an int', int(), '"1"', 'expected int, found string'],
    ['a fraction for an int', int(), '1.0', 'expected int, found fraction'],
    ['an exponent for a long', long(), '1e3', 'expected bigint, found fraction'],
    ['an int beyond its range', int(), '2147483648', 'expected int, found a number out of range'],
    [
      'a long beyond its range',
      long(),
      '9223372036854775808',
      'expected bigint, found a number out of range',
    ],
    ['a byte beyond its range', byte(), '128', 'expected tinyint, found a number out of range'],
    ['a number for a boolean', boolean(), '1', 'expected boolean, found integer'],
    ['a boolean for a double', double(), 'true', 'expected double, found boolean'],
    ['an object for a double', double(), '{"x":1}', 'expected double, found object'],
    [
      'a decimal beyond its precision',
      decimal(4, 2),
      '100',
      'expected decimal(4,2), found a number out of range',
    ],
    [
      'a decimal that costs memory',
      decimal(38, 0),
      '1e999999999',
      'expected decimal(38,0), found a number out of range',
    ],
    [
      'text for a time',
      timestamp(),
      '"yesterday"',
      'expected timestamp, found a string that is none',
    ],
    [
      'a day that does not exist',
      timestamp(),
      '"2023-02-29T00:00:00.000Z"',
      'expected timestamp, found a string that is none',
    ],
    [
      'an hour that does not exist',
      timestamp(),
      '"2023-02-28T24:00:00Z"',
      'expected timestamp, found a string that is none',
    ],
    [
      'an empty text for a time',
      timestamp(),
      '""',
      'expected timestamp, found a string that is none',
    ],
    [
      'a time without a date',
      timestamp(),
      '"12:34:56"',
      'expected timestamp, found a string that is none',
    ],
    ['seconds with a fraction', timestamp(), '1.5', 'expected timestamp, found fraction'],
    ['a number for a date', date(), '18262', 'expected date, found integer'],
    ['broken base64', binary(), '"YW"', 'expected binary, found a string that is none'],
    ['an array for a struct', struct({ x: int() }), '[1]', 'expected struct<x:int>, found array'],
    ['an object for an array', array(int()), '{}', 'expected array<int>, found object'],
  ])('%s', (_, type, value, reason) => {
    expect(cell(type, value)).toEqual([null, `field 'a': ${reason}`]);
  });

  test('a bad field of a struct leaves the others', () => {
    expect(cell(struct({ x: int(), y: int() }), '{"x":"1","y":2}')).toEqual([
      [null, 2],
      "field 'a.x': expected int, found string",
    ]);
  });

  test('a bad element makes its array null, a bad value its map', () => {
    expect(cell(array(int()), '[1,"2"]')).toEqual([
      null,
      "field 'a.[]': expected int, found string",
    ]);
    expect(cell(map(string(), int()), '{"k":"2"}')).toEqual([
      null,
      "field 'a.{}': expected int, found string",
    ]);
  });

  test('a struct in an array keeps what fits of it', () => {
    expect(cell(array(struct({ x: int(), y: int() })), '[{"x":1.5,"y":2}]')[0]).toEqual([
      [null, 2],
    ]);
  });
});

const Order = schema({ id: string(), price: double(), note: nullable(string()) });

describe('mode PERMISSIVE', () => {
  const read = (...values: (string | null)[]) => decodeAll(json(Order), values, { checkAll: true });

  test('unknown members are ignored and missing ones are null', () => {
    expect(read('{"zz":{"id":"no"},"id":"a"}')).toEqual({ rows: [['a', null, null]], bad: [] });
  });

  test('a bad field is null, its neighbours are kept, and the record counts as bad', () => {
    expect(read('{"id":"a","price":"5","note":"n"}')).toEqual({
      rows: [['a', null, 'n']],
      bad: [[0, "field 'price': expected double, found string"]],
    });
  });

  test('a record without a value, or of spaces, is a row of nulls and not bad', () => {
    expect(read(null, '', ' \n')).toEqual({
      rows: [
        [null, null, null],
        [null, null, null],
        [null, null, null],
      ],
      bad: [],
    });
  });

  test.each([
    ['{"id":"a"', 'not JSON: it ends at character 10'],
    ['{"id":"a",}', 'not JSON: unexpected text at character 11'],
    ['{id:"a"}', 'not JSON: unexpected text at character 2'],
    ['{"id":tru}', 'not JSON: unexpected text at character 7'],
    ['{"price":01}', 'not JSON: unexpected text at character 11'],
    ['{"id":"a\u0001"}', 'not JSON: unexpected text at character 9'],
    ['\ufeff{"id":"a"}', 'not JSON: unexpected text at character 1'],
    ['[{"id":"a"}]', 'expected an object, found array'],
    ['"text"', 'expected an object, found string'],
    ['null', 'expected an object, found null'],
    ['{"zz":tru,"id":"a"}', 'not JSON: unexpected text at character 7'],
    ['{"zz":[1,{"y":}],"id":"a"}', 'not JSON: unexpected text at character 15'],
  ])('%j is a row of nulls and a bad record', (text, reason) => {
    expect(read(text)).toEqual({ rows: [[null, null, null]], bad: [[0, reason]] });
  });

  test('of two members with one name the last counts', () => {
    expect(read('{"id":"a","id":"b"}').rows).toEqual([['b', null, null]]);
    expect(read('{"id":"a","id":null}').rows).toEqual([[null, null, null]]);
  });

  test('of two members with one name one that does not fit does not count', () => {
    expect(read('{"price":1.5,"price":"junk"}')).toEqual({
      rows: [[null, 1.5, null]],
      bad: [[0, "field 'price': expected double, found string"]],
    });
  });

  test('what stands behind the object is not looked at, as in Spark', () => {
    expect(read('{"id":"a"}x')).toEqual({ rows: [['a', null, null]], bad: [] });
  });

  test('invalid UTF-8 reads as U+FFFD', () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode('{"id":"a'), 0xff, 0x22, 0x7d]);
    expect(decodeAll(json(Order), [bytes])).toEqual({ rows: [['a\ufffd', null, null]], bad: [] });
  });

  test('every column can be null, nested ones too', () => {
    const format = json(schema({ a: int(), s: struct({ x: int() }), l: array(int()) }));
    expect(format.schema.fields.map((field) => field.nullable)).toEqual([true, true, true]);
    expect(format.schema.fields[1]?.dataType).toMatchObject({ fields: [{ nullable: true }] });
    expect(format.schema.fields[2]?.dataType).toMatchObject({ containsNull: true });
  });

  test('only wanted columns are built, and unwanted ones are checked on request', () => {
    const values = ['{"id":"a","price":"x"}'];
    expect(decodeAll(json(Order), values, { columns: ['note', 'id'] })).toEqual({
      rows: [[null, 'a']],
      bad: [],
    });
    expect(decodeAll(json(Order), values, { columns: ['id'], checkAll: true })).toEqual({
      rows: [['a']],
      bad: [[0, "field 'price': expected double, found string"]],
    });
    expect(decodeAll(json(Order), [...values, '{'], { columns: [] })).toEqual({
      rows: [[], []],
      bad: [[1, 'not JSON: it ends at character 2']],
    });
  });
});

describe('the modes that take the schema as a contract', () => {
  const drop = json(Order, { mode: 'DROPMALFORMED' });

  test('DROPMALFORMED gives no row for a record that does not fit', () => {
    expect(
      decodeAll(
        drop,
        [
          '{"id":"a","price":1}',
          '{"id":"b"}',
          '{"id":"c","price":null,"note":"n"}',
          null,
          '',
          '{"id":"d","price":"x"}',
          '{"id":"e","price":2.5,"note":"n"}',
        ],
        { columns: ['id', 'note'] },
      ),
    ).toEqual({
      rows: [
        ['a', null],
        ['e', 'n'],
      ],
      bad: [
        [1, "field 'price': expected a value, found null or nothing"],
        [2, "field 'price': expected a value, found null or nothing"],
        [3, 'no value'],
        [4, 'no value'],
        [5, "field 'price': expected double, found string"],
      ],
    });
  });

  test('a null in a nested field that is not nullable does not fit', () => {
    const format = json(schema({ s: struct({ x: int() }) }), { mode: 'DROPMALFORMED' });
    expect(decodeAll(format, ['{"s":{}}', '{"s":{"x":1}}'])).toEqual({
      rows: [[[1]]],
      bad: [[0, "field 's.x': expected a value, found null or nothing"]],
    });
  });

  test('FAILFAST ends with the first record that does not fit', () => {
    const format = json(Order, { mode: 'FAILFAST' });
    expect(decodeAll(format, ['{"id":"a","price":1}']).rows).toEqual([['a', 1, null]]);
    let error: unknown;
    try {
      decodeAll(format, ['{"id":"a","price":1}', '{"id":"b"}']);
    } catch (thrown) {
      error = thrown;
    }
    expect(RECORD_MALFORMED.is(error)).toBe(true);
    expect((error as Error).message).toMatchInlineSnapshot(`
      "[RECORD.MALFORMED] Record 1 of the decoded records does not fit the schema of json() in mode FAILFAST: field 'price': expected a value, found null or nothing.
        hint: Correct the producer or the schema, or choose mode 'DROPMALFORMED' and read badRecords()."
    `);
  });

  test('the row type is the declared one, and with nulls in PERMISSIVE', () => {
    interface Row {
      id: string;
      price: number;
      note: string | null;
    }
    interface Loose {
      id: string | null;
      price: number | null;
      note: string | null;
    }
    expectTypeOf(drop).toEqualTypeOf<Format<Row>>();
    expectTypeOf(json(Order)).toEqualTypeOf<Format<Loose>>();
    expectTypeOf(json(Order, { timeZone: 'UTC' })).toEqualTypeOf<Format<Loose>>();
  });
});

test('a time without a zone is one of the zone that was given', () => {
  const format = json(schema({ t: timestamp() }), { timeZone: 'Europe/Berlin' });
  const { rows } = decodeAll(format, [
    '{"t":"2020-01-01T01:00:00"}',
    '{"t":"2020-07-01T02:00:00"}',
    '{"t":"2020-01-01T00:00:00Z"}',
  ]);
  expect(rows).toEqual([[JAN_1], [Date.UTC(2020, 6, 1) * 1000], [JAN_1]]);
});

test('longs beyond 2^53 are exact among others, and the column goes back to numbers after them', () => {
  const format = json(schema({ n: long() }));
  const decoder = format.createDecoder({ columns: ['n'], checkAll: false });
  const read = (...texts: string[]) =>
    decodeAll({ ...format, createDecoder: () => decoder }, texts).rows.flat();
  expect(read('{"n":1}', '{"n":9007199254740993}', '{"n":-5}')).toEqual([1, 9007199254740993n, -5]);
  expect(read('{"n":1}')).toEqual([1]);
});

test('names of another alphabet, and names that need escapes, are found', () => {
  const format = json(schema({ a: int().from('ключ'), b: int().from('q"q') }));
  expect(
    decodeAll(format, ['{"ключ":1,"q\\"q":2}', '{"\\u043a\\u043b\\u044e\\u0447":3}']).rows,
  ).toEqual([
    [1, 2],
    [3, null],
  ]);
});

test('a schema that reads one field twice is refused', () => {
  expect(() => json(schema({ a: int(), b: int().from('a') }))).toThrow(FORMAT_DUPLICATE_FIELD.name);
});

test.each([{ maxNesting: 0 }, { maxNesting: 1001 }, { maxRecordBytes: 0.5 }])(
  '%j is refused',
  (options) => {
    expect(() => json(Order, options)).toThrow(BAD_OPTION.name);
  },
);
