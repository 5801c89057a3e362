import { generateOrders } from './generate-orders.ts';
import type { OrderRecord } from './order-record.ts';
import { type CsvPreset, readCsvOrders } from './read-csv-orders.ts';

/** Where the orders to send come from. */
export type FeedOptions =
  | {
      readonly kind: 'generated';
      readonly orders: number;
      readonly seed: number;
      readonly startMs: number;
    }
  | {
      readonly kind: 'csv';
      readonly file: string;
      readonly preset: CsvPreset | undefined;
      /** Stops after so many lines. */
      readonly orders: number | undefined;
    };

/** The orders to send, in chunks: work for a broker comes in batches. */
export async function* orderFeed(
  options: FeedOptions,
  chunkRows: number,
): AsyncGenerator<readonly OrderRecord[]> {
  const records =
    options.kind === 'csv' ? readCsvOrders(options.file, options.preset) : generateOrders(options);
  const limit = options.orders ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  let chunk: OrderRecord[] = [];
  for await (const record of records) {
    chunk.push(record);
    sent++;
    if (chunk.length >= chunkRows) {
      yield chunk;
      chunk = [];
    }
    if (sent >= limit) break;
  }
  if (chunk.length > 0) yield chunk;
}
