// `kill -9` of the broker under a query that reads a topic and writes another: it goes on, or ends with a
// name and takes up exactly where it was.
import { createSession, type StreamingQuery } from '@tidemark/core';
import { StreamingError } from '@tidemark/core/connector';
import { SimFs } from '@tidemark/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealKafka, startKafka } from '../../../scripts/real-kafka/start-kafka.mjs';
import { kafkaSource } from '../../kafka-source/src/index.ts';
import { numbered, process } from '../../kafka-source/tests/reading.ts';
import {
  ContractBroker,
  eventually,
  HAS_REAL_KAFKA,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import { kafkaSink } from '../src/index.ts';

const version = globalThis.process.env['TIDEMARK_KAFKA_VERSION'] ?? '';
const RECORDS = 300;

// A test broker in this process cannot be killed; faults.test.ts has its restarts.
describe.runIf(HAS_REAL_KAFKA)(`on Apache Kafka ${version}`, () => {
  let kafka: RealKafka;
  let broker: ContractBroker;
  beforeAll(async () => {
    // Its own node: the others of the suite want theirs to live.
    kafka = await startKafka({ version });
    broker = new ContractBroker(kafka.brokers);
  }, 180_000);
  afterAll(async () => {
    await broker.close();
    await kafka.stop();
  });

  /** Starts a query that copies a topic, over a checkpoint that stays. */
  function copying(
    fs: SimFs,
    topics: { readonly from: string; readonly to: string },
    deadlineMs: number,
  ): Promise<StreamingQuery> {
    const session = createSession({ ports: process(fs) });
    const at = { brokers: kafka.brokers, retry: { deadlineMs, maxDelayMs: 500 } };
    const source = kafkaSource({
      ...at,
      topic: topics.from,
      startingOffsets: 'earliest',
      maxOffsetsPerTrigger: 40,
    });
    const frame = session.readStream(source).select('key', 'value');
    return session.start({
      checkpointLocation: 'checkpoints/copy',
      outputs: [frame.writeTo(kafkaSink({ ...at, topic: topics.to }))],
    });
  }

  async function makeTopics(): Promise<{ readonly from: string; readonly to: string }> {
    const [from, to] = [await broker.createTopic(3), await broker.createTopic(3)];
    return { from, to };
  }

  /** Adds the records of a round to all partitions. */
  async function produce(topic: string, round: number): Promise<void> {
    const third = RECORDS / 3;
    for (const partition of [0, 1, 2]) {
      const first = round * RECORDS + partition * third;
      await broker.produce(topic, partition, numbered(first, first + third));
    }
  }

  async function expectEachOnce(topic: string, count: number): Promise<void> {
    const values = (await broker.records(topic)).map(({ value }) => Number(value));
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  }

  test('a query waits for it, and each record is copied once', async () => {
    const topics = await makeTopics();
    await produce(topics.from, 0);
    const query = await copying(new SimFs(), topics, 120_000);
    await eventually(() => Promise.resolve((query.lastProgress?.batchId ?? -1) >= 1));
    await kafka.kill();
    await kafka.restart();
    await produce(topics.from, 1);
    await query.processAllAvailable();
    await query.stop();
    expect(query.exception).toBeNull();
    await expectEachOnce(topics.to, 2 * RECORDS);
  }, 240_000);

  test('a query that may not wait ends with a named error, and the next run goes on exactly', async () => {
    const topics = await makeTopics();
    const fs = new SimFs();
    await produce(topics.from, 0);
    const query = await copying(fs, topics, 5_000);
    await eventually(() => Promise.resolve((query.lastProgress?.batchId ?? -1) >= 1));
    await kafka.kill();
    const error: unknown = await query.awaitTermination().catch((thrown: unknown) => thrown);
    const cause = (error as StreamingError).cause;
    expect(cause).toBeInstanceOf(StreamingError);
    expect((cause as StreamingError).condition).toMatch(/^KAFKA\.(UNREACHABLE|READ_STALLED)$/);
    await kafka.restart();
    const again = await copying(fs, topics, 60_000);
    await again.processAllAvailable();
    await again.stop();
    await expectEachOnce(topics.to, RECORDS);
  }, 240_000);
});
