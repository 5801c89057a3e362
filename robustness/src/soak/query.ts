// The process that a soak kills: the shop's query on a real disk and a Kafka. Its argument is a
// QuerySettings as JSON; it prints `started`, and for every batch it has committed `read COUNT`, how
// many records are through.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { availableNow, createSession, json, processingTime, string } from '@tidemark/core';
import { nodePorts } from '@tidemark/core/connector';
import { kafkaSink } from '@tidemark/kafka-sink';
import { type KafkaBadRecord, kafkaSource } from '@tidemark/kafka-source';
import { parquetSink } from '@tidemark/parquet-sink';
import type { Aim } from '../process/aim.ts';
import { dyingFs } from '../process/dying-fs.ts';
import { dieAtRequest } from '../process/dying-sockets.ts';
import { MAX_BATCH_RECORDS } from '../shop/generate-orders.ts';
import { Order } from '../shop/order.ts';
import { shopOutputs } from '../shop/shop-outputs.ts';

export interface QuerySettings {
  readonly brokers: string;
  /** Holds the checkpoint and the Parquet files. */
  readonly directory: string;
  /** Where it dies by itself. */
  readonly aim?: Aim;
  /** Ends when everything that is there is done; otherwise it goes on for ever. */
  readonly isToEnd: boolean;
}

const settings = JSON.parse(process.argv[2] as string) as QuerySettings;
const { brokers, directory, aim, isToEnd } = settings;
dieAtRequest(aim);

const ports = nodePorts();
const session = createSession({ ports: { ...ports, fs: dyingFs(ports.fs, aim) } });
const records = session.readStream(
  kafkaSource({
    brokers,
    topic: 'orders',
    value: json(Order, { mode: 'DROPMALFORMED' }),
    startingOffsets: 'earliest',
    maxOffsetsPerTrigger: MAX_BATCH_RECORDS,
  }),
);
const deadLetters = records
  .badRecords()
  .as<KafkaBadRecord>()
  .select((r) => ({ partition: r.partition, offset: r.offset, text: r.value.cast(string()) }));

const query = await session.start({
  checkpointLocation: join(directory, 'checkpoint'),
  trigger: isToEnd ? availableNow() : processingTime('100 milliseconds'),
  outputs: [
    ...shopOutputs(records, {
      alerts: kafkaSink({ brokers, topic: 'alerts' }),
      revenue: parquetSink({ path: join(directory, 'revenue') }),
    }),
    deadLetters.writeTo(kafkaSink({ brokers, topic: 'dead-letters', format: 'json' }), {
      name: 'deadLetters',
    }),
  ],
});
// Straight to the pipe: a line that is said is not lost when the process dies.
const say = (line: string) => writeSync(1, `${line}\n`);
say('started');
query.addListener({
  onQueryProgress: ({ sources: [orders] }) => say(`read ${recordsUpTo(orders?.endOffset)}`),
});
await query.awaitTermination();

/** By topic and partition, as the Kafka source writes offsets. The topic began at 0. */
function recordsUpTo(endOffset: unknown): number {
  const { orders } = endOffset as { readonly orders: Readonly<Record<string, number>> };
  return Object.values(orders).reduce((sum, offset) => sum + offset, 0);
}
