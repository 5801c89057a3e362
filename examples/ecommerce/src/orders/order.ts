import { double, int, type RowOf, schema, string, timestamp } from '@tidemark/core';

/** An order as it travels through the topic: one JSON object, keyed by `order_id`. */
export const Order = schema({
  order_id: string(),
  user_id: string(),
  product_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  country: string(),
  event_time: timestamp(),
});

/** An order in JavaScript. */
export type Order = RowOf<typeof Order>;
