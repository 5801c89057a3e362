import { readFileSync } from 'node:fs';

const DOCUMENTED = [
  'api/data-frame.ts',
  'api/frame-actions.ts',
  'api/frame-combinations.ts',
  'api/grouped-data.ts',
  'api/na-functions.ts',
  'api/planned-frame.ts',
  'api/data-stream-writer.ts',
  'api/source-frame.ts',
  'expr/aggregates.ts',
  'expr/arrays.ts',
  'expr/csv-functions.ts',
  'expr/date-arithmetic.ts',
  'expr/generators.ts',
  'expr/higher-order.ts',
  'expr/json-functions.ts',
  'expr/make-times.ts',
  'expr/maps.ts',
  'expr/numbers.ts',
  'expr/scalars.ts',
  'expr/sort-order.ts',
  'expr/texts.ts',
  'expr/time-texts.ts',
  'expr/times.ts',
  'expr/statistics.ts',
  'expr/user-aggregate.ts',
  'expr/user-function.ts',
  'expr/windows.ts',
];

/** What the examples take for granted. */
const PREAMBLE = `
import { createSession, type DataFrame, schema, string, double, int, nullable, timestamp, memorySource, memorySink, consoleSink, type RowOf } from '../../src/index.ts';
import { anyValue, approxCountDistinct, bitAnd, bitOr, bitXor, boolAnd, boolOr, corr, countIf, covarPop, covarSamp, kurtosis, maxBy, median, minBy, mode, percentile, percentileApprox, product, regrIntercept, regrR2, regrSlope, skewness, stddevPop, tryAvg, trySum, udaf, varPop } from '../../src/functions.ts';
import { abs, asc, avg, callAggregate, callFunction, ceil, coalesce, col, collectList, collectSet, concat, count, countDistinct, currentTimestamp, desc, first, floor, greatest, last, least, lit, lower, max, min, round, struct, sum, sumDistinct, toJson, udf, upper, when, window, windowTime, calendarWindow, dateFormat, dateTrunc, isNaN, pow, sqrt, stddev, toDate, tryCast, variance } from '../../src/functions.ts';
import { bround, sessionWindow } from '../../src/functions.ts';
import { ascNullsLast, descNullsFirst, lag, rank, rowNumber, windowSpec } from '../../src/functions.ts';
import { addMonths, convertTimezone, datePart, makeDate, makeInterval, timestampAdd, toTimestamp } from '../../src/functions.ts';
import { fromCsv, fromJson, getJsonObject, jsonTuple, schemaOfCsv, schemaOfJson, toCsv } from '../../src/functions.ts';
import { array as arrayType } from '../../src/index.ts';
import { aggregate, array, arrayContains, arrayJoin, arraySort, arraysZip, explode, filter, inline, map, posexplode, sequence, size, stack, strToMap, transform } from '../../src/functions.ts';
const Order = schema({ order_id: string(), country: string(), sku: string(), price: double(), quantity: int(), discount: nullable(double()), order_time: timestamp() });
type Order = RowOf<typeof Order>;
const session = createSession();
const orders = session.readStream(memorySource(Order));
const Basket = schema({ order_id: string(), country: string(), sku: string(), quantity: int(), price: double(), discount: nullable(double()), tags: arrayType(string()), prices: arrayType(double()), skus: arrayType(string()), labels: string() });
const baskets = session.readStream(memorySource(Basket));
const archive = session.read(memorySource(Order));
const byCountry = orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
const byWindow = orders
  .withWatermark('order_time', '10 minutes')
  .groupBy((o) => ({ window: window(o.order_time, '5 minutes') }))
  .agg((o) => ({ revenue: sum(o.price) }));
const table = memorySink<unknown>();
const lateTable = memorySink<unknown>();
const deadLetters = memorySink<unknown>();
const config = { key: 'country', value: 'price' };
`;

/** One file with all examples, each in a block of its own. */
export function docExamples(): { readonly text: string; readonly count: number } {
  const blocks = DOCUMENTED.flatMap((file) => {
    const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
    return [...source.matchAll(/```ts\n(.*?)```/gs)].map(({ 1: code = '' }) =>
      code.replaceAll(/^ *\* ?/gm, ''),
    );
  });
  const text = [PREAMBLE, ...blocks.map((code) => `{\n${code}\n}`), 'export {};'].join('\n');
  return { text, count: blocks.length };
}
