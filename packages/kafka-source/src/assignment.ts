import { type KafkaConnection, type TopicDescription, UNKNOWN_TOPIC } from '@tidemark/kafka-client';
import { type KafkaSourceOptions, topicNames } from './options.ts';
import type { TopicIdByName } from './topic-ids.ts';

/** Partitions to read, by topic. */
export type Assignment = ReadonlyMap<string, readonly number[]>;

/** What the options name, as the brokers have it. */
export interface Discovery {
  readonly assignment: Assignment;
  /** Ids of the topics, where the brokers tell them. */
  readonly ids: TopicIdByName;
}

/**
 * The topics and partitions that the options name, as the brokers have them now.
 *
 * @param mayBeGone - whether a topic may be missing, or a partition of it; then it is left out
 * @throws `KAFKA.UNKNOWN_TOPIC`
 */
export async function discoverAssignment(
  connection: KafkaConnection,
  options: KafkaSourceOptions<unknown>,
  mayBeGone: (topic: string) => boolean,
): Promise<Discovery> {
  const wanted = await wantedPartitions(connection, options);
  const found = await Promise.all(
    [...wanted].map(async ([topic, partitions]) => {
      const isOptional = mayBeGone(topic);
      const { id, partitions: present } = isOptional
        ? await presentTopic(connection, topic)
        : await connection.describeTopic(topic);
      const chosen = isOptional ? partitions?.filter((p) => present.includes(p)) : partitions;
      return { topic, id, partitions: chosen ?? present };
    }),
  );
  const present = found.filter(({ partitions }) => partitions.length > 0);
  return {
    assignment: new Map(present.map(({ topic, partitions }) => [topic, partitions])),
    ids: new Map(present.flatMap(({ topic, id }) => (id === undefined ? [] : [[topic, id]]))),
  };
}

/** The partitions of a topic, none when there is no such topic. */
export async function presentPartitions(
  connection: KafkaConnection,
  topic: string,
): Promise<readonly number[]> {
  return (await presentTopic(connection, topic)).partitions;
}

async function presentTopic(connection: KafkaConnection, topic: string): Promise<TopicDescription> {
  try {
    return await connection.describeTopic(topic);
  } catch (error) {
    if (UNKNOWN_TOPIC.is(error)) return { id: undefined, partitions: [] };
    throw error;
  }
}

/** By topic the partitions that were asked for; undefined for all of them. */
async function wantedPartitions(
  connection: KafkaConnection,
  { topic, subscribePattern, assign }: KafkaSourceOptions<unknown>,
): Promise<ReadonlyMap<string, readonly number[] | undefined>> {
  if (assign !== undefined) return new Map(Object.entries(assign));
  const topics =
    topic === undefined ? await matchingTopics(connection, subscribePattern) : topicNames(topic);
  return new Map(topics.map((name) => [name, undefined]));
}

/** The whole name must match, as Java's `Pattern.matches` has it. */
async function matchingTopics(
  connection: KafkaConnection,
  pattern: RegExp | undefined,
): Promise<readonly string[]> {
  if (pattern === undefined) return [];
  // Sticky and global patterns would keep a position from name to name.
  const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, ''));
  return (await connection.topics()).filter((name) => whole.test(name));
}
