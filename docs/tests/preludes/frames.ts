// What the docstrings of frames and expressions take for granted: a shop's orders, live and archived.
import {
  createSession,
  double,
  int,
  memorySink,
  memorySource,
  nullable,
  type RowOf,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { struct, sum, timestampMicros, window } from '@tidemark/core/functions';

export * from '@tidemark/core';
export * from '@tidemark/core/connector';
export * from '@tidemark/core/functions';
export * from '@tidemark/core/rx';
export { struct, timestampMicros };

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

export const session = createSession();
export const orders = session.readStream(memorySource(Order));
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
