import { double, int, type RowOf, schema, string, timestamp } from '@tidemark/core';

/** An order of high value, as it travels through the topic of alerts. */
export const Alert = schema({
  order_id: string(),
  user_id: string(),
  product_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  country: string(),
  event_time: timestamp(),
  order_value: double(),
});

export type Alert = RowOf<typeof Alert>;
