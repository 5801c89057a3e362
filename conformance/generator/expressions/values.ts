import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { lit } from '../syntax.ts';

const INTS: readonly Json[] = [
  0,
  1,
  -1,
  2,
  3,
  7,
  10,
  100,
  -5,
  127,
  128,
  -129,
  255,
  32767,
  65536,
  2147483647,
  -2147483648,
  null,
];
const LONGS: readonly Json[] = [
  0,
  1,
  -1,
  3,
  60,
  86400,
  1700000000,
  2147483648,
  -2147483649,
  '9223372036854775807',
  '-9223372036854775808',
  '9007199254740993',
  null,
];
const DOUBLES: readonly Json[] = [
  0,
  '-0.0',
  1,
  -1,
  0.1,
  0.5,
  1.5,
  2.5,
  -2.5,
  3.7,
  1.005,
  123456.789,
  1e-7,
  1e10,
  9.2e18,
  1e19,
  1e300,
  5e-324,
  2147483647.5,
  'NaN',
  'Infinity',
  '-Infinity',
  null,
];
const FLOATS: readonly Json[] = [
  0,
  '-0.0',
  1,
  -1,
  0.5,
  1.5,
  -2.5,
  0.1,
  3.75,
  16777216,
  1e10,
  3.4028235e38,
  'NaN',
  'Infinity',
  '-Infinity',
  null,
];
const DATES: readonly Json[] = [
  '1970-01-01',
  '2020-02-29',
  '2024-12-31',
  '2020-08-31',
  '1969-12-31',
  '0001-01-01',
  '1582-10-04',
  '1582-10-15',
  '1900-03-01',
  '9999-12-31',
  '2024-03-10',
  '2019-12-30',
  '2021-01-03',
  null,
];
const TIMES: readonly Json[] = [
  '1970-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999999Z',
  '2020-02-29T12:34:56Z',
  '2020-06-15T06:07:08.1Z',
  '2024-03-10T02:30:00Z',
  '2021-12-31T23:00:00Z',
  '1582-10-04T10:00:00Z',
  '1900-01-01T00:00:01Z',
  '2038-01-19T03:14:08Z',
  '9999-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00Z',
  '2023-11-14T22:13:20.123456Z',
  null,
];

const TEXTS: readonly Json[] = [
  '',
  'a',
  'abc',
  'Hello World',
  '  pad ',
  'MiXeD cAsE wOrds',
  'naïve',
  'été',
  'ß',
  'İstanbul',
  '日本語',
  'a😀b',
  '😀',
  'tab\there',
  'line\nbreak',
  'x=1&y=2',
  'www.x.org',
  'under_score',
  '100%',
  '\\',
  "it's",
  'aXbXc',
  'abababab',
  'a,b,,c',
  '1b😀日0-  C',
  '0',
  '-12',
  '3.14',
  'true',
  '2020-02-29',
  'null',
  'é\u0301',
  'ǆ',
  'ΑΣ',
  null,
];

/** Texts that look like a number, a time, a truth, and nearly so. */
const LIKENESSES: readonly string[] = [
  '0',
  '1',
  '-1',
  '+7',
  ' 12 ',
  '12.',
  '.5',
  '-.5e3',
  '1e400',
  '1E5',
  '1e-400',
  '0x1F',
  '1,000',
  '1d',
  '1f',
  '1L',
  '007',
  '2147483648',
  '-2147483649',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '99.99',
  '12.345',
  '-0',
  '-0.0',
  'NaN',
  'nan',
  'Infinity',
  '-inf',
  '+Infinity',
  'INF',
  '',
  ' ',
  '\t7\n',
  '\u00a07',
  '١',
  'abc',
  '1 2',
  '--1',
  '1e',
  'e5',
  '.',
  'true',
  'T',
  'yes',
  'Y',
  'no',
  'f',
  '1',
  'on',
  'FALSE',
  ' true ',
  'tru',
];
const TIME_LIKENESSES: readonly string[] = [
  '2020-02-29',
  '2021-02-29',
  '2020-2-9',
  '2020',
  '2020-07',
  '2020-13-01',
  '2020-00-10',
  '20200101',
  '02/29/2020',
  ' 2020-01-01 ',
  '2020-01-01T',
  '2020-01-01 ',
  '2020-01-01abc',
  '2020-01-01 12:34:56',
  '2020-01-01T12:34:56.789',
  '2020-01-01 12:34',
  '2020-01-01 12',
  '2020-01-01 24:00:00',
  '2020-01-01 23:59:60',
  '2020-01-01 1:2:3',
  '2020-01-01T12:34:56Z',
  '2020-01-01T12:34:56+01:00',
  '2020-01-01 12:34:56.123456789',
  '2020-01-01 12:34:56 UTC',
  '2020-01-01 12:34:56 Europe/Paris',
  '2020-01-01 12:34:56GMT+2',
  '2020-01-01 12:34:56 -7:30',
  '12:34:56',
  'T12:34',
  '-0001-01-01',
  '10000-01-01',
  '294247-01-10 04:00:54.775807',
  '294248-01-01',
  '1582-10-10',
  '0000-01-01',
  'epoch',
  'now',
  'today',
  '',
  '1-1-1',
  '2020-01-01T12:34:56.1Z',
  '+2020-01-01',
];

export const SCALAR_TYPES = [
  'tinyint',
  'smallint',
  'int',
  'long',
  'float',
  'double',
  'decimal(10,2)',
  'decimal(38,18)',
  'decimal(5,0)',
  'string',
  'boolean',
  'date',
  'timestamp',
  'binary',
] as const;
export type ScalarType = (typeof SCALAR_TYPES)[number];
export const NUMBER_TYPES = SCALAR_TYPES.slice(0, 9);

const DECIMALS: Readonly<Record<string, readonly Json[]>> = {
  'decimal(10,2)': [
    '0.00',
    '1.50',
    '-1.50',
    '2.55',
    '99999999.99',
    '-99999999.99',
    '0.01',
    '12.30',
    null,
  ],
  'decimal(38,18)': [
    '0.000000000000000000',
    '1.500000000000000000',
    '-0.000000000000000001',
    '12345678901234567890.123456789012345678',
    '99999999999999999999.999999999999999999',
    null,
  ],
  'decimal(5,0)': ['0', '7', '-7', '99999', '-99999', '100', null],
};

/** A value of a scalar type that is likely to be an exception to some rule. */
export function scalar(random: Random, type: ScalarType): Json {
  switch (type) {
    case 'tinyint':
      return random.pick([0, 1, -1, 5, 100, 127, -128, null]);
    case 'smallint':
      return random.pick([0, 1, -1, 7, 255, 32767, -32768, null]);
    case 'int':
      return random.chance(0.2) ? random.int(-1000, 1000) : random.pick(INTS);
    case 'long':
      return random.chance(0.2) ? random.int(-1_000_000, 1_000_000) : random.pick(LONGS);
    case 'float':
      return random.pick(FLOATS);
    case 'double':
      return random.chance(0.2) ? random.int(-100_000, 100_000) / 1000 : random.pick(DOUBLES);
    case 'string':
      return random.pick(TEXTS);
    case 'boolean':
      return random.pick([true, false, null]);
    case 'date':
      return random.pick(DATES);
    case 'timestamp':
      return random.pick(TIMES);
    case 'binary':
      return random.pick(['', 'AA==', 'YWJj', '/w==', 'w6k=', '8J+YgA==', null]);
    default:
      return random.pick(DECIMALS[type] ?? [null]);
  }
}

export function literal(random: Random, type: ScalarType): Json {
  return lit(scalar(random, type), type);
}

/** A text that reads as a value of another type, or nearly so. */
export function likeness(random: Random, of: 'number' | 'time'): string {
  const text = random.pick(of === 'number' ? LIKENESSES : TIME_LIKENESSES);
  if (!random.chance(0.25)) return text;
  const at = random.int(0, text.length);
  const extra = random.pick([' ', '0', '-', '+', '.', ':', 'T', 'Z', '9', 'e', '1']);
  return random.chance(0.6)
    ? text.slice(0, at) + extra + text.slice(at)
    : text.slice(0, at) + text.slice(at + 1);
}
