import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, cast, lit } from '../syntax.ts';
import { drawCall, signatures } from './signatures.ts';
import { likeness, literal, NUMBER_TYPES, SCALAR_TYPES, type ScalarType } from './values.ts';

const MATH = signatures(`
abs number
negative number
positive number
pmod number number
round real scale?
bround real scale?
ceil real
floor real
sqrt real
cbrt real
exp real
expm1 double
ln real
log2 double
log10 double
log1p double
log double double
power real real
sign number
sin double
cos double
tan double
asin double
acos double
atan double
atan2 double double
sinh double
cosh double
tanh double
degrees double
radians double
hypot double double
rint double
greatest number number number*
least number number number*
factorial count
hex whole
bin whole
conv digits base base
shiftleft whole bits
shiftright whole bits
shiftrightunsigned whole bits
pmod whole whole
mod whole whole
getbit whole whole
signum whole
bit_count whole
div whole whole
width_bucket double double double count
isnan real
nanvl double double
try_add number number
try_subtract whole whole
try_multiply whole whole
try_divide number number
e
pi
`);

const OPERATORS = ['+', '-', '*', '/', '%'] as const;

export function arithmetic(random: Random): Json {
  if (random.chance(0.45)) return drawCall(random, MATH);
  const operator = random.pick(OPERATORS);
  const side = (): Json =>
    random.chance(0.08)
      ? lit(likeness(random, 'number'), 'string')
      : literal(random, random.pick(NUMBER_TYPES));
  if (random.chance(0.1)) return call('neg', side());
  const inner = call(operator, side(), side());
  return random.chance(0.2) ? call(random.pick(OPERATORS), inner, side()) : inner;
}

export function casts(random: Random): Json {
  const to = random.pick(SCALAR_TYPES);
  if (random.chance(0.5)) {
    const isTime = to === 'date' || to === 'timestamp' ? random.chance(0.9) : random.chance(0.1);
    return cast(lit(likeness(random, isTime ? 'time' : 'number'), 'string'), to);
  }
  const from = random.pick(SCALAR_TYPES);
  const value = literal(random, from);
  return random.chance(0.12) ? cast(cast(value, random.pick(SCALAR_TYPES)), to) : cast(value, to);
}

const COMPARABLE: readonly (readonly ScalarType[])[] = [
  NUMBER_TYPES,
  ['string'],
  ['date', 'timestamp'],
  ['boolean'],
  ['string', 'int', 'double', 'long'],
  ['string', 'date', 'timestamp'],
  ['decimal(10,2)', 'double', 'int', 'decimal(38,18)'],
];

function comparable(random: Random, count: number): readonly Json[] {
  const types = random.pick(COMPARABLE);
  return random.times(count, () => {
    const type = random.pick(types);
    const isLikeness = type === 'string' && types.length > 1;
    if (!isLikeness) return literal(random, type);
    return lit(likeness(random, types.includes('date') ? 'time' : 'number'), 'string');
  });
}

export function comparisons(random: Random): Json {
  const operator = (): string => random.pick(['=', '!=', '<', '<=', '>', '>=', '<=>']);
  const compared = (): Json => call(operator(), ...comparable(random, 2));
  return random.weighted<() => Json>([
    [6, compared],
    [1, () => call('between', ...comparable(random, 3))],
    [1, () => call('in', ...comparable(random, random.int(2, 4)))],
    [
      1,
      () =>
        call(
          random.pick(['and', 'or']),
          compared(),
          random.chance(0.3) ? literal(random, 'boolean') : compared(),
        ),
    ],
    [0.5, () => call('not', compared())],
    [
      0.5,
      () => call(random.pick(['isNull', 'isNotNull']), literal(random, random.pick(SCALAR_TYPES))),
    ],
    [1, () => call(random.pick(['greatest', 'least']), ...comparable(random, random.int(2, 3)))],
  ])();
}

export function conditionals(random: Random): Json {
  const [a, b, c] = comparable(random, 3) as [Json, Json, Json];
  const [x, y] = comparable(random, 2) as [Json, Json];
  const when = call(random.pick(['=', '<', '<=>']), x, y);
  return random.weighted<() => Json>([
    [3, () => call('if', when, a, b)],
    [3, () => call('case', when, a, call('isNull', x), b, c)],
    [1, () => call('case', when, a, literal(random, 'boolean'), b)],
    [3, () => call('coalesce', a, b, c)],
    [2, () => call('nullif', a, b)],
    [1, () => call('ifnull', a, b)],
    [1, () => call('nvl', a, b)],
    [1, () => call('nvl2', a, b, c)],
    [1, () => call('nanvl', literal(random, 'double'), literal(random, 'double'))],
  ])();
}
