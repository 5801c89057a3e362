// Spark's table of what cannot be started (semantics 4.4): each row refused by the compiler where types can
// tell, and always when the query is written or started as JavaScript. Like `misuse.test-d.ts`.
//
// Of the 41 rows these have nothing here that could go wrong: 7 and 19 (functions of Python), 12 (cube and
// rollup), 13 (commands), 27 (joins that only Spark's optimizer makes), 29 (cogroup), 34 (offset),
// 39 (monotonically_increasing_id), 41 (the continuous trigger).

import {
  count,
  countDistinct,
  rowNumber,
  sessionWindow,
  sum,
  window,
  windowSpec,
} from '../../src/functions.ts';
import { type DataFrame, type Mode, schema, string } from '../../src/index.ts';
import { archive, orders, table } from './frames.ts';
import { type Misuse, misuseTable } from './misuse-table.ts';

const { misuses, misuse } = misuseTable();

const timed = orders.withWatermark('order_time', '1 minute');
const byCountry = orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
const byWindow = timed
  .groupBy((o) => ({ window: window(o.order_time, '5 minutes') }))
  .agg((o) => ({ revenue: sum(o.price) }));
const countries = archive.select('country').withColumns((o) => ({ name: o.country.upper() }));
const others = orders.select((o) => ({ sku: o.sku, seen: o.order_time }));
const lastCountry = { state: string(), output: schema({ country: string() }) } as const;
const places = orders.select('country');
const newest = <M extends Mode>(frame: DataFrame<{ country: string }, never, M>) =>
  frame.groupBy('country').mapGroupsWithState(lastCountry, (key) => key);

// 1, and 38: there is no other way to an immediate result
misuse('all rows of a stream', 'PLAN.STREAMING_IN_BATCH', () =>
  // @ts-expect-error a stream never ends: use writeTo() or writeStream
  orders.collect(),
);
// 2
misuse('a streaming output of data that has an end', 'PLAN.NOT_STREAMING', () =>
  // @ts-expect-error this data has an end: use write(sink), collect() or show()
  archive.writeTo(table),
);
// 3
misuse('values within a watermark of data that has an end', 'PLAN.NOT_STREAMING', () =>
  // @ts-expect-error this data has an end: use write(sink), collect() or show()
  archive.dropDuplicatesWithinWatermark('order_id').collect(),
);
// 4
misuse('two functions of groups that give one row each', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  newest(newest(places))
    // @ts-expect-error no output mode is left: a step keeps state over rows that still change
    .writeStream.outputMode('update')
    .start(table),
);
// 5
misuse('functions of groups of both kinds', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  newest(places)
    .groupBy('country')
    .flatMapGroupsWithState({ ...lastCountry, outputMode: 'update' }, (key) => [key])
    // @ts-expect-error no output mode is left: a step keeps state over rows that still change
    .writeStream.outputMode('update')
    .start(table),
);
// 6
misuse('functions of groups over rows that change', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error no output mode is left: a step keeps state over rows that still change
  orders
    .groupBy('country')
    .flatMapGroupsWithState({ ...lastCountry, outputMode: 'update' }, (key) => [key])
    .groupBy('country')
    .flatMapGroupsWithState({ ...lastCountry, outputMode: 'append' }, (key) => [key])
    .writeTo(table),
);
// 8
misuse('append of an aggregation without watermark', 'OUTPUT_MODE.NEEDS_WATERMARK', () =>
  // @ts-expect-error Misuse<"append needs a watermark: group by a column named in withWatermark()"
  byCountry.writeStream.outputMode('append').start(table),
);
// 9
misuse('changing sessions', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    .withWatermark('order_time', '1 hour')
    .groupBy((o) => ({ s: sessionWindow(o.order_time, '5 minutes'), country: o.country }))
    .agg(() => ({ n: count() }))
    // @ts-expect-error Argument of type '"update"' is not assignable to parameter of type '"append" | "complete"'.
    .writeStream.outputMode('update')
    .start(table),
);
// 10
misuse('complete without an aggregation', 'OUTPUT_MODE.NEEDS_AGGREGATION', () =>
  // @ts-expect-error Argument of type '"complete"' is not assignable to parameter of type '"append" | "update"'.
  orders.writeStream.outputMode('complete').start(table),
);
// 11
misuse('an exact distinct count over a stream', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    .groupBy('country')
    // @ts-expect-error an exact distinct count or sum has to see all rows, and a stream never ends
    .agg((o) => ({ skus: countDistinct(o.sku) }))
    .writeStream.outputMode('update')
    .start(table),
);
// 14
misuse('a state to start from that never ends', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    .groupBy('country')
    .mapGroupsWithState(
      lastCountry,
      (key) => key,
      // @ts-expect-error a stream never ends: use writeTo() or writeStream
      orders.groupBy('country').withState((o) => o.country),
    )
    .writeStream.outputMode('update')
    .start(table),
);
// 15
misuse('rows of groups that change as if they were final', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error append needs a watermark
  newest(places).writeTo(table),
);
// 16
misuse(
  'rows of groups declared to change as if they were final',
  'PLAN.UNSUPPORTED_ON_STREAM',
  () =>
    orders
      .groupBy('country')
      .flatMapGroupsWithState({ ...lastCountry, outputMode: 'update' }, (key) => [key])
      // @ts-expect-error append needs a watermark
      .writeTo(table),
);
// 17
misuse('rows of groups declared final as if they changed', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    .groupBy('country')
    .flatMapGroupsWithState({ ...lastCountry, outputMode: 'append' }, (key) => [key])
    // @ts-expect-error Type '"update"' is not assignable to type
    .writeTo(table, { outputMode: 'update' }),
);
// 18
misuse('an aggregation of rows of groups that change', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  newest(places)
    .agg(() => ({ n: count() }))
    // @ts-expect-error no output mode is left: a step keeps state over rows that still change
    .writeStream.outputMode('update')
    .start(table),
);
// 20
misuse('a timeout by a watermark that is not there', 'WATERMARK.MISSING', () =>
  orders
    .groupBy('country')
    .mapGroupsWithState(
      // @ts-expect-error this step works by a watermark: call withWatermark() before it, and keep its column
      { ...lastCountry, timeout: 'eventTime' },
      (key) => key,
    )
    .writeStream.outputMode('update')
    .start(table),
);
// 21
misuse('a join of streams in update mode', 'JOIN.NEEDS_APPEND', () =>
  // @ts-expect-error Type '"update"' is not assignable to type
  orders.join(others, 'sku').writeTo(table, { outputMode: 'update' }),
);
// 22
misuse('all rows of a table and of a stream', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the right cannot know which of its rows the stream will never match
  orders.join(countries, 'country', 'fullOuter').writeTo(table),
);
// 23
misuse('the rows of a stream that another one does not have', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error a stream never ends, so nothing is known to have no match in it
  timed.join(others, 'sku', 'leftAnti').writeTo(table),
);
// 24
misuse('all rows of a table before a stream', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the left cannot know which of its rows the stream will never match
  countries.join(orders, 'country', 'leftOuter').writeTo(table),
);
// 24
misuse('the rows of a table that a stream does not have', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the left cannot know which of its rows the stream will never match
  countries.join(orders, 'country', 'leftAnti').writeTo(table),
);
// 25
misuse('all rows of a table beside a stream', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the right cannot know which of its rows the stream will never match
  orders.join(countries, 'country', 'rightOuter').writeTo(table),
);
// 26
misuse('an outer join of streams without a watermark', 'JOIN.NEEDS_WATERMARK', () =>
  // @ts-expect-error without a watermark no row is known to have no match: call withWatermark() before it
  orders.join(others, 'sku', 'leftOuter').writeTo(table),
);
// What no type can tell is checked when the frame is built, or when the query starts.
// 26
misuse('an outer join of streams whose times nothing compares', 'JOIN.NEEDS_WATERMARK', () =>
  timed.join(others.withWatermark('seen', '1 minute'), 'sku', 'leftOuter').writeTo(table),
);
// 28
misuse('values within a watermark that is not there', 'WATERMARK.MISSING', () =>
  // @ts-expect-error this step works by a watermark: call withWatermark() before it, and keep its column
  orders.dropDuplicatesWithinWatermark('order_id').writeStream.start(table),
);
// 30
misuse('a union of a stream and data that has an end', 'PLAN.MIXED_UNION', () =>
  // @ts-expect-error the inputs of a union are both streams, or both have an end
  orders.union(archive),
);
// 31
misuse('the rows that a stream does not have', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error rows of two frames can be compared when all are there, and a stream never ends
  archive.except(orders),
);
// 31
misuse(
  'the rows of a stream that another one does not have, one for one',
  'PLAN.UNSUPPORTED_ON_STREAM',
  () =>
    // @ts-expect-error rows of two frames can be compared when all are there, and a stream never ends
    orders.exceptAll(archive),
);
// 32
misuse('the rows that are in two streams', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error rows of two frames can be compared when all are there, and a stream never ends
  orders.intersect(orders),
);
// 33
misuse('the first rows of results that change', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    .limit(3)
    // @ts-expect-error Argument of type '"update"' is not assignable to parameter of type '"append"'.
    .writeStream.outputMode('update')
    .start(table),
);
// 35
misuse('an order of a stream', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error on a stream only the complete result of an aggregation has an order
  orders.orderBy('price').writeStream.outputMode('append').start(table),
);
// 36
misuse('a sample of a stream', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error sampling takes other rows when they fall into other batches
  orders.sample(0.1, 1).writeTo(table),
);
// 37
misuse('a function of the rows around a row of a stream', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    // @ts-expect-error a function over the rows around a row has to see all of them, and a stream never ends
    .withColumn('place', (o) => rowNumber().over(windowSpec().orderBy(o.price)))
    .writeTo(table),
);
misuse('an aggregate over the rows around a row of a stream', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    // @ts-expect-error a function over the rows around a row has to see all of them, and a stream never ends
    .withColumns((o) => ({ total: sum(o.price).over(windowSpec().partitionBy(o.country)) }))
    .writeTo(table),
);
// 40
misuse('changing results of an aggregation over an aggregation', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  byWindow
    .groupBy((o) => ({ w: window(o.window, '1 hour') }))
    .agg(() => ({ n: count() }))
    // @ts-expect-error Argument of type '"update"' is not assignable to parameter of type '"append"'.
    .writeStream.outputMode('update')
    .start(table),
);
// 40
misuse(
  'an aggregation over groups with a timeout in event time',
  'PLAN.UNSUPPORTED_ON_STREAM',
  () =>
    timed
      .groupBy('country')
      .flatMapGroupsWithState(
        { ...lastCountry, outputMode: 'append', timeout: 'eventTime' },
        (key) => [key],
      )
      .dropDuplicates()
      .groupBy('country')
      .agg(() => ({ n: count() }))
      .dynamic()
      .writeTo(table, { outputMode: 'update' }),
);
// 40
misuse('values once of results that change', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  byWindow.dropDuplicates('window').writeTo(table, { outputMode: 'update' }),
);

export const UNSUPPORTED_OPERATIONS: readonly Misuse[] = misuses;
