import type { Socket } from 'node:net';
import {
  errorsOf,
  type FaultableRequest,
  startTestBroker,
  type TestBroker,
  type TestBrokerOptions,
} from '@tidemark/kafka-testkit';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { valuesOf } from './kafka-client.ts';
import { RawClient } from './raw-client.ts';

const TOPICS: TestBrokerOptions = { inProcess: true, topics: { orders: { partitions: 1 } } };

let broker: TestBroker;
beforeEach(async () => {
  broker = await startTestBroker(TOPICS);
});
afterEach(() => broker.stop());

/** A client without a port, that gives up after a moment. */
function clientOf(of: TestBroker): Kafka {
  return new Kafka({
    brokers: of.bootstrapServers,
    logLevel: logLevel.NOTHING,
    requestTimeout: 30,
    retry: { initialRetryTime: 1, retries: 4 },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a socket as kafkajs uses
    socketFactory: (to) => of.connect(to) as Socket,
  });
}

async function send(value: string, to: TestBroker = broker): Promise<void> {
  const producer = clientOf(to).producer();
  await producer.connect();
  try {
    await producer.send({ topic: 'orders', messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
}

const stored = (): readonly string[] => valuesOf(broker.records('orders'));

/** The requests of a broker from now on. */
function requestsTo(of: TestBroker): FaultableRequest[] {
  const requests: FaultableRequest[] = [];
  of.gate = (request) => {
    requests.push(request);
  };
  return requests;
}

describe('a broker without ports', () => {
  test('serves the same requests in the same order in every run', async () => {
    const first = requestsTo(broker);
    await send('one');
    await using another = await startTestBroker(TOPICS);
    const second = requestsTo(another);
    await send('one', another);
    expect(second).toEqual(first);
    expect(first.map(({ api, number }) => `${number} ${api}`)).toEqual([
      '0 ApiVersions',
      '1 Metadata',
      '2 Produce',
    ]);
  });

  test('refuses whoever comes after it was stopped, and takes him after it started again', async () => {
    await broker.stop();
    await expect(send('too early')).rejects.toThrow(/ECONNREFUSED/);
    await broker.restart();
    await send('at last');
    expect(stored()).toEqual(['at last']);
  });

  test('waits by the clock that it is given', async () => {
    const waits: number[] = [];
    await using patient = await startTestBroker({
      ...TOPICS,
      sleep: (delayMs) => {
        waits.push(delayMs);
        return Promise.resolve();
      },
    });
    patient.faults.failNext('Produce', { delayMs: 3_600_000 });
    await send('after an hour', patient);
    expect(waits).toEqual([3_600_000]);
    const transaction = patient.beginTransaction('sink');
    transaction.produceRecords('orders', 0, [{ value: 'open for too long' }]);
    await Promise.resolve();
    expect(() => transaction.commit()).toThrow(/INVALID_PRODUCER_EPOCH/);
  });
});

describe('a fault at a request by its number', () => {
  test('strikes that one, of its API or of all', async () => {
    await send('zero');
    const struck: FaultableRequest[] = [];
    const onStruck = (request: FaultableRequest): void => {
      struck.push(request);
    };
    broker.faults.failAt('Produce', 2, { outcome: 'NOT_LEADER_FOR_PARTITION', onStruck });
    await send('one');
    await send('two');
    broker.faults.failAt('any', broker.requests.total + 1, { outcome: 'drop', onStruck });
    await send('three');
    expect(struck.map(({ api, numberInApi }) => [api, numberInApi])).toEqual([
      ['Produce', 2],
      ['Metadata', expect.any(Number)],
    ]);
    expect(stored()).toEqual(['zero', 'one', 'two', 'three']);
  });

  test('can tell the client that nothing was done when it was', async () => {
    broker.faults.failAt('Produce', 0, { outcome: 'REQUEST_TIMED_OUT', isApplied: true });
    await send('twice');
    // A client without idempotence cannot know.
    expect(stored()).toEqual(['twice', 'twice']);
  });

  test('can leave a request without an answer, or do it when its client has given up', async () => {
    await using real = await startTestBroker();
    real.faults.failAt('CreateTopics', 0, { outcome: 'silence' });
    real.faults.failAt('CreateTopics', 1, { outcome: 'late', lateBy: 2 });
    for (const topic of ['never', 'late']) {
      const asking = await RawClient.connect(real.bootstrapServers[0]);
      const asked = asking.request(19, 3, (writer) => {
        writer.writeInt32(1).writeString(topic).writeInt32(1).writeInt16(1);
        writer.writeInt32(0).writeInt32(0).writeInt32(1000).writeBoolean(false);
      });
      await real.requests.reached('CreateTopics', topic === 'never' ? 1 : 2);
      asking.close();
      expect(await asked).toBeUndefined();
    }
    const other = await RawClient.connect(real.bootstrapServers[0]);
    await other.request(18, 0);
    expect(() => real.endOffset('late', 0)).toThrow('no partition');
    await other.request(18, 0);
    await other.request(18, 0);
    expect(real.endOffset('late', 0)).toBe(0);
    expect(() => real.endOffset('never', 0)).toThrow('no partition');
    other.close();
  });

  test('can hold a request, or its answer, while something else happens', async () => {
    const seen: (readonly string[])[] = [];
    const look = (): Promise<void> => {
      seen.push(stored());
      return Promise.resolve();
    };
    broker.faults.failAt('Produce', 0, { until: look });
    broker.faults.failAt('Produce', 1, { until: look, holdsAnswer: true });
    await send('a');
    await send('b');
    expect(seen).toEqual([[], ['a', 'b']]);
  });

  test('has errors to choose from for all that streams ask', () => {
    expect(errorsOf('EndTxn')).toContain('CONCURRENT_TRANSACTIONS');
    expect(errorsOf('Fetch')).toContain('OFFSET_OUT_OF_RANGE');
    expect(errorsOf('CreateTopics')).toEqual([]);
  });
});
