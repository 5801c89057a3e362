// Ends of logs as a new leader may tell them: behind what was read, for a moment or for good.
import type { KafkaConnection } from '@tidemark/kafka-client';
import { ManualClock, SimFs } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { BatchPlanner, type OffsetPlan } from '../src/batch-planner.ts';
import { OFFSETS_WENT_BACK, TOPIC_IDS_DAMAGED, TOPIC_RECREATED } from '../src/index.ts';
import { TopicIds } from '../src/topic-ids.ts';
import { process } from './reading.ts';

/** Brokers that answer with one end, and one id, after the other, and with the last one from then on. */
function brokersWithEnds(ends: number[], ids: string[] = []): KafkaConnection {
  const partial: Partial<KafkaConnection> = {
    describeTopic: () =>
      Promise.resolve({ id: ids.length > 1 ? ids.shift() : ids[0], partitions: [0] }),
    offsets: () => Promise.resolve(new Map([[0, (ends.length > 1 ? ends.shift() : ends[0]) ?? 0]])),
  };
  return partial as KafkaConnection;
}

interface Run {
  readonly fs?: SimFs;
  readonly failOnDataLoss?: boolean;
}

/** What one run of a query plans behind the offset; runs with the same disk share a checkpoint. */
async function planFrom(
  offset: number,
  connection: KafkaConnection,
  { fs = new SimFs(), failOnDataLoss = true }: Run = {},
): Promise<OffsetPlan> {
  const clock = new ManualClock();
  const options = { brokers: 'b:1', topic: 'orders', failOnDataLoss };
  const topicIds = await TopicIds.open(process(fs), 'checkpoint/sources/0');
  const isolation = 'read_uncommitted';
  const planner = new BatchPlanner({ connection, options, isolation, clock, topicIds });
  const planning = planner.plan(new Map([['orders', new Map([[0, offset]])]]), false);
  let isDone = false;
  const result = planning.finally(() => {
    isDone = true;
  });
  result.catch(() => undefined); // whoever called hears of it below
  while (!isDone) await clock.advance(50);
  return result;
}

test('an end that lies behind for a moment is looked up again', async () => {
  const { end } = await planFrom(10, brokersWithEnds([8, 9, 12]));
  expect(end.get('orders')?.get(0)).toBe(12);
});

test('an end that stays behind is a log that lost records', async () => {
  const planning = planFrom(10, brokersWithEnds([8]));
  await expect(planning).rejects.toSatisfy(OFFSETS_WENT_BACK.is.bind(OFFSETS_WENT_BACK));
});

test('a topic made anew that has grown past the old offset is told by its id, after a restart too', async () => {
  const fs = new SimFs();
  await planFrom(10, brokersWithEnds([12], ['first']), { fs });
  const planning = planFrom(12, brokersWithEnds([99], ['second']), { fs });
  await expect(planning).rejects.toSatisfy(TOPIC_RECREATED.is.bind(TOPIC_RECREATED));
});

test('with failOnDataLoss false the other topic is gone on with, and known from then on', async () => {
  const fs = new SimFs();
  const options = { fs, failOnDataLoss: false };
  await planFrom(10, brokersWithEnds([12], ['first']), options);
  const lostIn = async (): Promise<number> => {
    const { lost } = await planFrom(12, brokersWithEnds([99], ['second']), options);
    return lost.length;
  };
  expect(await lostIn()).toBe(1);
  expect(await lostIn()).toBe(0);
});

test('brokers that tell no ids, or no longer, lose nothing', async () => {
  const fs = new SimFs();
  await planFrom(10, brokersWithEnds([12], ['first']), { fs });
  expect((await planFrom(12, brokersWithEnds([14]), { fs })).lost).toEqual([]);
});

test('a list of ids that was damaged is refused by name', async () => {
  const fs = new SimFs();
  await planFrom(10, brokersWithEnds([12], ['first']), { fs });
  const path = 'checkpoint/sources/0/000000000';
  await fs.unlink(path);
  const file = await fs.create(path);
  await file.write(Buffer.from('v1 00000000\n{"orders":"second"}\n'));
  await file.close();
  const planning = planFrom(12, brokersWithEnds([14], ['first']), { fs });
  await expect(planning).rejects.toSatisfy(TOPIC_IDS_DAMAGED.is.bind(TOPIC_IDS_DAMAGED));
});
