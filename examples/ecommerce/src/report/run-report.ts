import { writeFile } from 'node:fs/promises';
import type { RunTotals } from './run-totals.ts';

/** What a run cost, for scripts: `--report-json`. */
export interface RunReport {
  readonly command: string;
  /** Records read. */
  readonly rows: number;
  /** From the call that starts the query to its end. */
  readonly wallMs: number;
  /** User and system time of the process, over the same stretch. */
  readonly cpuMs: number;
  /** Largest resident set of the process. */
  readonly peakRssBytes: number;
  /** From the start of the process to the running query, sending orders not included. */
  readonly startUpMs: number;
  readonly batches: number;
  readonly lateRows: number;
  readonly malformed: number;
  /** Rows written, by output. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** Measures one run of a query: make it before the query starts. */
export class RunMeter {
  readonly #beginMs = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #setAsideMs: number;
  #startUpMs = 0;

  /** @param setAsideMs - what the process did before that is no part of starting up */
  constructor(setAsideMs = 0) {
    this.#setAsideMs = setAsideMs;
  }

  /** To be called when the query has started. */
  started(): void {
    this.#startUpMs = performance.now() - this.#setAsideMs;
  }

  report(command: string, totals: RunTotals, outputNames: readonly string[]): RunReport {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      command,
      rows: totals.rows,
      wallMs: Math.round(performance.now() - this.#beginMs),
      cpuMs: Math.round((user + system) / 1000),
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      startUpMs: Math.round(this.#startUpMs),
      batches: totals.batches,
      lateRows: totals.lateRows,
      malformed: totals.badRecords,
      outputs: Object.fromEntries(outputNames.map((name, i) => [name, totals.outputRows[i] ?? 0])),
    };
  }
}

export async function writeRunReport(file: string, report: RunReport): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
