// Every misuse has to be refused twice: by the compiler, with the text beside `@ts-expect-error`
// somewhere in its message, and when the same code runs as JavaScript, with a named condition.
// One table, so the two cannot drift apart: `misuse.test.ts` runs it and reads the messages.
//
// A number is a row of Spark's table of what cannot be started (semantics 4.4). Of its 41 rows these have
// nothing here that could go wrong: 7 and 19 (functions of Python), 12 (cube and rollup), 13 (commands),
// 27 (joins that only Spark's optimizer makes), 29 (cogroup), 34 (offset), 37 (functions over a window of rows),
// 39 (monotonically_increasing_id), 41 (the continuous trigger).

import { readStreaming } from '../../src/api/source-frame.ts';
import { col, count, countDistinct, sessionWindow, sum, window } from '../../src/functions.ts';
import {
  bigint,
  type DataFrame,
  int,
  type Mode,
  type Sink,
  schema,
  string,
} from '../../src/index.ts';
import { memorySource } from '../../src/sources/memory-source.ts';
import { archive, Order, orders, parquet, runtime, table } from './frames.ts';

export interface Misuse {
  readonly name: string;
  /** What JavaScript users get; undefined where only types can tell. */
  readonly condition: string | undefined;
  readonly run: () => unknown;
}

const misuses: Misuse[] = [];
function misuse(name: string, condition: string | undefined, run: () => unknown): void {
  misuses.push({ name, condition, run });
}

const timed = orders.withWatermark('order_time', '1 minute');
const byCountry = orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
const byWindow = timed
  .groupBy((o) => ({ window: window(o.order_time, '5 minutes') }))
  .agg((o) => ({ revenue: sum(o.price) }));
declare const numbersOnly: Sink<{ order_id: number }>;
const countries = archive.select('country').withColumns((o) => ({ name: o.country.upper() }));
const others = orders.select((o) => ({ sku: o.sku, seen: o.order_time }));
const countryRows = { output: schema({ country: string() }), outputMode: 'append' } as const;
const silent = { handleInputRows() {} };
const lastCountry = { state: string(), output: schema({ country: string() }) } as const;
const places = orders.select('country');
const newest = <M extends Mode>(frame: DataFrame<{ country: string }, never, M>) =>
  frame.groupBy('country').mapGroupsWithState(lastCountry, (key) => key);
const ids = readStreaming(memorySource(schema({ id: bigint() })), runtime);

misuse('a misspelt column', 'EXPRESSION.UNRESOLVED_COLUMN', () =>
  // @ts-expect-error Did you mean 'price'?
  orders.filter((o) => o.prise.gt(1)),
);
misuse('a filter by a number', 'PLAN.FILTER_NOT_BOOLEAN', () =>
  // @ts-expect-error Type 'NumberExpr<number>' is not assignable to type 'Expr<boolean | null>'.
  orders.filter((o) => o.price),
);
misuse('a filter by an expression with an operator of JavaScript', 'EXPRESSION.USED_AS_VALUE', () =>
  // @ts-expect-error Operator '>' cannot be applied to types 'NumberExpr<number>' and 'number'.
  orders.filter((o) => o.price > 10),
);
misuse('a comparison with ===', 'EXPRESSION.NOT_AN_EXPRESSION', () =>
  // @ts-expect-error the types 'StringExpr<string>' and 'string' have no overlap.
  orders.filter((o) => o.country === 'NL'),
);
misuse('a negation with !', 'EXPRESSION.DISCARDED', () =>
  // @ts-expect-error Type 'boolean' is not assignable to type 'Expr<boolean | null>'.
  orders.filter((o) => !o.country.eq('NL')),
);
misuse('a value where an expression belongs', 'EXPRESSION.NOT_AN_EXPRESSION', () =>
  // @ts-expect-error Type 'number' is not assignable to type 'Expr<unknown>'.
  orders.withColumns(() => ({ one: 1 })),
);
misuse('a product of a number and a struct', 'EXPRESSION.TYPE_MISMATCH', () =>
  // @ts-expect-error is not assignable to parameter of type 'Operand<number>'.
  byWindow.withColumns((o) => ({ v: o.revenue.mul(o.window) })),
);
misuse('a product of a number and a timestamp', 'EXPRESSION.TYPE_MISMATCH', () =>
  // @ts-expect-error Argument of type 'TimestampExpr<Date>' is not assignable to parameter of type 'Operand<number>'.
  orders.withColumns((o) => ({ v: o.price.mul(o.order_time) })),
);
misuse('a product of a number and a text', undefined, () =>
  // @ts-expect-error Argument of type 'StringExpr<string>' is not assignable to parameter of type 'Operand<number>'.
  orders.withColumns((o) => ({ v: o.price.mul(o.country) })),
);
misuse('a bigint column mixed with numbers', undefined, () =>
  // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'Operand<bigint>'.
  ids.withColumns((o) => ({ next: o.id.add(1) })),
);
misuse('a value that is no constant', 'EXPRESSION.NOT_A_VALUE', () =>
  // @ts-expect-error Argument of type 'undefined' is not assignable to parameter of type 'Operand<number>'.
  orders.filter((o) => o.price.gt(undefined)),
);
misuse('a field that the window does not have', 'EXPRESSION.NOT_AN_EXPRESSION', () =>
  // @ts-expect-error Property 'begin' does not exist on type
  byWindow.select((o) => ({ begin: o.window.begin })),
);
misuse('a watermark on text', 'WATERMARK.NOT_A_TIMESTAMP', () =>
  // @ts-expect-error Argument of type '"country"' is not assignable to parameter of type '"order_time"'.
  orders.withWatermark('country', '1 minute'),
);
misuse('a misspelt unit of time', 'TIME.BAD_DURATION', () =>
  // @ts-expect-error Argument of type '"10 minuts"' is not assignable to parameter of type 'Delay'.
  orders.withWatermark('order_time', '10 minuts'),
);
misuse('windows over text that is no time', 'EXPRESSION.TYPE_MISMATCH', () =>
  // @ts-expect-error Argument of type 'NumberExpr<number>' is not assignable to parameter of type 'Expr<Date | Window | null>'.
  orders.groupBy((o) => ({ w: window(o.price, '5 minutes') })),
);
misuse('a column instead of an aggregate', 'PLAN.NOT_AN_AGGREGATE', () =>
  // @ts-expect-error a column has many values in a group: aggregate it, or use a key
  orders.groupBy('country').agg((o) => ({ v: o.price })),
);
misuse('arithmetic on a column instead of an aggregate', 'PLAN.NOT_AN_AGGREGATE', () =>
  // @ts-expect-error a column has many values in a group: aggregate it, or use a key
  orders.groupBy('country').agg((o) => ({ v: o.price.mul(2) })),
);
misuse('an aggregate outside of agg', 'EXPRESSION.MISPLACED_AGGREGATE', () =>
  // @ts-expect-error an aggregate needs the rows of a group: use it in agg()
  orders.select((o) => ({ v: sum(o.price).div(2) })),
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
misuse(
  'an expression over an exact distinct count over a stream',
  'PLAN.UNSUPPORTED_ON_STREAM',
  () =>
    orders
      .groupBy('country')
      // @ts-expect-error an exact distinct count or sum has to see all rows, and a stream never ends
      .agg((o) => ({ skus: countDistinct(o.sku).add(1) }))
      .writeStream.outputMode('update')
      .start(table),
);
misuse('a column that was dropped', 'EXPRESSION.UNRESOLVED_COLUMN', () =>
  // @ts-expect-error Property 'price' does not exist on type
  orders.drop('price').filter((o) => o.price.gt(1)),
);
misuse('a drop of a column that is not there', 'EXPRESSION.UNRESOLVED_COLUMN', () =>
  // @ts-expect-error Argument of type '"cuntry"' is not assignable to parameter of type
  orders.drop('cuntry'),
);
misuse('a select of a column that is not there', 'EXPRESSION.UNRESOLVED_COLUMN', () =>
  // @ts-expect-error Argument of type '"order_idd"' is not assignable to parameter of type 'Name<
  orders.select('order_idd'),
);
misuse('a new name that another column has', 'PLAN.DUPLICATE_COLUMN', () =>
  // @ts-expect-error a column has this name already; drop it first
  orders.withColumnRenamed('sku', 'country'),
);
misuse('a union of different rows', 'PLAN.UNION_COLUMNS', () =>
  // @ts-expect-error is missing the following properties from type
  orders.union(orders.select('country')),
);
// 8
misuse('append of an aggregation without watermark', 'OUTPUT_MODE.NEEDS_WATERMARK', () =>
  // @ts-expect-error Misuse<"append needs a watermark: group by a column named in withWatermark()"
  byCountry.writeStream.outputMode('append').start(table),
);
misuse('the same with writeTo', 'OUTPUT_MODE.NEEDS_WATERMARK', () =>
  // @ts-expect-error Misuse<"append needs a watermark: group by a column named in withWatermark()"
  byCountry.writeTo(table, { outputMode: 'append' }),
);
misuse('the same with append left out', 'OUTPUT_MODE.NEEDS_WATERMARK', () =>
  // @ts-expect-error append needs a watermark: group by a column named in withWatermark()
  byCountry.writeStream.start(table),
);
misuse('the same with writeTo and append left out', 'OUTPUT_MODE.NEEDS_WATERMARK', () =>
  // @ts-expect-error append needs a watermark: group by a column named in withWatermark()
  byCountry.writeTo(table),
);
misuse('a watermark that was computed away', 'OUTPUT_MODE.NEEDS_WATERMARK', () =>
  timed
    .withColumns((o) => ({ order_time: o.order_time.plus('1 hour') }))
    .groupBy((o) => ({ w: window(o.order_time, '5 minutes') }))
    .agg(() => ({ n: count() }))
    // @ts-expect-error append needs a watermark: group by a column named in withWatermark()
    .writeStream.outputMode('append')
    .start(table),
);
// 10
misuse('complete without an aggregation', 'OUTPUT_MODE.NEEDS_AGGREGATION', () =>
  // @ts-expect-error Argument of type '"complete"' is not assignable to parameter of type '"append" | "update"'.
  orders.writeStream.outputMode('complete').start(table),
);
misuse('update into a sink that only appends', 'OUTPUT_MODE.SINK_REFUSES', () =>
  // @ts-expect-error Misuse<"the sink does not take this output mode", "update">
  byCountry.writeStream.outputMode('update').start(parquet),
);
misuse('the same with writeTo', 'OUTPUT_MODE.SINK_REFUSES', () =>
  // @ts-expect-error Misuse<"the sink does not take this output mode", "update">
  byCountry.writeTo(parquet, { outputMode: 'update' }),
);
misuse('a sink for other rows', undefined, () =>
  // @ts-expect-error Type 'string' is not assignable to type 'number'.
  orders.writeTo(numbersOnly),
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
// 35
misuse('an order of a stream', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error on a stream only the complete result of an aggregation has an order
  orders.orderBy('price').writeStream.outputMode('append').start(table),
);
// 33
misuse('the first rows of results that change', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  orders
    .limit(3)
    // @ts-expect-error Argument of type '"update"' is not assignable to parameter of type '"append"'.
    .writeStream.outputMode('update')
    .start(table),
);
// 28
misuse('values within a watermark that is not there', 'WATERMARK.MISSING', () =>
  // @ts-expect-error this step works by a watermark: call withWatermark() before it, and keep its column
  orders.dropDuplicatesWithinWatermark('order_id').writeStream.start(table),
);
// 3
misuse('values within a watermark of data that has an end', 'PLAN.NOT_STREAMING', () =>
  // @ts-expect-error this data has an end: use write(sink), collect() or show()
  archive.dropDuplicatesWithinWatermark('order_id').collect(),
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
// 1, and 38: there is no other way to an immediate result
misuse('all rows of a stream', 'PLAN.STREAMING_IN_BATCH', () =>
  // @ts-expect-error a stream never ends: use writeTo() or writeStream
  orders.collect(),
);
misuse('the number of rows of a stream', 'PLAN.STREAMING_IN_BATCH', () =>
  // @ts-expect-error a stream never ends: use writeTo() or writeStream
  orders.count(),
);
misuse('a write of a stream as if it had an end', 'PLAN.STREAMING_IN_BATCH', () =>
  // @ts-expect-error a stream never ends: use writeTo() or writeStream
  orders.write(table),
);
// 2
misuse('a streaming output of data that has an end', 'PLAN.NOT_STREAMING', () =>
  // @ts-expect-error this data has an end: use write(sink), collect() or show()
  archive.writeTo(table),
);
misuse('a streaming writer of data that has an end', 'PLAN.NOT_STREAMING', () =>
  // @ts-expect-error this data has an end: use write(sink), collect() or show()
  archive.writeStream.start(table),
);
misuse('late rows where nothing is late', 'PLAN.NO_LATE_ROWS', () =>
  // @ts-expect-error nothing is late without a watermark
  byCountry.lateRows(),
);
misuse('late rows of a step that drops none', 'PLAN.NO_LATE_ROWS', () =>
  // @ts-expect-error late rows belong to a step that drops them: call lateRows() right after agg() or dropDuplicates()
  timed.lateRows(),
);
misuse('bad records of a step that reads none', 'PLAN.NO_BAD_RECORDS', () =>
  // @ts-expect-error bad records belong to a source: call badRecords() right after the read
  timed.badRecords(),
);
// 30
misuse('a union of a stream and data that has an end', 'PLAN.MIXED_UNION', () =>
  // @ts-expect-error the inputs of a union are both streams, or both have an end
  orders.union(archive),
);

misuse('a join whose rows would have two columns of one name', 'JOIN.SAME_COLUMN', () =>
  // @ts-expect-error both sides have a column of this name: rename one, or join by the name
  orders.join(countries, (o, c) => o.country.eq(c.country)),
);
misuse('a join by a name that is not on both sides', 'EXPRESSION.UNRESOLVED_COLUMN', () =>
  // @ts-expect-error Argument of type '"sku"' is not assignable to parameter of type
  orders.join(countries, 'sku'),
);
misuse('a join of a type that there is not', 'JOIN.BAD_TYPE', () =>
  // @ts-expect-error '"left"' is not assignable to
  orders.join(countries, 'country', 'left'),
);
// 22
misuse('all rows of a table and of a stream', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the right cannot know which of its rows the stream will never match
  orders.join(countries, 'country', 'fullOuter').writeTo(table),
);
// 24
misuse('all rows of a table before a stream', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the left cannot know which of its rows the stream will never match
  countries.join(orders, 'country', 'leftOuter').writeTo(table),
);
// 25
misuse('all rows of a table beside a stream', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the right cannot know which of its rows the stream will never match
  orders.join(countries, 'country', 'rightOuter').writeTo(table),
);
// 24
misuse('the rows of a table that a stream does not have', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error the table on the left cannot know which of its rows the stream will never match
  countries.join(orders, 'country', 'leftAnti').writeTo(table),
);
// 23
misuse('the rows of a stream that another one does not have', 'JOIN.WRONG_SIDE', () =>
  // @ts-expect-error a stream never ends, so nothing is known to have no match in it
  timed.join(others, 'sku', 'leftAnti').writeTo(table),
);
// 26
misuse('an outer join of streams without a watermark', 'JOIN.NEEDS_WATERMARK', () =>
  // @ts-expect-error without a watermark no row is known to have no match: call withWatermark() before it
  orders.join(others, 'sku', 'leftOuter').writeTo(table),
);
// 21
misuse('a join of streams in update mode', 'JOIN.NEEDS_APPEND', () =>
  // @ts-expect-error Type '"update"' is not assignable to type
  orders.join(others, 'sku').writeTo(table, { outputMode: 'update' }),
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
// 36
misuse('a sample of a stream', 'PLAN.UNSUPPORTED_ON_STREAM', () =>
  // @ts-expect-error sampling takes other rows when they fall into other batches
  orders.sample(0.1, 1).writeTo(table),
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
misuse('timers by a watermark that is not there', 'WATERMARK.MISSING', () =>
  orders
    .groupBy('country')
    // @ts-expect-error this step works by a watermark: call withWatermark() before it, and keep its column
    .transformWithState({ ...countryRows, timeMode: 'eventTime' }, () => silent)
    .writeTo(table),
);
misuse('an event-time column of a step without event time', 'OPTION.BAD_VALUE', () =>
  orders.groupBy('country').transformWithState(
    // @ts-expect-error an event-time column needs the time mode eventTime
    { output: Order, outputMode: 'append', eventTimeColumn: 'order_time' },
    () => silent,
  ),
);
misuse('a state variable of another type', undefined, () =>
  orders.groupBy('country').transformWithState(countryRows, (handle) => {
    const seen = handle.valueState('seen', int());
    // @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'number'.
    return { ...silent, close: () => seen.update('many') };
  }),
);
misuse('a key of a map state of another type', undefined, () =>
  orders.groupBy('country').transformWithState(countryRows, (handle) => {
    const seen = handle.mapState('seen', string(), int());
    // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'.
    return { ...silent, close: () => seen.set(1, 1) };
  }),
);
misuse('rows of a processor that are not its output', undefined, () =>
  orders.groupBy('country').transformWithState(countryRows, () => ({
    // @ts-expect-error Type 'number' is not assignable to type 'string'.
    handleInputRows: () => [{ country: 1 }],
  })),
);

// What no type can tell is checked when the frame is built, or when the query starts.
// 26
misuse('an outer join of streams whose times nothing compares', 'JOIN.NEEDS_WATERMARK', () =>
  timed.join(others.withWatermark('seen', '1 minute'), 'sku', 'leftOuter').writeTo(table),
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
misuse('a part of a condition lost to &&', 'EXPRESSION.DISCARDED', () =>
  orders.filter((o) => o.price.gt(10) && o.quantity.gt(1)),
);
misuse('a column by a name that is not there', 'EXPRESSION.UNRESOLVED_COLUMN', () =>
  orders.filter(() => col('prise').gt(1)),
);
misuse('a dynamic frame and a name that is not there', 'EXPRESSION.UNRESOLVED_COLUMN', () =>
  orders.dynamic().groupBy('cuntry'),
);
misuse('an aggregate made of a column beside an aggregate', 'PLAN.NOT_AN_AGGREGATE', () =>
  orders.groupBy('country').agg((o) => ({ v: sum(o.price).div(o.quantity) })),
);
misuse('an aggregate of an aggregate', 'EXPRESSION.MISPLACED_AGGREGATE', () =>
  orders.agg((o) => ({ v: sum(sum(o.price)) })),
);
misuse('a condition on an aggregate as a filter of rows', 'EXPRESSION.MISPLACED_AGGREGATE', () =>
  orders.filter((o) => sum(o.price).gt(1)),
);
misuse('two different windows in one grouping', 'PLAN.SEVERAL_WINDOWS', () =>
  orders.groupBy((o) => ({
    five: window(o.order_time, '5 minutes'),
    ten: window(o.order_time, '10 minutes'),
  })),
);
misuse('a key and an aggregate of one name', 'PLAN.DUPLICATE_COLUMN', () =>
  orders.groupBy('country').agg(() => ({ country: count() })),
);
misuse('a negative delay', 'WATERMARK.NEGATIVE_DELAY', () =>
  orders.withWatermark('order_time', '-1 minutes'),
);
misuse('two watermarks in one stream', 'WATERMARK.REDEFINED', () =>
  timed
    .withColumns((o) => ({ at: o.order_time }))
    .withWatermark('at', '1 minute')
    .writeTo(table),
);
misuse('half a row as a limit', 'PLAN.BAD_LIMIT', () => archive.limit(0.5));
misuse('bad records of a source that has none', 'PLAN.NO_BAD_RECORDS', () => orders.badRecords());
misuse('a claim about rows that is not true', 'PLAN.ROW_DIFFERS', () =>
  orders.drop('sku').as(Order),
);

export const MISUSES: readonly Misuse[] = misuses;
