import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** What a benchmark has measured. */
export type Figures = Readonly<Record<string, number | string>>;

/** A result as it is kept: one line of JSON. */
export interface Result {
  readonly benchmark: string;
  readonly figures: Figures;
  readonly node: string;
  /** Of the checkout; ends with `+` where files were changed since. */
  readonly commit: string;
  readonly at: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    /** Processes that wanted a core in the minute before the end: above `cores`, mistrust times of the wall. */
    readonly load: number;
  };
}

/** The figures with what they were measured on. */
export function resultOf(benchmark: string, figures: Figures): Result {
  const processors = cpus();
  return {
    benchmark,
    figures: Object.fromEntries(
      Object.entries(figures).map(([key, value]) => [key, rounded(value)]),
    ),
    node: process.version,
    commit: commitOf(import.meta.dirname),
    at: new Date().toISOString(),
    machine: {
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      load: rounded(loadavg()[0] ?? 0),
    },
  };
}

/** Prints a result, and adds it to a file if there is one. */
export function report(result: Result, file: string | undefined): void {
  const line = `${JSON.stringify(result)}\n`;
  process.stdout.write(line);
  if (file !== undefined) appendFileSync(file, line);
}

function rounded<T extends number | string>(value: T): T {
  return typeof value === 'number' ? ((Math.round(value * 1000) / 1000) as T) : value;
}

/** `unknown` outside of a checkout. */
function commitOf(directory: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', 'HEAD').trim()}${isChanged ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
