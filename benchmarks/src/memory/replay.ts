// One process of `npm run bench -- memory`: reads a whole backlog in one batch and writes it to a sink.
//   replay.ts BROKERS SINK DIRECTORY
// Sends its readings to its parent.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  availableNow,
  createSession,
  double,
  int,
  json,
  type Sink,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { type Batch, defineSink } from '@tidemark/core/connector';
import { kafkaSink } from '@tidemark/kafka-sink';
import { kafkaSource } from '@tidemark/kafka-source';
import { parquetSink } from '@tidemark/parquet-sink';
import { MIB, type RssSample, startSampling } from './rss.ts';

/** What a replay used. */
export interface ReplayReadings {
  readonly rows: number;
  readonly batches: number;
  readonly wallMs: number;
  readonly peakRssMib: number;
  readonly samples: readonly RssSample[];
}

/** Where the backlog goes. */
export type ReplaySink = 'slow' | 'kafka' | 'parquet';

const [brokers = '', sinkName = 'slow', directory = ''] = process.argv.slice(2);
/** The slow sink takes a tenth of what the source can give. */
const SLOW_MS_PER_MIB = 25;

const Order = schema({
  order_id: string(),
  user_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  event_time: timestamp(),
});

let rowsOut = 0;

/** Takes its time with every part; an HTTP service or a database might look like this. */
async function takeSlowly(batch: Batch): Promise<void> {
  rowsOut += batch.rowCount;
  const bytes = batch.recordBatches.reduce((sum, { length }) => sum + length * 200, 0);
  await sleep((bytes / MIB) * SLOW_MS_PER_MIB);
}

const slowSink: Sink = defineSink({
  name: 'slow',
  outputModes: ['append'],
  write: takeSlowly,
  async writeParts(parts) {
    for await (const part of parts) await takeSlowly(part);
  },
});

const sinks: Readonly<Record<ReplaySink, () => Sink>> = {
  slow: () => slowSink,
  kafka: () =>
    kafkaSink({ brokers, topic: 'copies', key: 'key' as never, transactionTimeoutMs: 900_000 }),
  parquet: () => parquetSink<unknown>({ path: `${directory}/out` }),
};

const sampling = startSampling();
const startMs = performance.now();
const source = { brokers, topic: 'orders', startingOffsets: 'earliest' } as const;
const session = createSession();
// JSON is decoded where the sink needs columns; else the records go on as they are.
const output =
  sinkName === 'parquet'
    ? session.readStream(kafkaSource({ ...source, value: json(Order) })).writeTo(sinks.parquet())
    : session
        .readStream(kafkaSource(source))
        .select('key', 'value')
        .writeTo(sinks[sinkName as ReplaySink]());
const query = await session.start({
  checkpointLocation: `${directory}/checkpoint`,
  trigger: availableNow(),
  outputs: [output],
});
await query.awaitTermination();
const progress = query.recentProgress;
const readings: ReplayReadings = {
  rows: progress.reduce((sum, { numInputRows }) => sum + numInputRows, 0),
  batches: progress.length,
  wallMs: performance.now() - startMs,
  peakRssMib: process.resourceUsage().maxRSS / 1024,
  samples: sampling.stop(),
};
if (process.send === undefined) {
  process.stdout.write(
    `${JSON.stringify({ ...readings, samples: readings.samples.length, rowsOut })}\n`,
  );
  process.exit();
} else process.send(readings, undefined, undefined, () => process.exit());
