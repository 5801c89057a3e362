import Table from 'cli-table3';
import pc from 'picocolors';
import type { RevenueRow } from '../pipelines/revenue-row.ts';
import { bar, formatCount, formatMinute, formatMoney } from './text.ts';

const BAR_WIDTH = 28;

export interface CategoryRevenue {
  readonly category: string;
  readonly revenue: number;
  readonly orders: number;
}

/** Categories as given, each with a bar against the largest, and the sum below. */
export function categoryTable(rows: readonly CategoryRevenue[]): string {
  const largest = rows.reduce((max, { revenue }) => Math.max(max, revenue), 0);
  const sum = (of: (row: CategoryRevenue) => number) => rows.reduce((s, row) => s + of(row), 0);
  const table = new Table({
    head: heads('category', 'revenue', 'orders', ''),
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { category, revenue, orders } of rows) {
    const filled = bar(largest === 0 ? 0 : revenue / largest, BAR_WIDTH);
    table.push([category, formatMoney(revenue), formatCount(orders), pc.cyan(filled)]);
  }
  table.push([
    'all',
    formatMoney(sum(({ revenue }) => revenue)),
    formatCount(sum(({ orders }) => orders)),
    '',
  ]);
  return table.toString();
}

/** Windows as given, the best first. */
export function windowTable(rows: readonly RevenueRow[]): string {
  const table = new Table({
    head: heads('', 'from (UTC)', 'to', 'category', 'revenue', 'orders'),
    colAligns: ['right', 'left', 'left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const [i, { window, category, revenue, orders }] of rows.entries()) {
    table.push([
      String(i + 1),
      formatMinute(window.start),
      formatMinute(window.end).slice(11),
      category,
      formatMoney(revenue),
      formatCount(orders),
    ]);
  }
  return table.toString();
}

/** Two columns of names and values. */
export function factTable(facts: readonly (readonly [name: string, value: string])[]): string {
  const table = new Table({ style: { head: [], border: [], compact: true } });
  for (const [name, value] of facts) table.push([name, value]);
  return table.toString();
}

// The library's own colours ignore NO_COLOR, so its styles are off and these are ours.
const heads = (...names: string[]): string[] => names.map((name) => pc.dim(name));
