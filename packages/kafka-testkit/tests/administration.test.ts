import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, consume } from './kafka-client.ts';
import { RawClient } from './raw-client.ts';

const NOT_COORDINATOR = 16;

let broker: TestBroker;
let admin: Admin;
beforeEach(async () => {
  broker = await startTestBroker({ brokers: 3, topics: { orders: { partitions: 2 } } });
  admin = clientOf(broker).admin();
  await admin.connect();
});
afterEach(async () => {
  await admin.disconnect();
  await broker.stop();
});

test('an admin sees the brokers and which of them leads which partition', async () => {
  const { brokers, controller } = await admin.describeCluster();
  expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual(broker.bootstrapServers);
  expect(controller).toBe(0);
  const { topics } = await admin.fetchTopicMetadata({ topics: ['orders'] });
  expect(topics[0]?.partitions.map(({ leader }) => leader)).toEqual([0, 1]);
});

test('an admin creates, grows and deletes a topic', async () => {
  const topic = { topic: 'payments', numPartitions: 2, replicationFactor: 3 };
  await expect(admin.createTopics({ topics: [topic] })).resolves.toBe(true);
  await expect(admin.createTopics({ topics: [topic] })).resolves.toBe(false);
  await admin.createPartitions({ topicPartitions: [{ topic: 'payments', count: 5 }] });
  const { topics } = await admin.fetchTopicMetadata({ topics: ['payments'] });
  expect(topics[0]?.partitions).toHaveLength(5);
  await expect(
    admin.createPartitions({ topicPartitions: [{ topic: 'payments', count: 1 }] }),
  ).rejects.toMatchObject({ type: 'INVALID_PARTITIONS' });
  await admin.deleteTopics({ topics: ['payments'] });
  await expect(admin.listTopics()).resolves.toEqual(['orders']);
});

test('a topic with more replicas than brokers, or with an illegal name, is refused', async () => {
  await expect(
    admin.createTopics({ topics: [{ topic: 'wide', replicationFactor: 4 }] }),
  ).rejects.toMatchObject({ errors: [{ type: 'INVALID_REPLICATION_FACTOR' }] });
  await expect(admin.createTopics({ topics: [{ topic: 'or ders' }] })).rejects.toMatchObject({
    errors: [{ type: 'INVALID_TOPIC_EXCEPTION' }],
  });
  await admin.createTopics({
    validateOnly: true,
    waitForLeaders: false,
    topics: [{ topic: 'only-asking' }],
  });
  await expect(admin.listTopics()).resolves.toEqual(['orders']);
});

test('a topic shows its own configuration and the defaults', async () => {
  broker.createTopic('tiny', { partitions: 1, configs: { 'max.message.bytes': '500' } });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      { type: ConfigResourceTypes.TOPIC, name: 'tiny', configNames: ['max.message.bytes'] },
      { type: ConfigResourceTypes.TOPIC, name: 'orders' },
    ],
  });
  const [tiny, orders] = resources;
  expect(tiny?.configEntries).toMatchObject([
    { configName: 'max.message.bytes', configValue: '500', isDefault: false },
  ]);
  expect(orders?.configEntries.map(({ configName }) => configName)).toContain('cleanup.policy');
});

test('offsets are found at both ends of a partition and by timestamp', async () => {
  const at = (timestampMs: number) => ({ value: `at ${timestampMs}`, timestampMs });
  broker.produceRecords('orders', 0, [at(1000), at(2000), at(3000)]);
  broker.produceRecords('orders', 0, [at(4000)]);
  broker.deleteRecordsBefore('orders', 0, 1);
  const offsets = await admin.fetchTopicOffsets('orders');
  expect(offsets).toContainEqual({ partition: 0, offset: '4', high: '4', low: '1' });
  const byTime = async (timestampMs: number) => {
    const found = await admin.fetchTopicOffsetsByTimestamp('orders', timestampMs);
    return found.find(({ partition }) => partition === 0)?.offset;
  };
  await expect(byTime(500)).resolves.toBe('1');
  await expect(byTime(2500)).resolves.toBe('2');
  await expect(byTime(3001)).resolves.toBe('3');
  await expect(byTime(9000)).resolves.toBe('4');
});

test('the latest offset is the end of what is decided, as read committed is the default', async () => {
  broker.produceRecords('orders', 0, [{ value: 'decided' }]);
  broker.beginTransaction().produceRecords('orders', 0, [{ value: 'open' }]);
  const offsets = await admin.fetchTopicOffsets('orders');
  expect(offsets.find(({ partition }) => partition === 0)).toMatchObject({ high: '1' });
  expect(broker.endOffset('orders', 0)).toBe(2);
});

test('records are deleted up to an offset, or to the end', async () => {
  broker.produceRecords('orders', 0, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
  // kafkajs finds the leaders only when the admin knows the topic already.
  await admin.fetchTopicOffsets('orders');
  const deleteUpTo = (offset: string) =>
    admin.deleteTopicRecords({ topic: 'orders', partitions: [{ partition: 0, offset }] });
  await deleteUpTo('2');
  expect(broker.records('orders').map(({ offset }) => offset)).toEqual([2]);
  await deleteUpTo('-1');
  expect(broker.startOffset('orders', 0)).toBe(3);
});

test('groups are listed, described and deleted once they are empty', async () => {
  broker.produceRecords('orders', 0, [{ value: 'a' }]);
  await consume(clientOf(broker), 'orders', 1, { groupId: 'audit' });
  const { groups: listed } = await admin.listGroups();
  expect(listed).toEqual([{ groupId: 'audit', protocolType: 'consumer' }]);
  const { groups } = await admin.describeGroups(['audit', 'unheard-of']);
  expect(new Map(groups.map(({ groupId, state }) => [groupId, state]))).toEqual(
    new Map([
      ['audit', 'Empty'],
      ['unheard-of', 'Dead'],
    ]),
  );
  await admin.deleteGroups(['audit']);
  expect(broker.committedOffset('audit', 'orders', 0)).toBeUndefined();
  await expect(admin.deleteGroups(['audit'])).rejects.toMatchObject({
    groups: [{ error: { type: 'GROUP_ID_NOT_FOUND' } }],
  });
});

test('a group with a member cannot be deleted, and shows what it is assigned', async () => {
  const consumer = clientOf(broker).consumer({ groupId: 'busy', maxWaitTimeInMs: 10 });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders' });
  const joined = new Promise((resolve) => {
    consumer.on('consumer.group_join', resolve);
  });
  await consumer.run({ eachMessage: () => Promise.resolve() });
  await joined;
  const { groups } = await admin.describeGroups(['busy']);
  expect(groups[0]).toMatchObject({ state: 'Stable', members: [{ clientId: 'shop' }] });
  expect(groups[0]?.members[0]?.memberAssignment.length).toBeGreaterThan(0);
  await expect(admin.deleteGroups(['busy'])).rejects.toMatchObject({
    groups: [{ error: { type: 'NON_EMPTY_GROUP' } }],
  });
  await consumer.disconnect();
});

test('offsets are committed from outside by the coordinator of an empty group, and by no other broker', async () => {
  const codes: (number | undefined)[] = [];
  for (const server of broker.bootstrapServers) {
    const client = await RawClient.connect(server);
    const reader = await client.request(8, 5, (writer) => {
      writer.writeString('replay').writeInt32(-1).writeString('').writeInt32(1);
      writer.writeString('orders').writeInt32(1);
      writer.writeInt32(1).writeInt64(41).writeString('by hand');
    });
    reader?.readInt32();
    reader?.readArray(() => {
      reader.readString();
      return reader.readArray(() => [reader.readInt32(), codes.push(reader.readInt16())]);
    });
    client.close();
  }
  expect(codes.filter((code) => code !== NOT_COORDINATOR)).toEqual([0]);
  expect(codes).toHaveLength(3);
  expect(broker.committedOffset('replay', 'orders', 1)).toEqual({
    offset: 41,
    metadata: 'by hand',
  });
  const [named] = await admin.fetchOffsets({ groupId: 'replay', topics: ['orders'] });
  expect(named?.partitions).toEqual([
    { partition: 0, offset: '-1', metadata: null },
    { partition: 1, offset: '41', metadata: 'by hand' },
  ]);
  const [all] = await admin.fetchOffsets({ groupId: 'replay' });
  expect(all?.partitions).toEqual([{ partition: 1, offset: '41', metadata: 'by hand' }]);
});
