// Every misuse has to be refused twice: by the compiler, with the text beside `@ts-expect-error`
// somewhere in its message, and when the same code runs as JavaScript, with a named condition.
// One table for both, so they cannot drift apart: `misuse.test.ts` runs it and reads the messages.
// What Spark's own table refuses when a query starts is in `unsupported-operations.test-d.ts`.

import { readStreaming } from '../../src/api/source-frame.ts';
import { col, count, countDistinct, sum, window } from '../../src/functions.ts';
import { bigint, int, type Sink, schema, string } from '../../src/index.ts';
import { memorySource } from '../../src/sources/memory-source.ts';
import { archive, Order, orders, parquet, runtime, table } from './frames.ts';
import { type Misuse, misuseTable } from './misuse-table.ts';

const { misuses, misuse } = misuseTable();

const timed = orders.withWatermark('order_time', '1 minute');
const byCountry = orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
const byWindow = timed
  .groupBy((o) => ({ window: window(o.order_time, '5 minutes') }))
  .agg((o) => ({ revenue: sum(o.price) }));
declare const numbersOnly: Sink<{ order_id: number }>;
const countries = archive.select('country').withColumns((o) => ({ name: o.country.upper() }));
const countryRows = { output: schema({ country: string() }), outputMode: 'append' } as const;
const silent = { handleInputRows() {} };
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
misuse('the number of rows of a stream', 'PLAN.STREAMING_IN_BATCH', () =>
  // @ts-expect-error a stream never ends: use writeTo() or writeStream
  orders.count(),
);
misuse('a write of a stream as if it had an end', 'PLAN.STREAMING_IN_BATCH', () =>
  // @ts-expect-error a stream never ends: use writeTo() or writeStream
  orders.write(table),
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
