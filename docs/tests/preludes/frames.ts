// What the docstrings of frames and expressions take for granted: a shop's orders, live and archived.
import {
  createSession,
  double,
  int,
  array as listOf,
  memorySink,
  memorySource,
  nullable,
  type RowOf,
  schema,
  string,
  struct as structOf,
  timestamp,
} from '@tidemark/core';
import { array, crc32, map, struct, sum, timestampMicros, window } from '@tidemark/core/functions';

export * from '@tidemark/core';
export * from '@tidemark/core/connector';
export * from '@tidemark/core/functions';
export * from '@tidemark/core/rx';
export { array, crc32, map, struct, timestampMicros };

export const Order = schema({
  order_id: string(),
  country: string(),
  sku: string(),
  price: double(),
  quantity: int(),
  discount: nullable(double()),
  order_time: timestamp(),
});
export type Order = RowOf<typeof Order>;

export const Basket = schema({
  order_id: string(),
  country: string(),
  sku: string(),
  quantity: int(),
  price: double(),
  discount: nullable(double()),
  tags: listOf(string()),
  prices: listOf(double()),
  skus: listOf(string()),
  labels: string(),
  lines: listOf(structOf({ sku: string(), price: double() })),
});

export const session = createSession();
export const orders = session.readStream(memorySource(Order));
export const baskets = session.readStream(memorySource(Basket));
export const archive = session.read(memorySource(Order));
export const byCountry = orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
export const byWindow = orders
  .withWatermark('order_time', '10 minutes')
  .groupBy((o) => ({ window: window(o.order_time, '5 minutes') }))
  .agg((o) => ({ revenue: sum(o.price) }));
export const table = memorySink<unknown>();
export const lateTable = memorySink<unknown>();
export const deadLetters = memorySink<unknown>();
export const config = { key: 'country', value: 'price' };
export const query = await session.start({ outputs: [orders.writeTo(table)] });
