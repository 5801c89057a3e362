import { describe, expect, it } from 'vitest';
import {
  CORRUPT_BATCH,
  DATA_LOSS,
  type DataLoss,
  describeDataLoss,
  INVALID_OPTION,
  type KafkaConnection,
  READ_STALLED,
  readRange,
  UNKNOWN_PARTITION,
} from '../src/index.ts';
import { readAll, readValues } from './reading.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const one = { topics: { t: { partitions: 1 } } };
const values = (...texts: string[]): { value: string }[] => texts.map((value) => ({ value }));

/** A log with everything in it: plain, aborted, committed and open transactions, interleaved. */
async function startMixedLog(): Promise<TestCluster & { readonly end: number }> {
  const cluster = await startTestCluster(one);
  const { broker } = cluster;
  broker.produceRecords('t', 0, values('n0', 'n1'));
  const a = broker.beginTransaction('a');
  const b = broker.beginTransaction('b');
  a.produceRecords('t', 0, values('a2', 'a3'));
  b.produceRecords('t', 0, values('b4'));
  broker.produceRecords('t', 0, values('n5'));
  a.produceRecords('t', 0, values('a6'));
  b.produceRecords('t', 0, values('b7', 'b8'));
  b.abort(); // 9
  broker.produceRecords('t', 0, values('n10'));
  a.abort(); // 11
  const c = broker.beginTransaction('a');
  c.produceRecords('t', 0, values('c12', 'c13', 'c14'));
  c.commit(); // 15
  broker.produceRecords('t', 0, values('n16'));
  broker.emptyBatch('t', 0, broker.batches('t', 0).length - 1);
  broker.beginTransaction('b').produceRecords('t', 0, values('open17'));
  return Object.assign(cluster, { end: broker.lastStableOffset('t', 0) });
}

describe('a range', () => {
  it('holds committed records and no others, wherever it begins and ends', async () => {
    await using cluster = await startMixedLog();
    const { connection, end } = cluster;
    expect(end).toBe(17);
    expect(await readValues(connection, 't', 0, end)).toBe('n0 n1 n5 n10 c12 c13 c14');
    expect(await readValues(connection, 't', 3, 9)).toBe('n5');
    expect(await readValues(connection, 't', 5, 14)).toBe('n5 n10 c12 c13');
    expect(await readValues(connection, 't', 7, 12)).toBe('n10');
    expect(await readValues(connection, 't', 13, end)).toBe('c13 c14');
    expect(await readValues(connection, 't', 16, end)).toBe('');
  });

  it('takes one fetch when one answer holds it all, even where markers and emptied batches end it', async () => {
    await using cluster = await startMixedLog();
    const { broker, connection, end } = cluster;
    broker.requests.reset();
    await readValues(connection, 't', 0, end);
    expect(broker.requests.count('Fetch')).toBe(1);
  });

  it('holds every data record under read_uncommitted, and no marker', async () => {
    await using cluster = await startMixedLog();
    const { broker, connection } = cluster;
    const read = await readValues(connection, 't', 0, broker.endOffset('t', 0), {
      isolation: 'read_uncommitted',
    });
    expect(read).toBe('n0 n1 a2 a3 b4 n5 a6 b7 b8 n10 c12 c13 c14 open17');
  });

  it('is the same whatever its batches are cut into by the limits of a fetch', async () => {
    await using cluster = await startMixedLog();
    const { connection, end } = cluster;
    const limits = { maxBytes: 1, partitionMaxBytes: 1 };
    expect(await readValues(connection, 't', 0, end, { limits })).toBe('n0 n1 n5 n10 c12 c13 c14');
  });

  it('ends where compaction left nothing before the end of the log', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, values('a', 'b'));
    broker.produceRecords('t', 0, values('c', 'd'));
    broker.produceRecords('t', 0, values('e'));
    broker.removeBatch('t', 0, 1);
    broker.removeBatch('t', 0, 1);
    const limits = { maxWaitMs: 5 };
    expect(await readValues(connection, 't', 0, 5, { limits })).toBe('a b');
    expect(await readValues(connection, 't', 2, 5, { limits })).toBe('');
  });

  it('jumps over holes between batches', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (const value of ['a', 'b', 'c']) broker.produceRecords('t', 0, values(value));
    broker.removeBatch('t', 0, 1);
    expect(await readValues(connection, 't', 0, 3)).toBe('a c');
    expect(await readValues(connection, 't', 0, 2)).toBe('a');
  });

  it('that is empty asks for nothing', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    expect(await readValues(connection, 't', 0, 0)).toBe('');
    expect(await readAll({ connection, topic: 't', ranges: [] })).toEqual([]);
    expect(broker.requests.count('Fetch')).toBe(0);
  });

  it('that is none is refused', async () => {
    await using cluster = await startTestCluster(one);
    const { connection } = cluster;
    for (const [start, end] of [
      [3, 2],
      [-1, 2],
      [0, 2 ** 53],
      [0.5, 2],
    ] as const) {
      await expect(readValues(connection, 't', start, end)).rejects.toSatisfy(
        INVALID_OPTION.is.bind(INVALID_OPTION),
      );
    }
    const range = { partition: 0, start: 0, end: 1 };
    await expect(readAll({ connection, topic: 't', ranges: [range, range] })).rejects.toThrow(
      'names a partition twice',
    );
  });
});

describe('several ranges', () => {
  it('are read together, in one fetch for each broker', async () => {
    await using cluster = await startTestCluster({ brokers: 2, topics: { t: { partitions: 4 } } });
    const { broker, connection } = cluster;
    for (let p = 0; p < 4; p++) broker.produceRecords('t', p, values(`${p}a`, `${p}b`));
    const ranges = [0, 1, 2, 3].map((partition) => ({ partition, start: 0, end: 2 }));
    broker.requests.reset();
    const rows = await readAll({ connection, topic: 't', ranges });
    expect(rows.toSorted()).toEqual([0, 1, 2, 3].flatMap((p) => [`${p}:0=${p}a`, `${p}:1=${p}b`]));
    expect(broker.requests.count('Fetch')).toBe(2);
  });

  it('all advance when one of them would fill every answer', async () => {
    await using cluster = await startTestCluster({ topics: { t: { partitions: 3 } } });
    const { broker, connection } = cluster;
    for (let p = 0; p < 3; p++) {
      for (let i = 0; i < 5; i++) broker.produceRecords('t', p, values('x'.repeat(100)));
    }
    const ranges = [0, 1, 2].map((partition) => ({ partition, start: 0, end: 5 }));
    const limits = { maxBytes: 150, partitionMaxBytes: 1000 };
    broker.requests.reset();
    const rows = await readAll({ connection, topic: 't', ranges, limits });
    expect(rows).toHaveLength(15);
    // Nobody waits until the others are done.
    expect(new Set(rows.slice(0, 5).map((row) => row[0])).size).toBe(3);
  });

  it('never take another partition’s full answer for the end of their own log', async () => {
    await using cluster = await startTestCluster({ topics: { t: { partitions: 2 } } });
    const { broker, connection } = cluster;
    for (let i = 0; i < 8; i++) broker.produceRecords('t', 0, values('x'.repeat(200)));
    broker.produceRecords('t', 1, values('small'));
    const ranges = [
      { partition: 0, start: 0, end: 8 },
      { partition: 1, start: 0, end: 1 },
    ];
    const rows = await readAll({ connection, topic: 't', ranges, limits: { maxBytes: 1 } });
    expect(rows).toHaveLength(9);
    expect(rows).toContain('1:0=small');
  });
});

describe('records that are gone', () => {
  it('fail the read by name', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (let i = 0; i < 6; i++) broker.produceRecords('t', 0, values(`v${i}`));
    broker.deleteRecordsBefore('t', 0, 4);
    await expect(readValues(connection, 't', 1, 6)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [KAFKA.DATA_LOSS] Retention removed 3 records of t-0: offsets 1 to 3 are below the start of its log.
        hint: Raise the retention of the topic or read it sooner. Set failOnDataLoss to false to go on without these records.]
    `);
  });

  it('are reported and passed over when the caller listens', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (let i = 0; i < 6; i++) broker.produceRecords('t', 0, values(`v${i}`));
    broker.deleteRecordsBefore('t', 0, 4);
    const losses: DataLoss[] = [];
    const onDataLoss = (loss: DataLoss): void => void losses.push(loss);
    expect(await readValues(connection, 't', 1, 6, { onDataLoss })).toBe('v4 v5');
    expect(await readValues(connection, 't', 0, 3, { onDataLoss })).toBe('');
    expect(losses.map(describeDataLoss)).toEqual([
      'retention removed 3 records of t-0: offsets 1 to 3 are below the start of its log',
      'retention removed 3 records of t-0: offsets 0 to 2 are below the start of its log',
    ]);
  });

  it('are noticed when retention overtakes a reader', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (let i = 0; i < 6; i++) broker.produceRecords('t', 0, values(`v${i}`));
    const losses: DataLoss[] = [];
    const seen: number[] = [];
    for await (const batch of readRange({
      connection,
      topic: 't',
      ranges: [{ partition: 0, start: 0, end: 6 }],
      isolation: 'read_committed',
      limits: { maxBytes: 1, partitionMaxBytes: 1 },
      onDataLoss: (loss) => losses.push(loss),
    })) {
      if (seen.length === 0) broker.deleteRecordsBefore('t', 0, 5);
      seen.push(...batch.offsets);
    }
    expect(seen.at(-1)).toBe(5);
    expect(losses).toHaveLength(1);
    const [loss] = losses;
    expect(seen.length + (loss?.to ?? 0) - (loss?.from ?? 0)).toBe(6);
  });

  it('are noticed when the topic was made anew and is shorter', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, values('a', 'b', 'c', 'd'));
    await connection.offsets('t', [0], 'latest', 'read_committed');
    broker.deleteTopic('t');
    broker.createTopic('t');
    broker.produceRecords('t', 0, values('new'));
    const limits = { maxWaitMs: 5 };
    const behind = readValues(connection, 't', 2, 4, { limits });
    await expect(behind).rejects.toThrow(/The log of t-0 ends at 2, 2 records before the planned/);
    const losses: DataLoss[] = [];
    const onDataLoss = (loss: DataLoss): void => void losses.push(loss);
    expect(await readValues(connection, 't', 0, 4, { limits, onDataLoss })).toBe('new');
    expect(losses).toEqual([{ topic: 't', partition: 0, from: 1, to: 4, reason: 'truncation' }]);
  });

  it('are not assumed because one answer says so', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, values('a', 'b'));
    broker.faults.failNext('Fetch', { outcome: 'OFFSET_OUT_OF_RANGE', count: 2 });
    expect(await readValues(connection, 't', 0, 2)).toBe('a b');
  });
});

describe('a read that cannot go on', () => {
  it('refuses a batch whose checksum is wrong and names its offset', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, values('good'));
    broker.produceRecords('t', 0, values('amount=100'));
    const error: unknown = await readValues(flippingBits(connection), 't', 0, 2).catch(
      (e: unknown) => e,
    );
    expect(CORRUPT_BATCH.is(error) && error.parameters).toMatchObject({
      topic: 't',
      partition: 0,
      offset: 1,
    });
  });

  it('refuses a batch of an aborted transaction too: the flipped bit may be its producer', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    const transaction = broker.beginTransaction();
    transaction.produceRecords('t', 0, values('aborted'));
    transaction.abort();
    const error: unknown = await readValues(flippingBits(connection), 't', 0, 2).catch(
      (e: unknown) => e,
    );
    expect(CORRUPT_BATCH.is(error)).toBe(true);
  });

  it('gives up by name when a transaction stays open before the end', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, values('a'));
    broker.beginTransaction().produceRecords('t', 0, values('open'));
    const error: unknown = await readValues(connection, 't', 0, 2, {
      limits: { maxWaitMs: 1 },
      deadlineMs: 10,
    }).catch((e: unknown) => e);
    expect(READ_STALLED.is(error) && error.parameters).toMatchObject({ offset: 1, end: 2 });
    expect(String(error)).toContain('a transaction is open from offset 1 on');
  });

  it('says when the topic has no such partition', async () => {
    await using cluster = await startTestCluster(one);
    const ranges = [{ partition: 7, start: 0, end: 1 }];
    const error: unknown = await readAll({
      connection: cluster.connection,
      topic: 't',
      ranges,
    }).catch((e: unknown) => e);
    expect(UNKNOWN_PARTITION.is(error) && error.parameters.partitionCount).toBe(1);
  });

  it('ends with the reason of its signal', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, values('a', 'b'));
    const stop = new AbortController();
    stop.abort(new Error('the query was stopped'));
    await expect(readValues(connection, 't', 0, 2, { signal: stop.signal })).rejects.toThrow(
      'the query was stopped',
    );
  });

  it('leaves nothing behind when its consumer stops early', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (let i = 0; i < 3; i++) broker.produceRecords('t', 0, values(`v${i}`));
    const ranges = [{ partition: 0, start: 0, end: 3 }];
    const limits = { maxBytes: 1, partitionMaxBytes: 1 };
    const reading = readRange({
      connection,
      topic: 't',
      ranges,
      limits,
      isolation: 'read_committed',
    });
    await reading.next();
    await connection.close();
    await reading.return();
    await expect(readAll({ connection, topic: 't', ranges })).rejects.toThrow('KAFKA.CLOSED');
    expect(DATA_LOSS.name).toBe('KAFKA.DATA_LOSS');
  });
});

/** A connection on whose way the last bytes of every answer change. */
function flippingBits(connection: KafkaConnection): KafkaConnection {
  return new Proxy(connection, {
    get(target, name) {
      if (name !== 'fetch') {
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      }
      return async (...args: Parameters<KafkaConnection['fetch']>) => {
        const fetched = await target.fetch(...args);
        for (const { recordBytes } of fetched) {
          const last = lastBatchEnd(recordBytes) - 2;
          recordBytes[last]! ^= 0x10;
        }
        return fetched;
      };
    },
  });
}

/** Where the last data batch ends: a marker of 78 bytes may follow it. */
function lastBatchEnd(bytes: Uint8Array): number {
  return bytes.length > 150 && bytes.at(-78 + 22) === 0x30 ? bytes.length - 78 : bytes.length;
}
