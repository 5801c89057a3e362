// Which records a query reads: where it begins, how far a batch goes, what appears later.
import { ManualClock } from '@tidemark/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROKER_KINDS, type ContractBroker } from '../../kafka-testkit/tests/contract-brokers.ts';
import type { KafkaSourceOptions } from '../src/index.ts';
import {
  numbered,
  openReader,
  process,
  readFrom,
  records,
  rowsBetween,
  sortedValuesOf,
  valuesOf,
} from './reading.ts';

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  let brokers: string;
  beforeAll(async () => {
    broker = await start();
    ({ brokers } = broker);
  });
  afterAll(() => broker.close());

  describe('a query begins', () => {
    test('at the end of the log when it streams', async () => {
      const topic = await broker.createTopic();
      await broker.produce(topic, 0, records('before'));
      const reader = await openReader({ brokers, topic });
      const first = await reader.initialOffset();
      await broker.produce(topic, 0, records('after'));
      expect(first).toEqual({ [topic]: { 0: 1 } });
      expect(valuesOf(await readFrom(reader, first))).toEqual(['after']);
      await reader.close();
    });

    test('at the beginning of the log when it is told to, or has an end', async () => {
      const topic = await broker.createTopic(2);
      await broker.produce(topic, 0, records('a', 'b'));
      await broker.produce(topic, 1, records('c'));
      await broker.deleteRecordsBefore(topic, 0, 1);
      for (const [options, isStreaming] of [
        [{ startingOffsets: 'earliest' as const }, true],
        [{}, false],
      ] as const) {
        const reader = await openReader({ brokers, topic, ...options }, { isStreaming });
        const first = await reader.initialOffset();
        expect(first).toEqual({ [topic]: { 0: 1, 1: 0 } });
        expect(sortedValuesOf(await readFrom(reader, first))).toEqual(['b', 'c']);
        await reader.close();
      }
    });

    test('at the offsets given for each partition; -2 is the earliest, -1 the latest', async () => {
      const topic = await broker.createTopic(3);
      for (const partition of [0, 1, 2]) await broker.produce(topic, partition, numbered(0, 5));
      const startingOffsets = { [topic]: { 0: 3, 1: -2, 2: -1 } };
      const reader = await openReader({ brokers, topic, startingOffsets });
      const first = await reader.initialOffset();
      expect(first).toEqual({ [topic]: { 0: 3, 1: 0, 2: 5 } });
      expect(await readFrom(reader, first)).toHaveLength(7);
      await reader.close();
    });

    test('nowhere when a partition has no offset, or one beyond its end', async () => {
      const topic = await broker.createTopic(2);
      const missing = await openReader({ brokers, topic, startingOffsets: { [topic]: { 0: 0 } } });
      await expect(missing.initialOffset()).rejects.toThrow(
        `startingOffsets has no offset for ${topic}-1, and every partition needs one.`,
      );
      const beyond = { [topic]: { 0: 7, 1: 0 } };
      const reader = await openReader({ brokers, topic, startingOffsets: beyond });
      await expect(reader.initialOffset()).rejects.toThrow(
        `says 7 for ${topic}-0, which ends at 0`,
      );
      await Promise.all([missing.close(), reader.close()]);
    });

    test('at the first record of a time or later', async () => {
      const topic = await broker.createTopic();
      const timed = [1, 2, 3].map((s) => ({ value: `at ${s}`, timestampMs: at(s) }));
      for (const record of timed) await broker.produce(topic, 0, [record]);
      const reader = await openReader({ brokers, topic, startingTimestampMs: at(2) - 1 });
      expect(valuesOf(await readFrom(reader, await reader.initialOffset()))).toEqual([
        'at 2',
        'at 3',
      ]);
      await reader.close();
    });

    test('at the first record of a time given for each partition', async () => {
      const topic = await broker.createTopic(2);
      for (const partition of [0, 1]) {
        const timed = [1, 2, 3].map((s) => ({ value: `${partition} at ${s}`, timestampMs: at(s) }));
        await broker.produce(topic, partition, timed);
      }
      const startingOffsetsByTimestamp = { [topic]: { 0: at(3), 1: at(2) } };
      const reader = await openReader({ brokers, topic, startingOffsetsByTimestamp });
      expect(await reader.initialOffset()).toEqual({ [topic]: { 0: 2, 1: 1 } });
      const some = { [topic]: { 0: at(3) } };
      const lacking = await openReader({ brokers, topic, startingOffsetsByTimestamp: some });
      await expect(lacking.initialOffset()).rejects.toThrow(
        `startingOffsetsByTimestamp has no offset for ${topic}-1`,
      );
      await Promise.all([reader.close(), lacking.close()]);
    });

    test('with an error, or at the end, where no record is that new', async () => {
      const topic = await broker.createTopic(2);
      await broker.produce(topic, 0, [{ value: 'old', timestampMs: at(1) }]);
      const options = { brokers, topic, startingTimestampMs: at(2) };
      const strict = await openReader(options);
      await expect(strict.initialOffset()).rejects.toThrow(
        `${topic}-0 has no record from 2024-01-01T00:00:02.000Z or later.`,
      );
      const lenient = await openReader({
        ...options,
        startingOffsetsByTimestampStrategy: 'latest',
      });
      expect(await lenient.initialOffset()).toEqual({ [topic]: { 0: 1, 1: 0 } });
      await Promise.all([strict.close(), lenient.close()]);
    });

    test('with an error when there is no such topic', async () => {
      const topic = broker.newName('missing');
      const reader = await openReader({ brokers, topic });
      await expect(reader.initialOffset()).rejects.toThrow(`know no topic "${topic}"`);
      await reader.close();
    });
  });

  describe('a bounded read ends', () => {
    /** Two partitions with records at the seconds 1, 2 and 3. */
    async function timedTopic(): Promise<string> {
      const topic = await broker.createTopic(2);
      for (const partition of [0, 1]) {
        const timed = [1, 2, 3].map((s) => ({ value: `${partition}:${s}`, timestampMs: at(s) }));
        await broker.produce(topic, partition, timed);
      }
      return topic;
    }

    async function readBounded(
      topic: string,
      options: Partial<KafkaSourceOptions>,
    ): Promise<readonly string[]> {
      const reader = await openReader({ brokers, topic, ...options }, { isStreaming: false });
      try {
        return sortedValuesOf(await readFrom(reader, await reader.initialOffset()));
      } finally {
        await reader.close();
      }
    }

    test('at the offsets given for each partition; -1 is the latest', async () => {
      const topic = await timedTopic();
      const endingOffsets = { [topic]: { 0: 1, 1: -1 } };
      const values = await readBounded(topic, { endingOffsets });
      expect(values).toEqual(['0:1', '1:1', '1:2', '1:3']);
      const both = { startingOffsets: { [topic]: { 0: 2, 1: 1 } }, endingOffsets };
      expect(await readBounded(topic, both)).toEqual(['1:2', '1:3']);
      const some = readBounded(topic, { endingOffsets: { [topic]: { 0: 1 } } });
      await expect(some).rejects.toThrow(`"endingOffsets" names no end for ${topic}-1`);
      const beyond = readBounded(topic, { endingOffsets: { [topic]: { 0: 1, 1: 4 } } });
      await expect(beyond).rejects.toThrow(`says 4 for ${topic}-1, which ends at 3`);
    });

    test('before the first record of a time, for all partitions or for each', async () => {
      const topic = await timedTopic();
      expect(await readBounded(topic, { endingTimestampMs: at(2) })).toEqual(['0:1', '1:1']);
      const endingOffsetsByTimestamp = { [topic]: { 0: at(3), 1: at(9) } };
      const values = await readBounded(topic, { endingOffsetsByTimestamp });
      expect(values).toEqual(['0:1', '0:2', '1:1', '1:2', '1:3']);
    });

    test('and a stream does not: the options are refused', async () => {
      const topic = await timedTopic();
      const opening = openReader({ brokers, topic, endingTimestampMs: at(2) });
      await expect(opening).rejects.toThrow('"endingTimestampMs" is for bounded reads');
    });
  });

  describe('a batch reads', () => {
    test('exactly its range, and the same range again', async () => {
      const topic = await broker.createTopic(2);
      await broker.produce(topic, 0, numbered(0, 10));
      await broker.produce(topic, 1, numbered(100, 105));
      const reader = await openReader({ brokers, topic });
      const range = [{ [topic]: { 0: 3, 1: 4 } }, { [topic]: { 0: 6, 1: 5 } }] as const;
      for (const _ of ['first', 'again']) {
        const rows = await rowsBetween(reader, ...range);
        expect(sortedValuesOf(rows)).toEqual(['104', '3', '4', '5']);
      }
      await reader.close();
    });

    test('from each partition its share of the backlog: limit 10 of 100, 1 and 3 is 9, 1 and 1', async () => {
      const topic = await broker.createTopic(3);
      for (const [partition, count] of [100, 1, 3].entries()) {
        await broker.produce(topic, partition, numbered(0, count));
      }
      const reader = await openReader({
        brokers,
        topic,
        startingOffsets: 'earliest',
        maxOffsetsPerTrigger: 10,
      });
      const planned = await reader.planBatch(await reader.initialOffset(), LIMITED);
      expect(planned.end).toEqual({ [topic]: { 0: 9, 1: 1, 2: 1 } });
      expect(planned.latest).toEqual({ [topic]: { 0: 100, 1: 1, 2: 3 } });
      expect(planned.metrics).toEqual({
        minOffsetsBehindLatest: '0',
        maxOffsetsBehindLatest: '91',
        avgOffsetsBehindLatest: '31',
      });
      await reader.close();
    });

    test('nothing before a minimum is there, but waits no longer than the delay', async () => {
      const topic = await broker.createTopic();
      const clock = new ManualClock(at(0));
      const reader = await openReader(
        { brokers, topic, minOffsetsPerTrigger: 3, maxTriggerDelay: '1 minute' },
        { ports: { ...process(), clock } },
      );
      const offset = (next: number): unknown => ({ [topic]: { 0: next } });
      const planFrom = async (next: number): Promise<unknown> => {
        const planned = await reader.planBatch({ [topic]: { 0: next } }, LIMITED);
        return planned.end;
      };
      await broker.produce(topic, 0, numbered(0, 1));
      expect(await planFrom(0)).toEqual(offset(1)); // the first batch of a run never waits
      await broker.produce(topic, 0, numbered(1, 3));
      expect(await planFrom(1)).toEqual(offset(1));
      await clock.advance(59_999);
      expect(await planFrom(1)).toEqual(offset(1));
      await clock.advance(1);
      expect(await planFrom(1)).toEqual(offset(3)); // too few, but long enough
      await broker.produce(topic, 0, numbered(3, 6));
      expect(await planFrom(3)).toEqual(offset(6)); // enough at once
      await reader.close();
    });

    test('no further than the captured end, whatever arrives later', async () => {
      const topic = await broker.createTopic(1);
      await broker.produce(topic, 0, numbered(0, 2));
      const reader = await openReader({ brokers, topic, startingOffsets: 'earliest' });
      const first = await reader.initialOffset();
      await reader.captureEnd();
      await broker.produce(topic, 0, numbered(2, 5));
      await broker.setPartitionCount(topic, 2);
      await broker.produce(topic, 1, numbered(0, 5));
      expect((await reader.planBatch(first, LIMITED)).end).toEqual({ [topic]: { 0: 2, 1: 0 } });
      await reader.close();
    });
  });

  describe('what appears while a query runs', () => {
    test('a new partition is read from its beginning', async () => {
      const topic = await broker.createTopic(1);
      await broker.produce(topic, 0, records('old'));
      const reader = await openReader({ brokers, topic });
      const first = await reader.initialOffset();
      await broker.setPartitionCount(topic, 2);
      await broker.produce(topic, 1, records('new 0', 'new 1'));
      const { end } = await reader.planBatch(first, LIMITED);
      expect(end).toEqual({ [topic]: { 0: 1, 1: 2 } });
      expect(valuesOf(await rowsBetween(reader, first, end))).toEqual(['new 0', 'new 1']);
      await reader.close();
    });

    test('a new topic that the pattern matches as a whole is read from its beginning', async () => {
      const prefix = broker.newName('clicks');
      const [eu, us, other] = [`${prefix}.eu`, `${prefix}.us`, `${prefix}.eu.dead-letter`];
      await broker.createTopic(1, {}, eu);
      await broker.createTopic(1, {}, other);
      const subscribePattern = new RegExp(`${prefix}\\.(e|eu|us)`, 'g');
      const reader = await openReader({ brokers, subscribePattern });
      const first = await reader.initialOffset();
      expect(first).toEqual({ [eu]: { 0: 0 } });
      await broker.createTopic(1, {}, us);
      for (const topic of [eu, us, other]) await broker.produce(topic, 0, records(topic));
      expect(sortedValuesOf(await readFrom(reader, first))).toEqual([eu, us]);
      await reader.close();
    });
  });

  test('a list of topics, as an array or with commas, is read as one', async () => {
    const topics = [await broker.createTopic(), await broker.createTopic()];
    for (const topic of topics) await broker.produce(topic, 0, records(topic));
    for (const topic of [topics, topics.join(', ')]) {
      const reader = await openReader({ brokers, topic, startingOffsets: 'earliest' });
      const rows = await readFrom(reader, await reader.initialOffset());
      expect(new Set(rows.map((row) => row['topic']))).toEqual(new Set(topics));
      expect(sortedValuesOf(rows)).toEqual([...topics].sort());
      await reader.close();
    }
  });

  test('assigned partitions are read and no others', async () => {
    const topic = await broker.createTopic(3);
    for (const partition of [0, 1, 2]) {
      await broker.produce(topic, partition, records(`from ${partition}`));
    }
    const reader = await openReader({
      brokers,
      assign: { [topic]: [0, 2] },
      startingOffsets: 'earliest',
    });
    const rows = await readFrom(reader, await reader.initialOffset());
    expect(sortedValuesOf(rows)).toEqual(['from 0', 'from 2']);
    const missing = await openReader({ brokers, assign: { [topic]: [7] } });
    await expect(missing.initialOffset()).rejects.toThrow('has 3 partitions and no partition 7');
    await Promise.all([reader.close(), missing.close()]);
  });
});

const LIMITED = { ignoreLimits: false } as const;
const at = (second: number): number => Date.UTC(2024, 0, 1, 0, 0, second);
