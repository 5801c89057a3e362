import { join } from 'node:path';
import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { sendToTestBroker } from '../../src/commands/send-to-test-broker.ts';
import { Ledger } from '../../src/orders/ledger.ts';
import type { OrderRecord } from '../../src/orders/order-record.ts';
import { ORDER_PARTITIONS, TOPICS } from '../../src/pipelines/topics.ts';
import { duckdb } from '../duckdb.ts';

/** A broker that lives as long as the test, and the folder of a query. */
export class Shop {
  readonly broker: TestBroker;
  readonly folder: string;
  readonly #ledger = new Ledger(ORDER_PARTITIONS, 500);

  private constructor(broker: TestBroker, folder: string) {
    this.broker = broker;
    this.folder = folder;
  }

  static async open(folder: string): Promise<Shop> {
    const topics = {
      [TOPICS.orders]: { partitions: ORDER_PARTITIONS },
      [TOPICS.alerts]: { partitions: ORDER_PARTITIONS },
      [TOPICS.deadLetters]: { partitions: 1 },
    };
    return new Shop(await startTestBroker({ topics }), folder);
  }

  get checkpoint(): string {
    return join(this.folder, 'checkpoint');
  }

  get revenuePath(): string {
    return join(this.folder, 'revenue');
  }

  get brokers(): string {
    return this.broker.bootstrapServers.join(',');
  }

  send(orders: readonly OrderRecord[]): void {
    sendToTestBroker(this.broker, TOPICS.orders, orders, this.#ledger);
  }

  /** What a consumer of a topic has seen, sorted, repeated ones as often as they came. */
  committed(topic: string): readonly string[] {
    const records = this.broker.records(topic, undefined, { isolation: 'read_committed' });
    return records.map(({ key, value }) => `${String(key)} ${String(value)}`).sort();
  }

  /** Every row of every Parquet file, as another program reads them. */
  revenue(): Promise<readonly RevenueTotal[]> {
    return revenueIn(this.revenuePath);
  }
}

/** A row of the Parquet files, money in ten-thousandths: sums of doubles differ with their order. */
export interface RevenueTotal {
  /** In milliseconds since 1970. */
  readonly start: number;
  readonly category: string;
  readonly units: number;
  readonly orders: number;
}

/** Every row of every Parquet file in a folder, sorted, as DuckDB reads them. */
export async function revenueIn(path: string): Promise<readonly RevenueTotal[]> {
  const rows = await duckdb(`
    SELECT epoch_ms("window".start)::DOUBLE AS start, category,
      round(revenue * 10000) AS units, orders::DOUBLE AS orders
    FROM '${path}/*.parquet' ORDER BY ALL`);
  return rows as unknown as readonly RevenueTotal[];
}
