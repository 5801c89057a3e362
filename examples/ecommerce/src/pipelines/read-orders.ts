import { json, type Session } from '@tidemark/core';
import { kafkaSource } from '@tidemark/kafka-source';
import { Order } from '../orders/order.ts';
import { TOPICS } from './topics.ts';

export interface OrdersInput {
  readonly brokers: readonly string[];
  readonly maxOffsetsPerTrigger: number | undefined;
}

/**
 * The orders of the topic from its beginning. A record that is no order makes no row; it is counted,
 * and `badRecords()` has it.
 */
export function readOrders(session: Session, { brokers, maxOffsetsPerTrigger }: OrdersInput) {
  return session.readStream(
    kafkaSource({
      brokers,
      topic: TOPICS.orders,
      value: json(Order, { mode: 'DROPMALFORMED' }),
      startingOffsets: 'earliest',
      ...(maxOffsetsPerTrigger === undefined ? {} : { maxOffsetsPerTrigger }),
    }),
  );
}
