import { analyze } from '../../src/analysis/analyze.ts';
import type { FrameRuntime } from '../../src/api/frame-runtime.ts';
import {
  type BoundedFrame,
  readBounded,
  readStreaming,
  type SourceFrame,
} from '../../src/api/source-frame.ts';
import {
  double,
  int,
  memorySource,
  nullable,
  type Schema,
  type Sink,
  schema,
  string,
  timestamp,
} from '../../src/index.ts';
import { defineSink } from '../../src/sinks/sink.ts';

export interface Order {
  order_id: string;
  country: string;
  sku: string;
  price: number;
  quantity: number;
  discount: number | null;
  order_time: Date;
}
export const Order: Schema<Order> = schema({
  order_id: string(),
  country: string(),
  sku: string(),
  price: double(),
  quantity: int(),
  discount: nullable(double()),
  order_time: timestamp(),
});

/** A session that analyses what it is asked to run, and runs nothing. */
export const runtime: FrameRuntime = {
  settings: { timeZone: 'UTC', ansi: false },
  discover: (relation) => Promise.resolve(relation),
  async startQuery(outputs) {
    for (const { sink, outputMode, plan } of outputs) {
      analyze([{ sink, outputMode, plan: await plan() }], runtime.settings);
    }
    return Promise.reject(new Error('the query was accepted'));
  },
  newSeed: () => '1',
  collect: () => Promise.reject(new Error('the plan was accepted')),
  write: () => Promise.reject(new Error('the plan was accepted')),
};

export const orders: SourceFrame<Order> = readStreaming(memorySource(Order), runtime);
export const archive: BoundedFrame<Order> = readBounded(memorySource(Order), runtime);

const write = (): Promise<void> => Promise.resolve();
export const parquet: Sink<unknown, 'append'> = defineSink({
  name: 'parquet',
  outputModes: ['append'],
  write,
});
export const table: Sink = defineSink<unknown, 'append' | 'update' | 'complete'>({
  name: 'table',
  outputModes: ['append', 'update', 'complete'],
  write,
});
