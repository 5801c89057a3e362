// What kafkajs 2.2.4 does wrong, by the numbers of the reference, shown to be right here.
import { describe, expect, it } from 'vitest';
import {
  openProducer,
  openTransactionalProducer,
  readMarker,
  UNSUPPORTED_CODEC,
} from '../src/index.ts';
import { advanceSequence } from '../src/produce/batch-sender.ts';
import { AbortedTransactions } from '../src/read/aborted-transactions.ts';
import { encode, records, seal } from './encoding.ts';
import { readValues } from './reading.ts';
import { startTestCluster } from './test-cluster.ts';

const one = { topics: { t: { partitions: 1 } } };

describe('reading', () => {
  it('T1: hides both of two overlapping aborted transactions from a fetch that starts inside them', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const p1 = broker.beginTransaction();
    const p2 = broker.beginTransaction();
    p1.produceRecords('t', 0, [{ value: 'p1' }]);
    p2.produceRecords('t', 0, [{ value: 'p2' }]);
    for (const transaction of [p1, p2, p1, p2]) {
      transaction.produceRecords('t', 0, [{ value: 'aborted' }]);
    }
    broker.produceRecords('t', 0, [{ value: 'plain' }]);
    p1.abort();
    p2.abort();
    const end = broker.endOffset('t', 0);
    for (let start = 0; start <= 6; start++) {
      expect(await readValues(connection, 't', start, end)).toBe('plain');
    }
  });

  it('T1b: does not mind that brokers list transactions in the order in which they ended', () => {
    const aborted = new AbortedTransactions([
      { producerId: 2, firstOffset: 4 },
      { producerId: 1, firstOffset: 2 },
    ]);
    expect(aborted.hides(1, true, 1)).toBe(false);
    expect(aborted.hides(1, true, 3)).toBe(true);
    expect(aborted.hides(2, true, 4)).toBe(true);
    expect(aborted.hides(3, true, 5)).toBe(false);
    expect(aborted.hides(1, false, 5)).toBe(false);
    aborted.end(2, 6);
    expect(aborted.hides(2, true, 7)).toBe(false);
    expect(aborted.hides(1, true, 7)).toBe(true);
  });

  it('hides the second aborted transaction of a producer, and shows the committed one between', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (const [value, isCommit] of [
      ['aborted', false],
      ['committed', true],
      ['aborted', false],
    ] as const) {
      const transaction = broker.beginTransaction('same');
      transaction.produceRecords('t', 0, [{ value }]);
      if (isCommit) transaction.commit();
      else transaction.abort();
    }
    expect(await readValues(connection, 't', 0, broker.endOffset('t', 0))).toBe('committed');
  });

  it('T2: does not take a record whose key looks like an abort marker for one', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const transaction = broker.beginTransaction();
    transaction.produceRecords('t', 0, [{ key: Buffer.alloc(4), value: 'looks like a marker' }]);
    transaction.produceRecords('t', 0, [{ value: 'aborted' }]);
    transaction.abort();
    broker.produceRecords('t', 0, [{ value: 'plain' }]);
    expect(await readValues(connection, 't', 0, broker.endOffset('t', 0))).toBe('plain');
  });

  it('T3: passes a batch that compaction emptied, in one fetch', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (const value of ['a', 'gone', 'gone']) broker.produceRecords('t', 0, [{ value }]);
    broker.emptyBatch('t', 0, 1);
    broker.emptyBatch('t', 0, 2);
    broker.requests.reset();
    expect(await readValues(connection, 't', 0, 3)).toBe('a');
    expect(broker.requests.count('Fetch')).toBe(1);
  });

  it('T3b: passes an emptied batch that fills the answer', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (const value of ['gone', 'b']) broker.produceRecords('t', 0, [{ value }]);
    broker.emptyBatch('t', 0, 0);
    const limits = { maxBytes: 1, partitionMaxBytes: 1 };
    expect(await readValues(connection, 't', 0, 2, { limits })).toBe('b');
  });

  it('T6: names the codec it does not know, and stays usable', async () => {
    await using cluster = await startTestCluster(one);
    const { connection } = cluster;
    const batch = await encode(records('a'));
    batch[22]! |= 6;
    const id = await connection.producing.initProducerId(null, 0);
    await connection.producing.produce({ ...id, producerId: -1n }, 't', 0, seal(batch));
    const error: unknown = await readValues(connection, 't', 0, 1).catch((e: unknown) => e);
    expect(UNSUPPORTED_CODEC.is(error) && error.parameters.codec).toBe('6');
    expect(await connection.partitions('t')).toEqual([0]);
  });

  it('T7: never jumps over records that are gone without saying so', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (const value of ['a', 'b']) broker.produceRecords('t', 0, [{ value }]);
    broker.deleteRecordsBefore('t', 0, 1);
    await expect(readValues(connection, 't', 0, 2)).rejects.toThrow('KAFKA.DATA_LOSS');
    expect(broker.requests.count('OffsetCommit')).toBe(0);
  });

  it('T10: does not let a deleted topic disturb the others', async () => {
    await using cluster = await startTestCluster({
      topics: { t: { partitions: 1 }, doomed: { partitions: 1 } },
    });
    const { broker, connection } = cluster;
    for (const topic of ['t', 'doomed']) broker.produceRecords(topic, 0, [{ value: topic }]);
    expect(await readValues(connection, 'doomed', 0, 1)).toBe('doomed');
    broker.deleteTopic('doomed');
    await expect(connection.partitions('doomed')).rejects.toThrow('KAFKA.UNKNOWN_TOPIC');
    expect(await readValues(connection, 't', 0, 1)).toBe('t');
  });
});

describe('writing', () => {
  it('T4: stores every record once when one of two brokers answers with an error', async () => {
    await using cluster = await startTestCluster({ brokers: 2, topics: { t: { partitions: 2 } } });
    const { broker, connection } = cluster;
    const producer = await openProducer(connection);
    for (const outcome of ['NOT_LEADER_FOR_PARTITION', 'drop', 'drop-after'] as const) {
      broker.faults.failNext('Produce', { outcome, when: ({ brokerId }) => brokerId === 1 });
    }
    await Promise.all(
      [0, 1, 0, 1].map((partition, i) => producer.send('t', partition, records(`${i}a`, `${i}b`))),
    );
    expect(broker.faults.pending).toBe(0);
    const stored = broker
      .records('t')
      .map(({ partition, value }) => `${partition}:${String(value)}`);
    expect(stored).toEqual(['0:0a', '0:0b', '0:2a', '0:2b', '1:1a', '1:1b', '1:3a', '1:3b']);
  });

  it('T5: repeats the end of a transaction and can begin the next', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const producer = await openTransactionalProducer(connection, { transactionalId: 'q' });
    for (const outcome of ['CONCURRENT_TRANSACTIONS', 'NOT_COORDINATOR', 'drop'] as const) {
      broker.faults.failNext('EndTxn', { outcome });
    }
    for (const batch of [1, 2]) {
      producer.begin();
      await producer.send('t', 0, records(`batch ${batch}`));
      await producer.commitMarker('q-marker', 't', { offset: batch, metadata: '' });
      await producer.commit();
    }
    expect(broker.faults.pending).toBe(0);
    expect(await readMarker(connection, 'q-marker', 't')).toEqual({ offset: 2, metadata: '' });
    const committed = broker.records('t', 0, { isolation: 'read_committed' });
    expect(committed.map(({ value }) => String(value))).toEqual(['batch 1', 'batch 2']);
  });

  it('wraps sequence numbers behind 2^31 − 1 as the Java client does', () => {
    expect(advanceSequence(0, 5)).toBe(5);
    expect(advanceSequence(2 ** 31 - 1, 1)).toBe(0);
    expect(advanceSequence(2 ** 31 - 2, 5)).toBe(3);
  });
});
