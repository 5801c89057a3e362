import { UNKNOWN_FUNCTION } from '../errors/expression.ts';
import { AVERAGES } from './aggregates/avg.ts';
import { COLLECTIONS } from './aggregates/collect.ts';
import { COUNTS } from './aggregates/count.ts';
import { FIRST_LAST } from './aggregates/first-last.ts';
import { EXTREMES } from './aggregates/min-max.ts';
import { SUMS } from './aggregates/sum.ts';
import { VARIANCES } from './aggregates/variance.ts';
import type { AggregateFunction, ScalarFunction } from './function.ts';
import { nearestName } from './nearest-name.ts';
import { ARITHMETIC } from './scalars/arithmetic.ts';
import { COMPARISONS } from './scalars/comparison.ts';
import { CONDITIONALS } from './scalars/conditional.ts';
import { DATES } from './scalars/dates.ts';
import { INTERVALS } from './scalars/interval.ts';
import { LOGIC } from './scalars/logic.ts';
import { MATH } from './scalars/math.ts';
import { MEMBERSHIP } from './scalars/membership.ts';
import { PATTERNS } from './scalars/patterns.ts';
import { PRESENCE } from './scalars/presence.ts';
import { STRUCTS } from './scalars/structs.ts';
import { TEXTS } from './scalars/text.ts';
import { WINDOW_FUNCTIONS } from './scalars/window-functions.ts';

/** Each family is a list in a file of its own: a new function is one entry, type rule and kernel together. */
const SCALARS: ReadonlyMap<string, ScalarFunction> = byName([
  ...ARITHMETIC,
  ...COMPARISONS,
  ...LOGIC,
  ...PRESENCE,
  ...CONDITIONALS,
  ...INTERVALS,
  ...MEMBERSHIP,
  ...TEXTS,
  ...PATTERNS,
  ...MATH,
  ...DATES,
  ...STRUCTS,
  ...WINDOW_FUNCTIONS,
]);

const AGGREGATES: ReadonlyMap<string, AggregateFunction> = byName([
  ...COUNTS,
  ...SUMS,
  ...AVERAGES,
  ...EXTREMES,
  ...FIRST_LAST,
  ...COLLECTIONS,
  ...VARIANCES,
]);

/**
 * The function of one row that a call names.
 *
 * @throws {@link UNKNOWN_FUNCTION} with the nearest name there is
 */
export function scalarFunction(name: string): ScalarFunction {
  return SCALARS.get(name) ?? unknown(name, SCALARS.keys());
}

/**
 * The function of a group that an aggregate call names.
 *
 * @throws {@link UNKNOWN_FUNCTION} with the nearest name there is
 */
export function aggregateFunction(name: string): AggregateFunction {
  return AGGREGATES.get(name) ?? unknown(name, AGGREGATES.keys());
}

/** All names, for documentation and tests. */
export function functionNames(): { scalars: readonly string[]; aggregates: readonly string[] } {
  return { scalars: [...SCALARS.keys()], aggregates: [...AGGREGATES.keys()] };
}

function byName<F extends { readonly name: string }>(functions: readonly F[]): Map<string, F> {
  return new Map(functions.map((f) => [f.name, f]));
}

function unknown(name: string, names: Iterable<string>): never {
  throw UNKNOWN_FUNCTION.error({ name, suggestion: nearestName(name, names) });
}
