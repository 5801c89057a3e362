import { type Session, string } from '@tidemark/core';
import { kafkaSource } from '@tidemark/kafka-source';

/** The values in a topic, as text, up to where it ends now; committed transactions only. */
export async function readTopic(
  session: Session,
  brokers: readonly string[],
  topic: string,
): Promise<readonly string[]> {
  const rows = await session
    .read(kafkaSource({ brokers, topic, isolationLevel: 'read_committed' }))
    .select((r) => ({ value: r.value.cast(string()) }))
    .collect();
  return rows.map(({ value }) => value ?? '');
}
