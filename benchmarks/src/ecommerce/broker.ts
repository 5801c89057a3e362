// A process of its own, so that the broker's work is not counted with the contestants':
//   broker.ts ORDERS PARTITIONS   prints {"brokers":[…]} when the topics are filled, ends with its parent
import { startTestBroker } from '@tidemark/kafka-testkit';
import { orderTexts } from '../orders.ts';

const [orders = 0, partitions = 4] = process.argv.slice(2).map(Number);
/** How many orders one record batch of the topic holds, as a busy producer with linger would send. */
const BATCH_ORDERS = 1000;

const broker = await startTestBroker({ topics: { orders: { partitions } } });
let batch: { readonly key: string; readonly value: string }[] = [];
let batches = 0;
const flush = (): void => {
  broker.produceRecords('orders', batches++ % partitions, batch);
  batch = [];
};
for (const value of orderTexts(orders)) {
  batch.push({ key: value.slice(13, 28), value });
  if (batch.length === BATCH_ORDERS) flush();
}
if (batch.length > 0) flush();

// Every run of a contestant writes alerts to a topic of its own.
process.on('message', ({ topic }: { readonly topic: string }) => {
  broker.createTopic(topic, { partitions });
  process.send?.({ created: topic });
});
process.on('disconnect', () => process.exit());
process.send?.({ brokers: broker.bootstrapServers });
