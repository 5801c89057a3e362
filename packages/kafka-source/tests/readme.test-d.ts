// The examples of the README, compiled; `readme.test.ts` sees to it that they are the same.
import { createSession, double, json, memorySink, schema, string, timestamp } from '@tidemark/core';
import { kafkaSource } from '@tidemark/kafka-source';

const Order = schema({ order_id: string(), price: double(), event_time: timestamp() });
const brokers = 'localhost:9092';

const session = createSession();
const orders = session.readStream(
  kafkaSource({ brokers, topic: 'orders', value: json(Order, { mode: 'DROPMALFORMED' }) }),
);

const query = await session.start({
  outputs: [
    orders.filter((o) => o.price.gt(500)).writeTo(memorySink()),
    orders.badRecords().writeTo(memorySink()), // bytes, reason, topic, partition, offset
  ],
});
await query.awaitTermination();

const [first] = await session
  .read(kafkaSource({ brokers, assign: { orders: [0] } }))
  .select('offset', 'timestamp')
  .collect();

void (first satisfies { readonly offset: number; readonly timestamp: Date } | undefined);
