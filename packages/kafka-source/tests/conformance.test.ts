// The conformance suite of @tidemark/testing on the Kafka source.
import { int, json, schema, string } from '@tidemark/core';
import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { describeSource, runSuite } from '@tidemark/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { kafkaSource } from '../src/index.ts';
import { FAST, process } from './reading.ts';

const Item = schema({ id: int(), name: string() });
const PARTITIONS = 3;

let broker: TestBroker;
beforeAll(async () => {
  broker = await startTestBroker();
});
afterAll(() => broker.stop());

let topics = 0;

const suite = describeSource({
  name: 'kafkaSource',
  maxRows: PARTITIONS,
  ports: () => process(),
  create() {
    const topic = `in-${topics++}`;
    broker.createTopic(topic, { partitions: PARTITIONS });
    const options = {
      brokers: broker.bootstrapServers,
      topic,
      value: json(Item),
      retry: FAST,
    };
    let id = 0;
    return {
      source: kafkaSource(options),
      limited: kafkaSource({ ...options, maxOffsetsPerTrigger: PARTITIONS }),
      add: () =>
        [0, 1, 2, 3, 4].map(() => {
          const item = { id, name: `n${id}` };
          broker.produceRecords(topic, id++ % PARTITIONS, [{ value: JSON.stringify(item) }]);
          return item;
        }),
    };
  },
});

runSuite(suite, { describe, it });
