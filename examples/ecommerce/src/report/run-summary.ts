import type { RunReport } from './run-report.ts';
import type { RunTotals } from './run-totals.ts';
import { factTable } from './tables.ts';
import { formatCount, formatMs, heading } from './text.ts';

/** What a run of a query did, once it has ended. */
export function runSummary(report: RunReport, { lateSample }: RunTotals): string {
  const rate = report.wallMs === 0 ? 0 : (report.rows * 1000) / report.wallMs;
  const facts: (readonly [string, string])[] = [
    ['records read', `${formatCount(report.rows)} in ${formatCount(report.batches)} batches`],
    ['time', `${formatMs(report.wallMs)}, ${formatCount(rate)} records/s`],
    ['came after the watermark', formatCount(report.lateRows)],
    ['malformed', formatCount(report.malformed)],
    ...Object.entries(report.outputs).map(
      ([name, rows]) => [`rows to ${name}`, formatCount(rows)] as const,
    ),
  ];
  const sample = lateSample.map((row) => `  ${row}\n`).join('');
  return `${factTable(facts)}\n${sample === '' ? '' : `${heading('Late, for example')}\n${sample}`}`;
}
