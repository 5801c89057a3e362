// The conformance suite of @tidemark/testing on the Kafka sink, read back with the Kafka source.
import { createSession, json } from '@tidemark/core';
import type { Row } from '@tidemark/core/connector';
import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { type AnyRow, describeSink, runSuite, type Suite } from '@tidemark/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { kafkaSource } from '../../kafka-source/src/index.ts';
import { process } from '../../kafka-source/tests/reading.ts';
import { kafkaSink } from '../src/index.ts';
import { FAST } from './writing.ts';

let broker: TestBroker;
beforeAll(async () => {
  broker = await startTestBroker();
});
afterAll(() => broker.stop());

let topics = 0;

function suiteOf(delivery: 'exactly-once' | 'at-least-once'): Suite {
  return describeSink({
    name: `kafkaSink, ${delivery}`,
    // Kafka lives in real time.
    ports: ({ fs }) => process(fs),
    create() {
      const topic = `out-${topics++}`;
      broker.createTopic(topic, { partitions: 2 });
      const at = { brokers: broker.bootstrapServers, topic, retry: FAST };
      return {
        sink: kafkaSink<Row>({ ...at, format: 'json', delivery }),
        rows: async ({ ports, schema }): Promise<readonly AnyRow[]> => {
          const value = json(schema);
          const source = kafkaSource({ ...at, value, isolationLevel: 'read_committed' });
          return createSession({ ports }).read(source).collect();
        },
      };
    },
  });
}

runSuite(suiteOf('exactly-once'), { describe, it });
runSuite(suiteOf('at-least-once'), { describe, it });
