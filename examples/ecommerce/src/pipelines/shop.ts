import { type Duration, type Session, string } from '@tidemark/core';
import { count, sum, window } from '@tidemark/core/functions';
import { kafkaSink } from '@tidemark/kafka-sink';
import type { KafkaBadRecord } from '@tidemark/kafka-source';
import { parquetSink } from '@tidemark/parquet-sink';
import { type OrdersInput, readOrders } from './read-orders.ts';
import { TOPICS } from './topics.ts';

export interface ShopOptions extends OrdersInput {
  /** An order worth more than this is an alert. */
  readonly threshold: number;
  readonly window: Duration;
  readonly delay: Duration;
  /** Folder of the Parquet files. */
  readonly revenuePath: string;
}

/** The names of {@link shopOutputs}, in their order. */
export const SHOP_OUTPUTS = ['alerts', 'revenue', 'deadLetters'] as const;

/**
 * The main job: orders in; alerts, revenue per window and category, and what was no order out. One
 * read of the topic feeds all three, and they stand at the same batch in one checkpoint.
 */
export function shopOutputs(session: Session, options: ShopOptions) {
  const { brokers } = options;
  const records = readOrders(session, options);
  const orders = records.withColumns((o) => ({ order_value: o.price.mul(o.quantity) }));

  const alerts = orders.filter((o) => o.order_value.gt(options.threshold));

  const revenue = orders
    .withWatermark('event_time', options.delay)
    .groupBy((o) => ({ window: window(o.event_time, options.window), category: o.category }))
    .agg((o) => ({ revenue: sum(o.order_value), orders: count() }));

  const deadLetters = records
    .badRecords()
    .as<KafkaBadRecord>()
    .select((r) => ({
      reason: r.reason,
      topic: r.topic,
      partition: r.partition,
      offset: r.offset,
      value: r.value.cast(string()),
    }));

  return [
    alerts.writeTo(kafkaSink({ brokers, topic: TOPICS.alerts, key: 'order_id' }), {
      name: 'alerts',
    }),
    revenue.writeTo(parquetSink({ path: options.revenuePath }), { name: 'revenue' }),
    deadLetters.writeTo(kafkaSink({ brokers, topic: TOPICS.deadLetters, format: 'json' }), {
      name: 'deadLetters',
    }),
  ];
}
