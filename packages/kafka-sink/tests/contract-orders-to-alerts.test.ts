// The query of the design page: orders in, alerts and revenue out, one read and one checkpoint.
import {
  availableNow,
  createSession,
  double,
  int,
  json,
  memorySink,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { count, sum, window } from '@tidemark/core/functions';
import { SimFs } from '@tidemark/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaSource } from '../../kafka-source/src/index.ts';
import { process } from '../../kafka-source/tests/reading.ts';
import { BROKER_KINDS, type ContractBroker } from '../../kafka-testkit/tests/contract-brokers.ts';
import { kafkaSink } from '../src/index.ts';

const Order = schema({
  order_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  event_time: timestamp(),
});
const at = (time: string): Date => new Date(`2024-01-01T${time}Z`);

const GUARANTEES = new Set(['exactly-once']);

/** An order as a producer writes it. */
function order(
  order_id: string,
  category: string,
  price: number,
  quantity: number,
  time: string,
): { readonly value: string } {
  const event_time = at(time).toISOString();
  return { value: JSON.stringify({ order_id, category, price, quantity, event_time }) };
}

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.close());

  test('orders become alerts and revenue, over restarts, each once', async () => {
    const { brokers } = broker;
    const topic = await broker.createTopic(4);
    const alertTopic = await broker.createTopic(2, {}, broker.newName('alerts'));
    const deadLetterTopic = await broker.createTopic(1, {}, broker.newName('dead-letter'));
    const revenueTable = memorySink();
    const fs = new SimFs();

    const run = async (): Promise<number> => {
      const session = createSession({ ports: process(fs) });
      const read = session.readStream(
        kafkaSource({
          brokers,
          topic,
          value: json(Order, { mode: 'DROPMALFORMED' }),
          startingOffsets: 'earliest',
          maxOffsetsPerTrigger: 5,
        }),
      );
      const orders = read.withColumns((o) => ({ order_value: o.price.mul(o.quantity) }));
      const alerts = orders.filter((o) => o.order_value.gt(500));
      const revenue = orders
        .withWatermark('event_time', '10 minutes')
        .groupBy((o) => ({ window: window(o.event_time, '1 minute'), category: o.category }))
        .agg((o) => ({ revenue: sum(o.order_value), orders: count() }));
      const query = await session.start({
        name: 'ecommerce',
        checkpointLocation: './checkpoints/ecommerce',
        trigger: availableNow(),
        outputs: [
          alerts.writeTo(kafkaSink({ brokers, topic: alertTopic, key: (o) => o.order_id })),
          revenue.writeTo(revenueTable, { outputMode: 'append' }),
          read
            .badRecords()
            .writeTo(kafkaSink({ brokers, topic: deadLetterTopic, format: 'json' }), {
              name: 'dead-letter',
            }),
        ],
      });
      await query.awaitTermination();
      for (const { sinks } of query.recentProgress) {
        expect(new Set(sinks.map((sink) => sink.deliveryGuarantee))).toEqual(GUARANTEES);
      }
      return query.recentProgress.reduce((rows, { numInputRows }) => rows + numInputRows, 0);
    };

    await broker.produce(topic, 0, [
      order('a', 'books', 10, 2, '12:00:10'),
      order('b', 'toys', 300, 2, '12:00:20'),
    ]);
    await broker.produce(topic, 3, [
      order('c', 'books', 2.5, 2, '12:00:59'),
      { value: '{"order_id":"x","price":"free"}' },
    ]);
    expect(await run()).toBe(4);
    await broker.produce(topic, 1, [order('d', 'books', 501, 1, '12:01:00')]);
    expect(await run()).toBe(1);
    await broker.produce(topic, 2, [order('e', 'books', 1, 1, '12:30:00')]);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);

    const alerts = await broker.records(alertTopic);
    expect(new Set(alerts.map(({ key }) => key))).toEqual(new Set(['b', 'd']));
    expect(alerts).toHaveLength(2);
    expect(alerts.map(({ value }) => JSON.parse(value ?? '') as unknown)).toContainEqual({
      order_id: 'b',
      category: 'toys',
      price: 300,
      quantity: 2,
      event_time: '2024-01-01T12:00:20.000Z',
      order_value: 600,
    });
    expect(revenueTable.rows).toHaveLength(3);
    const first = { start: at('12:00:00'), end: at('12:01:00') };
    expect(revenueTable.rows).toEqual(
      expect.arrayContaining([
        { window: first, category: 'books', revenue: 25, orders: 2 },
        { window: first, category: 'toys', revenue: 600, orders: 1 },
        {
          window: { start: at('12:01:00'), end: at('12:02:00') },
          category: 'books',
          revenue: 501,
          orders: 1,
        },
      ]),
    );
    const [dead] = await broker.records(deadLetterTopic);
    expect(JSON.parse(dead?.value ?? '')).toMatchObject({ topic, partition: 3, offset: 1 });
  });
});
