import { describe, expect, it } from 'vitest';
import {
  CLOSED,
  FENCED,
  MESSAGE_TOO_LARGE,
  openTransactionalProducer,
  PRODUCER_STATE,
  PRODUCER_UNUSABLE,
  REQUEST_FAILED,
  readMarker,
  UNREACHABLE,
} from '../src/index.ts';
import { records } from './encoding.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const topics = { t: { partitions: 3 } };
const transactionalId = 'query-sink';
const groupId = 'query-sink-marker';

const committedValues = ({ broker }: TestCluster): string[] =>
  broker.records('t', undefined, { isolation: 'read_committed' }).map(({ value }) => String(value));

/** Writes one batch as the sink does. */
async function writeBatch(
  { connection }: TestCluster,
  batch: number,
  values: string[],
): Promise<void> {
  await using producer = await openTransactionalProducer(connection, { transactionalId });
  producer.begin();
  for (const [i, value] of values.entries()) await producer.send('t', i % 3, records(value));
  await producer.commitMarker(groupId, 't', { offset: batch, metadata: `{"batch":${batch}}` });
  await producer.commit();
}

const failure = (action: Promise<unknown>): Promise<unknown> =>
  action.catch((error: unknown) => error);

describe('a transaction', () => {
  it('shows records and marker together, after the commit', async () => {
    await using cluster = await startTestCluster({ topics });
    const { connection } = cluster;
    await using producer = await openTransactionalProducer(connection, { transactionalId });
    producer.begin();
    await producer.send('t', 0, records('a', 'b'));
    await producer.send('t', 1, records('c'));
    await producer.send('t', 0, records('d'));
    await producer.commitMarker(groupId, 't', { offset: 7, metadata: 'note' });
    expect(committedValues(cluster)).toEqual([]);
    expect(await readMarker(connection, groupId, 't')).toBeUndefined();
    await producer.commit();
    expect(committedValues(cluster)).toEqual(['a', 'b', 'd', 'c']);
    expect(await readMarker(connection, groupId, 't')).toEqual({ offset: 7, metadata: 'note' });
  });

  it('leaves nothing when it is aborted, and the next one works', async () => {
    await using cluster = await startTestCluster({ topics });
    const { connection } = cluster;
    await using producer = await openTransactionalProducer(connection, { transactionalId });
    producer.begin();
    await producer.send('t', 0, records('never'));
    await producer.commitMarker(groupId, 't', { offset: 1, metadata: '' });
    await producer.abort();
    producer.begin();
    await producer.send('t', 0, records('kept'));
    await producer.commit();
    expect(committedValues(cluster)).toEqual(['kept']);
    expect(await readMarker(connection, groupId, 't')).toBeUndefined();
  });

  it('that wrote nothing asks for nothing', async () => {
    await using cluster = await startTestCluster({ topics });
    const { broker, connection } = cluster;
    await using producer = await openTransactionalProducer(connection, { transactionalId });
    producer.begin();
    await producer.send('t', 0, []);
    await producer.commit();
    producer.begin();
    await producer.abort();
    expect(broker.requests.count('EndTxn')).toBe(0);
  });

  it('survives lost answers, busy coordinators and moved leaders anywhere on its way', async () => {
    await using cluster = await startTestCluster({ brokers: 2, topics });
    const { broker } = cluster;
    const apis = [
      'InitProducerId',
      'AddPartitionsToTxn',
      'Produce',
      'AddOffsetsToTxn',
      'TxnOffsetCommit',
    ] as const;
    for (const api of apis) broker.faults.failNext(api, { outcome: 'drop' });
    for (const api of apis) broker.faults.failNext(api, { outcome: 'drop-after' });
    for (const api of apis) {
      const outcome = api === 'Produce' ? 'NOT_LEADER_FOR_PARTITION' : 'NOT_COORDINATOR';
      broker.faults.failNext(api, { outcome });
    }
    for (const api of ['AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn'] as const) {
      broker.faults.failNext(api, { outcome: 'CONCURRENT_TRANSACTIONS' });
    }
    await writeBatch(cluster, 1, ['a', 'b', 'c']);
    expect(broker.faults.pending).toBe(0);
    expect(committedValues(cluster)).toEqual(['a', 'b', 'c']);
  });

  it('whose commit got lost is settled by the next producer, and the marker tells: committed', async () => {
    await using cluster = await startTestCluster({ topics });
    const { broker, connection } = cluster;
    // The broker applies the commit, and every later try fails as well.
    broker.faults.failNext('EndTxn', { outcome: 'drop-after' });
    broker.faults.failNext('EndTxn', { outcome: 'INVALID_TXN_STATE' });
    const error = await failure(writeBatch(cluster, 1, ['a']));
    expect(REQUEST_FAILED.is(error)).toBe(true);
    await using next = await openTransactionalProducer(connection, { transactionalId });
    expect(await readMarker(connection, groupId, 't')).toMatchObject({ offset: 1 });
    expect(committedValues(cluster)).toEqual(['a']);
    next.begin();
  });

  it('whose commit never arrived is settled by the next producer, and the marker tells: not committed', async () => {
    await using cluster = await startTestCluster(
      { topics },
      { retry: { deadlineMs: 20, initialDelayMs: 2 } },
    );
    const { broker, connection } = cluster;
    broker.faults.failNext('EndTxn', { outcome: 'drop', count: Number.POSITIVE_INFINITY });
    const error = await failure(writeBatch(cluster, 1, ['a']));
    expect(UNREACHABLE.is(error)).toBe(true);
    broker.faults.clear();
    await writeBatch(cluster, 1, ['a again']);
    expect(await readMarker(connection, groupId, 't')).toMatchObject({ offset: 1 });
    expect(committedValues(cluster)).toEqual(['a again']);
  });
});

describe('a transactional producer', () => {
  it('is fenced by the next one with its id, and says so', async () => {
    await using cluster = await startTestCluster({ topics });
    const { connection } = cluster;
    const old = await openTransactionalProducer(connection, { transactionalId });
    old.begin();
    await old.send('t', 0, records('old'));
    const successor = await openTransactionalProducer(connection, { transactionalId });
    const error = await failure(old.send('t', 1, records('too late')));
    expect(FENCED.is(error) && error.parameters).toEqual({ transactionalId });
    successor.begin();
    await successor.send('t', 0, records('new'));
    await successor.commit();
    expect(committedValues(cluster)).toEqual(['new']);
    expect(FENCED.is(await failure(old.commit()))).toBe(false);
  });

  it('is spent after any error', async () => {
    await using cluster = await startTestCluster({ topics });
    const { broker, connection } = cluster;
    const producer = await openTransactionalProducer(connection, { transactionalId });
    producer.begin();
    broker.faults.failNext('Produce', { outcome: 'INVALID_TXN_STATE' });
    expect(REQUEST_FAILED.is(await failure(producer.send('t', 0, records('a'))))).toBe(true);
    for (const call of [
      producer.send('t', 0, records('b')),
      producer.commitMarker(groupId, 't', { offset: 1, metadata: '' }),
      producer.commit(),
      producer.abort(),
    ]) {
      expect(PRODUCER_UNUSABLE.is(await failure(call))).toBe(true);
    }
    expect(() => producer.begin()).toThrow('KAFKA.PRODUCER_UNUSABLE');
    await producer.close();
    expect(() => producer.begin()).toThrow('KAFKA.CLOSED');
  });

  it('says when it is called out of turn', async () => {
    await using cluster = await startTestCluster({ topics });
    const producer = await openTransactionalProducer(cluster.connection, { transactionalId });
    expect(PRODUCER_STATE.is(await failure(producer.send('t', 0, records('a'))))).toBe(true);
    expect(PRODUCER_STATE.is(await failure(producer.commit()))).toBe(true);
    producer.begin();
    expect(() => producer.begin()).toThrow(
      'begin() was called while the producer with the transactional id "query-sink" is in a transaction.',
    );
    await producer.close();
    expect(CLOSED.is(await failure(producer.commit()))).toBe(true);
  });

  it('aborts what is open when it is closed, so that readers do not wait', async () => {
    await using cluster = await startTestCluster({ topics });
    const { broker, connection } = cluster;
    const producer = await openTransactionalProducer(connection, { transactionalId });
    producer.begin();
    await producer.send('t', 0, records('open'));
    expect(broker.lastStableOffset('t', 0)).toBe(0);
    await producer.close();
    expect(broker.lastStableOffset('t', 0)).toBe(broker.endOffset('t', 0));
    expect(committedValues(cluster)).toEqual([]);
  });

  it('names the record that is too large for the topic', async () => {
    await using cluster = await startTestCluster({ topics, maxMessageBytes: 2_000 });
    const { connection } = cluster;
    const producer = await openTransactionalProducer(connection, { transactionalId });
    producer.begin();
    const error = await failure(producer.send('t', 0, records('x'.repeat(3_000))));
    expect(MESSAGE_TOO_LARGE.is(error) && error.parameters).toMatchObject({
      topic: 't',
      partition: 0,
    });
  });

  it('needs an id', async () => {
    await using cluster = await startTestCluster({ topics });
    const opening = openTransactionalProducer(cluster.connection, { transactionalId: '' });
    await expect(opening).rejects.toThrow('The Kafka option "transactionalId" is empty.');
  });
});
