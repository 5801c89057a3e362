// The same job by hand on kafkajs: eachBatch, JSON.parse, nested Maps, alerts sent in batches, closed
// windows to Parquet. No transactions, no checkpoint: a crash doubles alerts and loses open windows.
//   by-hand.ts BROKERS ALERTS_TOPIC DIRECTORY ORDERS
import { mkdirSync, writeFileSync } from 'node:fs';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { type Batch, Kafka, logLevel, type Message } from 'kafkajs';
import { Table, writeParquet } from 'parquet-wasm';
import { finish } from './contestant.ts';

const [brokers = '', alertsTopic = '', directory = '', expected = '0'] = process.argv.slice(2);
const WINDOW_MS = 60_000;
const DELAY_MS = 600_000;
/** kafkajs never splits a send, and brokers refuse more than a megabyte. */
const ALERTS_PER_SEND = 2000;

interface Order {
  readonly order_id: string;
  readonly category: string;
  readonly price: number;
  readonly quantity: number;
  readonly event_time: string;
  order_value?: number;
}
interface Group {
  revenue: number;
  orders: number;
}

const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
const producer = kafka.producer();
const consumer = kafka.consumer({
  groupId: `by-hand-${process.pid}`,
  maxBytesPerPartition: 4_194_304,
});
const windows = new Map<number, Map<string, Group>>();
let [rows, alerts, closed, files, maxMs] = [0, 0, 0, 0, 0];
mkdirSync(directory, { recursive: true });

function closeUpTo(watermarkMs: number): void {
  const out = {
    start: [] as number[],
    category: [] as string[],
    revenue: [] as number[],
    orders: [] as number[],
  };
  for (const [startMs, groups] of windows) {
    if (startMs + WINDOW_MS > watermarkMs) continue;
    for (const [category, { revenue, orders }] of groups) {
      out.start.push(startMs);
      out.category.push(category);
      out.revenue.push(revenue);
      out.orders.push(orders);
    }
    windows.delete(startMs);
  }
  if (out.start.length === 0) return;
  closed += out.start.length;
  const table = tableFromArrays({
    start: Float64Array.from(out.start),
    category: out.category,
    revenue: Float64Array.from(out.revenue),
    orders: Int32Array.from(out.orders),
  });
  const bytes = writeParquet(Table.fromIPCStream(tableToIPC(table, 'stream')));
  writeFileSync(`${directory}/part-${files++}.parquet`, bytes);
}

async function onBatch({ messages }: Batch): Promise<void> {
  let outgoing: Message[] = [];
  for (const { value } of messages) {
    if (value === null) continue;
    const order = JSON.parse(value.toString()) as Order;
    rows++;
    const orderValue = order.price * order.quantity;
    const eventMs = Date.parse(order.event_time);
    if (orderValue > 500) {
      alerts++;
      order.order_value = orderValue;
      outgoing.push({ key: order.order_id, value: JSON.stringify(order) });
    }
    const startMs = Math.floor(eventMs / WINDOW_MS) * WINDOW_MS;
    let groups = windows.get(startMs);
    if (groups === undefined) {
      groups = new Map();
      windows.set(startMs, groups);
    }
    const group = groups.get(order.category);
    if (group === undefined) groups.set(order.category, { revenue: orderValue, orders: 1 });
    else {
      group.revenue += orderValue;
      group.orders++;
    }
    if (eventMs > maxMs) maxMs = eventMs;
  }
  for (let at = 0; at < outgoing.length; at += ALERTS_PER_SEND) {
    await producer.send({ topic: alertsTopic, messages: outgoing.slice(at, at + ALERTS_PER_SEND) });
  }
  outgoing = [];
}

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topic: 'orders', fromBeginning: true });
await new Promise<void>((resolve, reject) => {
  consumer
    .run({
      eachBatch: async ({ batch }) => {
        await onBatch(batch);
        if (rows >= Number(expected)) resolve();
      },
    })
    .catch(reject);
});
closeUpTo(maxMs - DELAY_MS);
finish({ rows, alerts, windows: closed });
