// `npm run bench -- ecommerce`: the shop from an in-process broker (a process of its own) to an alerts
// topic and Parquet, Tidemark against a careful program on kafkajs. Whole processes, start-up included.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.ts';
import type { Figures } from '../report.ts';
import type { Result } from './contestant.ts';

const ROUNDS = 5;
const PARTITIONS = 4;

export async function benchEcommerce(orders: number): Promise<Figures> {
  const broker = start('broker.js', [String(orders), String(PARTITIONS)]);
  const [{ brokers }] = (await once(broker, 'message')) as [{ brokers: readonly string[] }];
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const results = { tidemark: [] as Result[], hand: [] as Result[] };
  const run = async (script: string, name: string): Promise<Result> => {
    broker.send({ topic: name });
    await once(broker, 'message');
    const child = start(script, [brokers.join(','), name, join(directory, name), String(orders)]);
    const result = await resultOf(child, name);
    if (result.rows !== orders) throw new Error(`${name} read ${result.rows} of ${orders} orders`);
    return result;
  };
  for (let round = 0; round <= ROUNDS; round++) {
    const tidemark = await run('by-tidemark.js', `alerts-tidemark-${round}`);
    const hand = await run('by-hand.js', `alerts-hand-${round}`);
    if (round === 0) continue;
    results.tidemark.push(tidemark);
    results.hand.push(hand);
  }
  broker.disconnect();
  await rm(directory, { recursive: true, force: true });
  const of = (name: keyof typeof results, key: keyof Result): number =>
    median(results[name].map((result) => result[key]));
  return {
    orders,
    tidemarkCpuMs: of('tidemark', 'cpuMs'),
    handCpuMs: of('hand', 'cpuMs'),
    cpuRatio: of('hand', 'cpuMs') / of('tidemark', 'cpuMs'),
    wallRatio: of('hand', 'wallMs') / of('tidemark', 'wallMs'),
    target: 3,
    tidemarkPeakRssMb: of('tidemark', 'peakRssMb'),
    handPeakRssMb: of('hand', 'peakRssMb'),
    alerts: of('tidemark', 'alerts'),
    windows: of('tidemark', 'windows'),
    handWindows: of('hand', 'windows'),
  };
}

/** What a contestant reports; an error when it ends without a word. */
function resultOf(child: ChildProcess, name: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    let result: Result | undefined;
    child.once('message', (message) => {
      result = message as Result;
    });
    child.once('exit', (code) => {
      if (result === undefined) reject(new Error(`${name} ended with code ${code} and no result`));
      else resolve(result);
    });
  });
}

function start(script: string, args: readonly string[]): ChildProcess {
  const program = fileURLToPath(new URL(`ecommerce/${script}`, import.meta.url));
  return fork(program, args);
}
