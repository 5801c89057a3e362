// What Java's producer wrote, read here: its batches, framings, headers and transactions.
import type { Row } from '@tidemark/core/connector';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BROKER_KINDS,
  type ContractBroker,
  HAS_REAL_KAFKA,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import { runJava } from '../../kafka-testkit/tests/run-java.ts';
import { openReader, readFrom, valuesOf } from './reading.ts';

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const TRANSACTIONS = 5;

// Java's client wants more of a broker than the test broker serves.
describe.runIf(HAS_REAL_KAFKA).each(BROKER_KINDS)('on $name, written by Java,', ({ start }) => {
  let broker: ContractBroker;
  let topic: string;
  beforeAll(async () => {
    broker = await start();
    topic = await broker.createTopic(6);
    await runJava('ProduceAll', broker.brokers, topic);
  }, 120_000);
  afterAll(() => broker.close());

  async function read(
    partition: number,
    options: Partial<Parameters<typeof openReader>[0]> = {},
  ): Promise<readonly Row[]> {
    const reader = await openReader({
      brokers: broker.brokers,
      assign: { [topic]: [partition] },
      startingOffsets: 'earliest',
      ...options,
    });
    try {
      return await readFrom(reader, await reader.initialOffset());
    } finally {
      await reader.close();
    }
  }

  test.each([...CODECS.entries()])(
    'partition %i, %s: all values and tombstones',
    async (partition, codec) => {
      const rows = await read(partition);
      const expected = Array.from({ length: 1000 }, (_, i) =>
        i % 10 === 9 ? null : `${codec}-${i}`,
      );
      expect(valuesOf(rows)).toEqual(expected);
    },
  );

  test('headers repeat, and one has no value', async () => {
    const [row] = await read(0, { includeHeaders: true });
    const headers = (row?.['headers'] as readonly Row[] | undefined)?.map(({ key, value }) => [
      key,
      value === null ? null : Buffer.from(value as Uint8Array).toString(),
    ]);
    expect(headers).toEqual([
      ['codec', 'none'],
      ['codec', null],
    ]);
  });

  test('an aborted transaction is seen under read_uncommitted only', async () => {
    await broker.settled(topic);
    const three = (outcome: string): string[] => [0, 1, 2].map((i) => `${outcome}${i}`);
    const committed = await read(TRANSACTIONS, { isolationLevel: 'read_committed' });
    expect(valuesOf(committed)).toEqual([...three('committed'), ...three('committed too')]);
    expect(valuesOf(await read(TRANSACTIONS))).toEqual([
      ...three('committed'),
      ...three('aborted'),
      ...three('committed too'),
    ]);
  });
});
