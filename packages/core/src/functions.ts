// The door to the functions that expressions are made of.
export {
  avg,
  callAggregate,
  collectList,
  collectSet,
  count,
  countDistinct,
  type FirstLastOptions,
  first,
  last,
  max,
  min,
  stddev,
  sum,
  sumDistinct,
  variance,
} from './expr/aggregates.ts';
export { abs, ceil, floor, isNaN, pow, round, sqrt } from './expr/numbers.ts';
export {
  callFunction,
  coalesce,
  col,
  greatest,
  least,
  lit,
  struct,
  type When,
  when,
} from './expr/scalars.ts';
export { asc, desc, type SortOrder } from './expr/sort-order.ts';
export { concat, lower, toJson, upper } from './expr/texts.ts';
export {
  currentDate,
  currentTimestamp,
  dateFormat,
  dateTrunc,
  dayOfMonth,
  dayOfWeek,
  hour,
  minute,
  month,
  second,
  type TruncUnit,
  timestampMicros,
  timestampMillis,
  timestampSeconds,
  toDate,
  tryCast,
  unixMicros,
  unixMillis,
  unixSeconds,
  year,
} from './expr/times.ts';
export { type UserFunctionOptions, udf } from './expr/user-function.ts';
export { window, windowTime } from './expr/windows.ts';
