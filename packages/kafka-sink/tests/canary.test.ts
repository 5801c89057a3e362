// No secret of any option leaves by any door: errors, warnings, logs, progress, plans, the checkpoint.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { availableNow, createSession, secret } from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import type { KafkaConnectionOptions } from '@tidemark/kafka-client';
import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaSource } from '../../kafka-source/src/index.ts';
import { kafkaSink } from '../src/index.ts';

const CANARY = 'canary-7f3a91';
/** What of the canary may be met where somebody has encoded it. */
const TRACES = [
  CANARY,
  Buffer.from(CANARY).toString('base64').slice(0, 12),
  Buffer.from(CANARY).toString('hex'),
];

let broker: TestBroker;
let directory: string;
beforeAll(async () => {
  broker = await startTestBroker({
    topics: { visits: { partitions: 2 }, copies: { partitions: 1 } },
  });
  broker.produceRecords('visits', 0, [{ key: 'a', value: 'home' }]);
  directory = await mkdtemp(join(tmpdir(), 'tidemark-'));
});
afterAll(async () => {
  await broker.stop();
  await rm(directory, { recursive: true });
});

const login = { mechanism: 'plain', username: 'reader', password: CANARY } as const;

/** All that somebody may print of a value. */
function printed(value: unknown): string {
  const json = ((): string => {
    try {
      return JSON.stringify(value) ?? '';
    } catch {
      return '';
    }
  })();
  const stack = value instanceof Error ? value.stack : '';
  return [
    String(value),
    json,
    stack,
    inspect(value, { depth: 12, showHidden: true, getters: true }),
  ].join('\n');
}

function expectNoTrace(what: string): void {
  for (const trace of TRACES) expect(what).not.toContain(trace);
}

async function contentsBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
  );
  return [...files.map(({ name }) => name), ...texts].join('\n');
}

/** Runs a query with these options on both ends, and gathers whatever can be seen of it. */
async function seenOf(options: object, name: string): Promise<string> {
  const seen: unknown[] = [];
  const logger = { warn: (m: string) => seen.push(m), debug: (m: string) => seen.push(m) };
  const session = createSession({ warn: (message) => seen.push(message) });
  const all = {
    brokers: broker.bootstrapServers,
    retry: { deadlineMs: 300, initialDelayMs: 10 },
    logger,
    ...options,
  };
  try {
    const source = kafkaSource({ ...all, topic: 'visits', startingOffsets: 'earliest' });
    const copies = kafkaSink({ ...all, topic: 'copies' });
    const visits = session.readStream(source);
    const perPage = visits.groupBy('value').agg(() => ({ visits: count() }));
    seen.push(source, copies, session, visits, printed(perPage));
    const query = await session.start({
      checkpointLocation: join(directory, name),
      trigger: availableNow(),
      outputs: [
        visits.writeTo(copies),
        perPage.writeTo(copies as never, { outputMode: 'update', name: 'per-page' } as never),
      ],
    });
    query.addListener({
      onQueryProgress: (progress) => void seen.push(progress),
      onQueryTerminated: (event) => void seen.push(event),
    });
    seen.push(query, query.explain());
    await query.awaitTermination();
    seen.push(query.status, query.recentProgress, query);
    expect(query.lastProgress?.numInputRows).toBe(1);
    seen.push(await contentsBelow(join(directory, name)));
  } catch (error) {
    seen.push(error);
    for (let cause = error; cause instanceof Error; cause = cause.cause) seen.push(cause);
  }
  return seen.map(printed).join('\n');
}

describe('a secret in the options of a Kafka source and sink', () => {
  test('of TLS is in nothing that a running query shows or stores', async () => {
    // The test broker speaks no TLS; with sockets of one's own these options are kept and not used.
    const socketFactory: NonNullable<KafkaConnectionOptions['socketFactory']> = ({
      host,
      port,
      onConnect,
    }) => connect(port, host, onConnect);
    const ssl = { key: CANARY, passphrase: CANARY };
    const seen = await seenOf({ ssl, socketFactory }, 'tls');
    expect(seen).toContain('"numInputRows":1');
    expect(seen).not.toContain('StreamingError');
    expectNoTrace(seen);
  });

  test.each([
    ['a password as text', { sasl: login }],
    ['a wrapped password', { sasl: { ...login, password: secret(CANARY) } }],
    ['a password for SCRAM', { sasl: { ...login, mechanism: 'scram-sha-512' } }],
    [
      'a token',
      {
        sasl: {
          mechanism: 'oauthbearer',
          oauthBearerProvider: () => Promise.resolve({ value: CANARY }),
        },
      },
    ],
    [
      'a token that cannot be had',
      {
        sasl: {
          mechanism: 'oauthbearer',
          oauthBearerProvider: () => Promise.reject(new Error('no token')),
        },
      },
    ],
    ['a private key that is none', { ssl: { key: CANARY, passphrase: CANARY } }],
    ['an address with a password', { brokers: `reader:${CANARY}@127.0.0.1:9092` }],
    [
      'an address as a URL with a password',
      { brokers: `SASL_SSL://reader:${CANARY}@127.0.0.1:9092` },
    ],
    ['a misspelt option', { passwordd: CANARY }],
  ] satisfies readonly (readonly [string, Partial<KafkaConnectionOptions> | object])[])(
    '%s is in no error when the broker does not let it in',
    async (name, options) => {
      const seen = await seenOf(options, name.replaceAll(' ', '-'));
      expect(seen).toContain('StreamingError');
      expectNoTrace(seen);
    },
  );
});
