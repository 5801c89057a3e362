import type { TestBroker } from '@tidemark/kafka-testkit';
import { Kafka, type KafkaConfig, type KafkaMessage, logLevel } from 'kafkajs';

/** A kafkajs client that is quiet and gives up soon. */
export function clientOf(broker: TestBroker, config: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({
    clientId: 'shop',
    brokers: broker.bootstrapServers,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 5, maxRetryTime: 50, retries: 5 },
    ...config,
  });
}

export interface Received {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Reads a topic from the start in a group until `count` records are there, then leaves. */
export async function consume(
  kafka: Kafka,
  topic: string,
  count: number,
  options: { readonly groupId?: string; readonly readUncommitted?: boolean } = {},
): Promise<Received[]> {
  const consumer = kafka.consumer({
    groupId: options.groupId ?? 'readers',
    maxWaitTimeInMs: 20,
    readUncommitted: options.readUncommitted ?? false,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const received: Received[] = [];
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    consumer
      .run({
        eachMessage: ({ partition, message }) => {
          received.push({ partition, message });
          if (received.length === count) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return received;
}

export const valuesOf = (records: readonly { readonly value: Buffer | null }[]): string[] =>
  records.map(({ value }) => value?.toString() ?? '(null)');
