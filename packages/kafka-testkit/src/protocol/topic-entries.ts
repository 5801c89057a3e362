import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { ErrorCode } from './error-codes.ts';

/** The nesting that most requests and responses share: `[topic [partition …]]`. */
export interface TopicEntry<P> {
  readonly topic: string;
  readonly partitions: readonly P[];
}

export function readTopicEntry<P>(
  reader: ByteReader,
  readPartition: (reader: ByteReader) => P,
): TopicEntry<P> {
  return { topic: reader.readString(), partitions: reader.readArray(readPartition) };
}

export function readTopicEntries<P>(
  reader: ByteReader,
  readPartition: (reader: ByteReader) => P,
): TopicEntry<P>[] {
  return reader.readArray(() => readTopicEntry(reader, readPartition));
}

export function writeTopicEntries<P>(
  writer: ByteWriter,
  topics: readonly TopicEntry<P>[],
  writePartition: (partition: P) => void,
): void {
  writer.writeArray(topics, ({ topic, partitions }) => {
    writer.writeString(topic).writeArray(partitions, writePartition);
  });
}

/** Answers partition by partition, in the order of the request. */
export function mapPartitions<P, R>(
  topics: readonly TopicEntry<P>[],
  answer: (topic: string, partition: P) => R,
): TopicEntry<R>[] {
  return topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((partition) => answer(topic, partition)),
  }));
}

/** The answer of requests that report nothing but a code for each partition. */
export interface PartitionError {
  readonly partition: number;
  readonly errorCode: ErrorCode;
}

export function refusePartitions(
  topics: readonly TopicEntry<{ readonly partition: number }>[],
  errorCode: ErrorCode,
): TopicEntry<PartitionError>[] {
  return mapPartitions(topics, (_topic, { partition }) => ({ partition, errorCode }));
}

export function writePartitionErrors(
  writer: ByteWriter,
  topics: readonly TopicEntry<PartitionError>[],
): void {
  writeTopicEntries(writer, topics, ({ partition, errorCode }) => {
    writer.writeInt32(partition).writeInt16(errorCode);
  });
}
