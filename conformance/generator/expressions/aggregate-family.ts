import type { Json, Scenario } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, col, groupBy, lit, source } from '../syntax.ts';
import { type ScalarType, scalar } from './values.ts';

const OF_NUMBERS = [
  'sum',
  'avg',
  'stddev',
  'stddev_samp',
  'stddev_pop',
  'variance',
  'var_samp',
  'var_pop',
  'skewness',
  'kurtosis',
  'median',
  'sum_distinct',
];
const OF_ANYTHING = [
  'count',
  'min',
  'max',
  'count_distinct',
  'approx_count_distinct',
  'first',
  'last',
  'any_value',
  'max',
];
const NUMBERS: readonly ScalarType[] = [
  'int',
  'long',
  'double',
  'float',
  'decimal(10,2)',
  'smallint',
];
const TYPES: readonly ScalarType[] = [
  ...NUMBERS,
  ...NUMBERS,
  'string',
  'date',
  'timestamp',
  'boolean',
];

/** One to five aggregates of a small table, in groups or of all rows, as a bounded plan. */
export function drawAggregation(random: Random, id: string): Scenario {
  const type = random.pick(TYPES);
  const isNumber = NUMBERS.includes(type);
  const count = random.chance(0.06) ? 0 : random.int(1, 12);
  const value = (): Json => (random.chance(0.15) ? null : scalar(random, type));
  const rows = random.times(count, () => [
    random.pick<Json>(['x', 'y', '', null]),
    value(),
    random.pick<Json>([1, 2, 3, 5, null]),
  ]);
  const v = col('v');
  const draw = (): Json =>
    random.weighted<() => Json>([
      [5, () => call(random.pick(OF_ANYTHING), v)],
      [isNumber ? 8 : 0, () => call(random.pick(OF_NUMBERS), v)],
      [1, () => call('count', '*')],
      [2, () => call('sort_array', call(random.pick(['collect_list', 'collect_set']), v))],
      [1, () => call('collect_list', v)],
      [1, () => call(random.pick(['max_by', 'min_by']), v, col('w'))],
      [1, () => call(random.pick(['max', 'min']), call('struct', ['w', col('w')], ['v', v]))],
      [isNumber ? 1 : 0, () => call(random.pick(['corr', 'covar_pop', 'covar_samp']), v, col('w'))],
      [1, () => call('count_if', call('isNotNull', v))],
      [1, () => call(random.pick(['bool_and', 'bool_or']), call('>', col('w'), lit(1)))],
      [isNumber ? 1 : 0, () => call('/', call('sum', v), call('count', '*'))],
      [isNumber ? 1 : 0, () => call('-', call('max', v), call('min', v))],
      [0.5, () => call('count', v, col('w'))],
      [0.5, () => call('count_distinct', v, col('w'))],
      [0.5, () => call('sum', col('w'))],
    ])();
  const aggs = withoutOrder(random.times(random.int(1, 5), (i) => [`a${i}`, draw()]));
  const keys = random.weighted<Json>([
    [4, [['k', col('k')]]],
    [3, []],
    [1, [['m', call('%', col('w'), lit(2))]]],
    [isNumber && type !== 'decimal(10,2)' ? 1 : 0, [['v', v]]],
  ]);
  return {
    id,
    group: 'own-expr',
    kind: 'batch',
    sources: {
      in: {
        static: true,
        schema: [
          ['k', 'string'],
          ['v', type],
          ['w', 'int'],
        ],
        rows,
      },
    },
    plan: groupBy(keys, aggs, source('in')),
  };
}

/**
 * Beside distinct aggregates Spark orders the rows of a group anew, by hashes: what depends on their order has no rule
 * then, and is left out.
 */
function withoutOrder(aggs: readonly Json[]): readonly Json[] {
  const has = (agg: Json, names: RegExp): boolean => names.test(JSON.stringify(agg));
  if (!aggs.some((agg) => has(agg, /_distinct"/) && !has(agg, /approx/))) return aggs;
  return aggs.filter((agg) => !has(agg, /"(first|last|any_value|collect_list|max_by|min_by)"/));
}
