import { expect, test } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { OutputSpec } from '../../src/api/frame-runtime.ts';
import { StreamingError } from '../../src/errors/condition.ts';
import { runtime } from './frames.ts';
import { MISUSES } from './misuse.test-d.ts';
import { UNSUPPORTED_OPERATIONS } from './unsupported-operations.test-d.ts';

/** Runs code as a JavaScript user would, up to the start of the query. */
async function failureOf(run: () => unknown): Promise<unknown> {
  try {
    const result = await run();
    if (typeof (result as OutputSpec | undefined)?.plan === 'function') {
      const { sink, outputMode, plan } = result as OutputSpec;
      analyze([{ sink, outputMode, plan: await plan() }], runtime.settings);
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

const runnable = [...MISUSES, ...UNSUPPORTED_OPERATIONS].filter(
  ({ condition }) => condition !== undefined,
);
test.each(runnable)('as JavaScript, $name is refused: $condition', async ({ condition, run }) => {
  const error = await failureOf(run);
  expect(error).toBeInstanceOf(StreamingError);
  expect((error as StreamingError).condition).toBe(condition);
  expect((error as StreamingError).kind).toBe('analysis');
});

test('every condition says what happened, why, and what to do next', async () => {
  const messages = new Map<string, string>();
  for (const { condition, run } of runnable) {
    if (condition === undefined || messages.has(condition)) continue;
    const { message } = (await failureOf(run)) as Error;
    messages.set(condition, message.replaceAll(/[\w.-]+\.ts:\d+:\d+/g, 'here.ts:1:2'));
  }
  const sorted = [...messages].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(`\n${sorted.map(([, message]) => message).join('\n')}\n`).toMatchInlineSnapshot(`
    "
    [EXPRESSION.DISCARDED] (country = 'NL') was built in the callback, but nothing used it.
      hint: JavaScript's && and ?: cannot be recorded: write .and(), .or(), .not() and when().
    [EXPRESSION.MISPLACED_AGGREGATE] The aggregate 'sum' needs the rows of a group, and here is one row.
      hint: Use it inside agg(), not inside another expression or a filter.
    [EXPRESSION.NOT_AN_EXPRESSION] What the callback of filter() returns must be an expression, and is boolean.
      hint: Return expressions made from the row of the callback; write lit(value) for a constant.
    [EXPRESSION.NOT_A_VALUE] A column cannot hold undefined, so it cannot be part of an expression.
      hint: Use numbers, strings, booleans, bigints, dates, bytes, null, or expressions.
    [EXPRESSION.TYPE_MISMATCH] 'mul' cannot work on (double, struct<start:timestamp,end:timestamp>); it takes two numbers.
      hint: Cast the arguments to a type it takes.
    [EXPRESSION.UNRESOLVED_COLUMN] There is no column 'prise' here; the columns are: order_id, country, sku, price, quantity, discount, order_time.
      hint: Did you mean 'price'?
    [EXPRESSION.USED_AS_VALUE] price is an expression, which has no value until the query runs.
      hint: JavaScript's operators cannot be recorded: write .gt(), .eq(), .add() and so on, and concat() for text.
    [JOIN.BAD_TYPE] There is no join of type 'left'.
      hint: Use one of inner, leftOuter, rightOuter, fullOuter, leftSemi, leftAnti.
    [JOIN.NEEDS_APPEND] The join at here.ts:1:2 of two streams is not supported in update output mode: a row of it comes once, when it is final.
      hint: Use outputMode 'append'.
    [JOIN.NEEDS_WATERMARK] A leftOuter join at here.ts:1:2 of two streams is not supported without a watermark in the join keys, or one on the side that may miss and a condition on the times of both: nothing says when a row has no match any more. On the left: There is no withWatermark() before it.
      hint: Call withWatermark() on both sides, and compare their times: r.time.between(l.time, l.time.plus('1 hour')).
    [JOIN.SAME_COLUMN] Both sides of the join have a column 'country', and its rows would have two of that name.
      hint: Rename one with withColumnRenamed(), drop it, or join by the name: join(right, 'country').
    [JOIN.WRONG_SIDE] A fullOuter join at here.ts:1:2 with a stream on the left and a table on the right is not supported: a stream never ends, so of no row it is known that nothing in it matches.
      hint: Put the stream on the side whose rows all come out, or use an inner join.
    [OPTION.BAD_VALUE] The option 'timeMode' is 'none'; it must be eventTime where there is an 'eventTimeColumn'.
      hint: Correct the value of 'timeMode'.
    [OUTPUT_MODE.NEEDS_AGGREGATION] The output to table cannot run in complete mode: without a streaming aggregation the complete result is everything that ever arrived.
      hint: Use outputMode 'append', or aggregate first.
    [OUTPUT_MODE.NEEDS_WATERMARK] An aggregation at here.ts:1:2 cannot run in append mode: streaming aggregations without watermark among their keys never have a group that is final. There is no withWatermark() before it.
      hint: Call withWatermark() and group by that column or a window over it, or use outputMode 'update'.
    [OUTPUT_MODE.SINK_REFUSES] The sink parquet cannot take output mode update; it takes append.
      hint: Use outputMode 'append', or another sink.
    [PLAN.BAD_LIMIT] A limit of 0.5 rows means nothing.
      hint: Use an integer of 0 or more.
    [PLAN.DUPLICATE_COLUMN] The projection would give two columns the name 'country'.
      hint: Give one of them another name, or drop it first.
    [PLAN.FILTER_NOT_BOOLEAN] A filter keeps the rows for which a condition is true, and price is of type double.
      hint: Compare it with something, for example .gt(0) or .isNotNull().
    [PLAN.MIXED_UNION] The union at here.ts:1:2 is of a stream and of data that has an end, which cannot be one table.
      hint: Read both with session.readStream(), or both with session.read().
    [PLAN.NOT_AN_AGGREGATE] Column 'v' in agg() reads price, which has many values in a group.
      hint: Wrap it in an aggregate such as sum() or max(), or make it a key of groupBy().
    [PLAN.NOT_STREAMING] writeStream needs a stream, and everything this frame at here.ts:1:2 reads has an end.
      hint: Use write(sink), collect() or show(); or read the source with session.readStream().
    [PLAN.NO_BAD_RECORDS] Only a source with a format tells bad records apart, and this step is no source.
      hint: Call badRecords() right after the read of a source with a format, such as json(schema).
    [PLAN.NO_LATE_ROWS] Only an aggregation whose keys a watermark bounds drops late rows, and the step at here.ts:1:2 is none.
      hint: Call lateRows() right after agg(), with withWatermark() before the groupBy().
    [PLAN.ROW_DIFFERS] The rows are not as claimed: there is no column 'sku'.
      hint: Correct the schema given to as(), or select and cast the columns to it first.
    [PLAN.SEVERAL_WINDOWS] groupBy() uses different windows, and a row can be put into one at a time.
      hint: Keep one window() here, and add the other in a step of its own.
    [PLAN.STREAMING_IN_BATCH] count() needs data that has an end, and a query with streaming source memory has none; it must be started.
      hint: Use writeTo(sink) and session.start(), or writeStream; or read the source with session.read().
    [PLAN.UNION_COLUMNS] Rows of both sides are put together by position, and (order_id string, country string, sku string, price double, quantity int, discount double, order_time timestamp) does not fit (country string).
      hint: Use select() on one side to give both the same columns in the same order, or unionByName().
    [PLAN.UNSUPPORTED_ON_STREAM] The exact distinct aggregate count(DISTINCT sku) at here.ts:1:2 cannot run on a stream: it has to remember every value for ever.
      hint: Aggregate by the value first, or count without distinct.
    [TIME.BAD_DURATION] '10 minuts' is not a length of time.
      hint: Write an amount and a unit from microsecond to week, for example '10 minutes' or '1 hour 30 minutes'.
    [WATERMARK.MISSING] The time mode 'eventTime' at here.ts:1:2 is not supported on a stream without watermark. There is no withWatermark() before it.
      hint: Call withWatermark() before it, and keep its column up to there.
    [WATERMARK.NEGATIVE_DELAY] The delay of a watermark is -60000 ms, and must not be below 0.
      hint: Say how late a row may come, for example 10 minutes.
    [WATERMARK.NOT_A_TIMESTAMP] A watermark follows event time, and column 'country' is of type string.
      hint: Name a timestamp column, or make one first with cast(timestamp()).
    [WATERMARK.REDEFINED] withWatermark('at') at here.ts:1:2 follows withWatermark('order_time') at here.ts:1:2, and a stream has one watermark from there on.
      hint: Keep one of the two.
    "
  `);
});
