import { relative } from 'node:path';
import pc from 'picocolors';
import type { Ledger } from '../orders/ledger.ts';
import { type Expectation, sumOf } from '../orders/oracle.ts';
import { agrees, type Check, checkTable } from './check-table.ts';
import type { QueryTotals } from './demo-checks.ts';
import type { RevenueAnalytics } from './read-revenue.ts';
import { revenueReport } from './revenue-report.ts';
import { factTable } from './tables.ts';
import { formatCount, heading } from './text.ts';

export interface DemoResults {
  readonly analytics: RevenueAnalytics;
  readonly totals: QueryTotals;
  readonly expected: Expectation;
  readonly ledger: Ledger;
  readonly deadLetters: readonly string[];
  readonly checks: readonly Check[];
}

/** What the demo found: the analytics, what did not go into them, and the check. */
export function demoReport(results: DemoResults): string {
  const { analytics, totals, expected, ledger, deadLetters, checks } = results;
  const count = (n: number) => formatCount(n);
  const differing = checks.filter((check) => !agrees(check)).length;
  return [
    revenueReport(analytics),
    heading('Everything else'),
    factTable([
      ['alerts', count(ledger.alerts)],
      ['sent out of order', `${count(ledger.countOf('out of order'))}, counted`],
      ['sent twice', `${count(ledger.countOf('duplicate'))}, counted twice`],
      ['sent late', count(ledger.countOf('late'))],
      ['came after the watermark', `${count(totals.lateRows ?? expected.late)}, dropped`],
      ['malformed', `${count(deadLetters.length)}, in the dead-letter topic`],
      ['in windows still open', stillOpen(sumOf(expected.open.values()).orders)],
    ]),
    ...sample('Late, for example', totals.lateSample),
    ...sample('Malformed, for example', deadLetters.slice(0, 3)),
    heading('Against the books of the sender'),
    checkTable(checks),
    differing === 0
      ? pc.green('All totals agree.')
      : pc.red(`${count(differing)} of ${count(checks.length)} totals differ.`),
    '',
  ].join('\n');
}

export interface Places {
  readonly revenuePath: string;
  readonly alertsFile: string;
  readonly checkpoint: string;
}

/** Where everything lies, and what to do with it. */
export function nextSteps({ revenuePath, alertsFile, checkpoint }: Places): string {
  const here = process.env['INIT_CWD'] ?? process.cwd();
  const path = (file: string) => relative(here, file) || file;
  return [
    heading('Where it lies'),
    factTable([
      ['revenue (Parquet)', path(revenuePath)],
      ['alerts (JSON lines)', path(alertsFile)],
      ['checkpoint', path(checkpoint)],
    ]),
    'The broker lived in this process and is gone with it, so the next run starts anew and replaces',
    'these files. Against a real Kafka a query goes on where it stopped.',
    heading('What to try next'),
    '  npm start -- --rate 10000                       orders as they come, in live batches',
    '  npm start -- --orders 1000000 --threshold 900   more of them, and fewer alerts',
    '  npm start -- --crash-test                       the query killed again and again: nothing is lost',
    '  npm run ecommerce -- --help                     each part alone, against your own Kafka',
    '',
  ].join('\n');
}

/** In a run that came to its end, only the order is left that closed the windows of the others. */
const stillOpen = (orders: number): string =>
  orders === 1 ? '1, the last one, sent to close the others' : formatCount(orders);

/** Rows as they are, one a line, cut where the terminal ends. */
function sample(title: string, rows: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const width = process.stdout.columns ?? 160;
  return [
    heading(title),
    ...rows.map((row) => pc.dim(row.length > width ? `${row.slice(0, width - 1)}…` : row)),
  ];
}
