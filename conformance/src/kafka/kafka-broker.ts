import { type RecordToProduce, startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { Difference } from '../outcome.ts';

type Transaction = ReturnType<TestBroker['beginTransaction']>;

/** The broker of one scenario, in this process. */
export class KafkaBroker {
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

  /** Appends records to a partition; without one, to all in turn. */
  produce(topic: string, partition: number | undefined, records: readonly RecordToProduce[]): void {
    for (const record of records) {
      const chosen = partition ?? this.#next++ % (this.#partitions.get(topic) ?? 1);
      this.#broker.produceRecords(topic, chosen, [record]);
    }
  }

  /** Appends records in a transaction, which stays open unless `end` is given. */
  produceInTransaction(
    topic: string,
    partition: number,
    records: readonly RecordToProduce[],
    end: string | undefined,
  ): void {
    this.#transaction ??= this.#broker.beginTransaction();
    this.#transaction.produceRecords(topic, partition, records);
    if (end !== undefined) this.endTransaction(end);
  }

  endTransaction(end: string): void {
    if (this.#transaction === undefined) throw new TypeError('no transaction is open');
    if (end === 'commit') this.#transaction.commit();
    else this.#transaction.abort();
    this.#transaction = undefined;
  }

  setPartitions(topic: string, partitions: number): void {
    this.#broker.addPartitions(topic, partitions - (this.#partitions.get(topic) ?? 0));
    this.#partitions.set(topic, partitions);
  }

  /** What a reader of committed records finds in a topic. */
  records(topic: string): ReturnType<TestBroker['records']> {
    try {
      return this.#broker.records(topic, undefined, { isolation: 'read_committed' });
    } catch (error) {
      throw new Difference(`topic '${topic}' cannot be read: ${String(error)}`);
    }
  }

  stop(): Promise<void> {
    return this.#broker.stop();
  }
}
