import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, vi } from 'vitest';
import { createProgram } from '../src/commands/program.ts';
import type { RunReport } from '../src/report/run-report.ts';

/** The command line, run in this process, with what it prints kept and a folder of its own. */
export interface CommandLine {
  readonly folder: string;
  /** Everything printed since the test began, without colours. */
  readonly printed: string;
  run(...args: readonly string[]): Promise<void>;
  /** Runs with `--report-json` and gives the report. */
  runMeasured(...args: readonly string[]): Promise<RunReport>;
}

/** Called at the top of a test file: each test starts with an empty folder and nothing printed. */
export function runsCommands(): CommandLine {
  let folder = '';
  let printed = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-'));
    printed = '';
    const print = (text: string | Uint8Array): boolean => {
      printed += String(text);
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(print);
    vi.spyOn(process.stderr, 'write').mockImplementation(print);
    vi.spyOn(console, 'log').mockImplementation((text) => print(`${text}\n`));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
    await rm(folder, { recursive: true });
  });

  async function run(...args: readonly string[]): Promise<void> {
    await createProgram().parseAsync(args, { from: 'user' });
  }
  return {
    get folder() {
      return folder;
    },
    get printed() {
      return stripVTControlCharacters(printed);
    },
    run,
    async runMeasured(...args) {
      const file = join(folder, 'report.json');
      await run(...args, '--report-json', file);
      return JSON.parse(await readFile(file, 'utf8')) as RunReport;
    },
  };
}
