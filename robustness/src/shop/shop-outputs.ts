import type { OutputSpec, Sink, SourceFrame } from '@tidemark/core';
import { count, sum, window } from '@tidemark/core/functions';
import { DELAY_MS, WINDOW_MS } from './generate-orders.ts';
import type { Order } from './order.ts';

/** An order worth more than this is an alert. */
export const ALERT_ABOVE = 200;

/**
 * What both kinds of runs try to break: one read of the orders makes alerts, which remember nothing,
 * and revenue per window and category of orders that count once, which is two operators with state.
 */
export function shopOutputs<Bad>(
  records: SourceFrame<Order, Bad>,
  sinks: { readonly alerts: Sink; readonly revenue: Sink },
): readonly OutputSpec[] {
  const orders = records.withColumns((o) => ({ order_value: o.price.mul(o.quantity) }));

  const alerts = orders
    .filter((o) => o.order_value.gt(ALERT_ABOVE))
    .select((o) => ({ seq: o.seq, order_id: o.order_id, order_value: o.order_value }));

  const revenue = orders
    .withWatermark('event_time', `${DELAY_MS} milliseconds`)
    .dropDuplicates('order_id', 'event_time')
    .groupBy((o) => ({
      window: window(o.event_time, `${WINDOW_MS} milliseconds`),
      category: o.category,
    }))
    .agg((o) => ({ revenue: sum(o.order_value), orders: count() }));

  return [
    alerts.writeTo(sinks.alerts, { name: 'alerts' }),
    revenue.writeTo(sinks.revenue, { name: 'revenue' }),
  ];
}
