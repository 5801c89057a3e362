// What the compiler knows of a sink that is made where it is used: the row of its frame.
import {
  createSession,
  double,
  int,
  memorySource,
  type Schema,
  type Sink,
  schema,
  string,
} from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import { kafkaSink } from '../src/index.ts';

const Order = schema({ order_id: string(), price: double(), quantity: int() });
const orders = createSession().readStream(memorySource(Order));
const alerts = orders
  .withColumns((o) => ({ order_value: o.price.mul(o.quantity) }))
  .filter((o) => o.order_value.gt(500));
const byId = orders.groupBy('order_id').agg(() => ({ orders: count() }));
const brokers = 'localhost:9092';
const topic = 'alerts';

alerts.writeTo(kafkaSink({ brokers, topic }));
alerts.writeTo(kafkaSink({ brokers, topic, key: 'order_id' }));
alerts.writeTo(kafkaSink({ brokers, topic, key: (o) => o.order_id }));
alerts.writeTo(kafkaSink({ brokers, topic, key: (o) => `${o.order_id}/${o.order_value}` }), {
  outputMode: 'update',
  name: 'alerts',
});
void alerts.writeStream.start(kafkaSink({ brokers, topic, key: (o) => o.order_id }));
void createSession()
  .read(memorySource(Order))
  .write(kafkaSink({ brokers, topic, key: (o) => o.order_id }));
byId.writeTo(kafkaSink({ brokers, topic, key: (o) => o.order_id }), { outputMode: 'complete' });

// @ts-expect-error Property 'order_idd' does not exist
alerts.writeTo(kafkaSink({ brokers, topic, key: (o) => o.order_idd }));
// @ts-expect-error '"order_idd"' is not assignable
alerts.writeTo(kafkaSink({ brokers, topic, key: 'order_idd' }));
// @ts-expect-error a number is no key
alerts.writeTo(kafkaSink({ brokers, topic, key: (o) => o.price }));
// @ts-expect-error an aggregation without a watermark has no append mode
byId.writeTo(kafkaSink({ brokers, topic, key: (o) => o.order_id }));
// @ts-expect-error there is no such delivery
kafkaSink({ brokers, topic, delivery: 'at-most-once' });

// A sink that stands alone says itself which rows it takes.
const byOrder: Sink<{ order_id: string }> = kafkaSink({ brokers, topic, key: 'order_id' });
alerts.writeTo(byOrder);
const Unkeyed: Schema<{ price: number }> = schema({ price: double() });
// @ts-expect-error Property 'order_id' is missing
createSession().readStream(memorySource(Unkeyed)).writeTo(byOrder);
