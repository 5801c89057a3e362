import type { KafkaConnection, Producer, RefusedRecord } from '@tidemark/kafka-client';
import type { KafkaSinkOptions } from './options.ts';
import { type PartitionRecords, partitionRecords } from './partitioner.ts';
import type { RoutedRecord } from './record-layout.ts';

/** Where records that are too large go. */
type TooLargeOptions = Pick<KafkaSinkOptions, 'onTooLarge' | 'deadLetterTopic' | 'logger'>;

/**
 * Sends records of one partition, and those that are too large for its topic to the dead-letter topic, if there is
 * one: by the same producer, so in the same transaction.
 *
 * @throws `KAFKA.MESSAGE_TOO_LARGE` where there is none, or where it takes no larger records
 */
export async function sendRecords(
  producer: Pick<Producer, 'send'>,
  connection: KafkaConnection,
  { deadLetterTopic, logger }: TooLargeOptions,
  { topic, partition, records }: PartitionRecords,
): Promise<void> {
  if (deadLetterTopic === undefined) return producer.send(topic, partition, records);
  const letters: RoutedRecord[] = [];
  const onTooLarge = (refused: RefusedRecord): void => {
    logger?.warn(`${reasonOf(refused)}; it goes to ${deadLetterTopic}`);
    letters.push(deadLetter(deadLetterTopic, refused));
  };
  await producer.send(topic, partition, records, { onTooLarge });
  for (const part of await partitionRecords(connection, letters, 0)) {
    await producer.send(part.topic, part.partition, part.records);
  }
}

/** The record itself behind headers that say why it is here. Names in topics: never change. */
function deadLetter(topic: string, refused: RefusedRecord): RoutedRecord {
  const { headers = [], ...record } = refused.record;
  const about = {
    'tidemark.reason': reasonOf(refused),
    'tidemark.topic': refused.topic,
    'tidemark.partition': String(refused.partition),
  };
  const own = Object.entries(about).map(([key, text]) => ({ key, value: utf8.encode(text) }));
  return { topic, partition: undefined, record: { ...record, headers: [...headers, ...own] } };
}

const utf8 = new TextEncoder();

function reasonOf({ topic, partition, sizeBytes, limitBytes }: RefusedRecord): string {
  const limit = limitBytes === undefined ? '' : `, ${limitBytes} bytes`;
  return `a record of ${sizeBytes} bytes for ${topic}-${partition} is larger than the topic accepts${limit}`;
}
