// What the compiler knows of the rows of a Kafka source.
import { createSession, double, json, type RowOf, schema, string, timestamp } from '@tidemark/core';
import { type KafkaBadRecord, type KafkaRow, type KafkaSource, kafkaSource } from '../src/index.ts';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

const Order = schema({ order_id: string(), price: double(), event_time: timestamp() });
type Order = RowOf<typeof Order>;
const [brokers, topic] = ['localhost:9092', 'orders'];
const session = createSession();

const raw = kafkaSource({ brokers, topic });
isTrue<Equal<typeof raw, KafkaSource<KafkaRow>>>();
session.readStream(raw).filter((record) => record.partition.eq(0));
// @ts-expect-error the headers were not asked for
session.readStream(raw).select('headers');
session.readStream(kafkaSource({ brokers, topic, includeHeaders: true })).select('headers');

const strict = kafkaSource({ brokers, topic, value: json(Order, { mode: 'DROPMALFORMED' }) });
isTrue<Equal<typeof strict, KafkaSource<Order>>>();
const orders = session.readStream(strict).withWatermark('event_time', '10 minutes');
orders.select((o) => ({ double: o.price.mul(2) }));
// @ts-expect-error Kafka's own columns are not there beside a format
orders.select('partition');

const permissive = kafkaSource({ brokers, topic, value: json(Order) });
isTrue<Equal<typeof permissive, KafkaSource<{ [K in keyof Order]: Order[K] | null }>>>();

const bad = session.read(strict).badRecords();
void (bad.collect() satisfies Promise<readonly KafkaBadRecord[]>);

// @ts-expect-error there is no such isolation level
kafkaSource({ brokers, topic, isolationLevel: 'serializable' });
// @ts-expect-error a duration has a unit
kafkaSource({ brokers, topic, minOffsetsPerTrigger: 1, maxTriggerDelay: '5' });
