import type { Columns, Json, SourceSpec } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { timestampText } from '../timestamp.ts';

const TEXT_KEYS: readonly Json[] = ['a', 'a', 'a', 'b', 'b', 'c', null];
const NUMBER_KEYS: readonly Json[] = [0, 0, 0, 1, 1, 2, null];
const VALUES: readonly Json[] = [0, 1, 2, 3, 5, 10, -4, 1, 2, null];
const DOUBLES: readonly Json[] = [
  0,
  '-0.0',
  0.5,
  1.5,
  2.25,
  -1.5,
  100,
  'NaN',
  'Infinity',
  null,
  0.1,
];

/** Draws rows of a source: ties, nulls, NaN, and times that go forward but not for every row. */
export class RowFeed {
  readonly #random: Random;
  readonly #columns: Columns;
  readonly #needsTimes: boolean;
  #last: Json | undefined;

  constructor(random: Random, { schema = [] }: SourceSpec, needsTimes: boolean) {
    this.#random = random;
    this.#columns = schema;
    this.#needsTimes = needsTimes;
  }

  /** Rows around a time, in seconds. */
  rows(nowSeconds: number, most: number): readonly Json[] {
    const random = this.#random;
    return random.times(random.int(1, most), () => {
      const isAgain = this.#last !== undefined && random.chance(0.12);
      this.#last = isAgain ? (this.#last as Json) : this.#row(nowSeconds);
      return this.#last;
    });
  }

  #row(nowSeconds: number): Json {
    return this.#columns.map(([name, type]) => this.#value(name, type, nowSeconds));
  }

  #value(name: string, type: Json, nowSeconds: number): Json {
    const random = this.#random;
    if (type === 'double') return random.pick(DOUBLES);
    if (name.endsWith('k')) return random.pick(type === 'string' ? TEXT_KEYS : NUMBER_KEYS);
    if (name.endsWith('v')) return random.pick(VALUES);
    if (!this.#needsTimes && random.chance(0.06)) return null;
    const isLate = random.chance(0.07);
    const seconds = nowSeconds + random.int(-10, 8) - (isLate ? random.int(20, 60) : 0);
    if (type !== 'timestamp') return seconds;
    const fraction = random.pick([0, 0, 500_000, 999_999, 1, 250_000]);
    return timestampText(seconds * 1_000_000 + fraction);
  }
}
