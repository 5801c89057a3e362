// What the compiler has to know of joins: `tsc` is the test.

import type { DataFrame } from '../../src/index.ts';
import { archive, type Order, orders } from './frames.ts';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Row<F> = F extends DataFrame<infer R, infer _W, infer _M> ? { [K in keyof R]: R[K] } : never;
type Watermarks<F> = F extends DataFrame<infer _R, infer W, infer _M> ? W : never;
type Modes<F> = F extends DataFrame<infer _R, infer _W, infer M> ? M : never;
function assertType<_T extends true>(): void {}

const timed = orders.select('sku', 'price', 'order_time').withWatermark('order_time', '1 minute');
const seen = orders
  .select((o) => ({ sku: o.sku, seen: o.order_time }))
  .withWatermark('seen', '1 minute');
const other = seen.withColumnRenamed('sku', 'sku2');
const prices = archive.select((o) => ({ sku: o.sku, list: o.price }));

// Rows: the names once, and null where a side may be missing.
const inner = timed.join(seen, 'sku');
assertType<
  Equal<Row<typeof inner>, { sku: string; price: number; order_time: Date; seen: Date }>
>();
const left = timed.join(
  other,
  (l, r) => l.sku.eq(r.sku2).and(l.order_time.eq(r.seen)),
  'leftOuter',
);
assertType<
  Equal<
    Row<typeof left>,
    { sku: string; price: number; order_time: Date; sku2: string | null; seen: Date | null }
  >
>();
const full = timed.join(seen, ['sku'], 'fullOuter');
assertType<
  Equal<
    Row<typeof full>,
    { sku: string | null; price: number | null; order_time: Date | null; seen: Date | null }
  >
>();
const right = timed.join(seen, 'sku', 'rightOuter');
assertType<
  Equal<
    Row<typeof right>,
    { sku: string; price: number | null; order_time: Date | null; seen: Date }
  >
>();
const semi = timed.join(seen, 'sku', 'leftSemi');
assertType<Equal<Row<typeof semi>, Pick<Order, 'sku' | 'price' | 'order_time'>>>();

// Watermarks: of both sides, as far as their columns come out.
assertType<Equal<Watermarks<typeof inner>, 'order_time' | 'seen'>>();
assertType<Equal<Watermarks<typeof semi>, 'order_time'>>();
const byTime = timed.join(
  seen.withColumnRenamed('seen', 'order_time'),
  ['sku', 'order_time'],
  'fullOuter',
);
assertType<Equal<Watermarks<typeof byTime>, never>>();

// Modes: two streams append; a stream keeps its modes beside a table; tables have an end.
assertType<Equal<Modes<typeof inner>, 'append'>>();
const priced = orders.join(prices, 'sku', 'leftOuter');
assertType<Equal<Modes<typeof priced>, 'append' | 'update'>>();
const pricedRight = prices.join(orders, 'sku', 'rightOuter');
assertType<Equal<Modes<typeof pricedRight>, 'append' | 'update'>>();
const tables = archive.join(prices, 'sku', 'leftAnti');
assertType<Equal<Modes<typeof tables>, 'bounded'>>();
const pairs = archive.select('country').crossJoin(prices);
assertType<Equal<Row<typeof pairs>, { country: string; sku: string; list: number }>>();
