import { consoleSink, type Duration, type Session } from '@tidemark/core';
import { count, sum, window } from '@tidemark/core/functions';
import { parquetSink } from '@tidemark/parquet-sink';
import { type OrdersInput, readOrders } from './read-orders.ts';

export interface TrackingOptions extends OrdersInput {
  readonly window: Duration;
  readonly delay: Duration;
  /** Folder of the Parquet files. */
  readonly refinedOrdersPath: string;
}

/** The names of {@link trackingOutputs}, in their order. */
export const TRACKING_OUTPUTS = ['console', 'refinedOrders'] as const;

/**
 * The second job: revenue per window to the console while it grows, and at the same time every order
 * with its value to Parquet.
 */
export function trackingOutputs(session: Session, options: TrackingOptions) {
  const orders = readOrders(session, options).withColumns((o) => ({
    order_value: o.price.mul(o.quantity),
  }));

  const perWindow = orders
    .withWatermark('event_time', options.delay)
    .groupBy((o) => ({ window: window(o.event_time, options.window), category: o.category }))
    .agg((o) => ({ revenue: sum(o.order_value), orders: count() }));

  return [
    perWindow.writeTo(consoleSink({ truncate: false }), { name: 'console', outputMode: 'update' }),
    orders.writeTo(parquetSink({ path: options.refinedOrdersPath }), { name: 'refinedOrders' }),
  ];
}
