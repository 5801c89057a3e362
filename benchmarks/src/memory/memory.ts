// `npm run bench -- memory`: what a query holds in memory, in processes of their own.
//
// - replay: a backlog far larger than the limit, read in one batch, into a sink that is slower than
//   the source; the largest RSS has to stay below the limit,
// - steady: windows over a stream, with a state of constant size; the RSS, and what else may leak, has
//   to stay where it is.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figures } from '../report.ts';
import type { ReplayReadings, ReplaySink } from './replay.ts';
import { plot, slopeOf } from './rss.ts';
import type { SteadyReadings, SteadySample } from './steady.ts';

export interface MemoryOptions {
  readonly replayBytes: number;
  readonly sinks: readonly ReplaySink[];
  readonly minutes: number;
  readonly rowsPerSecond: number;
  /** A broker whose topic `orders` is read; without it one is started for each run. */
  readonly brokers: string | undefined;
}

const LIMIT_MIB = 256;
const LIMIT_MIB_PER_HOUR = 1;

export async function benchMemory(options: MemoryOptions): Promise<Figures> {
  const figures: Record<string, number | string> = {};
  for (const sink of options.sinks) {
    const readings = await replay(options, sink);
    process.stdout.write(
      `\nreplay of ${(options.replayBytes / 1e9).toFixed(1)} GB, sink: ${sink}\n${plot(readings.samples, LIMIT_MIB)}`,
    );
    figures[`replay.${sink}.peakRssMib`] = readings.peakRssMib;
    figures[`replay.${sink}.rows`] = readings.rows;
    figures[`replay.${sink}.seconds`] = readings.wallMs / 1000;
  }
  figures['replay.goalMib'] = LIMIT_MIB;
  if (options.minutes <= 0) return figures;
  const steadyReadings = await steady(options);
  const { samples, rowsPerSecond, batches } = steadyReadings;
  process.stdout.write(`\nsteady: ${options.minutes} minutes\n${plot(samples)}`);
  console.table(samples.map(rounded));
  // A process grows to its working size first: its code is compiled, its allocator gets its pools.
  const settled = samples.slice(Math.floor(samples.length / 3));
  const { mibPerHour, standardError } = slopeOf(settled);
  return {
    ...figures,
    'steady.minutes': options.minutes,
    'steady.rowsPerSecond': rowsPerSecond,
    'steady.batches': batches,
    'steady.rssMibPerHour': mibPerHour,
    'steady.rssStandardError': standardError,
    'steady.goalMibPerHour': LIMIT_MIB_PER_HOUR,
    ...growthOf(settled),
  };
}

/** How much each count grew from the first half of the samples to the second, by its least values. */
function growthOf(samples: readonly SteadySample[]): Figures {
  const half = Math.floor(samples.length / 2);
  const growth = (key: keyof SteadySample): number => {
    const least = (part: readonly SteadySample[]): number => Math.min(...part.map((s) => s[key]));
    return least(samples.slice(half)) - least(samples.slice(0, half));
  };
  const keys = [
    'heapMib',
    'arrayBuffersMib',
    'wasmMib',
    'handles',
    'listeners',
    'tempFiles',
  ] as const;
  return Object.fromEntries(keys.map((key) => [`steady.${key}Growth`, growth(key)]));
}

function replay(options: MemoryOptions, sink: ReplaySink): Promise<ReplayReadings> {
  const backlog = ['backlog', String(options.replayBytes)];
  return withBroker(options, backlog, (brokers, directory) =>
    answerOf(start('replay', [brokers, sink, directory])),
  );
}

function steady(options: MemoryOptions): Promise<SteadyReadings> {
  const stream = ['stream', String(options.rowsPerSecond)];
  return withBroker({ ...options, brokers: undefined }, stream, (brokers, directory) =>
    answerOf(start('steady', [brokers, String(options.minutes), directory], ['--expose-gc'])),
  );
}

async function withBroker<T>(
  { brokers }: MemoryOptions,
  what: readonly string[],
  run: (brokers: string, directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const broker = brokers === undefined ? start('broker', what) : undefined;
  try {
    if (broker === undefined) return await run(brokers as string, directory);
    const answer = await answerOf<{ readonly brokers: readonly string[] }>(broker);
    return await run(answer.brokers.join(','), directory);
  } finally {
    if (broker?.connected === true) broker.disconnect();
    await rm(directory, { recursive: true, force: true });
  }
}

/** What a child says first; an error when it ends without a word. */
function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with code ${code}`)));
  });
}

function start(
  script: string,
  args: readonly string[],
  execArgv: readonly string[] = [],
): ChildProcess {
  const program = fileURLToPath(new URL(`memory/${script}.js`, import.meta.url));
  return fork(program, args, { execArgv: [...execArgv] });
}

function rounded(sample: SteadySample): Readonly<Record<string, number>> {
  const entries = Object.entries(sample).map(([key, value]) => [key, Math.round(value * 10) / 10]);
  return Object.fromEntries(entries) as Readonly<Record<string, number>>;
}
