import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { compileExamples } from './examples/compile-examples.ts';
import { allExamples } from './examples/example.ts';
import { chainOf } from './examples/example-module.ts';

const examples = allExamples();

const home = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-docs-'));
  // Examples name files as programs do, from the folder they run in.
  process.chdir(folder);
});

afterEach(() => vi.restoreAllMocks());

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test('every example in a page or docstring compiles', { timeout: 60_000 }, () => {
  const checked = examples.filter(({ uncheckedBecause }) => uncheckedBecause === undefined);
  expect(checked.length).toBeGreaterThan(50);
  expect(compileExamples(checked)).toEqual([]);
});

test('an example that is not compiled says why', () => {
  const silent = examples.filter(({ uncheckedBecause }) => uncheckedBecause === '');
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('output on a page belongs to an example that runs', () => {
  const unproved = examples.filter(({ output, isRun }) => output !== undefined && !isRun);
  expect(unproved.map(({ id }) => id)).toEqual([]);
});

const running = examples.filter(({ isRun }) => isRun);
test.each(running)('the example at $id runs and prints what the page says', async (example) => {
  const printed: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => {
    printed.push(
      parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '),
    );
  });
  await import(/* @vite-ignore */ `example:${example.id}`);
  const outputs = chainOf(example).map(({ output }) => output ?? '');
  if (outputs.some((output) => output !== '')) {
    expect(`${printed.join('\n')}\n`).toBe(outputs.join(''));
  }
});
