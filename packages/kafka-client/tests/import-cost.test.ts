import { createRequire } from 'node:module';
import { startTestBroker } from '@tidemark/kafka-testkit';
import { describe, expect, it } from 'vitest';
import { openKafkaConnection, openProducer } from '../src/index.ts';

const loaded = (): string[] => {
  const { cache } = createRequire(import.meta.url);
  const heavy = ['kafkajs', 'lz4js', 'snappyjs', 'zstd-wasm'];
  return heavy.filter((name) => Object.keys(cache).some((path) => path.includes(`/${name}/`)));
};

describe('importing the package', () => {
  it('loads no client and no codec: each comes with its first use', async () => {
    expect(loaded()).toEqual([]);
    await using broker = await startTestBroker();
    await using connection = await openKafkaConnection({ brokers: broker.bootstrapServers });
    expect(loaded()).toEqual(['kafkajs']);
    await openProducer(connection, { compression: 'snappy' });
    expect(loaded()).toEqual(['kafkajs', 'snappyjs']);
  });
});
