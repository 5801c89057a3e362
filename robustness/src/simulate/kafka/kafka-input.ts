import { type DataFrame, json, type Session } from '@tidemark/core';
import { type KafkaSourceOptions, kafkaSource } from '@tidemark/kafka-source';
import type { RecordToProduce, TestBroker } from '@tidemark/kafka-testkit';
import { below, Event, lastEvent, type Random, randomBlocks } from '../events.ts';
import type { SimKafka } from './sim-kafka.ts';

export const INPUT_TOPIC = 'events';

/** Events in a topic: some blocks in transactions, and some of those aborted. */
export interface KafkaInput {
  read(session: Session): DataFrame<Event>;
  /** Makes more of it available, one part after the other. */
  readonly arrivals: readonly (() => void)[];
  close(): void;
}

/**
 * Fills the topic of the input.
 *
 * @param isInOneGo - whether all is there from the beginning. Then the batches end at the same offsets
 *   whatever happens, and with them it is decided which rows come late.
 */
export function kafkaInput(random: Random, kafka: SimKafka, isInOneGo: boolean): KafkaInput {
  const { broker } = kafka;
  const options: Omit<KafkaSourceOptions, 'value' | 'brokers' | 'includeHeaders'> = {
    startingOffsets: 'earliest',
    ...(random() < 0.8 ? { maxOffsetsPerTrigger: 2 + below(random, 6) } : {}),
    ...(random() < 0.3 ? { commitOffsetsTo: 'lag' } : {}),
    isolationLevel: random() < 0.5 ? 'read_committed' : 'read_uncommitted',
  };
  const hasAborted = options.isolationLevel === 'read_committed';
  const blocks = randomBlocks(random, '').map((events) => {
    const how = random();
    return { events, how: how < 0.6 ? 'plain' : how < 0.8 || !hasAborted ? 'commit' : 'abort' };
  });
  const parts = blocks.map(({ events, how }) => () => {
    const records = events.map((event) => recordOf(event, broker));
    if (records.length === 0) return;
    if (how === 'plain') {
      for (const { partition, record } of records) {
        broker.produceRecords(INPUT_TOPIC, partition, [record]);
      }
      return;
    }
    const transaction = broker.beginTransaction();
    for (const { partition, record } of records) {
      transaction.produceRecords(INPUT_TOPIC, partition, [record]);
    }
    if (how === 'commit') transaction.commit();
    else transaction.abort();
  });
  if (isInOneGo) for (const part of parts.splice(0)) part();
  return {
    read: (session) =>
      session.readStream(
        kafkaSource({
          ...kafka.access(),
          topic: INPUT_TOPIC,
          value: json(Event, { mode: 'FAILFAST' }),
          ...options,
        }),
      ),
    arrivals: parts,
    close: () => {
      broker.produceRecords(INPUT_TOPIC, 0, [recordOf(lastEvent(''), broker).record]);
    },
  };
}

/** Records of one key are in one partition, as a producer has it. */
function recordOf(
  event: Event,
  broker: TestBroker,
): { readonly partition: number; readonly record: RecordToProduce } {
  const partitions = broker.partitionCount(INPUT_TOPIC);
  const hash = Buffer.from(event.id).reduce((sum, byte) => sum + byte, 0);
  return {
    partition: hash % partitions,
    record: { key: event.id, value: JSON.stringify(event), timestampMs: event.time.getTime() },
  };
}
