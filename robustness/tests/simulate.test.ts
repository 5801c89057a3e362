import type { DurableFs, Ports } from '@tidemark/core/connector';
import { type Execution, executionsOf } from '@tidemark/testing';
import { describe, expect, test } from 'vitest';
import { parseSeed, parseSeeds } from '../src/simulate/parse-seeds.ts';
import {
  pipelineOfSeed,
  SEEDS_OF_A_ROUND,
  simulateSeed,
} from '../src/simulate/pipeline-of-seed.ts';

// A little of everything with every pipeline. The whole is `npm run simulate -- --all`.

/** On a calm machine it is half a second. */
const TIMEOUT_MS = 120_000;

const SEEDS = Array.from({ length: SEEDS_OF_A_ROUND }, (_, i) => ({
  seed: i,
  name: pipelineOfSeed(i).name,
}));

describe('the output is the one of an undisturbed run, whatever happens to', () => {
  test.each(SEEDS)('$name', { timeout: TIMEOUT_MS }, async ({ seed }) => {
    const bad: string[] = [];
    const kinds = new Set<string>();
    for await (const { kind, line, problem } of simulateSeed(seed, 'quick')) {
      kinds.add(kind);
      if (problem !== undefined) bad.push(`npm run simulate -- ${line}\n${problem}`);
    }
    expect(bad).toEqual([]);
    expect(kinds.size).toBeGreaterThan(0);
  });
});

/** A disk that says it has synced. */
function withoutSync(ports: Ports): Ports {
  const { fs } = ports;
  const lying: DurableFs = {
    mkdir: (path, access) => fs.mkdir(path, access),
    create: async (path, access) => {
      const file = await fs.create(path, access);
      return {
        write: (bytes) => file.write(bytes),
        close: () => file.close(),
        sync: () => Promise.resolve(),
      };
    },
    link: (from, to) => fs.link(from, to),
    rename: (from, to) => fs.rename(from, to),
    unlink: (path) => fs.unlink(path),
    rmdir: (path) => fs.rmdir(path),
    syncDir: (path) => fs.syncDir(path),
    readFile: (path) => fs.readFile(path),
    readdir: (path) => fs.readdir(path),
    stat: (path) => fs.stat(path),
  };
  return { ...ports, fs: lying };
}

test('a disk that lies about syncing is found out', { timeout: TIMEOUT_MS }, async () => {
  let bad = 0;
  for await (const { problem } of simulateSeed(0, 'quick', withoutSync)) {
    if (problem !== undefined) bad++;
  }
  expect(bad).toBeGreaterThan(0);
});

test('the line of an execution brings it back', { timeout: TIMEOUT_MS }, async () => {
  const { build } = pipelineOfSeed(8);
  const replay = async (only: string): Promise<Execution> => {
    for await (const execution of executionsOf(build, { only })) return execution;
    throw new Error('nothing ran');
  };
  const first = await replay('--seed 8 --crash 41/metadata-only --then 7/random:9');
  expect(first.line).toBe('--seed 8 --crash 41/metadata-only --then 7/random:9');
  expect(first.places).toEqual([
    expect.stringMatching(/^died before 41 /),
    expect.stringMatching(/^died before 7 /),
  ]);
  expect(first.problem).toBeUndefined();
  expect(await replay(first.line)).toEqual(first);
});

test('seeds are numbers, alone or from one to another', () => {
  expect(parseSeed('8231')).toBe(8231);
  expect(parseSeeds('3..5')).toEqual([3, 4, 5]);
  expect(() => parseSeed('-1')).toThrow(/whole number/);
  expect(() => parseSeeds('5..3')).toThrow(/two numbers/);
});
