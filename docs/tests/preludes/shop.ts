// What the pages of the manual take for granted: a shop's orders.
import {
  createSession,
  double,
  int,
  memorySource,
  rateSource,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { count, sum, window } from '@tidemark/core/functions';

export { mkdir, rename, writeFile } from 'node:fs/promises';
export * from '@tidemark/cli';
export * from '@tidemark/core';
export * from '@tidemark/core/connector';
export * from '@tidemark/core/functions';
export { array, crc32, map, struct, timestampMicros } from '@tidemark/core/functions';
export * from '@tidemark/core/rx';
export * from '@tidemark/kafka-sink';
export * from '@tidemark/kafka-source';
export { MALFORMED_RECORD } from '@tidemark/kafka-source';
export * from '@tidemark/parquet-sink';
export * from '@tidemark/parquet-source';
export * from '@tidemark/testing';

export const Order = schema({
  order_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  event_time: timestamp(),
});

export const brokers = 'localhost:9092';
export const session = createSession();
export const orderSource = memorySource(Order);
export const orders = session
  .readStream(orderSource)
  .withColumns((o) => ({ order_value: o.price.mul(o.quantity) }));
export const alerts = orders.filter((o) => o.order_value.gt(500));
export const revenue = orders
  .withWatermark('event_time', '10 minutes')
  .groupBy((o) => ({ window: window(o.event_time, '1 minute'), category: o.category }))
  .agg((o) => ({ revenue: sum(o.order_value), orders: count() }));
export const ticks = session.readStream(rateSource());
