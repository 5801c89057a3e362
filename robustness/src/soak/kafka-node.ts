import { startTestBroker } from '@tidemark/kafka-testkit';

/** A Kafka that can be killed. What it has acknowledged outlives it. */
export interface KafkaNode {
  readonly name: string;
  /** `host:port`, the same for its whole life. */
  readonly brokers: string;
  /** As `kill -9` does it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** For good. */
  stop(): Promise<void>;
}

/** The broker of the test kit, in this process: killing it cuts its connections and closes its port. */
export async function startInProcess(): Promise<KafkaNode> {
  const broker = await startTestBroker();
  return {
    name: 'the in-process broker',
    brokers: broker.bootstrapServers.join(','),
    kill: () => broker.stop(),
    restart: () => broker.restart(),
    stop: () => broker.stop(),
  };
}

/** Apache Kafka itself, from Maven Central. */
export async function startReal(version: string): Promise<KafkaNode> {
  const { startKafka } = await import('../../../scripts/real-kafka/start-kafka.mjs');
  const kafka = await startKafka({ version });
  return {
    name: `Apache Kafka ${version}`,
    brokers: kafka.brokers,
    kill: () => kafka.kill(),
    restart: () => kafka.restart(),
    stop: () => kafka.stop(),
  };
}
