import { callAggregate, count, countDistinct, sumDistinct } from '@tidemark/core/functions';
import { apiName } from './api-name.ts';
import { type Expression, type Heads, untyped } from './expression.ts';

/** Aggregates that are called by their names. */
const BY_NAME = [
  'sum',
  'avg',
  'mean',
  'try_sum',
  'try_avg',
  'product',
  'min',
  'max',
  'first',
  'first_value',
  'last',
  'last_value',
  'any_value',
  'collect_list',
  'array_agg',
  'collect_set',
  'approx_count_distinct',
  'stddev',
  'std',
  'stddev_samp',
  'stddev_pop',
  'variance',
  'var_samp',
  'var_pop',
  'skewness',
  'kurtosis',
  'covar_pop',
  'covar_samp',
  'corr',
  'regr_avgx',
  'regr_avgy',
  'regr_count',
  'regr_intercept',
  'regr_r2',
  'regr_slope',
  'regr_sxx',
  'regr_sxy',
  'regr_syy',
  'median',
  'percentile',
  'percentile_approx',
  'approx_percentile',
  'mode',
  'count_if',
  'max_by',
  'min_by',
  'bool_and',
  'every',
  'bool_or',
  'some',
  'any',
  'bit_and',
  'bit_or',
  'bit_xor',
];

export const AGGREGATES: Heads = [
  [
    'count',
    (args, compile) => {
      const [first] = args;
      if (!Array.isArray(first)) return untyped(count());
      return args.length === 1
        ? untyped(count(compile(first)))
        : untyped(callAggregate('count', ...args.map(compile)));
    },
  ],
  [
    'count_distinct',
    (args, compile) =>
      untyped(countDistinct(...(args.map(compile) as [Expression, ...Expression[]]))),
  ],
  ['sum_distinct', ([of = null], compile) => untyped(sumDistinct(compile(of)))],
  ...BY_NAME.map((name): Heads[number] => [
    name,
    (args, compile) => untyped(callAggregate(apiName(name), ...args.map(compile))),
  ]),
];
