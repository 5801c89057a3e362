// How a connection is made safe and who may open it; what is said when that fails, without the secret.
import { readFileSync } from 'node:fs';
import { NOT_AUTHORIZED, TLS_FAILED } from '@tidemark/kafka-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BROKER_KINDS,
  type ContractBroker,
  HAS_REAL_KAFKA,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import type { KafkaSourceOptions } from '../src/index.ts';
import { openReader, readFrom, records, valuesOf } from './reading.ts';

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const env = (name: string): string => process.env[`TIDEMARK_KAFKA_${name}`] ?? '';
/** A certificate that signed none of the brokers'. */
const OTHER_CA = `-----BEGIN CERTIFICATE-----
MIIBjjCCATWgAwIBAgIUTtGooPQ13sJGwPuMMKSMucel1I8wCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRQW5vdGhlciBhdXRob3JpdHkwIBcNMjYxMTI0MTgyMDUxWhgP
MjEyNjEwMzExODIwNTFaMBwxGjAYBgNVBAMMEUFub3RoZXIgYXV0aG9yaXR5MFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEANELUv8GiMjQ7yqzyo7CLVMhboM1aS31
/d55u9eBbijs4GVQR1jV88WGeX/HSa0R0E1gjwJs67oNc8HCzkufeqNTMFEwHQYD
VR0OBBYEFI04wnwUgBokCYwBaMuOH44iSohzMB8GA1UdIwQYMBaAFI04wnwUgBok
CYwBaMuOH44iSohzMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
SUfOemx6VpzWLfQ2vyAj44PvtkUstB57JP371vdz/V4CIAWuQH+cc0zxYb05mCjw
RgG2yZ7xsmo0QgYyKLrPe/Lj
-----END CERTIFICATE-----`;

// The test broker has neither TLS nor log-in.
describe.runIf(HAS_REAL_KAFKA).each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  let topic: string;
  beforeAll(async () => {
    broker = await start();
    topic = await broker.createTopic();
    await broker.produce(topic, 0, records('safe'));
  });
  afterAll(() => broker.close());

  async function read(options: Partial<KafkaSourceOptions>): Promise<unknown> {
    const brokers = broker.brokers;
    const reader = await openReader({ brokers, topic, startingOffsets: 'earliest', ...options });
    try {
      return valuesOf(await readFrom(reader, await reader.initialOffset()));
    } finally {
      await reader.close();
    }
  }
  const login = (mechanism: (typeof MECHANISMS)[number], password = env('PASSWORD')) =>
    ({ mechanism, username: env('USER'), password }) as const;
  const tls = () => ({ ca: readFileSync(env('CA'), 'utf8') });

  test.each(MECHANISMS)('%s lets in who has the password', async (mechanism) => {
    expect(await read({ brokers: env('SASL'), sasl: login(mechanism) })).toEqual(['safe']);
  });

  test.each(MECHANISMS)(
    '%s keeps others out at once, and says so without the password',
    async (mechanism) => {
      const sasl = login(mechanism, 'not-the-password');
      const error: unknown = await read({ brokers: env('SASL'), sasl }).catch((e: unknown) => e);
      expect(NOT_AUTHORIZED.is(error)).toBe(true);
      const told = `${String(error)} ${String((error as Error).cause)} ${JSON.stringify(error)}`;
      expect(told).toContain(env('SASL'));
      expect(told).not.toContain('not-the-password');
    },
  );

  test('TLS, alone and with a log-in', async () => {
    expect(await read({ brokers: env('TLS'), ssl: tls() })).toEqual(['safe']);
    const sasl = login('scram-sha-512');
    expect(await read({ brokers: env('SASL_TLS'), ssl: tls(), sasl })).toEqual(['safe']);
  });

  test.each([
    ['an authority that is not known', { ssl: true }],
    ['another authority', { ssl: { ca: OTHER_CA } }],
    ['a name that is not in the certificate', undefined],
  ] as const)('TLS with %s is refused at once', async (_, options) => {
    const ssl = options?.ssl ?? { ...tls(), servername: 'other.example' };
    const error: unknown = await read({ brokers: env('TLS'), ssl }).catch((e: unknown) => e);
    expect(TLS_FAILED.is(error) && error.parameters.broker).toBe(env('TLS'));
  });

  test('TLS towards a listener that has none is refused, by name and soon', async () => {
    const retry = { deadlineMs: 300 };
    const reading = read({ ssl: tls(), connectionTimeoutMs: 2_000, retry });
    await expect(reading).rejects.toThrow(/KAFKA\.(TLS_FAILED|UNREACHABLE)/);
  });

  test('no log-in where one is wanted is told with what to check', async () => {
    const options = {
      brokers: env('SASL'),
      retry: { deadlineMs: 300 },
      connectionTimeoutMs: 2_000,
    };
    await expect(read(options)).rejects.toThrow(/KAFKA\.(UNREACHABLE|NOT_AUTHORIZED|CLIENT_ERROR)/);
  });
});
