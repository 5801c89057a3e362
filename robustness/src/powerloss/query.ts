// The process under which the power goes: the shop's query on the disk that is cut off. Its argument is
// a QuerySettings as JSON; it prints `started`, and `acknowledged OFFSET` for every batch when its
// output is published. Nothing it has acknowledged may be lost.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { availableNow, createSession, jsonSink, processingTime } from '@tidemark/core';
import { parquetSink } from '@tidemark/parquet-sink';
import { shopOutputs } from '../shop/shop-outputs.ts';
import { orderSource } from './order-source.ts';

export interface QuerySettings {
  readonly directory: string;
  readonly seed: number;
  readonly durability: 'power-loss' | 'process';
  /** How many orders there are; without it, no end of them. */
  readonly total?: number;
}

const settings = JSON.parse(process.argv[2] as string) as QuerySettings;
const { directory, seed, durability, total } = settings;
const session = createSession({ durability });
const query = await session.start({
  checkpointLocation: join(directory, 'checkpoint'),
  trigger: total === undefined ? processingTime(0) : availableNow(),
  outputs: shopOutputs(session.readStream(orderSource(seed, total)), {
    alerts: jsonSink({ path: join(directory, 'alerts') }),
    revenue: parquetSink({ path: join(directory, 'revenue') }),
  }),
});
const say = (line: string) => writeSync(1, `${line}\n`);
say('started');
query.addListener({
  onQueryProgress: ({ sources }) => say(`acknowledged ${Number(sources[0]?.endOffset)}`),
});
await query.awaitTermination();
