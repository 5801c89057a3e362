import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, consume, valuesOf } from './kafka-client.ts';
import { RawClient } from './raw-client.ts';

const METADATA = 3;
const CREATE_TOPICS = 19;
const API_VERSIONS = 18;

/** What kafkajs says, depending on where the reset hits it. */
const CONNECTION_LOST = /ECONNRESET|Closed connection/;

let broker: TestBroker;
beforeEach(async () => {
  broker = await startTestBroker({ topics: { orders: { partitions: 1 } } });
});
afterEach(() => broker.stop());

async function send(value: string, retries = 3): Promise<void> {
  const producer = clientOf(broker, { retry: { initialRetryTime: 1, retries } }).producer();
  await producer.connect();
  try {
    await producer.send({ topic: 'orders', messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
}

const stored = () => valuesOf(broker.records('orders'));

describe('an injected fault', () => {
  test('answers with its error and applies nothing', async () => {
    broker.faults.failNext('Produce', { outcome: 'TOPIC_AUTHORIZATION_FAILED' });
    await expect(send('refused')).rejects.toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED' });
    expect(stored()).toEqual([]);
    await send('accepted');
    expect(stored()).toEqual(['accepted']);
  });

  test('strikes as often as it is told, and the client gets through afterwards', async () => {
    broker.faults.failNext('Produce', { outcome: 'NOT_LEADER_FOR_PARTITION', count: 2 });
    await send('at last');
    expect(broker.requests.count('Produce')).toBe(3);
    expect(broker.faults.pending).toBe(0);
    expect(stored()).toEqual(['at last']);
  });

  test('resets the connection before or after the request is applied', async () => {
    broker.faults.failNext('Produce', { outcome: 'drop' });
    await expect(send('lost', 0)).rejects.toThrow(CONNECTION_LOST);
    expect(stored()).toEqual([]);
    broker.faults.failNext('Produce', { outcome: 'drop-after' });
    await expect(send('kept', 0)).rejects.toThrow(CONNECTION_LOST);
    expect(stored()).toEqual(['kept']);
  });

  test('aims at one topic and lets the others pass', async () => {
    broker.createTopic('payments');
    broker.faults.failNext('Produce', {
      outcome: 'INVALID_TOPIC_EXCEPTION',
      count: Infinity,
      when: ({ topics, clientId }) => topics.includes('payments') && clientId === 'shop',
    });
    await send('passes');
    expect(broker.faults.pending).toBe(1);
    broker.faults.clear();
    expect(broker.faults.pending).toBe(0);
  });

  test('holds a request until the test lets it go', async () => {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    broker.faults.failNext('Produce', { until });
    const sent = send('held');
    await broker.requests.reached('Produce', 1);
    expect(stored()).toEqual([]);
    release();
    await sent;
    expect(stored()).toEqual(['held']);
  });

  test('that holds a request loses it when the connection ends', async () => {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    broker.faults.failNext('CreateTopics', { until });
    const client = await RawClient.connect(broker.bootstrapServers[0]);
    const asked = client.request(CREATE_TOPICS, 3, (writer) => {
      writer.writeInt32(1).writeString('never').writeInt32(1).writeInt16(1);
      writer.writeInt32(0).writeInt32(0).writeInt32(1000).writeBoolean(false);
    });
    await broker.requests.reached('CreateTopics', 1);
    broker.resetConnections();
    await expect(asked).resolves.toBeUndefined();
    release();
    await send('a round trip later');
    expect(() => broker.endOffset('never', 0)).toThrow('no partition 0 of a topic "never"');
  });

  test('delays a request', async () => {
    const client = await RawClient.connect(broker.bootstrapServers[0]);
    broker.faults.failNext('ApiVersions', { delayMs: 40 });
    const startMs = performance.now();
    await client.request(API_VERSIONS, 0);
    expect(performance.now() - startMs).toBeGreaterThan(35);
    client.close();
  });
});

describe('the broker', () => {
  test('keeps its port, its log and its groups over a restart', async () => {
    const before = broker.bootstrapServers;
    await send('before');
    await consume(clientOf(broker), 'orders', 1, { groupId: 'g' });
    await broker.restart();
    expect(broker.bootstrapServers).toEqual(before);
    await send('after');
    expect(stored()).toEqual(['before', 'after']);
    const received = await consume(clientOf(broker), 'orders', 1, { groupId: 'g' });
    expect(valuesOf(received.map(({ message }) => message))).toEqual(['after']);
  });

  test('lets a connected producer reconnect by itself after a restart', async () => {
    const producer = clientOf(broker).producer();
    await producer.connect();
    const produce = (value: string) => producer.send({ topic: 'orders', messages: [{ value }] });
    await produce('one');
    await broker.restart();
    await produce('two');
    broker.resetConnections();
    await produce('three');
    await producer.disconnect();
    expect(stored()).toEqual(['one', 'two', 'three']);
  });

  test('cuts a waiting client when it stops, and can be stopped twice', async () => {
    const client = await RawClient.connect(broker.bootstrapServers[0]);
    broker.faults.failNext('Metadata', { delayMs: 60_000 });
    const asked = client.request(METADATA, 0, (writer) => writer.writeInt32(0));
    await broker.requests.reached('Metadata', 1);
    await broker.stop();
    await expect(asked).resolves.toBeUndefined();
    await broker.stop();
  });

  test('says of itself what it is', () => {
    expect(broker.description).toBe(
      `Tidemark test broker on ${broker.bootstrapServers[0]} (for tests and demos only: memory only, single process)`,
    );
  });

  test('does not start on a port that is taken, and leaves none of its ports open', async () => {
    const port = Number(broker.bootstrapServers[0]?.split(':')[1]);
    await expect(startTestBroker({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('starts a deleted topic again from nothing', async () => {
    await send('old');
    await consume(clientOf(broker), 'orders', 1, { groupId: 'g' });
    expect(broker.committedOffset('g', 'orders', 0)).toMatchObject({ offset: 1 });
    broker.deleteTopic('orders');
    expect(broker.committedOffset('g', 'orders', 0)).toBeUndefined();
    expect(() => broker.records('orders')).toThrow('no partition 0 of a topic "orders"');
    broker.createTopic('orders', { partitions: 1 });
    await send('new');
    expect(broker.records('orders').map(({ offset }) => offset)).toEqual([0]);
  });

  test('starts with empty partitions when some are added', () => {
    broker.addPartitions('orders', 2);
    expect(broker.endOffset('orders', 2)).toBe(0);
    expect(() => broker.endOffset('orders', 3)).toThrow('no partition 3');
  });
});

describe('a request', () => {
  test('for newer versions of ApiVersions is answered with what the broker has', async () => {
    const client = await RawClient.connect(broker.bootstrapServers[0]);
    const reader = await client.request(API_VERSIONS, 3);
    expect(reader?.readInt16()).toBe(35);
    const ranges = reader?.readArray(() => [
      reader.readInt16(),
      reader.readInt16(),
      reader.readInt16(),
    ]);
    expect(ranges).toContainEqual([0, 0, 7]);
    expect(ranges).toContainEqual([1, 4, 11]);
    expect(ranges).toContainEqual([API_VERSIONS, 0, 2]);
    expect(reader?.remaining).toBe(0);
    client.close();
  });

  test.each([
    ['of an unknown kind', 99, 0],
    ['of a version above the advertised ones', METADATA, 9],
    ['that ends before its fields do', METADATA, 1],
  ])('%s ends the connection', async (_what, apiKey, apiVersion) => {
    const client = await RawClient.connect(broker.bootstrapServers[0]);
    await expect(client.request(apiKey, apiVersion)).resolves.toBeUndefined();
  });
});
