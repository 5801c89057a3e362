// What the compiler has to know: `tsc` is the test.

import { readStreaming, type SourceFrame } from '../../src/api/source-frame.ts';
import {
  coalesce,
  col,
  collectSet,
  concat,
  count,
  countDistinct,
  desc,
  first,
  greatest,
  max,
  maxBy,
  min,
  percentile,
  struct,
  sum,
  toJson,
  udf,
  when,
  window,
  windowTime,
} from '../../src/functions.ts';
import type { DataFrame, Dynamic, OutputSpec, Sink, Window } from '../../src/index.ts';
import { bigint, int, long, schema, string } from '../../src/index.ts';
import { memorySource } from '../../src/sources/memory-source.ts';
import type { Source } from '../../src/sources/source.ts';
import type { Schema } from '../../src/types/schema.ts';
import { archive, type Order, orders, parquet, runtime, table } from './frames.ts';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Row<F> = F extends DataFrame<infer R, infer _W, infer _M> ? { [K in keyof R]: R[K] } : never;
type Watermarks<F> = F extends DataFrame<infer _R, infer W, infer _M> ? W : never;
type Modes<F> = F extends DataFrame<infer _R, infer _W, infer M> ? M : never;
function assertType<_T extends true>(): void {}

type AnyMode = 'append' | 'update' | 'complete';

// Rows
const valued = orders.withColumns((o) => ({
  value: o.price.mul(o.quantity).sub(o.discount.coalesce(0)),
  maybe: o.price.sub(o.discount),
}));
assertType<
  Equal<
    Row<typeof valued>,
    Order & { value: number; maybe: number | null } extends infer O
      ? { [K in keyof O]: O[K] }
      : never
  >
>();
assertType<Equal<Row<typeof retyped>['price'], string>>();
const retyped = orders.withColumns((o) => ({ price: o.price.cast(string()) }));
assertType<Equal<Row<typeof parsed>, { n: number | null }>>();
const parsed = orders.select((o) => ({ n: o.sku.cast(int()) }));
assertType<
  Equal<
    Row<typeof renamed>,
    Omit<Order, 'sku'> & { article: string } extends infer O ? { [K in keyof O]: O[K] } : never
  >
>();
const renamed = orders.withColumnRenamed('sku', 'article');
assertType<Equal<Row<typeof named>, { country: string; price: number }>>();
const named = orders.select('country', 'price');

const chosen = orders.select((o) => ({
  size: when(o.price.gt(100), 'large').when(o.price.gt(10), 'medium').otherwise('small'),
  open: when(o.price.gt(100), 1),
  off: coalesce(o.discount, 0),
  unsure: coalesce(o.discount, o.discount),
  most: greatest(o.price, o.discount),
  key: concat(o.country, '/', o.sku),
  item: struct({ sku: o.sku, discount: o.discount }),
  json: toJson(struct({ sku: o.sku })),
  short: udf([string()], string(), (name) => name.slice(0, 2))(o.country),
}));
assertType<
  Equal<
    Row<typeof chosen>,
    {
      size: string;
      open: number | null;
      off: number;
      unsure: number | null;
      most: number;
      key: string;
      item: { sku: string; discount: number | null };
      json: string;
      short: string;
    }
  >
>();

// Structs, bigints and aggregates
assertType<
  Equal<Row<typeof flat>, { start: Date; end: Date; revenue: number | null; n: number }>
>();
const revenue = orders
  .withWatermark('order_time', '10 minutes')
  .groupBy((o) => ({ window: window(o.order_time, '5 minutes'), country: o.country }))
  .agg((o) => ({ revenue: sum(o.price), orders: count(), skus: collectSet(o.sku) }));
const flat = revenue.select((r) => ({
  start: r.window.start,
  end: r.window.end,
  revenue: r.revenue,
  n: r.orders,
}));
assertType<
  Equal<
    Row<typeof revenue>,
    {
      window: Window;
      country: string;
      revenue: number | null;
      orders: number;
      skus: readonly string[];
    }
  >
>();
const ids = readStreaming(memorySource(schema({ id: bigint() })), runtime);
const big = ids.select((o) => ({ next: o.id.add(1n), half: o.id.div(2n) }));
assertType<Equal<Row<typeof big>, { next: bigint; half: number | null }>>();
const total = orders.agg((o) => ({ dearest: max(o.price), opening: first(o.sku), n: count() }));
assertType<
  Equal<Row<typeof total>, { dearest: number | null; opening: string | null; n: number }>
>();

// Expressions over aggregates
const derived = orders.groupBy('country').agg((o, key) => ({
  basket: sum(o.price).div(count()),
  start: min(o.order_time),
  days: max(o.order_time).cast(long()),
  label: key.country.upper(),
  half: coalesce(sum(o.price), 0),
  dear: count().filter(o.price.gt(100)),
  typical: percentile(o.price, [0.25, 0.75]),
  dearest: maxBy(o.sku, o.price),
}));
assertType<
  Equal<
    Row<typeof derived>,
    {
      country: string;
      basket: number | null;
      start: Date | null;
      days: number | null;
      label: string;
      half: number;
      dear: number;
      typical: readonly number[] | null;
      dearest: string | null;
    }
  >
>();
const kept = orders
  .withWatermark('order_time', '10 minutes')
  .groupBy((o) => ({ w: window(o.order_time, '5 minutes') }))
  .agg((_, key) => ({ same: key.w, n: count() }));
assertType<Equal<Watermarks<typeof kept>, 'w' | 'same'>>();
const distinctly = archive.agg((o) => ({ n: countDistinct(o.sku).add(1) }));
assertType<Equal<Row<typeof distinctly>, { n: number }>>();

// Watermarks: house-and-conventions 5.2, semantics 3.1
const timed = orders.withWatermark('order_time', '10 minutes');
assertType<Equal<Watermarks<typeof timed>, 'order_time'>>();
const at = timed.withColumnRenamed('order_time', 'at');
assertType<Equal<Watermarks<typeof at>, 'at'>>();
const copied = timed.withColumns((o) => ({ at: o.order_time, later: o.order_time.plus('1 hour') }));
assertType<Equal<Watermarks<typeof copied>, 'order_time' | 'at'>>();
const windowed = timed.withColumn('w', (o) => window(o.order_time, '1 hour'));
assertType<Equal<Watermarks<typeof windowed>, 'order_time' | 'w'>>();
const overwritten = timed.withColumn('order_time', (o) => o.order_time.plus('1 hour'));
assertType<Equal<Watermarks<typeof overwritten>, never>>();
const dropped = timed.drop('order_time');
assertType<Equal<Watermarks<typeof dropped>, never>>();
const moved = copied.withWatermark('later', '1 minute');
assertType<Equal<Watermarks<typeof moved>, 'later'>>();
assertType<Equal<Watermarks<typeof revenue>, 'window'>>();

// Output modes
assertType<Equal<Modes<typeof orders>, 'append' | 'update'>>();
assertType<Equal<Modes<typeof revenue>, AnyMode>>();
const byCountry = orders.groupBy('country').agg(() => ({ n: count() }));
assertType<Equal<Modes<typeof byCountry>, 'update' | 'complete'>>();
const hourly = revenue
  .groupBy((r) => ({ window: window(windowTime(r.window), '1 hour') }))
  .agg((r) => ({ revenue: sum(r.revenue) }));
assertType<Equal<Modes<typeof hourly>, 'append'>>();
const late = revenue.lateRows();
assertType<Equal<Row<typeof late>, Order>>();
const ranked = byCountry.orderBy((r) => [desc(r.n), r.country]).limit(3);
assertType<Equal<Modes<typeof ranked>, 'complete'>>();
const both = timed.union(orders);
assertType<Equal<Watermarks<typeof both>, 'order_time'>>();

// Data that has an end
const top = archive
  .groupBy('country')
  .agg(() => ({ n: count() }))
  .orderBy('n')
  .limit(3);
assertType<Equal<Modes<typeof top>, 'bounded'>>();
export const rows: Promise<readonly { country: string; n: number }[]> = top.collect();

// Leaving static typing, and coming back
const loose = orders
  .dynamic()
  .groupBy('country')
  .agg((o) => ({ total: sum(o['price'] ?? col('price')) }));
assertType<Equal<Modes<typeof loose>, AnyMode>>();
const strict = loose.as<{ country: string; total: number | null }>();
assertType<Equal<Row<typeof strict>, { country: string; total: number | null }>>();
export const anything: DataFrame<Dynamic, string, AnyMode> = orders.dynamic();

// Sources that say what their bad records are
interface Telling extends Source<Order> {
  readonly badRecordSchema: Schema<{ reason: string }>;
}
declare const telling: Telling;
const read = readStreaming(telling, runtime);
assertType<Equal<typeof read, SourceFrame<Order, { reason: string }>>>();
const bad = read.badRecords();
assertType<Equal<Row<typeof bad>, { reason: string }>>();

// Outputs
export const outputs: readonly OutputSpec[] = [
  orders.writeTo(parquet),
  revenue.writeTo(parquet, { name: 'revenue' }),
  revenue.writeTo(table, { outputMode: 'update' }),
  byCountry.writeTo(table, { outputMode: 'complete' }),
  hourly.writeTo(parquet),
  loose.writeTo(table, { outputMode: 'complete' }),
  late.writeTo(parquet),
];

// Functions over frames
export function priced<R extends { price: number }, W extends string>(
  frame: DataFrame<R, W>,
): DataFrame<R, W> {
  return frame;
}
const fromSource = priced(orders);
assertType<Equal<Row<typeof fromSource>, Order>>();
const fromTimed = priced(timed);
assertType<Equal<Watermarks<typeof fromTimed>, 'order_time'>>();
const plain: DataFrame<Order> = orders;
assertType<Equal<Row<typeof plain>, Order>>();

// Sinks that are told about the rows by the frame they are written from
declare function partitioned<R>(options: {
  readonly partitionBy?: readonly (keyof R & string)[];
}): Sink<R, 'append'>;
declare function keyed<R>(options: { readonly key: (row: R) => string }): Sink<R>;
export const told: readonly OutputSpec[] = [
  orders.writeTo(keyed({ key: (o) => o.order_id })),
  revenue.writeTo(partitioned({ partitionBy: ['country'] }), { outputMode: 'append' }),
  byCountry.writeTo(keyed({ key: (r) => r.country.slice(0, 2) }), { outputMode: 'update' }),
];
export const toldByBuilder: Promise<unknown> = revenue.writeStream
  .outputMode('append')
  .start(partitioned({ partitionBy: ['country'] }));
// @ts-expect-error Did you mean '"country"'?
export const misspelt: OutputSpec = revenue.writeTo(partitioned({ partitionBy: ['countri'] }));
export const written: Promise<void> = archive.write(partitioned({ partitionBy: ['sku'] }));
