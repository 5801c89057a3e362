import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, cast, lit } from '../syntax.ts';
import { likeness, literal, NUMBER_TYPES, type ScalarType, scalar } from './values.ts';

type Draw = (random: Random) => Json;

const oneOf =
  (...texts: readonly Json[]): Draw =>
  (random) =>
    lit(random.pick(texts), 'string');

const PATTERNS = [
  '',
  'a',
  '.',
  '[a-z]+',
  '(\\w)(\\d*)',
  '([A-Z])(\\w*)',
  '\\s+',
  'b|X',
  '(?i)hello',
  '^a',
  'o$',
  '(a)(b)?',
  '(?<first>\\w+)',
  '\\p{L}+',
  '\\p{Lu}',
  '[^\\w\\s]',
  'x{2,}',
  'a*?',
  '(ab)+',
  '\\bw',
  '(a)\\1',
  '(?=b)',
  '[',
  '(',
  '\\d+',
  '日',
  '😀',
  '[éß]',
  '.*',
];
const LIKES = [
  '',
  '%',
  '_',
  'a%',
  '%c',
  '%b%',
  '__',
  'a\\%b',
  '100\\%',
  '%\\_%',
  'H_llo%',
  '日%',
  '_😀_',
  '%\n%',
  'abc',
  '\\\\',
];
const FORMATS = [
  'yyyy-MM-dd',
  'yyyy-MM-dd HH:mm:ss',
  'dd/MM/yyyy',
  'MM/dd/yy',
  'yyyyMMdd',
  'EEE, d MMM yyyy',
  'EEEE',
  'MMMM',
  'LLL',
  'D',
  'DDD',
  'Q',
  'QQQ',
  'hh:mm a',
  'h:m:s',
  'HH:mm:ss.SSS',
  'ss.SSSSSS',
  'ss.S',
  "yyyy-MM-dd'T'HH:mm:ss.SSS",
  "yyyy-MM-dd'T'HH:mm:ssXXX",
  'yyyy-MM-dd HH:mm:ssZ',
  'XXX',
  'xx',
  'VV',
  'z',
  'O',
  'G',
  'GGGG',
  'y',
  'yy',
  'yyyyy',
  'k',
  'K',
  'H',
  'F',
  "''",
  "'at' HH",
  '[yyyy-MM-dd][dd/MM/yyyy]',
  'yyyy-MM-dd[ HH:mm]',
  'M',
  'd',
  'HH:mm',
  'w',
  'u',
  'e',
  'A',
  'abc',
  '',
  'yyyy-MM-dd HH:mm:ss.SSSSSS',
  'dd-MMM-yyyy',
  'E',
  'MM',
];
const UNITS = [
  'year',
  'YEAR',
  'yyyy',
  'yy',
  'quarter',
  'month',
  'MM',
  'mon',
  'week',
  'day',
  'DD',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nope',
  '',
];
const ZONES = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  '+02:30',
  '-08:00',
  'GMT+3',
  'Z',
  'PST',
  '+5',
];
const FIELDS = [
  'year',
  'YEAROFWEEK',
  'quarter',
  'month',
  'week',
  'day',
  'dow',
  'DAYOFWEEK_ISO',
  'doy',
  'hour',
  'minute',
  'second',
];

/** The kinds of arguments that signatures name. Others are scalar types. */
const KINDS: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['text', (random) => text(random)],
  [
    'word',
    oneOf('', 'a', 'b', 'X', ',', ' ', 'ab', '日', '😀', '.', '%', 'Hello', '$1', '\\', null),
  ],
  ['pattern', oneOf(...PATTERNS)],
  ['replacement', oneOf('', '-', '$1', '[$0]', '$2$1', 'x\\$', '\\', 'é', '<$1>')],
  ['like', oneOf(...LIKES, null)],
  ['count', (random) => lit(random.pick([0, 1, 2, 3, 5, -1, -2, -7, 10, null]), 'int')],
  ['scale', (random) => lit(random.pick([0, 1, 2, 3, -1, -2, 5, -3, 10]), 'int')],
  ['group', (random) => lit(random.pick([0, 1, 1, 2]), 'int')],
  ['bits', (random) => lit(random.pick([0, 1, 8, 31, 32, 33, 63, 64, -1]), 'int')],
  ['base', (random) => lit(random.pick([2, 8, 10, 16, 36, -10, -16]), 'int')],
  ['sha', (random) => lit(random.pick([0, 224, 256, 384, 512, 100]), 'int')],
  ['charset', oneOf('UTF-8', 'US-ASCII', 'ISO-8859-1', 'UTF-16', 'UTF-16BE', 'utf-16le')],
  ['code', (random) => lit(random.pick([0, 65, 97, 127, 128, 255, 256, 321, -1, 8364]), 'long')],
  ['number', (random) => typed(random, random.pick(NUMBER_TYPES))],
  [
    'whole',
    (random) => typed(random, random.pick(['tinyint', 'smallint', 'int', 'long'] as const)),
  ],
  [
    'real',
    (random) =>
      typed(random, random.pick(['double', 'double', 'float', 'int', 'decimal(10,2)'] as const)),
  ],
  [
    'any',
    (random) =>
      typed(
        random,
        random.pick([
          'int',
          'double',
          'string',
          'date',
          'boolean',
          'timestamp',
          'long',
          'decimal(10,2)',
        ] as const),
      ),
  ],
  ['numeral', (random) => lit(likeness(random, 'number'), 'string')],
  [
    'digits',
    oneOf(
      '0',
      '101',
      '7F',
      'ff',
      'zz',
      '-10',
      '9223372036854775808',
      '18446744073709551615',
      '18446744073709551616',
      '',
      '1.5',
      'abc',
      null,
    ),
  ],
  ['hexes', oneOf('', '41', '616263', 'F', 'zz', 'C3A9', '0x41', null)],
  ['base64', oneOf('', 'YWJj', 'YW Jj', 'YQ==', 'YQ', '8J+YgA==', null)],
  ['format', oneOf(...FORMATS)],
  ['unit', oneOf(...UNITS)],
  ['extract', oneOf(...FIELDS)],
  ['zone', oneOf(...ZONES)],
  ['weekday', oneOf('MON', 'tue', 'Sunday', 'xx', 'TH', 'friday', null)],
  [
    'instant',
    (random) => (random.chance(0.7) ? literal(random, 'timestamp') : literal(random, 'date')),
  ],
  [
    'day',
    (random) => (random.chance(0.7) ? literal(random, 'date') : literal(random, 'timestamp')),
  ],
  ['timetext', (random) => lit(random.chance(0.9) ? likeness(random, 'time') : null, 'string')],
  ['year', (random) => lit(random.pick([1970, 2020, 2021, 0, 1, 9999, 1582, 1900, null]), 'int')],
  ['month', (random) => lit(random.pick([1, 2, 2, 6, 12, 0, 13]), 'int')],
  ['dayofmonth', (random) => lit(random.pick([1, 15, 28, 29, 30, 31, 0, 32]), 'int')],
  ['hour', (random) => lit(random.pick([0, 12, 23, 24, -1]), 'int')],
  ['minute', (random) => lit(random.pick([0, 30, 59, 60]), 'int')],
  [
    'second',
    (random) =>
      random.chance(0.5)
        ? lit(random.pick([0, 30, 59, 60, 61]), 'int')
        : lit(random.pick(['0.000000', '59.999999', '60.000000', '7.500000']), 'decimal(8,6)'),
  ],
  ['days', (random) => lit(random.pick([0, 1, -1, 30, 365, -366, 100000, null]), 'int')],
  ['months', (random) => lit(random.pick([0, 1, -1, 11, 12, -13, 240, null]), 'int')],
  ['ints', (random) => list(random, 'int')],
  ['doubles', (random) => list(random, 'double')],
  ['texts', (random) => list(random, 'string')],
  [
    'list',
    (random) => list(random, random.pick(['int', 'double', 'string', 'long', 'date'] as const)),
  ],
  [
    'lists',
    (random) =>
      lit(random.pick<Json>([[[1, 2], [3]], [[], [null]], [[1], null], [], null]), {
        array: { array: 'int' },
      }),
  ],
  [
    'entries',
    (random) =>
      lit(
        random.pick<Json>([
          [
            ['a', 1],
            ['b', null],
          ],
          [],
          null,
        ]),
        {
          array: {
            struct: [
              ['k', 'string'],
              ['v', 'int'],
            ],
          },
        },
      ),
  ],
  [
    'map',
    (random) =>
      lit(
        random.pick<Json>([
          [
            ['a', 1],
            ['b', 2],
          ],
          [['x', null]],
          [],
          null,
          [
            ['a', 5],
            ['c', 7],
            ['', 0],
          ],
        ]),
        { map: ['string', 'int'] },
      ),
  ],
  ['key', oneOf('a', 'b', 'x', '', 'zz', null)],
  ['index', (random) => lit(random.pick([1, 2, 3, -1, -2, 4, 10, -10]), 'int')],
  [
    'url',
    oneOf(
      'http://user:pw@spark.apache.org:8080/path/a.html?query=1&k=a%20b#Ref',
      'https://x.org',
      'ftp://a/b?q',
      'not a url',
      '',
      'a b',
      null,
    ),
  ],
  [
    'urlpart',
    oneOf('HOST', 'PATH', 'QUERY', 'REF', 'PROTOCOL', 'FILE', 'AUTHORITY', 'USERINFO', 'host'),
  ],
  ['printf', oneOf('%s', '[%5s]', '%-4s|', '%s%%', 'x', '%1$s%1$s')],
  ['numberformat', (random) => lit(random.pick([0, 1, 2, 4, -1]), 'int')],
]);

/** An argument of a kind: mostly a literal. */
export function argument(random: Random, kind: string): Json {
  const draw = KINDS.get(kind);
  return draw === undefined ? typed(random, kind as ScalarType) : draw(random);
}

/** A value of a type, now and then computed. */
function typed(random: Random, type: ScalarType): Json {
  const value = literal(random, type);
  if (!random.chance(0.15)) return value;
  return random.pick<Json>([
    call('coalesce', value, literal(random, type)),
    call('if', lit(random.chance(0.5)), value, literal(random, type)),
    call('nullif', value, literal(random, type)),
    cast(cast(value, 'string'), type),
  ]);
}

function text(random: Random): Json {
  if (!random.chance(0.12)) return literal(random, 'string');
  const inner = literal(random, 'string');
  return random.pick<Json>([
    call('concat', inner, literal(random, 'string')),
    call('upper', inner),
    call('reverse', inner),
    call('trim', inner),
    call('substring', inner, lit(random.int(-3, 3)), lit(random.int(0, 4))),
    cast(
      literal(random, random.pick(['int', 'double', 'date', 'timestamp', 'boolean'] as const)),
      'string',
    ),
  ]);
}

function list(random: Random, type: ScalarType): Json {
  const values = random.chance(0.06)
    ? null
    : random.times(random.int(0, 5), () => scalar(random, type));
  return lit(values, { array: type });
}
