import type { Alert } from '../orders/alert.ts';
import { type Ledger, UNITS_PER_COIN } from '../orders/ledger.ts';
import { type Expectation, sumOf, windowKey } from '../orders/oracle.ts';
import type { RevenueRow } from '../pipelines/revenue-row.ts';
import { agrees, type Check } from './check-table.ts';

/** What a query says of itself. */
export interface QueryTotals {
  /** Records read. */
  readonly rows: number;
  /** Undefined where the processes that knew were killed. */
  readonly lateRows: number | undefined;
  readonly lateSample: readonly string[];
}

/** Everything the query gave, and everything the books say. */
export interface DemoOutcome {
  readonly ledger: Ledger;
  readonly expected: Expectation;
  readonly totals: QueryTotals;
  /** The Parquet rows. */
  readonly rows: readonly RevenueRow[];
  /** The values of the alerts topic, committed ones only. */
  readonly alerts: readonly string[];
  readonly deadLetters: readonly string[];
}

/** Each total that the demo shows, against the books. */
export function demoChecks(outcome: DemoOutcome): readonly Check[] {
  const { ledger, expected, totals, rows, alerts, deadLetters } = outcome;
  const closed = sumOf(expected.closed.values());
  const open = sumOf(expected.open.values());
  const alertRows = alerts.map((alert) => JSON.parse(alert) as AlertRow);
  const counted = rows.reduce((sum, { orders }) => sum + orders, 0);
  return [
    { what: 'records read', query: totals.rows, books: ledger.records },
    { what: 'alerts', query: alerts.length, books: ledger.alerts },
    {
      what: 'value of the alerts',
      query: alertRows.reduce((value, { order_value }) => value + order_value, 0),
      books: ledger.alertUnits / UNITS_PER_COIN,
      isMoney: true,
    },
    { what: 'alerts, one by one', query: rightAlerts(alertRows, ledger), books: ledger.alerts },
    { what: 'malformed records', query: deadLetters.length, books: ledger.malformed },
    ...(totals.lateRows === undefined
      ? []
      : [{ what: 'orders after the watermark', query: totals.lateRows, books: expected.late }]),
    { what: 'orders in windows', query: counted, books: closed.orders },
    {
      what: 'revenue in windows',
      query: rows.reduce((sum, { revenue }) => sum + revenue, 0),
      books: closed.units / UNITS_PER_COIN,
      isMoney: true,
    },
    { what: 'windows, one by one', query: rightWindows(rows, expected), books: rows.length },
    { what: 'windows in all', query: rows.length, books: expected.closed.size },
    {
      what: 'windows + late + malformed + open',
      query: counted + (totals.lateRows ?? expected.late) + deadLetters.length + open.orders,
      books: ledger.records,
    },
  ];
}

/** How many Parquet rows agree with the books; a window that is there twice counts once. */
function rightWindows(rows: readonly RevenueRow[], { closed }: Expectation): number {
  const right = new Set<string>();
  for (const { window, category, revenue, orders } of rows) {
    const key = windowKey(window.start.getTime(), category);
    const total = closed.get(key);
    if (total?.orders !== orders) continue;
    const money = { what: key, query: revenue, books: total.units / UNITS_PER_COIN, isMoney: true };
    if (agrees(money)) right.add(key);
  }
  return right.size;
}

type AlertRow = Readonly<Pick<Alert, 'order_id' | 'order_value'>>;

/** How many alerts are of orders that have as many as the books say. */
function rightAlerts(alerts: readonly AlertRow[], ledger: Ledger): number {
  const found = new Map<string, number>();
  for (const { order_id } of alerts) found.set(order_id, (found.get(order_id) ?? 0) + 1);
  let right = 0;
  for (const [orderId, count] of found) if (count === ledger.alertsOf(orderId)) right += count;
  return right;
}
