import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Suite } from './mutant.ts';

const SOURCE = ['--conditions=@tidemark/source', '--import', 'tsx'];
const SIMULATE = [...SOURCE, 'src/simulate/main.ts', '--quick', '--first'];
const VITEST = [
  '../../node_modules/vitest/vitest.mjs',
  'run',
  '--bail',
  '1',
  '--reporter',
  'default',
];

/** What each suite runs, with Node, and in which folder. */
const COMMANDS: Readonly<
  Record<Suite, { readonly folder: string; readonly args: readonly string[] }>
> = {
  simulation: { folder: 'robustness', args: [...SIMULATE, '--pipelines', '^(?!.*kafka)'] },
  'Kafka simulation': { folder: 'robustness', args: [...SIMULATE, '--pipelines', 'kafka'] },
  'checkpoint tests': {
    folder: 'packages/core',
    args: [...VITEST, 'tests/corruption', 'tests/checkpoint'],
  },
};

/** How a suite that finds something says so; any other end is a fault of the run itself. */
const FINDINGS: readonly RegExp[] = [/^BAD {2}(?<finding>.*)$/, /^\s*FAIL\s+(?<finding>.*)$/];

export interface SuiteResult {
  readonly isGreen: boolean;
  /** The first thing found. */
  readonly finding: string | undefined;
  readonly tookMs: number;
  /** The last lines, for a run that ended by itself. */
  readonly tail: readonly string[];
}

/** A suite that takes longer than this has found a query that hangs. */
const MAX_MS = 15 * 60_000;
const TAIL_LINES = 30;

/** Runs a suite in a copy of the repository. */
export async function runSuite(suite: Suite, directory: string): Promise<SuiteResult> {
  const startMs = performance.now();
  const { folder, args } = COMMANDS[suite];
  const child = spawn(process.execPath, [...args], {
    cwd: join(directory, folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', TIDEMARK_TEST_RESULTS: undefined },
  });
  let finding: string | undefined;
  const tail: string[] = [];
  const timer = setTimeout(() => {
    finding ??= `no end after ${MAX_MS / 60_000} minutes`;
    child.kill('SIGKILL');
  }, MAX_MS);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      for (const pattern of FINDINGS) finding ??= pattern.exec(line)?.groups?.['finding'];
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { isGreen: code === 0, finding, tookMs: performance.now() - startMs, tail };
}
