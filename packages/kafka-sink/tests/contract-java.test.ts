// What the sink wrote, read by Java's consumer.
import { int, nullable, schema, string } from '@tidemark/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BROKER_KINDS,
  type ContractBroker,
  HAS_REAL_KAFKA,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import { runJava } from '../../kafka-testkit/tests/run-java.ts';
import { batch, inBatch, openWriter } from './writing.ts';

const Entry = schema({ key: string(), value: nullable(string()), partition: int() });
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

// Java's client wants more of a broker than the test broker serves.
describe.runIf(HAS_REAL_KAFKA).each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.close());

  test('every compression is read by Java, with keys and tombstones', async () => {
    const topic = await broker.createTopic(CODECS.length);
    const expected: string[] = [];
    for (const [partition, compression] of CODECS.entries()) {
      const queryId = broker.newName('query');
      const { brokers } = broker;
      const writer = await openWriter({ brokers, topic, compression }, Entry, { queryId });
      const rows = Array.from({ length: 500 }, (_, i) => ({
        key: `k${i}`,
        value: i % 10 === 9 ? null : `${compression}-${i}-${'x'.repeat(i % 40)}`,
        partition,
      }));
      await writer.write(batch(Entry, rows), inBatch(0, queryId));
      await writer.close?.();
      expected.push(...rows.map(({ key, value }) => `${partition}\t${key}\t${value}\t`));
    }
    await broker.settled(topic);
    const lines = (await runJava('ConsumeAll', broker.brokers, topic)).trimEnd().split('\n');
    expect(lines.map((line) => line.trimEnd()).sort()).toEqual(
      expected.map((line) => line.trimEnd()).sort(),
    );
  }, 120_000);
});
