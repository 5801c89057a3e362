import { createHash } from 'node:crypto';
import type { Ports } from '@tidemark/core/connector';
import { describe, expect, test, vi } from 'vitest';
import {
  type BuildPipeline,
  type Execution,
  executionsOf,
  type SimulateOptions,
  simulate,
} from '../../src/index.ts';
import {
  appending,
  copyTo,
  right,
  sinkThat,
  swallowing,
  tripping,
  unseeded,
  unsynced,
  waiting,
} from './sinks.ts';

// Hundreds of runs of the engine in each: seconds, but on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const ONE: SimulateOptions = { seeds: 1 };
/** A little of everything. */
const SOME: SimulateOptions = {
  ...ONE,
  crashAt: { sample: 20 },
  nested: { sample: 8 },
  faults: { sample: 8 },
  twoProcesses: 2,
  clockJumps: 2,
};

async function failureOf(build: BuildPipeline, options: SimulateOptions = ONE): Promise<string> {
  try {
    await simulate(build, options);
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
}

async function hashOf(executions: AsyncIterable<Execution>): Promise<string> {
  const hash = createHash('sha256');
  for await (const { line, traces, places } of executions) {
    hash.update(JSON.stringify([line, traces, places]));
  }
  return hash.digest('hex');
}

describe('a sink that is right', () => {
  test('passes, and the report says how often and how it was tried', async () => {
    const report = await simulate(copyTo(right), SOME);
    expect(report.failures).toEqual([]);
    expect(Object.keys(report.byKind).sort()).toEqual([
      'clock',
      'crash',
      'crash in recovery',
      'fault',
      'two processes',
    ]);
    expect(report.executions).toBeGreaterThan(40);
  });

  test('passes at every operation with every loss, if that is asked for', async () => {
    const options = { ...ONE, crashAt: [0, 40, 41], nested: false, faults: false } as const;
    const report = await simulate(copyTo(right), { ...options, losses: [{ mode: 'torn' }] });
    expect(report.byKind['crash']).toBe(3);
  });

  test('is run again and again in the same way by the same seed', async () => {
    const first = await hashOf(executionsOf(copyTo(right), SOME));
    expect(await hashOf(executionsOf(copyTo(right), SOME))).toBe(first);
    // Sharing the runs up to a crash changes nothing but the time it takes.
    const shared = copyTo(right, { isAllOnDisk: true });
    expect(await hashOf(executionsOf(shared, SOME))).toBe(first);
    expect(await hashOf(executionsOf(copyTo(right), { ...SOME, seeds: [2] }))).not.toBe(first);
  });
});

describe('a sink with a bug is found, and one line brings it back', () => {
  test.each([
    ['that gives a batch a new name each time', appending, /rows? (is|are) not expected/],
    ['that does not sync', unsynced, /missing|not there/],
    ['that swallows the errors of the disk', swallowing, /missing|not there/],
    ['that waits for a dead process', waiting, /a process does not end/],
    ['that trips over what a dead process left', tripping, /TypeError: cannot read/],
  ])('%s', async (_, sink, problem) => {
    const message = await failureOf(copyTo(sink));
    expect(message).toMatch(problem);
    const only = /only: '(?<line>.*)'/.exec(message)?.groups?.['line'] ?? '';
    expect(only).toMatch(/^--seed 1 --(crash|fault|two)/);
    expect(await failureOf(copyTo(sink), { only })).toMatch(problem);
    expect(await failureOf(copyTo(right), { only })).toBe('nothing');
  });

  test('that leaves what no reader understands', async () => {
    const half = copyTo(unsynced, {
      output: async ({ fs }) => {
        const names = await fs.readdir('/out').catch(() => []);
        const texts = names.map(async ({ name }) => String(await fs.readFile(`/out/${name}`)));
        return (await Promise.all(texts)).map((text) => {
          if (text === '') throw new Error('an empty file');
          return text;
        });
      },
    });
    expect(await failureOf(half)).toMatch(/not there|missing|a reader of the output fails: Error/);
  });

  test('that shows its rows before the batch is a fact, where whole batches are promised', async () => {
    const halves = sinkThat(async ({ fs }, lines, batchId) => {
      for (const [i, line] of lines.trim().split('\n').entries()) {
        const name = `/out/${batchId}-${i}`;
        await fs.unlink(name).catch(() => undefined);
        const file = await fs.create(name);
        await file.write(new TextEncoder().encode(line));
        await file.sync();
        await file.close();
        await fs.syncDir('/out');
      }
    });
    expect(await failureOf(copyTo(halves, { visibility: 'batches' }))).toMatch(
      /not the output of a whole number of batches/,
    );
  });
});

describe('an engine with a bug is found', () => {
  const withoutSync = (ports: Ports): Ports => {
    const { fs } = ports;
    const changed = Object.assign(Object.create(fs) as typeof fs, {
      create: async (path: string) => {
        const file = await fs.create(path);
        return { ...file, sync: () => Promise.resolve() };
      },
    });
    return { ...ports, fs: bound(changed, fs) };
  };

  test('one that forgets to sync', async () => {
    const message = await failureOf(copyTo(right), { ...ONE, changePorts: withoutSync });
    expect(message).toMatch(/--seed 1/);
  });
});

/** A disk of which some methods were replaced; the others work on the real one. */
function bound<T extends object>(changed: T, original: T): T {
  return new Proxy(original, {
    get: (target, name) => {
      if (Object.hasOwn(changed, name)) return Reflect.get(changed, name) as unknown;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

describe('what cannot be simulated is refused', () => {
  test('a pipeline that takes chance from elsewhere', async () => {
    expect(await failureOf(copyTo(unseeded))).toMatch(
      /two runs with the same seed 1 are not the same: .*Take time, randomness and the disk/,
    );
  });

  test('a pipeline that fails by itself', async () => {
    const failing = sinkThat(() => Promise.reject(new Error('no such table')));
    expect(await failureOf(copyTo(failing))).toMatch(/nothing happened to fails: .*no such table/);
  });

  test('a line that nobody wrote', async () => {
    await expect(simulate(copyTo(right), { only: '--crash 4/kill' })).rejects.toThrow(/no --seed/);
  });
});

describe('something beside the disk', () => {
  /** A server that takes rows, and can be made to answer that it did not. */
  const table: BuildPipeline = (world) => {
    const rows: number[] = [];
    let requests = 0;
    let broken: { at: number; way: string } | undefined;
    const sink = sinkThat((_, lines, batchId) => {
      const request = requests++;
      const isHit = request === broken?.at;
      if (isHit && broken?.way === 'die') world.die();
      if (!isHit || broken?.way === 'drop-after') {
        for (const line of lines.trim().split('\n'))
          rows.push(Number(JSON.parse(line).n) + batchId);
      }
      const error = Object.assign(new Error('reset'), { code: 'ECONNRESET', path: 'table' });
      return isHit ? Promise.reject(error) : Promise.resolve();
    });
    const hazard = {
      get count() {
        return requests;
      },
      ways: ['drop', 'drop-after', 'die'],
      strike: (at: number, way: string) => {
        broken = { at, way };
      },
    };
    const pipeline = copyTo(sink, { output: () => [...rows], hazards: { request: hazard } });
    return pipeline(world);
  };

  test('breaks at each of its chances, in each of its ways', async () => {
    const options = { ...ONE, crashAt: [], nested: false, faults: false, twoProcesses: 0 } as const;
    const bad: string[] = [];
    let executions = 0;
    for await (const execution of executionsOf(table, { ...options, clockJumps: 0 })) {
      executions++;
      expect(execution.kind).toBe('request');
      if (execution.problem !== undefined) bad.push(execution.line);
    }
    expect(executions).toBe(3 * 3 * 2);
    expect(bad.map((line) => line.split('/')[1]?.split(' ')[0])).toEqual(
      Array.from({ length: 6 }, () => 'drop-after'),
    );
  });
});
