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
  short,
  string,
  struct,
  timestamp,
  timestampMicros,
} from '@tidemark/core';

/** A column type, and values at its edges. */
export interface TypeCase {
  readonly name: string;
  readonly column: ColumnType<unknown>;
  readonly values: readonly unknown[];
}

const typeCase = <T>(name: string, column: ColumnType<T>, ...values: readonly T[]): TypeCase => ({
  name,
  column: nullable(column),
  values,
});

/** Every type that a column can have. What JSON cannot say of doubles stands apart. */
export const TYPE_CASES: readonly TypeCase[] = [
  typeCase('boolean', boolean(), true, false),
  typeCase('tinyint', byte(), 0, -128, 127),
  typeCase('smallint', short(), 0, -32_768, 32_767),
  typeCase('int', int(), 0, -2_147_483_648, 2_147_483_647),
  typeCase('bigint as number', long(), 0, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  typeCase('bigint', bigint(), 0n, -9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n),
  typeCase('float', float(), 0, Math.fround(-3.4028235e38), Math.fround(1.4e-45)),
  typeCase('double', double(), 0.1, -Number.MAX_VALUE, Number.MIN_VALUE, 1e21),
  typeCase('double beyond numbers', double(), Number.NaN, Infinity, -Infinity),
  typeCase('decimal', decimal(38, 4), '0.0000', '-0.0001', `${'9'.repeat(34)}.9999`),
  typeCase(
    'string',
    string(),
    'plain',
    'é ü ß 漢字 🥞 👩‍👩‍👧',
    '"quoted", \\ and \'',
    'a\ttab',
    'null',
    ' spaces ',
    '../../x=%2F',
    'x'.repeat(70_000),
  ),
  typeCase(
    'string with control characters',
    string(),
    'line\nbreak',
    'line\r\nbreak',
    '\u0000\u0001',
  ),
  typeCase('empty string', string(), ''),
  typeCase('binary', binary(), Uint8Array.of(), Uint8Array.of(0, 255, 128, 10, 34)),
  typeCase(
    'date',
    date(),
    new Date('1970-01-01'),
    new Date('0001-01-01'),
    new Date('9999-12-31'),
    new Date('2024-02-29'),
  ),
  typeCase(
    'timestamp',
    timestamp(),
    new Date('1970-01-01T00:00:00.000Z'),
    new Date('1969-12-31T23:59:59.999Z'),
    new Date('0001-01-01T00:00:00.000Z'),
    new Date('9999-12-31T23:59:59.999Z'),
  ),
  typeCase('timestamp in microseconds', timestampMicros(), 1, -1, 1_700_000_000_123_457),
  typeCase('array', array(nullable(int())), [], [1, null, 2]),
  typeCase(
    'map',
    map(string(), nullable(int())),
    new Map(),
    new Map([
      ['a', 1],
      ['', null],
    ] as const),
  ),
  typeCase(
    'struct',
    struct({ a: nullable(int()), b: nullable(struct({ c: nullable(string()) })) }),
    { a: 1, b: { c: 'x' } },
    { a: null, b: { c: null } },
    { a: 2, b: null },
  ),
];
