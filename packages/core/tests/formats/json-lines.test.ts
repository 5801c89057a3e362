import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteDictionary } from '../../src/columnar/byte-dictionary.ts';
import { type RecordBatch, recordBatch } from '../../src/columnar/record-batch.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { base64OfBytes, bytesOfBase64 } from '../../src/formats/base64.ts';
import { json } from '../../src/formats/json.ts';
import { encodeJsonRecords, toJson, toJsonLines } from '../../src/formats/json-lines.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import {
  array,
  bigint,
  binary,
  boolean,
  type ColumnType,
  date,
  decimal,
  double,
  float,
  int,
  long,
  map,
  nullable,
  type Schema,
  schema,
  string,
  struct,
  timestamp,
} from '../../src/types/schema.ts';
import { decodeAll } from './decode.ts';

function batchOfRows(of: Schema, rows: readonly (readonly InternalValue[])[]): RecordBatch {
  const columns = of.fields.map((field, i) =>
    vectorOf(
      rows.map((row) => row[i] ?? null),
      field.dataType,
    ),
  );
  return recordBatch(of, columns, rows.length);
}

function texts(batch: RecordBatch): string[] {
  const { bytes, starts, lengths, length } = encodeJsonRecords(batch);
  return Array.from({ length }, (_, i) =>
    new TextDecoder().decode(
      bytes.subarray(starts[i], (starts[i] as number) + (lengths[i] as number)),
    ),
  );
}

const micros = (iso: string, more = 0) => Date.parse(iso) * 1000 + more;

describe('a value is written as Spark writes it', () => {
  test.each<[ColumnType<unknown>, InternalValue, string]>([
    [boolean(), true, 'true'],
    [int(), -2147483648, '-2147483648'],
    [int(), 0, '0'],
    [long(), 9007199254740991, '9007199254740991'],
    [bigint(), -9223372036854775808n, '-9223372036854775808'],
    [double(), 1, '1'],
    [double(), 0, '0'],
    [double(), -0, '-0.0'],
    [double(), 199.99, '199.99'],
    [double(), -0.5, '-0.5'],
    [double(), 0.07, '0.07'],
    [double(), 0.001, '0.001'],
    [double(), 1e21, '1e+21'],
    [double(), 123456789012.34, '123456789012.34'],
    [double(), Number.NaN, '"NaN"'],
    [double(), Number.NEGATIVE_INFINITY, '"-Infinity"'],
    [float(), Math.fround(0.1), '0.1'],
    [float(), Math.fround(16777216), '16777216'],
    [decimal(10, 2), 1250n, '12.50'],
    [string(), 'naïve 😀', '"naïve 😀"'],
    [string(), 'a"b\\c\n\t\u0001\u001f/', '"a\\"b\\\\c\\n\\t\\u0001\\u001F/"'],
    [binary(), Uint8Array.of(97, 98), '"YWI="'],
    [date(), 19723, '"2024-01-01"'],
    [date(), -1, '"1969-12-31"'],
    [timestamp(), micros('2024-01-01T00:00:00Z'), '"2024-01-01T00:00:00.000Z"'],
    [timestamp(), micros('2024-12-31T23:59:59.789Z'), '"2024-12-31T23:59:59.789Z"'],
    [timestamp(), micros('2024-12-31T23:59:59.789Z', 1), '"2024-12-31T23:59:59.789001Z"'],
    [timestamp(), -1, '"1969-12-31T23:59:59.999999Z"'],
    [timestamp(), micros('1582-10-04T10:00:00Z'), '"1582-10-04T10:00:00.000Z"'],
    [struct({ x: int(), y: string() }), [1, 'q'], '{"x":1,"y":"q"}'],
    [struct({ x: int(), y: string() }), [null, 'q'], '{"y":"q"}'],
    [array(int()), [1, null, 3], '[1,null,3]'],
    [array(struct({ x: int() })), [[null], [1]], '[{},{"x":1}]'],
    [
      map(string(), int()),
      [
        ['k"', 1],
        ['l', null],
      ],
      '{"k\\"":1,"l":null}',
    ],
    [map(date(), boolean()), [[0, true]], '{"1970-01-01":true}'],
  ])('%j %s', (type, value, expected) => {
    const of = schema({ a: type });
    expect(texts(batchOfRows(of, [[value]]))).toEqual([`{"a":${expected}}`]);
    expect(toJson(value, type.dataType)).toBe(expected);
  });
});

test('null fields are left out', () => {
  const of = schema({ a: nullable(int()), b: nullable(string()), c: nullable(array(int())) });
  expect(
    texts(
      batchOfRows(of, [
        [null, 'x', null],
        [1, null, [2]],
        [null, null, null],
      ]),
    ),
  ).toEqual(['{"b":"x"}', '{"a":1,"c":[2]}', '{}']);
});

test('only the rows that are present are written', () => {
  const batch = batchOfRows(schema({ a: int() }), [[1], [2], [3]]);
  expect(texts({ ...batch, selection: Int32Array.of(0, 2) })).toEqual(['{"a":1}', '{"a":3}']);
});

test('dictionaries are written as their texts', () => {
  const dictionary = new ByteDictionary();
  const entry = new TextEncoder().encode('a"b');
  const code = dictionary.intern(entry, 0, entry.length);
  const column = {
    kind: 'dictionary',
    length: 2,
    nulls: undefined,
    codes: Int32Array.of(code, code),
    dictionary,
  } as const;
  expect(texts(recordBatch(schema({ 'k"': string() }), [column], 2))).toEqual([
    '{"k\\"":"a\\"b"}',
    '{"k\\"":"a\\"b"}',
  ]);
});

test('lines are ended each, over all record batches of a batch', () => {
  const of = schema({ a: int() });
  const recordBatches = [batchOfRows(of, [[1], [2]]), batchOfRows(of, []), batchOfRows(of, [[3]])];
  expect(toJsonLines({ recordBatches })).toBe('{"a":1}\n{"a":2}\n{"a":3}\n');
  expect(toJsonLines(recordBatches[2] as RecordBatch)).toBe('{"a":3}\n');
});

test('what was written reads back as it was', () => {
  const of = schema({
    s: nullable(string()),
    d: nullable(double()),
    f: nullable(float()),
    l: nullable(bigint()),
    t: nullable(timestamp()),
    b: nullable(binary()),
    n: nullable(decimal(38, 5)),
  });
  // Law: reading is the inverse of writing, for every value of every type.
  const row = fc.tuple(
    fc.option(fc.string({ unit: 'grapheme' })),
    fc.option(fc.double()),
    fc.option(fc.float()),
    fc.option(
      fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
        .map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n)),
    ),
    fc.option(fc.integer({ min: -62_135_596_800_000_000, max: 8_000_000_000_000_000 })),
    fc.option(fc.uint8Array({ maxLength: 20 })),
    fc.option(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })),
  );
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 10 }), (rows) => {
      expect(decodeAll(json(of), texts(batchOfRows(of, rows)))).toEqual({ rows, bad: [] });
    }),
    { numRuns: 300 },
  );
});

test('doubles are written as JavaScript prints them', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer().map((n) => n / 100),
      ),
      (value) => {
        expect(toJson(value, double().dataType)).toBe(
          Object.is(value, -0) ? '-0.0' : String(value),
        );
      },
    ),
  );
});

test('base64 goes there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      expect(base64OfBytes(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(bytesOfBase64(base64OfBytes(bytes))).toEqual(bytes);
    }),
  );
  expect(['A', 'AB', 'ABC', '====', 'AB=C', 'A===', 'AB\u00e9='].map(bytesOfBase64)).toEqual(
    Array(7).fill(undefined),
  );
});
