// One process of `npm run bench -- memory`: windows over a stream that never ends, with a state of
// constant size, until its time is up. Runs with --expose-gc.
//   steady.ts BROKERS MINUTES DIRECTORY
// Sends its readings to its parent.
import { readdir } from 'node:fs/promises';
import {
  createSession,
  double,
  json,
  processingTime,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { avg, count, window } from '@tidemark/core/functions';
import { kafkaSource } from '@tidemark/kafka-source';
import { parquetSink } from '@tidemark/parquet-sink';
import { wasmMemory } from 'parquet-wasm';
import { MIB, type RssSample, rssNow } from './rss.ts';

/** What should not grow while a query runs. */
export interface SteadySample extends RssSample {
  readonly batchId: number;
  readonly heapMib: number;
  readonly arrayBuffersMib: number;
  readonly wasmMib: number;
  /** Sockets, timers and other things that keep a process alive. */
  readonly handles: number;
  /** Listeners of the process itself. */
  readonly listeners: number;
  /** Files that are being written, or were left behind. */
  readonly tempFiles: number;
  readonly stateRows: number;
}

export interface SteadyReadings {
  readonly rows: number;
  readonly batches: number;
  readonly rowsPerSecond: number;
  readonly samples: readonly SteadySample[];
}

const [brokers = '', minutes = '30', directory = ''] = process.argv.slice(2);
const BATCHES_PER_SAMPLE = 100;
const TRIGGER_MS = 50;

const Order = schema({ user_id: string(), price: double(), event_time: timestamp() });

const session = createSession();
const totals = session
  .readStream(
    kafkaSource({ brokers, topic: 'orders', startingOffsets: 'latest', value: json(Order) }),
  )
  .withWatermark('event_time', '1 second')
  .groupBy((o) => ({ window: window(o.event_time, '5 seconds'), user_id: o.user_id }))
  .agg((o) => ({ orders: count(), price: avg(o.price) }));
const query = await session.start({
  checkpointLocation: `${directory}/checkpoint`,
  trigger: processingTime(TRIGGER_MS),
  outputs: [totals.writeTo(parquetSink({ path: `${directory}/out` }))],
});

const samples: SteadySample[] = [];
const endMs = performance.now() + Number(minutes) * 60_000;
const startMs = performance.now();
let rows = 0;
query.addListener({
  onQueryProgress({ batchId, numInputRows, stateOperators }) {
    rows += numInputRows;
    if (batchId % BATCHES_PER_SAMPLE === 0)
      void sample(batchId, stateOperators[0]?.numRowsTotal ?? 0);
  },
});

async function sample(batchId: number, stateRows: number): Promise<void> {
  // Twice: what the first collection lets go of may hold buffers that only the second frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  samples.push({
    ...rssNow(),
    batchId,
    heapMib: heapUsed / MIB,
    arrayBuffersMib: arrayBuffers / MIB,
    wasmMib: (wasmMemory() as { readonly buffer: ArrayBuffer }).buffer.byteLength / MIB,
    handles: process.getActiveResourcesInfo().filter((name) => name !== 'FSReqPromise').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    tempFiles: await tempFilesIn(directory),
    stateRows,
  });
}

async function tempFilesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.tmp') || name.includes('_staging/')).length;
}

await query.awaitTermination(endMs - performance.now());
await query.stop();
const seconds = (performance.now() - startMs) / 1000;
const readings: SteadyReadings = {
  rows,
  batches: query.lastProgress?.batchId ?? 0,
  rowsPerSecond: rows / seconds,
  samples,
};
if (process.send === undefined) {
  process.stdout.write(`${JSON.stringify(readings)}\n`);
  process.exit();
} else process.send(readings, undefined, undefined, () => process.exit());
