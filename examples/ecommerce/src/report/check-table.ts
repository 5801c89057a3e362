import Table from 'cli-table3';
import pc from 'picocolors';
import { formatCount, formatMoney } from './text.ts';

/** One total, as the query and as the shop's books have it. */
export interface Check {
  readonly what: string;
  readonly query: number;
  readonly books: number;
  readonly isMoney?: boolean;
}

/** Sums of doubles in another order differ in digits that no money has. */
const MONEY_TOLERANCE = 0.005;

export const agrees = ({ query, books, isMoney }: Check): boolean =>
  isMoney === true ? Math.abs(query - books) < MONEY_TOLERANCE : query === books;

/** All totals side by side, each with its verdict. */
export function checkTable(checks: readonly Check[]): string {
  const table = new Table({
    head: ['check', 'query', 'books', ''].map((name) => pc.dim(name)),
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const check of checks) {
    const format = check.isMoney === true ? formatMoney : formatCount;
    const verdict = agrees(check) ? pc.green('ok') : pc.red('differs');
    table.push([check.what, format(check.query), format(check.books), verdict]);
  }
  return table.toString();
}
