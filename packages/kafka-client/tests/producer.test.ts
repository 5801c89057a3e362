import { describe, expect, it } from 'vitest';
import {
  COMPRESSION_NAMES,
  openProducer,
  PRODUCER_UNUSABLE,
  REQUEST_FAILED,
  UNKNOWN_TOPIC,
} from '../src/index.ts';
import { splitBySize } from '../src/produce/batch-sender.ts';
import { records } from './encoding.ts';
import { readValues } from './reading.ts';
import { startTestCluster } from './test-cluster.ts';

const one = { topics: { t: { partitions: 1 } } };
const failure = (action: Promise<unknown>): Promise<unknown> =>
  action.catch((error: unknown) => error);

describe('a producer', () => {
  it.each(COMPRESSION_NAMES)('writes what a reader reads: %s', async (compression) => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const producer = await openProducer(connection, { compression });
    const values = Array.from({ length: 500 }, (_, i) => `order ${i}`);
    await producer.send('t', 0, records(...values));
    expect(await readValues(connection, 't', 0, 500)).toBe(values.join(' '));
    const [batch] = broker.batches('t', 0);
    const isSmaller = (batch?.sizeBytes ?? 0) < 500 * 15;
    expect(isSmaller).toBe(compression !== 'none');
  });

  it('writes null and empty values, keys, headers and timestamps as they are', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const producer = await openProducer(connection);
    const headers = [
      { key: 'h', value: null },
      { key: 'h', value: Buffer.from('2') },
    ];
    await producer.send('t', 0, [
      { key: Buffer.from('k'), value: null, headers, timestampMs: 1234 },
      { key: null, value: Buffer.alloc(0) },
    ]);
    expect(broker.records('t', 0)).toMatchObject([
      { key: Buffer.from('k'), value: null, headers, timestampMs: 1234 },
      { key: null, value: Buffer.alloc(0), headers: [] },
    ]);
  });

  it('splits records into requests by size and keeps their order', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const producer = await openProducer(connection, { maxRequestBytes: 1_000 });
    const values = Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(100, '.'));
    await producer.send('t', 0, records(...values));
    expect(broker.requests.count('Produce')).toBeGreaterThan(5);
    expect(broker.records('t', 0).map(({ value }) => String(value))).toEqual(values);
  });

  it('halves a batch that the topic refuses as too large', async () => {
    await using cluster = await startTestCluster({ ...one, maxMessageBytes: 600 });
    const { broker, connection } = cluster;
    const producer = await openProducer(connection);
    const values = Array.from({ length: 20 }, (_, i) => `${i}`.padEnd(100, '.'));
    await producer.send('t', 0, records(...values));
    expect(broker.records('t', 0).map(({ value }) => String(value))).toEqual(values);
  });

  it('stores records once and in order though answers get lost', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const producer = await openProducer(connection);
    for (const outcome of ['drop-after', 'drop', 'drop-after'] as const) {
      broker.faults.failNext('Produce', { outcome });
    }
    await Promise.all(['a', 'b', 'c'].map((value) => producer.send('t', 0, records(value))));
    expect(broker.records('t', 0).map(({ value }) => String(value))).toEqual(['a', 'b', 'c']);
  });

  it('is spent after an error, for what was stored is not known', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const producer = await openProducer(connection);
    broker.faults.failNext('Produce', { outcome: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
    expect(REQUEST_FAILED.is(await failure(producer.send('t', 0, records('a'))))).toBe(true);
    expect(PRODUCER_UNUSABLE.is(await failure(producer.send('t', 0, records('b'))))).toBe(true);
    const successor = await openProducer(connection);
    await successor.send('t', 0, records('a'));
    await successor.close();
    expect(String(await failure(successor.send('t', 0, records('b'))))).toContain('KAFKA.CLOSED');
  });

  it('does not create topics', async () => {
    await using cluster = await startTestCluster({ ...one, autoCreateTopics: true });
    const producer = await openProducer(cluster.connection);
    expect(UNKNOWN_TOPIC.is(await failure(producer.send('tpyo', 0, records('a'))))).toBe(true);
    expect(await cluster.connection.topics()).toEqual(['t']);
  });

  it('refuses a compression that does not exist', async () => {
    await using cluster = await startTestCluster(one);
    const opening = openProducer(cluster.connection, { compression: JSON.parse('"rar"') });
    await expect(opening).rejects.toThrow(
      'is "rar" and must be one of none, gzip, snappy, lz4, zstd',
    );
  });
});

describe('splitting', () => {
  it('keeps every record, in order, and lets a record that is too large stand alone', () => {
    const input = records('a', 'x'.repeat(5_000), 'b', 'c');
    const parts = [...splitBySize(input, 200)];
    expect(parts.flat()).toEqual(input);
    expect(parts.map((part) => part.length)).toEqual([1, 1, 2]);
    expect([...splitBySize([], 200)]).toEqual([]);
  });
});
