// A watermark per partition over a backlog: partitions that are hours apart lose nothing.
import {
  availableNow,
  createSession,
  json,
  memorySink,
  type RowOf,
  schema,
  string,
  timestamp,
  type WatermarkOptions,
} from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROKER_KINDS, type ContractBroker } from '../../kafka-testkit/tests/contract-brokers.ts';
import { kafkaSource } from '../src/index.ts';
import { FAST, openReader, process } from './reading.ts';

const Event = schema({ id: string(), time: timestamp() });
type Event = RowOf<typeof Event>;

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2024, 0, 1);

/** One event a minute from an hour of the day on. */
const eventsFrom = (hour: number, minutes: number): { readonly value: string }[] =>
  Array.from({ length: minutes }, (_, i) => {
    const time = new Date(START_MS + (hour * 60 + i) * MINUTE_MS).toISOString();
    return { value: JSON.stringify({ id: `${hour}-${i}`, time }) };
  });

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.close());

  async function countHours(topic: string, options: WatermarkOptions) {
    const session = createSession({ ports: process() });
    const sink = memorySink<{ window: { start: Date }; n: number }>();
    const source = kafkaSource({
      ...{ brokers: broker.brokers, topic, retry: FAST, value: json(Event) },
      ...({ startingOffsets: 'earliest', maxOffsetsPerTrigger: 40 } as const),
    });
    const counts = session
      .readStream(source)
      .withWatermark('time', '0 seconds', options)
      .groupBy((e) => ({ window: window(e.time, '1 hour') }))
      .agg(() => ({ n: count() }));
    const query = await session.start({
      trigger: availableNow(),
      outputs: [counts.writeTo(sink)],
    });
    await query.awaitTermination();
    const numLate = query.recentProgress.reduce((sum, { numLateRows }) => sum + numLateRows, 0);
    const hours = sink.rows.map(({ window: { start: from }, n }) => [from.getUTCHours(), n]);
    return { numLate, hours };
  }

  test('a backlog is caught up without a late row, where one watermark for all loses many', async () => {
    const topic = await broker.createTopic(3);
    await broker.produce(topic, 0, eventsFrom(14, 61));
    await broker.produce(topic, 1, eventsFrom(10, 240));
    await broker.produce(topic, 2, eventsFrom(12, 121));
    const whole = await countHours(topic, { perPartition: true });
    // Partition 1 ends before 14:00: all hours before are complete, 13:00 is still open.
    expect(whole).toEqual({
      numLate: 0,
      hours: [
        [10, 60],
        [11, 60],
        [12, 120],
      ],
    });
    expect((await countHours(topic, {})).numLate).toBeGreaterThan(100);
  });

  test('partitions are told apart only where a step asks, empty ones too', async () => {
    const topic = await broker.createTopic(3);
    await broker.produce(topic, 0, eventsFrom(14, 3));
    await broker.produce(topic, 1, eventsFrom(10, 2));
    const options = { brokers: broker.brokers, topic, startingOffsets: 'earliest' } as const;
    const limited = { ...options, maxOffsetsPerTrigger: 2 };
    const request = { ignoreLimits: false };
    const reader = await openReader(limited, { tellsPartitions: true });
    const from = await reader.initialOffset();
    const planned = await reader.planBatch(from, request);
    expect(planned.partitions).toEqual([
      { partition: `${topic}-0`, hasBacklog: true },
      { partition: `${topic}-1`, hasBacklog: true },
      { partition: `${topic}-2`, hasBacklog: false },
    ]);
    const { end } = await reader.planBatch(from, { ignoreLimits: true });
    const rows = new Map<string | undefined, number>();
    for await (const { partition, rows: batch } of reader.read({ start: from, end })) {
      rows.set(partition, (rows.get(partition) ?? 0) + batch.length);
    }
    expect(rows).toEqual(
      new Map([
        [`${topic}-0`, 3],
        [`${topic}-1`, 2],
      ]),
    );
    await reader.close();
    const plain = await openReader(options);
    expect(await plain.planBatch(from, request)).not.toHaveProperty('partitions');
    await plain.close();
  });
});
