import type { Sink } from '@tidemark/core';
import { type KafkaSinkOptions, kafkaSink } from '@tidemark/kafka-sink';
import type { SimKafka } from './sim-kafka.ts';

export const OUTPUT_TOPICS = ['out-0', 'out-1'] as const;

/** A sink for a process that starts now. */
export function outputSink(
  kafka: SimKafka,
  topic: string,
  options: Pick<KafkaSinkOptions<Record<string, unknown>>, 'key'>,
): Sink<Record<string, unknown>, 'append'> {
  return kafkaSink<Record<string, unknown>>({
    ...kafka.access(),
    transactionTimeoutMs: kafka.transactionTimeoutMs,
    topic,
    format: 'json',
    ...options,
  }) as Sink<Record<string, unknown>, 'append'>;
}

/**
 * What a reader under `read_committed` sees of the output.
 *
 * @param isOrdered - whether each row is to say where it is, and which of its key it is there
 */
export function committedOutput({ broker }: SimKafka, isOrdered: boolean): readonly unknown[] {
  return OUTPUT_TOPICS.flatMap((topic) => {
    const seen = new Map<string, number>();
    return broker
      .records(topic, undefined, { isolation: 'read_committed' })
      .map(({ partition, key, value }) => {
        const row = { topic, key: key?.toString() ?? null, value: value?.toString() ?? null };
        if (!isOrdered) return row;
        const place = `${partition} ${row.key}`;
        const nth = seen.get(place) ?? 0;
        seen.set(place, nth + 1);
        return { ...row, partition, nth };
      });
  });
}
