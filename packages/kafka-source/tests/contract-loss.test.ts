// Records that were to be read and are gone: an error that says so, or a query that goes on and says so.
import type { SourceReader } from '@tidemark/core/connector';
import { SimFs } from '@tidemark/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BROKER_KINDS,
  type ContractBroker,
  eventually,
  HAS_REAL_KAFKA,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import type { KafkaSourceOptions } from '../src/index.ts';
import { numbered, openReader, process, records, rowsBetween, valuesOf } from './reading.ts';

const LIMITED = { ignoreLimits: false } as const;

/** A logger, and the warnings that it got. */
function listening(): {
  readonly warnings: readonly string[];
  readonly logger: NonNullable<KafkaSourceOptions['logger']>;
} {
  const warnings: string[] = [];
  const logger = { warn: (text: string) => void warnings.push(text), debug: () => undefined };
  return { warnings, logger };
}

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.close());

  function open(topic: string, options: Partial<KafkaSourceOptions> = {}): Promise<SourceReader> {
    const { logger } = listening();
    return openReader({ brokers: broker.brokers, topic, logger, ...options });
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
    const { warnings, logger } = listening();
    const reader = await open(topic, { failOnDataLoss: false, logger });
    const planned = await reader.planBatch({ [topic]: { 0: 2 } }, LIMITED);
    expect(planned.metrics).not.toHaveProperty('lostRecords');
    const rows = await rowsBetween(reader, { [topic]: { 0: 2 } }, planned.end);
    expect(valuesOf(rows)).toEqual(['7', '8', '9']);
    expect(planned.metrics).toMatchObject({ lostRecords: '5' });
    expect(warnings).toEqual([
      expect.stringContaining(`retention removed 5 records of ${topic}-0`),
    ]);
    expect(warnings[0]).toContain('The query goes on, because failOnDataLoss is false.');
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
    const { warnings, logger } = listening();
    const reader = await open(`${topic},${other}`, { failOnDataLoss: false, logger });
    const before = { [topic]: { 0: 1, 1: 0 }, [other]: { 0: 0 } };
    const planned = await reader.planBatch(before, LIMITED);
    expect(planned.end).toEqual({ [other]: { 0: 1 } });
    expect(planned.metrics).toMatchObject({ lostPartitions: '2' });
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain(`The partition ${topic}-1, which the query was reading, is gone`);
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

  // The test broker gives topics no ids.
  test.runIf(HAS_REAL_KAFKA)(
    'a topic made anew that has grown past the old offsets is told by its id, after a restart too',
    async () => {
      const topic = await broker.createTopic();
      await broker.produce(topic, 0, numbered(0, 3));
      const checkpoint = { ports: process(new SimFs()), directory: 'checkpoint/sources/0' };
      const startingOffsets = 'earliest';
      const openAgain = (failOnDataLoss: boolean): Promise<SourceReader> =>
        openReader(
          {
            brokers: broker.brokers,
            topic,
            startingOffsets,
            failOnDataLoss,
            logger: listening().logger,
          },
          checkpoint,
        );
      const before = await openAgain(true);
      const { end } = await before.planBatch(await before.initialOffset(), LIMITED);
      await broker.deleteTopic(topic);
      await broker.createTopic(1, {}, topic);
      await broker.produce(topic, 0, numbered(0, 9));
      const made = `The topic "${topic}" was deleted and made anew`;
      await expect(before.planBatch(end, LIMITED)).rejects.toThrow(made);
      const strict = await openAgain(true);
      await expect(strict.planBatch(end, LIMITED)).rejects.toThrow(made);
      const lenient = await openAgain(false);
      const planned = await lenient.planBatch(end, LIMITED);
      expect(planned.metrics).toMatchObject({ lostPartitions: '1' });
      expect(await rowsBetween(lenient, end, planned.end)).toHaveLength(6);
      await Promise.all([before.close(), strict.close(), lenient.close()]);
    },
  );

  // The test broker compacts when it is told to (faults.test.ts); a real one does it by itself.
  test.runIf(HAS_REAL_KAFKA)(
    'compaction, up to batches without any record, is no loss and holds nothing up',
    async () => {
      const topic = await broker.createTopic(1, {
        'cleanup.policy': 'compact',
        'segment.ms': '100',
        'min.cleanable.dirty.ratio': '0.01',
        'delete.retention.ms': '0',
      });
      const rounds = 5;
      for (let round = 0; round < rounds; round++) {
        const values = ['a', 'b', 'c'].map((key) => ({ key, value: `${key}${round}` }));
        // Idempotent: the broker keeps the last batch of each producer, even when it is empty.
        await broker.produceIdempotent(topic, 0, values);
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
      await broker.produceIdempotent(topic, 0, [{ key: 'last', value: 'last' }]);
      const end = rounds * 3 + 1;
      await eventually(async () => (await broker.records(topic)).length < end - 3);
      const reader = await open(topic);
      const range = [{ [topic]: { 0: 0 } }, { [topic]: { 0: end } }] as const;
      const values = valuesOf(await rowsBetween(reader, ...range));
      for (const value of ['a4', 'b4', 'c4', 'last']) expect(values).toContain(value);
      expect(values.length).toBeLessThan(end - 3);
      // Ranges that begin and end in what was compacted away.
      for (const [from, to] of [
        [1, 2],
        [0, 3],
        [4, 8],
      ] as const) {
        const rows = await rowsBetween(reader, { [topic]: { 0: from } }, { [topic]: { 0: to } });
        expect(
          rows.every((row) => Number(row['offset']) >= from && Number(row['offset']) < to),
        ).toBe(true);
      }
      await reader.close();
    },
    60_000,
  );
});
