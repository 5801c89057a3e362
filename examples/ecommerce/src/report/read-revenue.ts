import type { Session } from '@tidemark/core';
import { desc, sum } from '@tidemark/core/functions';
import { parquetSource } from '@tidemark/parquet-source';
import { RevenueRow } from '../pipelines/revenue-row.ts';
import type { CategoryRevenue } from './tables.ts';

/** What the batch analytics find in the Parquet files of the stream. */
export interface RevenueAnalytics {
  /** Largest revenue first. */
  readonly byCategory: readonly CategoryRevenue[];
  /** The best windows, the best first. */
  readonly bestWindows: readonly RevenueRow[];
}

const BEST_WINDOWS = 10;

/** The same verbs as in the stream, on data that ends. */
export async function analyseRevenue(session: Session, path: string): Promise<RevenueAnalytics> {
  const revenue = readRevenue(session, path);
  const byCategory = revenue
    .groupBy('category')
    .agg((r) => ({ revenue: sum(r.revenue), orders: sum(r.orders) }))
    .withColumns((r) => ({ revenue: r.revenue.coalesce(0), orders: r.orders.coalesce(0) }))
    .orderBy((r) => desc(r.revenue));
  const bestWindows = revenue.orderBy((r) => desc(r.revenue)).limit(BEST_WINDOWS);
  return {
    byCategory: await byCategory.collect(),
    bestWindows: await bestWindows.collect(),
  };
}

/** All rows of the stream's Parquet files. */
export function allRevenue(session: Session, path: string): Promise<readonly RevenueRow[]> {
  return readRevenue(session, path).collect();
}

const readRevenue = (session: Session, path: string) =>
  session.read(parquetSource({ path, schema: RevenueRow }));
