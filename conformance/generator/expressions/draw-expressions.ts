import type { Json, Scenario } from '../../src/scenario.ts';
import { Random } from '../random.ts';
import { drawAggregation } from './aggregate-family.ts';
import { collections } from './collection-family.ts';
import { patterns, strings, times } from './function-families.ts';
import { jsonFunctions } from './json-family.ts';
import { arithmetic, casts, comparisons, conditionals } from './operator-families.ts';

const CASES = 20;

const FAMILIES: readonly (readonly [
  weight: number,
  name: string,
  draw: (random: Random) => Json,
])[] = [
  [4, 'arithmetic', arithmetic],
  [4, 'cast', casts],
  [3, 'compare', comparisons],
  [2, 'condition', conditionals],
  [4, 'string', strings],
  [2, 'pattern', patterns],
  [5, 'time', times],
  [5, 'json', jsonFunctions],
  [4, 'collection', collections],
];

/**
 * An expression scenario without answers: twenty cases of one family, or one aggregation of a small table. The seed
 * fixes all of it.
 */
export function drawExpressions(seed: number, id: string): Scenario {
  const random = new Random(seed);
  if (random.chance(0.5)) return drawAggregation(random, `own-expr/aggregate-${id}`);
  const [name, draw] = random.weighted(
    FAMILIES.map(([weight, ...rest]) => [weight, rest] as const),
  );
  return {
    id: `own-expr/${name}-${id}`,
    group: 'own-expr',
    kind: 'expr',
    cases: random.times(CASES, () => ({ expr: draw(random) })),
  };
}
