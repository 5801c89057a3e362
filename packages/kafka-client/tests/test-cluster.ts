import { startTestBroker, type TestBroker, type TestBrokerOptions } from '@tidemark/kafka-testkit';
import {
  type KafkaConnection,
  type KafkaConnectionOptions,
  openKafkaConnection,
} from '../src/index.ts';

/** A test broker and a connection to it that repeats requests fast. */
export interface TestCluster extends AsyncDisposable {
  readonly broker: TestBroker;
  readonly connection: KafkaConnection;
}

export async function startTestCluster(
  brokerOptions: TestBrokerOptions,
  connectionOptions: Partial<KafkaConnectionOptions> = {},
): Promise<TestCluster> {
  const broker = await startTestBroker(brokerOptions);
  const connection = await openKafkaConnection({
    brokers: broker.bootstrapServers,
    retry: { initialDelayMs: 2, maxDelayMs: 20, deadlineMs: 3_000 },
    ...connectionOptions,
  });
  return {
    broker,
    connection,
    async [Symbol.asyncDispose]() {
      await connection.close();
      await broker.stop();
    },
  };
}
