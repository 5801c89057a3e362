import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { double, int, long, schema, string, timestamp } from '@tidemark/core';
import {
  type Batch,
  batchOf,
  bytesVector,
  type Dictionary,
  nodePorts,
  type RecordBatch,
  type Row,
  recordBatch,
} from '@tidemark/core/connector';
import { bench, describe } from 'vitest';
import { parquetSink } from '../src/index.ts';

const Order = schema({
  order_id: string(),
  customer: string(),
  category: string(),
  sequence: long(),
  quantity: int(),
  price: double(),
  value: double(),
  event_time: timestamp(),
});

const utf8 = new TextEncoder();
const categories = ['books', 'garden', 'music', 'sports', 'toys'];
const dictionary: Dictionary = {
  size: categories.length,
  text: (code) => categories[code] ?? '',
  bytes: (code) => utf8.encode(categories[code]),
};

function orders(length: number, from: number): RecordBatch {
  const text = (of: (i: number) => string): Uint8Array[] =>
    Array.from({ length }, (_, i) => utf8.encode(of(from + i)));
  const numbers = (of: (i: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, i) => of(from + i));
  const common = { length, nulls: undefined };
  return recordBatch(
    Order,
    [
      bytesVector(
        text((i) => `order-${i}-xyz`),
        undefined,
      ),
      bytesVector(
        text((i) => `customer-${(i * 7919) % 5000}`),
        undefined,
      ),
      { kind: 'dictionary', ...common, codes: Int32Array.from(numbers((i) => i % 5)), dictionary },
      { kind: 'double', ...common, values: numbers((i) => i) },
      { kind: 'int', ...common, values: Int32Array.from(numbers((i) => i % 10)) },
      { kind: 'double', ...common, values: numbers((i) => Math.sin(i)) },
      { kind: 'double', ...common, values: numbers((i) => Math.cos(i) * 100) },
      { kind: 'double', ...common, values: numbers((i) => 1.7e15 + i * 1000) },
    ],
    length,
  );
}

function batch(rows: number): Batch<Row> {
  const pieces: RecordBatch[] = [];
  for (let from = 0; from < rows; from += 4096) {
    pieces.push(orders(Math.min(4096, rows - from), from));
  }
  return batchOf(Order, pieces);
}

async function writerTo(
  partitionBy: readonly string[],
): Promise<(rows: Batch<Row>) => Promise<void>> {
  const path = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const writer = await parquetSink<Row>({ path, partitionBy }).open({
    ports: nodePorts(),
    queryId: 'bench',
    queryName: undefined,
    sinkId: 'bench',
    schema: Order,
    outputMode: 'append',
  });
  let batchId = 0;
  return async (rows) => {
    const context = { batchId, queryId: 'bench', batchTimeMs: 0, isReplay: false } as const;
    const committable = await writer.write(rows, { ...context, outputMode: 'append' });
    if (committable) await writer.publish?.(committable, context);
    batchId++;
  };
}

const million = batch(1_000_000);
const small = batch(500);
const write = await writerTo([]);
const writePartitioned = await writerTo(['category']);

describe('write and publish, snappy, 8 columns', () => {
  bench('1,000,000 rows', () => write(million), { iterations: 5, warmupIterations: 1, time: 0 });
  bench('1,000,000 rows in 5 partitions', () => writePartitioned(million), {
    iterations: 5,
    warmupIterations: 1,
    time: 0,
  });
  bench('500 rows', () => write(small), { iterations: 50, time: 0 });
  bench('500 rows in 5 partitions', () => writePartitioned(small), { iterations: 50, time: 0 });
});
