import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { startTestBroker } from '@tidemark/kafka-testkit';
import { describe, expect, it } from 'vitest';
import {
  CLOSED,
  INVALID_OPTION,
  type KafkaConnectionOptions,
  NOT_AUTHORIZED,
  openKafkaConnection,
  REQUEST_FAILED,
  UNKNOWN_PARTITION,
  UNKNOWN_TOPIC,
  UNREACHABLE,
} from '../src/index.ts';
import { startTestCluster } from './test-cluster.ts';

const failure = (action: Promise<unknown>): Promise<unknown> =>
  action.then(
    () => expect.unreachable('this should have failed'),
    (error: unknown) => error,
  );
const limits = {
  isolation: 'read_committed',
  maxWaitMs: 10,
  minBytes: 1,
  maxBytes: 1e6,
  partitionMaxBytes: 1e6,
} as const;

describe('topics and partitions', () => {
  it('are asked for anew at every call', async () => {
    await using cluster = await startTestCluster({
      topics: { b: { partitions: 2 }, a: { partitions: 1 } },
    });
    const { broker, connection } = cluster;
    expect(await connection.topics()).toEqual(['a', 'b']);
    expect(await connection.partitions('b')).toEqual([0, 1]);
    broker.addPartitions('b', 2);
    broker.createTopic('c');
    expect(await connection.partitions('b')).toEqual([0, 1, 2, 3]);
    expect(await connection.topics()).toEqual(['a', 'b', 'c']);
  });

  it('that do not exist are named, and not created', async () => {
    await using cluster = await startTestCluster({ autoCreateTopics: true });
    const { connection } = cluster;
    const error = await failure(connection.partitions('orders'));
    expect(UNKNOWN_TOPIC.is(error) && error.parameters).toEqual({
      topic: 'orders',
      brokers: connection.brokers,
    });
    expect(await connection.topics()).toEqual([]);
  });

  it('made a moment ago are found although the first answer does not know them', async () => {
    await using cluster = await startTestCluster({ topics: { t: { partitions: 1 } } });
    const { broker, connection } = cluster;
    broker.faults.failNext('Metadata', { outcome: 'UNKNOWN_TOPIC_OR_PARTITION' });
    expect(await connection.partitions('t')).toEqual([0]);
  });
});

describe('offsets', () => {
  it('are earliest, latest by isolation, or of a time', async () => {
    await using cluster = await startTestCluster({ brokers: 2, topics: { t: { partitions: 2 } } });
    const { broker, connection } = cluster;
    for (const timestampMs of [1_000, 2_000, 3_000]) {
      broker.produceRecords('t', 0, [{ value: 'v', timestampMs }]);
    }
    broker.deleteRecordsBefore('t', 0, 1);
    broker.beginTransaction().produceRecords('t', 0, [{ value: 'open', timestampMs: 1_000 }]);
    const ask = (
      at: Parameters<typeof connection.offsets>[2],
      isolation = 'read_committed' as const,
    ) =>
      connection
        .offsets('t', [0, 1], at, isolation)
        .then((found) => [...found].toSorted(([a], [b]) => a - b));
    expect(await ask('earliest')).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(await ask('latest')).toEqual([
      [0, 3],
      [1, 0],
    ]);
    expect([...(await connection.offsets('t', [0], 'latest', 'read_uncommitted'))]).toEqual([
      [0, 4],
    ]);
    expect(await ask({ timestampMs: 2_001 })).toEqual([[0, 2]]);
    expect(await ask({ timestampMs: 9_000 })).toEqual([]);
  });

  it('of a partition that does not exist are refused', async () => {
    await using cluster = await startTestCluster({ topics: { t: { partitions: 1 } } });
    const asking = cluster.connection.offsets('t', [0, 1], 'latest', 'read_committed');
    expect(UNKNOWN_PARTITION.is(await failure(asking))).toBe(true);
  });

  it('are asked for again while leaders move', async () => {
    await using cluster = await startTestCluster({ brokers: 2, topics: { t: { partitions: 1 } } });
    const { broker, connection } = cluster;
    await connection.offsets('t', [0], 'latest', 'read_committed');
    broker.moveLeader('t', 0, 1);
    for (const outcome of ['LEADER_NOT_AVAILABLE', 'drop', 'OFFSET_NOT_AVAILABLE'] as const) {
      broker.faults.failNext('ListOffsets', { outcome });
    }
    expect([...(await connection.offsets('t', [0], 'latest', 'read_committed'))]).toEqual([[0, 0]]);
    expect(broker.faults.pending).toBe(0);
  });

  it('fail with the broker’s code when it does not go away', async () => {
    await using cluster = await startTestCluster(
      { topics: { t: { partitions: 1 } } },
      { retry: { deadlineMs: 10, initialDelayMs: 2 } },
    );
    const { broker, connection } = cluster;
    broker.faults.failNext('ListOffsets', { outcome: 'KAFKA_STORAGE_ERROR', count: 1e6 });
    const error = await failure(connection.offsets('t', [0], 'latest', 'read_committed'));
    expect(REQUEST_FAILED.is(error) && error.parameters).toEqual({
      request: 'ListOffsets',
      target: 't-0',
      code: 56,
      codeName: 'KAFKA_STORAGE_ERROR',
    });
  });
});

describe('a connection', () => {
  it('tries its seeds one after the other', async () => {
    await using broker = await startTestBroker({ topics: { t: { partitions: 1 } } });
    await using connection = await openKafkaConnection({
      brokers: `127.0.0.1:1, ${broker.bootstrapServers[0]}`,
    });
    expect(await connection.partitions('t')).toEqual([0]);
  });

  it('that reaches nobody says whom it tried and why it failed', async () => {
    const opening = openKafkaConnection({
      brokers: ['127.0.0.1:1'],
      retry: { deadlineMs: 5, initialDelayMs: 1 },
    });
    const error = await failure(opening);
    expect(UNREACHABLE.is(error)).toBe(true);
    expect(String(error)).toContain('"127.0.0.1:1": Connection error: connect ECONNREFUSED');
  });

  it('does not wait for ever for an answer', async () => {
    const deaf = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => deaf.once('listening', resolve));
    const address = deaf.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      const error = await failure(
        openKafkaConnection({
          brokers: `127.0.0.1:${port}`,
          connectionTimeoutMs: 50,
          requestTimeoutMs: 50,
          retry: { deadlineMs: 1, initialDelayMs: 1 },
        }),
      );
      expect(UNREACHABLE.is(error)).toBe(true);
    } finally {
      deaf.close();
    }
  });

  it('gives up a socket on which an answer is overdue, and asks again on a new one', async () => {
    await using cluster = await startTestCluster(
      { topics: { t: { partitions: 1 } } },
      { requestTimeoutMs: 60 },
    );
    const { broker, connection } = cluster;
    let letGo: (() => void) | undefined;
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    // The broker works through a socket in order, so everything behind this request waits as well.
    broker.faults.failNext('Metadata', { until });
    expect(await connection.partitions('t')).toEqual([0]);
    letGo?.();
  });

  it('works on after a restart and after its sockets were cut', async () => {
    await using cluster = await startTestCluster({ topics: { t: { partitions: 1 } } });
    const { broker, connection } = cluster;
    await broker.restart();
    expect(await connection.partitions('t')).toEqual([0]);
    broker.resetConnections();
    expect(await connection.partitions('t')).toEqual([0]);
  });

  it('serves many at once', async () => {
    await using cluster = await startTestCluster({ brokers: 3, topics: { t: { partitions: 6 } } });
    const { connection } = cluster;
    const positions = [0, 1, 2, 3, 4, 5].map((partition) => ({ partition, offset: 0 }));
    const all = await Promise.all(
      Array.from({ length: 10 }, () => connection.fetch('t', positions, limits)),
    );
    for (const fetched of all) {
      expect(fetched.map(({ partition }) => partition).toSorted((a, b) => a - b)).toEqual([
        0, 1, 2, 3, 4, 5,
      ]);
    }
  });

  it('fails what is under way when it is closed, and everything afterwards', async () => {
    await using cluster = await startTestCluster({ topics: { t: { partitions: 1 } } });
    const { broker, connection } = cluster;
    let letGo: (() => void) | undefined;
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    broker.requests.reset();
    broker.faults.failNext('Fetch', { until });
    const fetching = failure(connection.fetch('t', [{ partition: 0, offset: 0 }], limits));
    await broker.requests.reached('Fetch', 1);
    await connection.close();
    expect(CLOSED.is(await fetching)).toBe(true);
    expect(CLOSED.is(await failure(connection.topics()))).toBe(true);
    await connection.close();
    letGo?.();
  });

  it('refuses at once when an ACL stands in the way', async () => {
    await using cluster = await startTestCluster({ topics: { t: { partitions: 1 } } });
    const { broker, connection } = cluster;
    broker.faults.failNext('Metadata', { outcome: 'TOPIC_AUTHORIZATION_FAILED' });
    expect(NOT_AUTHORIZED.is(await failure(connection.partitions('t')))).toBe(true);
    broker.faults.failNext('OffsetFetch', { outcome: 'GROUP_AUTHORIZATION_FAILED' });
    expect(NOT_AUTHORIZED.is(await failure(connection.committedOffset('g', 't', 0)))).toBe(true);
  });

  it('keeps its password to itself when it cannot log in', async () => {
    await using broker = await startTestBroker();
    const sasl = { mechanism: 'plain', username: 'me', password: 'correct-horse' } as const;
    const lines: string[] = [];
    const logger = {
      warn: (line: string) => void lines.push(line),
      debug: (line: string) => void lines.push(line),
    };
    const error = await failure(
      openKafkaConnection({
        brokers: broker.bootstrapServers,
        sasl,
        logger,
        retry: { deadlineMs: 5 },
      }),
    );
    expect(String(error)).toContain('KAFKA.');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('correct-horse');
    expect(lines.join()).not.toContain('correct-horse');
    expect(Object.keys(sasl)).toEqual(['mechanism', 'username', 'password']);
  });

  it.each<[string, Partial<KafkaConnectionOptions>]>([
    ['is empty', { brokers: ' , ' }],
    ['has "localhost", which is not of the form host:port', { brokers: 'localhost' }],
    ['has "http://a:9092", which is not of the form', { brokers: ['a:1', 'http://a:9092'] }],
    ['has "a:99999", which is not', { brokers: 'a:99999' }],
    ['is 0 and must be above 0', { connectionTimeoutMs: 0 }],
  ])('refuses options: %s', async (problem, options) => {
    const error = await failure(openKafkaConnection({ brokers: 'a:9092', ...options }));
    expect(INVALID_OPTION.is(error) && error.message).toContain(problem);
  });
});
