// One process of `npm run bench -- state`: fills a state and touches it, or comes back to it and
// evicts it. Runs with --expose-gc; sends one message, its readings.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createSession, type StreamingQuery, type StreamingQueryProgress } from '@tidemark/core';
import { defineSink } from '@tidemark/core/connector';
import { count, sum, window } from '@tidemark/core/functions';
import { median } from '../measure.ts';
import { KeysSource, type Step } from './keys-source.ts';

/** What the state is kept by: a window and a number, or a window and a text. */
export type KeyKind = 'long' | 'string';

const FILL_STEPS = 20;
const TOUCHED = 1000;
const WARM_UP_TOUCHES = 40;
const TOUCHES = 120;
/** All keys are in the window of this hour. */
const HOUR_MS = Date.UTC(2026, 0, 15, 8);
const TOUCHED_FROM_MS = HOUR_MS + 10 * 60_000;
/** The watermark that follows passes the end of the hour. */
const PASSING_MS = HOUR_MS + 3 * 3_600_000;

/** How much memory keys take, and how long batches that touch a few of them. */
export interface FillReadings {
  readonly fillMs: number;
  readonly bytesPerKey: number;
  /** Median and longest of batches of 1,000 rows, on a state of their keys alone and on all keys. */
  readonly smallTouchMs: number;
  readonly largeTouchMs: number;
  readonly largeTouchMaxMs: number;
  /** On disk, the files of the newest commit and what is not yet removed. */
  readonly diskBytesPerKey: number;
}

/** How long a restart takes, and what evicting all keys does to the event loop. */
export interface EvictReadings {
  readonly emptyRestartMs: number;
  readonly restartMs: number;
  readonly restartBlockedMs: number;
  readonly restartBytesPerKey: number;
  readonly evictMs: number;
  readonly evictBlockedMs: number;
  /** The longest delay of an event loop that never works longer than 5 ms: what the machine adds. */
  readonly noiseMs: number;
  /** A fixed piece of work, for comparing machines and moments. */
  readonly calibrationMs: number;
}

interface OpenQuery {
  readonly query: StreamingQuery;
  readonly steps: KeysSource;
  /** Rows that came out so far. */
  rowsOut(): number;
}

function fillSteps(keys: number): readonly Step[] {
  const share = keys / FILL_STEPS;
  return Array.from({ length: FILL_STEPS }, (_, i) => ({
    first: i * share,
    count: share,
    stride: 1,
    timeMs: HOUR_MS + i * 1000,
  }));
}

/** The watermark follows every step, as it does in life; no window ends. */
function touchSteps(keys: number): readonly Step[] {
  return Array.from({ length: WARM_UP_TOUCHES + TOUCHES }, (_, i) => ({
    first: i,
    count: TOUCHED,
    stride: Math.floor(keys / TOUCHED) - 1,
    timeMs: TOUCHED_FROM_MS + i * 10_000,
  }));
}

async function open(
  kind: KeyKind,
  checkpointLocation: string,
  read: readonly Step[],
): Promise<OpenQuery> {
  const steps = new KeysSource();
  steps.add(...read);
  let rowsOut = 0;
  const sink = defineSink({
    name: 'counted',
    outputModes: ['append'],
    write: (batch) => {
      rowsOut += batch.rowCount;
      return Promise.resolve();
    },
  });
  const totals = createSession()
    .readStream(steps.source)
    .withWatermark('event_time', '10 minutes')
    .groupBy((o) => ({
      window: window(o.event_time, '1 hour'),
      key: kind === 'long' ? o.id : o.name,
    }))
    .agg((o) => ({ total: sum(o.value), rows: count() }));
  const query = await totals.writeStream
    .outputMode('append')
    .checkpointLocation(checkpointLocation)
    .start(sink);
  await query.processAllAvailable();
  return { query, steps, rowsOut: () => rowsOut };
}

async function fill(kind: KeyKind, directory: string, keys: number): Promise<FillReadings> {
  const small = await open(kind, `${directory}/small`, []);
  small.steps.add({ first: 0, count: TOUCHED, stride: 1, timeMs: HOUR_MS });
  const smallTouches = await touch(small, touchSteps(TOUCHED * 2));
  await small.query.stop();

  const large = await open(kind, `${directory}/large`, []);
  const before = await residentBytes();
  const startMs = performance.now();
  large.steps.add(...fillSteps(keys));
  await large.query.processAllAvailable();
  const fillMs = performance.now() - startMs;
  const bytesPerKey = ((await residentBytes()) - before) / keys;
  const largeTouches = await touch(large, touchSteps(keys));
  await large.query.stop();
  return {
    fillMs,
    bytesPerKey,
    smallTouchMs: median(smallTouches),
    largeTouchMs: median(largeTouches),
    largeTouchMaxMs: Math.max(...largeTouches),
    diskBytesPerKey: (await bytesIn(`${directory}/large/state`)) / keys,
  };
}

/** How long each batch takes. */
async function touch(
  { query, steps }: OpenQuery,
  all: readonly Step[],
): Promise<readonly number[]> {
  const batches: StreamingQueryProgress[] = [];
  query.addListener({
    onQueryProgress: (progress) => {
      if (progress.numInputRows === TOUCHED) batches.push(progress);
    },
  });
  for (const step of all) {
    steps.add(step);
    await query.processAllAvailable();
  }
  return batches.slice(-TOUCHES).map(({ batchDurationMs }) => batchDurationMs);
}

async function comeBackAndEvict(
  kind: KeyKind,
  directory: string,
  keys: number,
): Promise<EvictReadings> {
  const calibrationMs = calibrate();
  const noiseMs = await noise();
  const startMs = performance.now();
  const fresh = await open(kind, `${directory}/fresh`, []);
  const emptyRestartMs = performance.now() - startMs;
  await fresh.query.stop();

  const before = await residentBytes();
  const read = [...fillSteps(keys), ...touchSteps(keys)];
  const restartStartMs = performance.now();
  const [large, restartBlockedMs] = await watched(() => open(kind, `${directory}/large`, read));
  const restartMs = performance.now() - restartStartMs;
  const restartBytesPerKey = ((await residentBytes()) - before) / keys;

  large.steps.add({ first: 0, count: 1, stride: 1, timeMs: PASSING_MS });
  const evictStartMs = performance.now();
  const [, evictBlockedMs] = await watched(() => large.query.processAllAvailable());
  const evictMs = performance.now() - evictStartMs;
  if (large.rowsOut() !== keys) throw new Error(`${large.rowsOut()} of ${keys} keys came out`);
  await large.query.stop();
  return {
    emptyRestartMs,
    restartMs,
    restartBlockedMs,
    restartBytesPerKey,
    evictMs,
    evictBlockedMs,
    noiseMs: Math.max(noiseMs, await noise()),
    calibrationMs,
  };
}

/** What some work gives, and the longest time it kept the event loop from everything else. */
async function watched<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await turns(3);
  delays.reset();
  const result = await work();
  await turns(3);
  delays.disable();
  return [result, delays.max / 1e6];
}

async function noise(): Promise<number> {
  const [, delayMs] = await watched(async () => {
    for (let i = 0; i < 200; i++) {
      const endMs = performance.now() + 5;
      while (performance.now() < endMs);
      await turns(1);
    }
  });
  return delayMs;
}

async function turns(number: number): Promise<void> {
  for (let i = 0; i < number; i++) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Memory of the process when garbage is gone. */
async function residentBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await turns(20);
  }
  return process.memoryUsage.rss();
}

async function bytesIn(directory: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) total += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return total;
}

/** Random reads of 16 MB, 10 million times. */
function calibrate(): number {
  const values = new Int32Array(2 ** 22);
  const startMs = performance.now();
  let at = 1;
  for (let i = 0; i < 1e7; i++) {
    at = Math.imul(at ^ (values[at & 0x3fffff] as number), 0x9e3779b1) + i;
  }
  values[0] = at;
  return performance.now() - startMs;
}

const [phase, kind, directory, keys] = process.argv.slice(2) as [string, KeyKind, string, string];
const run = phase === 'fill' ? fill : comeBackAndEvict;
const readings = await run(kind, directory, Number(keys));
process.send?.(readings, undefined, undefined, () => process.exit());
