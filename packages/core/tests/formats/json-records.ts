import type { Field } from '../../src/types/data-type.ts';
import {
  array,
  binary,
  boolean,
  byte,
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

// Random records of JSON: mostly what producers write, with everything that may go wrong among it.

/** The generator of Park and Miller; the same seed gives the same records. */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = (seed * 48_271 + 1) % 2_147_483_647;
  }
  below(n: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state % n;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }
}

export const FIELDS: readonly Field[] = schema({
  id: string(),
  price: double(),
  weight: nullable(float()),
  quantity: int(),
  small: nullable(short()),
  tiny: nullable(byte()),
  total: long(),
  paid: boolean(),
  at: timestamp(),
  day: nullable(date()),
  amount: nullable(decimal(10, 2)),
  blob: nullable(binary()),
  address: nullable(struct({ city: string(), zip: nullable(int()) })),
  tags: nullable(array(string())),
  counts: nullable(map(string(), int())),
  renamed: nullable(string()).from('ключ'),
}).fields;

const NUMBERS = [
  '0',
  '-0',
  '1',
  '-7',
  '42',
  '12.50',
  '-0.0',
  '0.1',
  '1e2',
  '1E+2',
  '1e-7',
  '1e400',
  '-1e400',
  '01',
  '1.',
  '.5',
  '+1',
  '-',
  '127',
  '128',
  '32767',
  '32768',
  '2147483647',
  '2147483648',
  '-2147483648',
  '9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '123456789012345',
  '1234567890123456',
  '0.1234567890123456',
  '12345678901234567890',
  '1.005',
  '99999999.995',
  'NaN',
  'Infinity',
  '-Infinity',
  '-INF',
];
const STRINGS = [
  '""',
  '"a"',
  '"ord-00000001"',
  '"naïve"',
  '"日本語"',
  '"a😀b"',
  '"q\\"q"',
  '"\\u00e9"',
  '"\\ud83d\\ude00"',
  '"tab\\t"',
  '"\\x"',
  "'single'",
  '"unclosed',
  '"a\tb"',
  '"\u2028"',
  '"NaN"',
  '"-INF"',
  '"12.5"',
  '"1,234.567"',
  '"YWJj"',
  '"YWI="',
  '"YW"',
  '"2024-01-01T00:00:00.000Z"',
  '"2024-02-30T00:00:00Z"',
  '"2024-02-29T23:59:59.123456Z"',
  '"2024-01-01 12:34:56"',
  '"2024-01-01T12:34:56.1234567Z"',
  '"2024-01-01T12:34:56+02:00"',
  '"2024-01-01T12:34:56 Europe/Berlin"',
  '"2024-1-1"',
  '"2024"',
  '"2024-01-01T25:00:00Z"',
  '"2024-01-01T12:34:56.Z"',
  '"2024-01-01T12:34"',
  '" 2024-01-01 "',
  '"9999-12-31"',
  '"0000-01-01T00:00:00Z"',
];
const OTHERS = [
  'null',
  'true',
  'false',
  'tru',
  'trux',
  'fals_',
  'nulx',
  'noll',
  'nul',
  'TRUE',
  '{}',
  '[]',
  '{"a":1}',
  '[1,2]',
  '["x",null]',
  '{"city":"Köln","zip":50667}',
  '{"city":null}',
  '{"zip":1}',
  '{"city":"x","zip":"y"}',
  '{"k":1,"l":2}',
  '{"k":"x"}',
  '[[[]]]',
  '{"a":{"b":[{"c":1.50}]}}',
  '[1,]',
  '{"a"}',
  '{"a":1,}',
  '[',
  '{',
  '[[[[[[[[1]]]]]]]]',
  '{"city":"Ulm","city":7}',
];
const SPACES = ['', '', '', '', ' ', '  ', '\t', '\n', '\r\n'];
const INSERTS = [
  ',',
  '"',
  '\\',
  '{',
  '}',
  ']',
  ':',
  'null',
  ' ',
  '\u0000',
  'é',
  '1',
  '-',
  'e',
  '\ufeff',
  '\u2028',
];

/** A value that the field takes, as a producer in good order writes it. */
function goodValue(dice: Dice, field: Field): string {
  switch (field.dataType.kind) {
    case 'string':
      return dice.pick(['"a"', '"ord-00000001"', '"naïve"', '"x y"']);
    case 'boolean':
      return dice.pick(['true', 'false']);
    case 'timestamp':
      return dice.pick([
        '"2024-01-01T00:00:01.000Z"',
        '"2024-01-02T10:20:30.5Z"',
        '"2024-01-02T10:20:30Z"',
      ]);
    case 'date':
      return '"2024-01-01"';
    case 'binary':
      return '"YWJj"';
    case 'struct':
      return '{"city":"Köln","zip":50667}';
    case 'array':
      return '["x","y"]';
    case 'map':
      return '{"k":1,"l":2}';
    case 'float':
    case 'double':
    case 'decimal':
      return dice.pick(['12.5', '0', '-7.25', '199.99']);
    default:
      return dice.pick(['1', '42', '-7']);
  }
}

function anyValue(dice: Dice): string {
  return dice.pick(dice.pick([NUMBERS, STRINGS, OTHERS]));
}

function shuffled<T>(dice: Dice, items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = dice.below(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

type Member = readonly [key: string, value: (dice: Dice) => string];

/** How one producer writes its records: the same keys in the same order, with the same spaces. */
export interface Style {
  readonly members: readonly Member[];
  readonly beforeKey: string;
  readonly beforeColon: string;
  readonly behindColon: string;
  readonly behindValue: string;
}

const EXTRA_KEYS = [
  '"zz"',
  '"unknown key"',
  '"__proto__"',
  '"constructor"',
  '"ID"',
  '"\\u0069d"',
  "'price'",
  '"price"',
  '"id"',
];

const memberOf = (field: Field): Member => [
  JSON.stringify(field.sourceName ?? field.name),
  (dice) => (dice.oneIn(40) ? anyValue(dice) : dice.oneIn(60) ? 'null' : goodValue(dice, field)),
];

/** A producer, mostly in good order; `fields` are those that the schema has. */
export function style(dice: Dice, fields: readonly Field[]): Style {
  let members = (dice.oneIn(2) ? fields : shuffled(dice, fields)).map(memberOf);
  if (dice.oneIn(3)) members = members.filter(() => !dice.oneIn(5));
  while (dice.oneIn(3)) {
    members.splice(dice.below(members.length + 1), 0, [
      dice.pick(['"zz"', '"a"', '"日本"', '"a longer key of another"']),
      (each) => (each.oneIn(10) ? anyValue(each) : each.pick(['"x"', '"a b"', '12', '[1,{}]'])),
    ]);
  }
  const space = dice.oneIn(2) ? () => '' : () => dice.pick(SPACES);
  return {
    members,
    beforeKey: space(),
    beforeColon: space(),
    behindColon: space(),
    behindValue: space(),
  };
}

/** A record of a producer, sometimes damaged. */
export function styledRecord(dice: Dice, { members, ...spaces }: Style): Uint8Array {
  const written = dice.oneIn(20) ? members.filter(() => !dice.oneIn(8)) : members;
  const body = written.map(
    ([key, value]) =>
      `${spaces.beforeKey}${key}${spaces.beforeColon}:${spaces.behindColon}${value(dice)}${spaces.behindValue}`,
  );
  return mutated(
    dice,
    utf8.encode(`{${body.join(',')}}${dice.oneIn(50) ? dice.pick(BEHIND) : ''}`),
  );
}

const BEHIND = ['x', '{}', ' ', '\n', '}'];
const utf8 = new TextEncoder();

/** A record of nobody in particular: any order, any spaces, sometimes none at all. */
export function wildRecord(dice: Dice): Uint8Array | null {
  if (dice.oneIn(200)) return null;
  // A record cut short must not be completed by the bytes of the next.
  if (dice.oneIn(100)) return utf8.encode(dice.pick(['}', '"}', ',"id":"x"}', '1}', '', ' ']));
  let fields = FIELDS;
  if (dice.oneIn(6)) fields = shuffled(dice, fields);
  if (dice.oneIn(4)) fields = fields.filter(() => !dice.oneIn(5));
  const members = fields.map(memberOf);
  while (dice.oneIn(5)) {
    members.splice(dice.below(members.length + 1), 0, [dice.pick(EXTRA_KEYS), anyValue]);
  }
  const space = dice.oneIn(5) ? () => dice.pick(SPACES) : () => '';
  const body = members.map(
    ([key, value]) => `${space()}${key}${space()}:${space()}${value(dice)}${space()}`,
  );
  return mutated(
    dice,
    utf8.encode(`${space()}{${body.join(',')}}${dice.oneIn(50) ? dice.pick(BEHIND) : space()}`),
  );
}

function mutated(dice: Dice, bytes: Uint8Array): Uint8Array {
  switch (dice.below(24)) {
    case 0: {
      const flipped = bytes.slice();
      const at = dice.below(bytes.length);
      flipped[at] = (flipped[at] as number) ^ (1 << dice.below(8));
      return flipped;
    }
    case 1:
      return bytes.slice(0, dice.below(bytes.length + 1));
    case 2: {
      const at = dice.below(bytes.length);
      const insert = utf8.encode(dice.pick(INSERTS));
      return Uint8Array.from([...bytes.subarray(0, at), ...insert, ...bytes.subarray(at)]);
    }
    case 3: {
      const at = dice.below(bytes.length);
      const length = dice.below(12);
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
    }
    default:
      return bytes;
  }
}
