import type { FeedOptions } from '../orders/order-feed.ts';
import type { CsvPreset } from '../orders/read-csv-orders.ts';

/** The flags that say which orders are sent. */
export interface FeedFlags {
  readonly csv?: string;
  readonly preset?: CsvPreset;
  readonly orders?: number;
  readonly seed: number;
  readonly startTime: number;
}

const DEFAULT_ORDERS = 100_000;

export function feedOptions({ csv, preset, orders, seed, startTime }: FeedFlags): FeedOptions {
  if (csv !== undefined) return { kind: 'csv', file: csv, preset, orders };
  return { kind: 'generated', orders: orders ?? DEFAULT_ORDERS, seed, startMs: startTime };
}
