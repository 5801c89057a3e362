import type { RecordToProduce } from '@tidemark/kafka-testkit';

/** A record as a reader of committed records finds it. */
export interface FoundRecord {
  readonly partition: number;
  readonly value: Uint8Array | null;
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | null }[];
}

/** The broker of one scenario, with its topics. */
export interface ScenarioBroker {
  readonly addresses: readonly string[];
  /** Appends records to a partition; without one, to all in turn. */
  produce(
    topic: string,
    partition: number | undefined,
    records: readonly RecordToProduce[],
  ): Promise<void>;
  /** Appends records in a transaction, which stays open unless `end` is given. */
  produceInTransaction(
    topic: string,
    partition: number,
    records: readonly RecordToProduce[],
    end: string | undefined,
  ): Promise<void>;
  endTransaction(end: string): Promise<void>;
  setPartitions(topic: string, partitions: number): Promise<void>;
  records(topic: string): Promise<readonly FoundRecord[]>;
  /** Forgets the topics, and lets go of the broker. */
  stop(): Promise<void>;
}
