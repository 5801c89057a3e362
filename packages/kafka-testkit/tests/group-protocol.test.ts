import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RawClient } from './raw-client.ts';

const OFFSET_COMMIT = 8;
const JOIN_GROUP = 11;
const HEARTBEAT = 12;
const LEAVE_GROUP = 13;
const SYNC_GROUP = 14;

const ILLEGAL_GENERATION = 22;
const INCONSISTENT_GROUP_PROTOCOL = 23;
const UNKNOWN_MEMBER_ID = 25;
const REBALANCE_IN_PROGRESS = 27;
const MEMBER_ID_REQUIRED = 79;

let broker: TestBroker;
let clients: RawClient[];
beforeEach(async () => {
  broker = await startTestBroker({ topics: { orders: { partitions: 1 } } });
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.close();
  await broker.stop();
});

async function connectClient(): Promise<RawClient> {
  const client = await RawClient.connect(broker.bootstrapServers[0]);
  clients.push(client);
  return client;
}

interface JoinOptions {
  readonly memberId?: string;
  readonly protocol?: string;
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
}

async function join(client: RawClient, options: JoinOptions = {}) {
  const reader = await client.request(JOIN_GROUP, 5, (writer) => {
    writer.writeString('g').writeInt32(options.sessionTimeoutMs ?? 60_000);
    writer.writeInt32(options.rebalanceTimeoutMs ?? 60_000).writeString(options.memberId ?? '');
    writer.writeString(null).writeString('consumer').writeInt32(1);
    writer.writeString(options.protocol ?? 'range').writeBytes(Buffer.from('subscription'));
  });
  if (reader === undefined) throw new Error('the broker hung up');
  reader.readInt32();
  const errorCode = reader.readInt16();
  const generationId = reader.readInt32();
  const protocol = reader.readString();
  const leaderId = reader.readString();
  const memberId = reader.readString();
  const members = reader.readArray(() => {
    const id = reader.readString();
    reader.readNullableString();
    reader.readBytes();
    return id;
  });
  return { errorCode, generationId, protocol, leaderId, memberId, members };
}

/** Both steps of a first join: ask for a member id, come back with it. */
async function joinAnew(client: RawClient, options: JoinOptions = {}) {
  const { memberId } = await join(client, options);
  return join(client, { ...options, memberId });
}

async function errorOf(client: RawClient, apiKey: number, memberId: string, generationId: number) {
  const reader = await client.request(apiKey, 1, (writer) => {
    writer.writeString('g').writeInt32(generationId).writeString(memberId);
  });
  reader?.readInt32();
  return reader?.readInt16();
}
const heartbeat = (client: RawClient, memberId: string, generationId: number) =>
  errorOf(client, HEARTBEAT, memberId, generationId);

async function sync(
  client: RawClient,
  memberId: string,
  generationId: number,
  assignments: Readonly<Record<string, string>> = {},
) {
  const reader = await client.request(SYNC_GROUP, 1, (writer) => {
    writer.writeString('g').writeInt32(generationId).writeString(memberId);
    writer.writeArray(Object.entries(assignments), ([id, assignment]) => {
      writer.writeString(id).writeBytes(Buffer.from(assignment));
    });
  });
  reader?.readInt32();
  return { errorCode: reader?.readInt16(), assignment: reader?.readBytes().toString() };
}

async function leave(client: RawClient, memberId: string) {
  const reader = await client.request(LEAVE_GROUP, 1, (writer) => {
    writer.writeString('g').writeString(memberId);
  });
  reader?.readInt32();
  return reader?.readInt16();
}

async function commit(client: RawClient, memberId: string, generationId: number) {
  const reader = await client.request(OFFSET_COMMIT, 5, (writer) => {
    writer.writeString('g').writeInt32(generationId).writeString(memberId).writeInt32(1);
    writer.writeString('orders').writeInt32(1).writeInt32(0).writeInt64(5).writeString(null);
  });
  reader?.readInt32();
  const [code] =
    reader?.readArray(() => {
      reader.readString();
      return reader.readArray(() => [reader.readInt32(), reader.readInt16()][1]);
    })[0] ?? [];
  return code;
}

describe('a first member', () => {
  test('is told its id, joins with it, and leads the group', async () => {
    const client = await connectClient();
    const first = await join(client);
    expect(first.errorCode).toBe(MEMBER_ID_REQUIRED);
    const joined = await join(client, { memberId: first.memberId });
    expect(joined).toEqual({
      errorCode: 0,
      generationId: 1,
      protocol: 'range',
      leaderId: first.memberId,
      memberId: first.memberId,
      members: [first.memberId],
    });
  });

  test('with an id that nobody gave it is unknown', async () => {
    await expect(join(await connectClient(), { memberId: 'invented' })).resolves.toMatchObject({
      errorCode: UNKNOWN_MEMBER_ID,
    });
  });
});

describe('a group with a member', () => {
  let leader: RawClient;
  let leaderId: string;
  beforeEach(async () => {
    leader = await connectClient();
    leaderId = (await joinAnew(leader)).memberId;
    await sync(leader, leaderId, 1, { [leaderId]: 'all' });
  });

  test('accepts what its living generation says, and nothing else', async () => {
    await expect(heartbeat(leader, leaderId, 1)).resolves.toBe(0);
    await expect(heartbeat(leader, leaderId, 0)).resolves.toBe(ILLEGAL_GENERATION);
    await expect(heartbeat(leader, 'stranger', 1)).resolves.toBe(UNKNOWN_MEMBER_ID);
    await expect(commit(leader, leaderId, 2)).resolves.toBe(ILLEGAL_GENERATION);
    await expect(commit(leader, '', -1)).resolves.toBe(UNKNOWN_MEMBER_ID);
    expect(broker.committedOffset('g', 'orders', 0)).toBeUndefined();
    await expect(commit(leader, leaderId, 1)).resolves.toBe(0);
    expect(broker.committedOffset('g', 'orders', 0)).toMatchObject({ offset: 5 });
  });

  test('refuses a member with whom it has no protocol in common', async () => {
    await expect(join(await connectClient(), { protocol: 'sticky' })).resolves.toMatchObject({
      errorCode: INCONSISTENT_GROUP_PROTOCOL,
    });
    await expect(heartbeat(leader, leaderId, 1)).resolves.toBe(0);
  });

  test('rebalances when a second one joins: the leader assigns, the other waits for it', async () => {
    const follower = await connectClient();
    const followerJoined = joinAnew(follower);
    await broker.requests.reached('JoinGroup', 4);
    await expect(heartbeat(leader, leaderId, 1)).resolves.toBe(REBALANCE_IN_PROGRESS);
    const rejoined = await join(leader, { memberId: leaderId });
    const { memberId, generationId, members } = await followerJoined;
    expect(rejoined).toMatchObject({ generationId: 2, leaderId, members: [leaderId, memberId] });
    expect({ generationId, members }).toEqual({ generationId: 2, members: [] });
    await expect(commit(leader, leaderId, 2)).resolves.toBe(REBALANCE_IN_PROGRESS);

    const followerSynced = sync(follower, memberId, 2);
    await broker.requests.reached('SyncGroup', 2);
    const assignments = { [leaderId]: 'left', [memberId]: 'right' };
    await expect(sync(leader, leaderId, 2, assignments)).resolves.toMatchObject({
      assignment: 'left',
    });
    await expect(followerSynced).resolves.toEqual({ errorCode: 0, assignment: 'right' });

    await expect(leave(leader, leaderId)).resolves.toBe(0);
    await expect(heartbeat(follower, memberId, 2)).resolves.toBe(REBALANCE_IN_PROGRESS);
    await expect(join(follower, { memberId })).resolves.toMatchObject({
      generationId: 3,
      leaderId: memberId,
    });
  });

  test('answers a join that is repeated with the same generation', async () => {
    const follower = await connectClient();
    const followerJoined = joinAnew(follower);
    await broker.requests.reached('JoinGroup', 4);
    await join(leader, { memberId: leaderId });
    const { memberId } = await followerJoined;
    await expect(join(follower, { memberId })).resolves.toMatchObject({ generationId: 2 });
    await sync(leader, leaderId, 2);
    await expect(join(follower, { memberId })).resolves.toMatchObject({ generationId: 2 });
  });

  test('gives up a member that does not join again in time', async () => {
    const follower = await connectClient();
    await leave(leader, leaderId);
    const slow = await joinAnew(leader, { rebalanceTimeoutMs: 30 });
    const {
      generationId,
      leaderId: next,
      memberId,
    } = await joinAnew(follower, {
      rebalanceTimeoutMs: 30,
    });
    expect(next).toBe(memberId);
    await expect(heartbeat(leader, slow.memberId, generationId)).resolves.toBe(UNKNOWN_MEMBER_ID);
  });

  test('forgets a member whose session has expired', async () => {
    await leave(leader, leaderId);
    const brief = await joinAnew(leader, { sessionTimeoutMs: 20 });
    await sync(leader, brief.memberId, brief.generationId);
    const other = await connectClient();
    const joined = await joinAnew(other);
    expect(joined.members).toEqual([joined.memberId]);
  });
});

describe('consumers that start together', () => {
  test('share their first generation when the broker waits for them', async () => {
    await using patient = await startTestBroker({ groupInitialRebalanceDelayMs: 50 });
    const [a, b] = await Promise.all([
      RawClient.connect(patient.bootstrapServers[0]),
      RawClient.connect(patient.bootstrapServers[0]),
    ]);
    const firstJoined = joinAnew(a);
    await patient.requests.reached('JoinGroup', 2);
    const joined = await Promise.all([firstJoined, joinAnew(b)]);
    expect(joined.map(({ generationId }) => generationId)).toEqual([1, 1]);
    expect(joined.flatMap(({ members }) => members)).toHaveLength(2);
    a.close();
    b.close();
  });
});
