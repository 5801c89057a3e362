// What the manual of the test broker takes for granted: a running one.
import { startTestBroker } from '@tidemark/kafka-testkit';

export * from '@tidemark/kafka-testkit';
export { Kafka } from 'kafkajs';

export const broker = await startTestBroker({ topics: { orders: { partitions: 4 } } });
export const released = Promise.resolve();
