// What the first screen of the README takes for granted: a running Kafka.
import { createSession } from '@tidemark/core';
import { startTestBroker } from '@tidemark/kafka-testkit';

export { mkdir, rename, writeFile } from 'node:fs/promises';
export * from '@tidemark/core';
export { defineSink, toJsonLines } from '@tidemark/core/connector';
export { count, sum, window } from '@tidemark/core/functions';
export { kafkaSink } from '@tidemark/kafka-sink';
export { kafkaSource } from '@tidemark/kafka-source';
export { parquetSink } from '@tidemark/parquet-sink';

export const broker = await startTestBroker({
  topics: { orders: { partitions: 1 }, alerts: { partitions: 1 } },
});
export const brokers = broker.bootstrapServers;
export const session = createSession();
