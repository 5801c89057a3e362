// Records that were to be read and are gone: an error that says so, or a query that goes on and says so.
import type { SourceReader } from '@tidemark/core/connector';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROKER_KINDS, type ContractBroker } from '../../kafka-testkit/tests/contract-brokers.ts';
import type { KafkaSourceOptions } from '../src/index.ts';
import { numbered, openReader, records, rowsBetween, valuesOf } from './reading.ts';

const LIMITED = { ignoreLimits: false } as const;

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.close());

  function open(topic: string, options: Partial<KafkaSourceOptions> = {}): Promise<SourceReader> {
    return openReader({ brokers: broker.brokers, topic, ...options });
  }

  test('retention under the reader ends the query and says how much it took', async () => {
    const topic = await broker.createTopic(4);
    await broker.produce(topic, 3, numbered(0, 10));
    await broker.deleteRecordsBefore(topic, 3, 7);
    const reader = await open(topic);
    const reading = rowsBetween(reader, { [topic]: { 3: 2 } }, { [topic]: { 3: 10 } });
    await expect(reading).rejects.toThrow(`etention removed 5 records of ${topic}-3`);
    await reader.close();
  });

  test('retention under the reader is passed and reported with failOnDataLoss false', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, numbered(0, 10));
    await broker.deleteRecordsBefore(topic, 0, 7);
    const reader = await open(topic, { failOnDataLoss: false });
    const planned = await reader.planBatch({ [topic]: { 0: 2 } }, LIMITED);
    expect(planned.metrics).not.toHaveProperty('lostRecords');
    const rows = await rowsBetween(reader, { [topic]: { 0: 2 } }, planned.end);
    expect(valuesOf(rows)).toEqual(['7', '8', '9']);
    expect(planned.metrics).toMatchObject({ lostRecords: '5' });
    await reader.close();
  });

  test('a deleted topic ends the query', async () => {
    const topic = await broker.createTopic(2);
    await broker.produce(topic, 0, numbered(0, 3));
    await broker.deleteTopic(topic);
    const reader = await open(topic);
    await expect(reader.planBatch({ [topic]: { 0: 1, 1: 0 } }, LIMITED)).rejects.toThrow(
      `The partition ${topic}-0, which the query was reading, is gone`,
    );
    await reader.close();
  });

  test('a deleted topic is left behind with failOnDataLoss false, and read anew when it comes back', async () => {
    const [topic, other] = [await broker.createTopic(2), await broker.createTopic()];
    await broker.produce(other, 0, records('other'));
    await broker.deleteTopic(topic);
    const reader = await open(`${topic},${other}`, { failOnDataLoss: false });
    const before = { [topic]: { 0: 1, 1: 0 }, [other]: { 0: 0 } };
    const planned = await reader.planBatch(before, LIMITED);
    expect(planned.end).toEqual({ [other]: { 0: 1 } });
    expect(planned.metrics).toMatchObject({ lostPartitions: '2' });
    expect(valuesOf(await rowsBetween(reader, before, planned.end))).toEqual(['other']);

    await broker.createTopic(1, {}, topic);
    await broker.produce(topic, 0, records('back'));
    const again = await reader.planBatch(planned.end, LIMITED);
    expect(again.end).toEqual({ [topic]: { 0: 1 }, [other]: { 0: 1 } });
    expect(valuesOf(await rowsBetween(reader, planned.end, again.end))).toEqual(['back']);
    await reader.close();
  });

  test('a batch that runs again passes a topic that was deleted meanwhile', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, numbered(0, 3));
    await broker.deleteTopic(topic);
    const reader = await open(topic, { failOnDataLoss: false });
    expect(await rowsBetween(reader, { [topic]: { 0: 1 } }, { [topic]: { 0: 3 } })).toEqual([]);
    const planned = await reader.planBatch({ [topic]: { 0: 3 } }, LIMITED);
    expect(planned.metrics).toMatchObject({ lostRecords: '2', lostPartitions: '1' });
    await reader.close();
  });

  test('a topic made anew ends the query, or goes on at its end with failOnDataLoss false', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, numbered(0, 10));
    await broker.deleteTopic(topic);
    await broker.createTopic(1, {}, topic);
    await broker.produce(topic, 0, numbered(0, 4));
    const strict = await open(topic);
    await expect(strict.planBatch({ [topic]: { 0: 10 } }, LIMITED)).rejects.toThrow(
      `${topic}-0 was read up to offset 10 and now ends at 4`,
    );
    const lenient = await open(topic, { failOnDataLoss: false });
    const planned = await lenient.planBatch({ [topic]: { 0: 10 } }, LIMITED);
    expect(planned.end).toEqual({ [topic]: { 0: 4 } });
    expect(planned.metrics).toMatchObject({ lostPartitions: '1' });
    expect(await rowsBetween(lenient, { [topic]: { 0: 10 } }, planned.end)).toEqual([]);
    await Promise.all([strict.close(), lenient.close()]);
  });
});
