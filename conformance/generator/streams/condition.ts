import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { all, call, col, field, lit } from '../syntax.ts';
import { timestampText } from '../timestamp.ts';
import type { Column, Kind } from './column.ts';

type Draw = (random: Random, column: Json) => Json;

const KEYS = ['a', 'b', 'c', 'd'];

const ofText: readonly Draw[] = [
  (random, of) => call(random.pick(['=', '!=', '<', '<=>']), of, lit(random.pick(KEYS))),
  (random, of) => call('in', of, ...random.some(KEYS, 2).map((key) => lit(key))),
  (random, of) => call('like', of, lit(random.pick(['a%', '_', '%b%']))),
  (_, of) => call('=', call('length', of), lit(1)),
];

const ofInteger: readonly Draw[] = [
  (random, of) => call(random.pick(['>', '>=', '<', '!=']), of, lit(random.int(-2, 5))),
  (random, of) => call('=', call('%', of, lit(2)), lit(random.int(0, 1))),
  (random, of) => call('between', of, lit(random.int(-4, 1)), lit(random.int(2, 8))),
];

const ofDouble: readonly Draw[] = [
  (random, of) => call(random.pick(['>', '<=']), of, lit(random.pick([0.5, 2.5, -1.5]))),
  (_, of) => call('not', call('isnan', of)),
];

const ofTime: readonly Draw[] = [
  (random, of) =>
    call(
      random.pick(['>=', '<', '!=']),
      of,
      lit(timestampText(random.int(0, 60) * 1_000_000), 'timestamp'),
    ),
];

const DRAWS: Readonly<Record<Kind, readonly Draw[]>> = {
  text: ofText,
  int: ofInteger,
  long: ofInteger,
  double: ofDouble,
  time: ofTime,
  window: [(random, of) => ofTime[0]?.(random, field(of, random.pick(['start', 'end']))) as Json],
  other: [],
};

/** A condition on some of the columns: one comparison, or several joined by `and`, `or`, `not`. */
export function condition(random: Random, columns: readonly Column[]): Json {
  return random.weighted<() => Json>([
    [7, () => comparison(random, columns)],
    [2, () => all([comparison(random, columns), comparison(random, columns)])],
    [1, () => call('or', comparison(random, columns), comparison(random, columns))],
    [0.5, () => call('not', comparison(random, columns))],
  ])();
}

function comparison(random: Random, columns: readonly Column[]): Json {
  const { name, kind } = random.pick(columns);
  const draws = DRAWS[kind];
  if (draws.length === 0 || random.chance(0.25)) {
    return call(random.chance(0.8) ? 'isNotNull' : 'isNull', col(name));
  }
  return random.pick(draws)(random, col(name));
}
