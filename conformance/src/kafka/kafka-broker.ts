import { type RecordToProduce, startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { Difference } from '../outcome.ts';
import type { FoundRecord, ScenarioBroker } from './scenario-broker.ts';

type Transaction = ReturnType<TestBroker['beginTransaction']>;

/** The broker of one scenario, in this process. */
export class KafkaBroker implements ScenarioBroker {
  readonly #broker: TestBroker;
  readonly #partitions: Map<string, number>;
  #transaction: Transaction | undefined;
  /** Which partition takes the next record that names none. */
  #next = 0;

  private constructor(broker: TestBroker, partitions: Map<string, number>) {
    this.#broker = broker;
    this.#partitions = partitions;
  }

  static async start(topics: ReadonlyMap<string, number>): Promise<KafkaBroker> {
    const broker = await startTestBroker({
      topics: Object.fromEntries([...topics].map(([name, partitions]) => [name, { partitions }])),
    });
    return new KafkaBroker(broker, new Map(topics));
  }

  get addresses(): readonly string[] {
    return this.#broker.bootstrapServers;
  }

  produce(
    topic: string,
    partition: number | undefined,
    records: readonly RecordToProduce[],
  ): Promise<void> {
    for (const record of records) {
      const chosen = partition ?? this.#next++ % (this.#partitions.get(topic) ?? 1);
      this.#broker.produceRecords(topic, chosen, [record]);
    }
    return Promise.resolve();
  }

  produceInTransaction(
    topic: string,
    partition: number,
    records: readonly RecordToProduce[],
    end: string | undefined,
  ): Promise<void> {
    this.#transaction ??= this.#broker.beginTransaction();
    this.#transaction.produceRecords(topic, partition, records);
    return end === undefined ? Promise.resolve() : this.endTransaction(end);
  }

  endTransaction(end: string): Promise<void> {
    if (this.#transaction === undefined) throw new TypeError('no transaction is open');
    if (end === 'commit') this.#transaction.commit();
    else this.#transaction.abort();
    this.#transaction = undefined;
    return Promise.resolve();
  }

  setPartitions(topic: string, partitions: number): Promise<void> {
    this.#broker.addPartitions(topic, partitions - (this.#partitions.get(topic) ?? 0));
    this.#partitions.set(topic, partitions);
    return Promise.resolve();
  }

  records(topic: string): Promise<readonly FoundRecord[]> {
    try {
      return Promise.resolve(
        this.#broker.records(topic, undefined, { isolation: 'read_committed' }),
      );
    } catch (error) {
      throw new Difference(`topic '${topic}' cannot be read: ${String(error)}`);
    }
  }

  stop(): Promise<void> {
    return this.#broker.stop();
  }
}
