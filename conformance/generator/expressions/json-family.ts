import type { Json, JsonObject } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, lit } from '../syntax.ts';
import { type ScalarType, scalar } from './values.ts';

const ATOMS = [
  '1',
  '-1',
  '0',
  '1.5',
  '1.0',
  '1e400',
  '1E3',
  '9223372036854775807',
  '9223372036854775808',
  '-0',
  'true',
  'false',
  'null',
  '"x"',
  '""',
  '"1"',
  '"NaN"',
  '"-INF"',
  '"2020-01-01"',
  '"2020-01-01T12:34:56.789+01:00"',
  '"2020-01-01 12:34:56"',
  '"true"',
  '"日"',
  '"a\\u0041\\n"',
  '"a\\"b"',
  '[]',
  '{}',
];
const ODDITIES = [
  'NaN',
  'Infinity',
  '-Infinity',
  '01',
  '+1',
  '.5',
  '5.',
  'TRUE',
  'None',
  "'x'",
  '"\\x"',
  '"tab\there"',
  '[1,]',
  '{"a":1,}',
  '',
  '1 2',
  '/* c */1',
];
const NAMES = ['a', 'b', 'c', 'A', 'zz', 'a b', '日', '0', 'm'];
const FIELDS = ['a', 'b', 'c'];

/** The text of a JSON value: mostly sound, now and then of the kinds that parsers disagree about. */
function document(random: Random, depth = 2): string {
  const space = random.chance(0.15) ? ' ' : '';
  const choice = depth === 0 ? 0 : random.int(0, 9);
  if (choice >= 5) {
    const fields = random.times(random.int(0, 3), () => {
      const name = random.pick(NAMES);
      const quoted = random.weighted([
        [12, `"${name}"`],
        [1, `'${name}'`],
        [1, name],
      ]);
      return `${quoted}${space}:${space}${document(random, depth - 1)}`;
    });
    return `{${fields.join(`,${space}`)}}`;
  }
  if (choice >= 3) {
    const elements = random.times(random.int(0, 3), () => document(random, depth - 1));
    return `[${elements.join(`,${space}`)}]`;
  }
  return random.pick(random.chance(0.12) ? ODDITIES : ATOMS);
}

/** A document, now and then broken. */
function jsonText(random: Random): Json {
  if (random.chance(0.03)) return lit(null, 'string');
  const text = document(random, 3);
  const cut = random.chance(0.07) ? text.slice(0, random.int(0, text.length)) : text;
  return lit(random.chance(0.05) ? ` ${cut} x` : cut, 'string');
}

/** An object whose fields are those that types ask for. */
function objectText(random: Random): Json {
  const fields = random.some(FIELDS, random.int(0, 3)).map((name) => {
    const quoted = random.weighted([
      [12, `"${name}"`],
      [1, `'${name}'`],
      [0.5, name],
    ]);
    const depth = random.chance(0.2) ? 2 : 0;
    return `${quoted}:${document(random, depth)}`;
  });
  return lit(`{${fields.join(',')}}`, 'string');
}

const READ_OPTIONS: readonly (readonly [string, string])[] = [
  ['allowSingleQuotes', 'false'],
  ['allowUnquotedFieldNames', 'true'],
  ['allowNumericLeadingZeros', 'true'],
  ['allowNonNumericNumbers', 'false'],
  ['allowComments', 'true'],
  ['allowBackslashEscapingAnyCharacter', 'true'],
  ['allowUnquotedControlChars', 'true'],
  ['primitivesAsString', 'true'],
  ['mode', 'FAILFAST'],
  ['mode', 'PERMISSIVE'],
  ['dateFormat', 'dd/MM/yyyy'],
  ['timestampFormat', 'yyyy-MM-dd HH:mm:ss'],
  ['columnNameOfCorruptRecord', '_corrupt'],
];

const LEAVES = [
  'int',
  'long',
  'double',
  'float',
  'string',
  'boolean',
  'date',
  'timestamp',
  'decimal(10,2)',
  'smallint',
] as const;

function readType(random: Random, depth: number): Json {
  const choice = depth === 0 ? 0 : random.int(0, 9);
  if (choice === 9) return { array: readType(random, depth - 1) };
  if (choice === 8) return { map: ['string', readType(random, depth - 1)] };
  if (choice === 7) return structType(random, depth - 1);
  return random.pick(LEAVES);
}

function structType(random: Random, depth: number): Json {
  return {
    struct: random.some(FIELDS, random.int(1, 3)).map((name) => [name, readType(random, depth)]),
  };
}

function fromJson(random: Random): Json {
  const choice = random.int(0, 9);
  const options = random.chance(0.35) ? random.some(READ_OPTIONS, random.int(1, 2)) : [];
  const hasCorrupt = options.some(([name]) => name === 'columnNameOfCorruptRecord');
  const fields = (structType(random, 2) as { struct: Json[] }).struct;
  const struct: Json = { struct: hasCorrupt ? [...fields, ['_corrupt', 'string']] : fields };
  const type: Json =
    choice === 0
      ? { array: readType(random, 1) }
      : choice === 1
        ? { map: ['string', readType(random, 1)] }
        : struct;
  const text = choice < 2 || random.chance(0.2) ? jsonText(random) : objectText(random);
  const extra: readonly JsonObject[] = options.length === 0 ? [] : [Object.fromEntries(options)];
  return call('from_json', text, type, ...extra);
}

const WRITE_OPTIONS: readonly (readonly [string, string])[] = [
  ['ignoreNullFields', 'false'],
  ['pretty', 'true'],
  ['dateFormat', 'dd.MM.yy'],
  ['timestampFormat', 'dd/MM/yyyy HH:mm'],
];

function toJson(random: Random): Json {
  const leaf = (): ScalarType => random.pick(LEAVES);
  const names = random.some(['a', 'b', 'c', 'd e'], random.int(1, 3));
  const types = names.map((name) => [name, leaf()] as const);
  const row = (): Json => types.map(([, type]) => scalar(random, type));
  const struct = { struct: types };
  const keyType = leaf();
  const value: Json = random.weighted<() => Json>([
    [5, () => lit(row(), struct)],
    [2, () => lit(random.times(random.int(0, 2), row), { array: struct })],
    [
      1,
      () =>
        lit(
          [
            ['p', scalar(random, keyType)],
            ['q', scalar(random, keyType)],
          ],
          { map: ['string', keyType] },
        ),
    ],
    [
      1,
      () =>
        lit([random.times(2, () => scalar(random, keyType)), scalar(random, 'string')], {
          struct: [
            ['xs', { array: keyType }],
            ['s', 'string'],
          ],
        }),
    ],
    [
      0.5,
      () =>
        lit([row(), null], {
          struct: [
            ['in', struct],
            ['n', 'int'],
          ],
        }),
    ],
  ])();
  if (!random.chance(0.3)) return call('to_json', value);
  return call('to_json', value, Object.fromEntries(random.some(WRITE_OPTIONS, 1)));
}

function path(random: Random): Json {
  const steps = random.times(random.int(0, 3), () =>
    random.weighted([
      [6, `.${random.pick(NAMES)}`],
      [3, `[${random.int(0, 2)}]`],
      [1, '[*]'],
      [1, '.*'],
      [1, `['${random.pick(NAMES)}']`],
      [0.4, random.pick(['..a', '[', '.', '[-1]', '[a]', ' .a', '[0,1]'])],
    ]),
  );
  return lit(
    `${random.chance(0.95) ? '$' : random.pick(['', 'a', '.'])}${steps.join('')}`,
    'string',
  );
}

/** JSON read, written, and looked into. */
export function jsonFunctions(random: Random): Json {
  return random.weighted<() => Json>([
    [7, () => fromJson(random)],
    [4, () => call('get_json_object', jsonText(random), path(random))],
    [4, () => toJson(random)],
    [
      1,
      () =>
        call(
          'json_tuple',
          random.chance(0.7) ? objectText(random) : jsonText(random),
          ...random.some(['a', 'b', 'zz'], 2).map((name) => lit(name)),
        ),
    ],
    [1, () => call('json_array_length', jsonText(random))],
    [1, () => call('json_object_keys', jsonText(random))],
    [1, () => call('schema_of_json', jsonText(random))],
  ])();
}
