import { double, long, type RowOf, schema, string, struct, timestamp } from '@tidemark/core';

/** A row of the Parquet files in `revenue/`. */
export const RevenueRow = schema({
  window: struct({ start: timestamp(), end: timestamp() }),
  category: string(),
  revenue: double(),
  orders: long(),
});

export type RevenueRow = RowOf<typeof RevenueRow>;
