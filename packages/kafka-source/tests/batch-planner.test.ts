// Ends of logs as a new leader may tell them: behind what was read, for a moment or for good.
import type { KafkaConnection } from '@tidemark/kafka-client';
import { ManualClock } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { BatchPlanner } from '../src/batch-planner.ts';
import { OFFSETS_WENT_BACK } from '../src/index.ts';
import type { PartitionOffsets } from '../src/offsets.ts';

/** Brokers that answer with one end after the other, and with the last one from then on. */
function brokersWithEnds(...ends: number[]): KafkaConnection {
  const partial: Partial<KafkaConnection> = {
    partitions: () => Promise.resolve([0]),
    offsets: () => Promise.resolve(new Map([[0, (ends.length > 1 ? ends.shift() : ends[0]) ?? 0]])),
  };
  return partial as KafkaConnection;
}

async function planFrom(offset: number, connection: KafkaConnection): Promise<PartitionOffsets> {
  const clock = new ManualClock();
  const options = { brokers: 'b:1', topic: 'orders' };
  const planner = new BatchPlanner(connection, options, 'read_uncommitted', clock);
  const planning = planner.plan(new Map([['orders', new Map([[0, offset]])]]), false);
  let isDone = false;
  const result = planning.finally(() => {
    isDone = true;
  });
  result.catch(() => undefined); // whoever called hears of it below
  while (!isDone) await clock.advance(50);
  return (await result).end;
}

test('an end that lies behind for a moment is looked up again', async () => {
  const end = await planFrom(10, brokersWithEnds(8, 9, 12));
  expect(end.get('orders')?.get(0)).toBe(12);
});

test('an end that stays behind is a log that lost records', async () => {
  const planning = planFrom(10, brokersWithEnds(8));
  await expect(planning).rejects.toSatisfy(OFFSETS_WENT_BACK.is.bind(OFFSETS_WENT_BACK));
});
