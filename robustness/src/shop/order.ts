import { double, int, long, type RowOf, schema, string, struct, timestamp } from '@tidemark/core';

/** An order. `seq` numbers the orders in the order in which they happen, and tells them apart. */
export const Order = schema({
  seq: long(),
  order_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  event_time: timestamp(),
});

export type Order = RowOf<typeof Order>;

/** A row of the Parquet files. */
export const Revenue = schema({
  window: struct({ start: timestamp(), end: timestamp() }),
  category: string(),
  revenue: double(),
  orders: long(),
});

export type Revenue = RowOf<typeof Revenue>;
