// The shop on Tidemark, as its README has it: exactly-once, with a checkpoint.
//   by-tidemark.ts BROKERS ALERTS_TOPIC DIRECTORY
import {
  availableNow,
  createSession,
  double,
  int,
  json,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { count, sum, window } from '@tidemark/core/functions';
import { kafkaSink } from '@tidemark/kafka-sink';
import { kafkaSource } from '@tidemark/kafka-source';
import { parquetSink } from '@tidemark/parquet-sink';
import { finish } from './contestant.ts';

const [brokers = '', alertsTopic = '', directory = ''] = process.argv.slice(2);

const Order = schema({
  order_id: string(),
  user_id: string(),
  product_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  country: string(),
  event_time: timestamp(),
});

const session = createSession();
const orders = session
  .readStream(
    kafkaSource({ brokers, topic: 'orders', startingOffsets: 'earliest', value: json(Order) }),
  )
  .withColumns((o) => ({ order_value: o.price.mul(o.quantity) }));
const alerts = orders.filter((o) => o.order_value.gt(500));
const revenue = orders
  .withWatermark('event_time', '10 minutes')
  .groupBy((o) => ({ window: window(o.event_time, '1 minute'), category: o.category }))
  .agg((o) => ({ revenue: sum(o.order_value), orders: count() }));

const query = await session.start({
  checkpointLocation: `${directory}/checkpoint`,
  trigger: availableNow(),
  outputs: [
    alerts.writeTo(kafkaSink({ brokers, topic: alertsTopic, key: 'order_id' })),
    revenue.writeTo(parquetSink({ path: `${directory}/revenue` })),
  ],
});
await query.awaitTermination();
const rows = query.recentProgress.reduce((total, { numInputRows }) => total + numInputRows, 0);
const written = (output: number): number =>
  query.recentProgress.reduce((total, { sinks }) => total + (sinks[output]?.numOutputRows ?? 0), 0);
finish({ rows, alerts: written(0), windows: written(1) });
