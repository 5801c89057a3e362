import type { RevenueAnalytics } from './read-revenue.ts';
import { categoryTable, windowTable } from './tables.ts';
import { heading } from './text.ts';

/** What the Parquet files say. */
export function revenueReport({ byCategory, bestWindows }: RevenueAnalytics): string {
  return [
    heading('Revenue per category'),
    categoryTable(byCategory),
    heading('The ten best windows'),
    windowTable(bestWindows),
  ].join('\n');
}
