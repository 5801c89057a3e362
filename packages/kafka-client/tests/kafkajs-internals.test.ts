import { afterEach, describe, expect, it, vi } from 'vitest';
import { BrokerConnection } from '../src/connection/broker-connection.ts';
import { systemClock } from '../src/connection/clock.ts';
import type { KafkajsBroker } from '../src/connection/kafkajs-internals.ts';
import { BROKER_TOO_OLD } from '../src/index.ts';
import { metadataRequest } from '../src/protocol/metadata.ts';
import { startTestCluster } from './test-cluster.ts';

afterEach(() => {
  vi.doUnmock('kafkajs');
  vi.restoreAllMocks();
  vi.resetModules();
});

/** A client of its own: kafkajs is imported once for the life of a module. */
function freshClient(): Promise<typeof import('../src/index.ts')> {
  vi.resetModules();
  return import('../src/index.ts');
}

describe('kafkajs', () => {
  it.each([
    ['Kafka createCluster', {}],
    [
      'cluster.connectionPoolBuilder',
      { [Symbol('private:Kafka:createCluster')]: () => ({ brokerPool: {} }) },
    ],
    [
      'cluster.brokerPool.createBroker',
      {
        [Symbol('private:Kafka:createCluster')]: () => ({
          connectionPoolBuilder: { build: () => undefined },
          brokerPool: {},
        }),
      },
    ],
  ])('is refused without its part "%s"', async (missing, parts) => {
    vi.doMock('kafkajs', () => ({
      default: {
        logLevel: { WARN: 2 },
        Kafka: function Kafka(this: object) {
          Object.assign(this, parts);
        },
      },
    }));
    const client = await freshClient();
    const opening = client.openKafkaConnection({ brokers: 'localhost:9092' });
    const error: unknown = await opening.catch((e: unknown) => e);
    expect(client.CLIENT_VERSION.is(error) && error.parameters).toEqual({
      found: '2.2.4',
      expected: '2.2.4',
      missing,
    });
  });

  it('gets a copy of the login, because it writes into it', async () => {
    const configs: { sasl?: unknown }[] = [];
    vi.doMock('kafkajs', () => ({
      default: {
        logLevel: { WARN: 2 },
        Kafka: function Kafka(config: { sasl?: unknown }) {
          configs.push(config);
        },
      },
    }));
    const sasl = { mechanism: 'plain', username: 'me', password: 'secret' } as const;
    const client = await freshClient();
    const opening = client.openKafkaConnection({ brokers: 'a:1', sasl });
    await expect(opening).rejects.toThrow('CLIENT_VERSION');
    expect(configs[0]?.sasl).toEqual(sasl);
    expect(configs[0]?.sasl).not.toBe(sasl);
  });

  it('sets no timers with a negative delay, which Node 24 would warn of and which never end', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    await using cluster = await startTestCluster({ topics: { t: { partitions: 1 } } });
    await cluster.connection.partitions('t');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const delays = timers.mock.calls.map(([, delayMs = 0]) => delayMs);
    expect(delays.length).toBeGreaterThan(0);
    expect(delays.filter((delayMs) => delayMs < 0)).toEqual([]);
  });

  it('prints nothing', async () => {
    const written = [
      vi.spyOn(console, 'log'),
      vi.spyOn(console, 'error'),
      vi.spyOn(console, 'warn'),
      vi.spyOn(console, 'info'),
    ];
    await using cluster = await startTestCluster({ topics: { t: { partitions: 1 } } });
    await cluster.broker.restart();
    await cluster.connection.partitions('t');
    for (const print of written) expect(print).not.toHaveBeenCalled();
  });
});

const PATIENCE = { clock: systemClock, requestTimeoutMs: 1_000, connectTimeoutMs: 1_000 };

describe('a broker that is too old', () => {
  it('is named, with the request it lacks', async () => {
    const sockets = [{ isConnected: () => true }, { isConnected: () => true }];
    const old: unknown = { connectionPool: { pool: sockets }, versions: { 3: { maxVersion: 5 } } };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of it is touched
    const broker = new BrokerConnection('b', 9092, old as KafkajsBroker, PATIENCE);
    const error: unknown = await broker.send(metadataRequest([])).catch((e: unknown) => e);
    expect(BROKER_TOO_OLD.is(error) && error.parameters).toEqual({
      broker: 'b:9092',
      request: 'Metadata',
      needed: 6,
      offered: 5,
    });
  });
});
