import { startTestBroker } from '@tidemark/kafka-testkit';
import { expect, test } from 'vitest';
import { openKafkaConnection, readRange } from '../src/index.ts';

test('a backlog of 100 MB that the broker repeats is read once, in order, with right checksums', async () => {
  const broker = await startTestBroker({ topics: { logs: { partitions: 1 } } });
  try {
    const records = Array.from({ length: 500 }, (_, i) => ({ value: `${i}`.padEnd(1000, '.') }));
    broker.produceRecords('logs', 0, records);
    broker.repeatNewestBatch('logs', 0, 199);
    const end = broker.endOffset('logs', 0);
    expect(end).toBe(500 * 200);
    const connection = await openKafkaConnection({ brokers: broker.bootstrapServers });
    let next = 0;
    const ranges = [{ partition: 0, start: 0, end }];
    const range = { connection, topic: 'logs', ranges, isolation: 'read_committed' } as const;
    for await (const { offsets, rowCount } of readRange(range)) {
      expect([offsets[0], offsets[rowCount - 1]]).toEqual([next, next + rowCount - 1]);
      next += rowCount;
    }
    expect(next).toBe(end);
    await connection.close();
  } finally {
    await broker.stop();
  }
});
