import { callAggregate, count, countDistinct, sumDistinct } from '@tidemark/core/functions';
import { apiName } from './api-name.ts';
import { type Expression, type Heads, untyped } from './expression.ts';

/** Aggregates that are called by their names. */
const BY_NAME = [
  'sum',
  'avg',
  'mean',
  'min',
  'max',
  'first',
  'last',
  'any_value',
  'collect_list',
  'collect_set',
  'approx_count_distinct',
  'stddev',
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
  'median',
  'count_if',
  'max_by',
  'min_by',
  'bool_and',
  'bool_or',
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
