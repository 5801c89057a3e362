import { UNKNOWN_FUNCTION } from '../errors/expression.ts';
import { nearestName } from '../errors/nearest-name.ts';
import { DISTINCT_COUNTS } from './aggregates/approx-count-distinct.ts';
import { AVERAGES } from './aggregates/avg.ts';
import { BITS } from './aggregates/bits.ts';
import { BOOLEANS } from './aggregates/booleans.ts';
import { BY_ORDER } from './aggregates/by-order.ts';
import { COLLECTIONS } from './aggregates/collect.ts';
import { COUNTS } from './aggregates/count.ts';
import { FIRST_LAST } from './aggregates/first-last.ts';
import { EXTREMES } from './aggregates/min-max.ts';
import { MODES } from './aggregates/mode.ts';
import { MOMENTS } from './aggregates/moments.ts';
import { PAIRS } from './aggregates/pair-moments.ts';
import { PERCENTILES } from './aggregates/percentile.ts';
import { APPROXIMATE_PERCENTILES } from './aggregates/percentile-approx.ts';
import { PRODUCTS } from './aggregates/products.ts';
import { SUMS } from './aggregates/sum.ts';
import { ALIASES } from './aliases.ts';
import type { AggregateFunction, HigherOrderFunction, ScalarFunction } from './function.ts';
import { MISPLACED_GENERATORS } from './generators.ts';
import { ARITHMETIC } from './scalars/arithmetic.ts';
import { ARRAY_ORDER } from './scalars/array-order.ts';
import { ARRAY_QUESTIONS } from './scalars/array-questions.ts';
import { ARRAY_SETS } from './scalars/array-sets.ts';
import { ARRAY_FORMS, ARRAYS } from './scalars/arrays.ts';
import { ARRAYS_ZIP } from './scalars/arrays-zip.ts';
import { ATTEMPTS } from './scalars/attempts.ts';
import { BIT_FUNCTIONS } from './scalars/bits.ts';
import { CHECKS } from './scalars/checks.ts';
import { CHOICES } from './scalars/choices.ts';
import { COMPARISONS } from './scalars/comparison.ts';
import { CONDITIONALS } from './scalars/conditional.ts';
import { CSV_FUNCTIONS } from './scalars/csv.ts';
import { DATE_ARITHMETIC } from './scalars/date-arithmetic.ts';
import { DATE_PARTS } from './scalars/date-parts.ts';
import { DATE_TRUNC } from './scalars/date-trunc.ts';
import { ELEMENT_ACCESS } from './scalars/element-access.ts';
import { ENCODINGS } from './scalars/encodings.ts';
import { EPOCHS } from './scalars/epochs.ts';
import { HASHES } from './scalars/hashes.ts';
import { HIGHER_ORDER } from './scalars/higher-order.ts';
import { INTERVALS } from './scalars/interval.ts';
import { JSON_FUNCTIONS } from './scalars/json.ts';
import { LOGIC } from './scalars/logic.ts';
import { MAKE_INTERVALS } from './scalars/make-intervals.ts';
import { MAKE_TIMES } from './scalars/make-times.ts';
import { MAPS } from './scalars/maps.ts';
import { MATH } from './scalars/math.ts';
import { MEMBERSHIP } from './scalars/membership.ts';
import { NOW } from './scalars/now.ts';
import { NUMBER_TEXTS } from './scalars/number-text.ts';
import { PATTERNS } from './scalars/patterns.ts';
import { POSITIVE_REMAINDER } from './scalars/positive-remainder.ts';
import { PRESENCE } from './scalars/presence.ts';
import { READ_TIMES } from './scalars/read-times.ts';
import { REGEXPS } from './scalars/regexp.ts';
import { SEQUENCES } from './scalars/sequence.ts';
import { SQL_FORMATS } from './scalars/sql-formats.ts';
import { STR_TO_MAP } from './scalars/str-to-map.ts';
import { STRUCTS } from './scalars/structs.ts';
import { TEXTS } from './scalars/text.ts';
import { TEXT_LISTS } from './scalars/text-lists.ts';
import { TEXT_SEARCHES } from './scalars/text-search.ts';
import { TEXT_SHAPES } from './scalars/text-shape.ts';
import { TIMESTAMP_ARITHMETIC } from './scalars/timestamp-arithmetic.ts';
import { TRANSCENDENTAL } from './scalars/transcendental.ts';
import { URLS } from './scalars/urls.ts';
import { WHILE_READ } from './scalars/while-read.ts';
import { WHOLE_NUMBERS } from './scalars/whole-numbers.ts';
import { WINDOW_FUNCTIONS } from './scalars/window-functions.ts';
import { WRITE_TIMES } from './scalars/write-times.ts';
import { ZONES } from './scalars/zones.ts';

/** Each family is a list in a file of its own: a new function is one entry, type rule and kernel together. */
const SCALARS: ReadonlyMap<string, ScalarFunction> = withArrayForms([
  ...ARITHMETIC,
  ...COMPARISONS,
  ...LOGIC,
  ...PRESENCE,
  ...CONDITIONALS,
  ...INTERVALS,
  ...MEMBERSHIP,
  ...TEXTS,
  ...PATTERNS,
  ...REGEXPS,
  ...TEXT_SEARCHES,
  ...TEXT_SHAPES,
  ...TEXT_LISTS,
  ...MATH,
  ...TRANSCENDENTAL,
  ...WHOLE_NUMBERS,
  ...POSITIVE_REMAINDER,
  ...BIT_FUNCTIONS,
  ...ATTEMPTS,
  ...NUMBER_TEXTS,
  ...SQL_FORMATS,
  ...HASHES,
  ...ENCODINGS,
  ...URLS,
  ...CHECKS,
  ...CHOICES,
  ...DATE_ARITHMETIC,
  ...DATE_PARTS,
  ...DATE_TRUNC,
  ...EPOCHS,
  ...MAKE_INTERVALS,
  ...MAKE_TIMES,
  ...NOW,
  ...READ_TIMES,
  ...TIMESTAMP_ARITHMETIC,
  ...WRITE_TIMES,
  ...ZONES,
  ...STRUCTS,
  ...JSON_FUNCTIONS,
  ...CSV_FUNCTIONS,
  ...ARRAYS,
  ...ARRAY_QUESTIONS,
  ...ARRAY_SETS,
  ...ARRAY_ORDER,
  ...ARRAYS_ZIP,
  ...ELEMENT_ACCESS,
  ...SEQUENCES,
  ...MAPS,
  ...STR_TO_MAP,
  ...WINDOW_FUNCTIONS,
  ...WHILE_READ,
  ...MISPLACED_GENERATORS,
]);

const HIGHER_ORDERS: ReadonlyMap<string, HigherOrderFunction> = byName([...HIGHER_ORDER]);

const AGGREGATES: ReadonlyMap<string, AggregateFunction> = byName([
  ...COUNTS,
  ...SUMS,
  ...AVERAGES,
  ...EXTREMES,
  ...FIRST_LAST,
  ...COLLECTIONS,
  ...MOMENTS,
  ...PAIRS,
  ...PERCENTILES,
  ...APPROXIMATE_PERCENTILES,
  ...MODES,
  ...BY_ORDER,
  ...BITS,
  ...BOOLEANS,
  ...PRODUCTS,
  ...DISTINCT_COUNTS,
]);

/**
 * The function of one row that a call names.
 *
 * @throws {@link UNKNOWN_FUNCTION} with the nearest name there is
 */
export function scalarFunction(name: string): ScalarFunction {
  return SCALARS.get(ALIASES.get(name) ?? name) ?? unknown(name, SCALARS.keys());
}

/**
 * The function of a group that an aggregate call names.
 *
 * @throws {@link UNKNOWN_FUNCTION} with the nearest name there is
 */
export function aggregateFunction(name: string): AggregateFunction {
  return AGGREGATES.get(name) ?? unknown(name, AGGREGATES.keys());
}

/** The function that takes lambdas by this name, if it does. */
export function higherOrderFunction(name: string): HigherOrderFunction | undefined {
  return HIGHER_ORDERS.get(name);
}

/** All names, for documentation and tests. */
export function functionNames(): { scalars: readonly string[]; aggregates: readonly string[] } {
  return {
    scalars: [...SCALARS.keys(), ...ALIASES.keys(), ...HIGHER_ORDERS.keys()],
    aggregates: [...AGGREGATES.keys()],
  };
}

/** Functions of text that are there for arrays as well: the first argument decides which one a call means. */
function withArrayForms(functions: readonly ScalarFunction[]): Map<string, ScalarFunction> {
  const known = byName(functions);
  for (const arrays of ARRAY_FORMS) {
    const text = known.get(arrays.name);
    known.set(arrays.name, {
      name: arrays.name,
      resolve: (args, settings) =>
        (args[0]?.dataType.kind === 'array' ? arrays : (text ?? arrays)).resolve(args, settings),
    });
  }
  return known;
}

function byName<F extends { readonly name: string }>(functions: readonly F[]): Map<string, F> {
  return new Map(functions.map((f) => [f.name, f]));
}

function unknown(name: string, names: Iterable<string>): never {
  throw UNKNOWN_FUNCTION.error({ name, suggestion: nearestName(name, names) });
}
