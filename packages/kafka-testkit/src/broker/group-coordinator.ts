import { ErrorCode } from '../protocol/error-codes.ts';
import type { DescribedGroup } from '../protocol/messages/group-administration.ts';
import { Group } from './group.ts';

/** A position that a group has committed. */
export interface CommittedOffset {
  readonly offset: number;
  readonly metadata: string | null;
}

/** The offsets of one group: topic, then partition. */
type GroupOffsets = Map<string, Map<number, CommittedOffset>>;

/** The consumer groups of the cluster and the offsets they have committed. */
export class GroupCoordinator {
  readonly #groups = new Map<string, Group>();
  readonly #offsets = new Map<string, GroupOffsets>();
  readonly #initialRebalanceDelayMs: number;

  constructor(initialRebalanceDelayMs: number) {
    this.#initialRebalanceDelayMs = initialRebalanceDelayMs;
  }

  find(groupId: string): Group | undefined {
    return this.#groups.get(groupId);
  }

  /** A group comes into being with the first join or commit. */
  findOrCreate(groupId: string): Group {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    const group = new Group(groupId, this.#initialRebalanceDelayMs);
    this.#groups.set(groupId, group);
    return group;
  }

  list(): readonly Group[] {
    return [...this.#groups.values()];
  }

  describe(groupId: string): DescribedGroup {
    const group = this.#groups.get(groupId);
    return {
      errorCode: ErrorCode.NONE,
      groupId,
      // Kafka calls a group that it does not know dead.
      state: group?.state ?? 'Dead',
      protocolType: group?.protocolType ?? '',
      protocol: group?.protocol ?? '',
      members: (group?.members ?? []).map((member) => ({
        memberId: member.memberId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        metadata: member.metadataFor(group?.protocol ?? ''),
        assignment: member.assignment,
      })),
    };
  }

  delete(groupId: string): ErrorCode {
    const group = this.#groups.get(groupId);
    if (group === undefined) return ErrorCode.GROUP_ID_NOT_FOUND;
    if (group.members.length > 0) return ErrorCode.NON_EMPTY_GROUP;
    this.#groups.delete(groupId);
    this.#offsets.delete(groupId);
    return ErrorCode.NONE;
  }

  commit(groupId: string, topic: string, partition: number, committed: CommittedOffset): void {
    this.findOrCreate(groupId);
    const topics = getOrCreate(this.#offsets, groupId, () => new Map());
    getOrCreate(topics, topic, () => new Map()).set(partition, committed);
  }

  committed(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#offsets.get(groupId)?.get(topic)?.get(partition);
  }

  /** The partitions for which a group has committed anything. */
  committedPartitions(groupId: string): { topic: string; partitions: number[] }[] {
    const topics = this.#offsets.get(groupId) ?? new Map<string, Map<number, CommittedOffset>>();
    return [...topics].map(([topic, offsets]) => ({ topic, partitions: [...offsets.keys()] }));
  }

  /** Offsets die with their topic. */
  forgetTopic(topic: string): void {
    for (const topics of this.#offsets.values()) topics.delete(topic);
  }
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
