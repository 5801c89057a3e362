import { memorySource, type Session, schema, string } from '@tidemark/core';
import { kafkaSink } from '@tidemark/kafka-sink';
import type { OrderRecord } from '../orders/order-record.ts';

/** The columns that the Kafka sink takes as they are. */
const Message = schema({ key: string(), value: string() });

/** Writes records to a topic as they are; they are there when it resolves. */
export async function sendRecords(
  session: Session,
  brokers: readonly string[],
  topic: string,
  records: readonly OrderRecord[],
): Promise<void> {
  const messages = records.map(({ key, value }) => ({ key, value }));
  await session
    .read(memorySource(Message, messages))
    .write(kafkaSink({ brokers, topic, delivery: 'at-least-once' }));
}
