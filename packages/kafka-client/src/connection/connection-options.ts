import type { Duplex } from 'node:stream';
import type { OptionNames } from '@tidemark/core/connector';
import { INVALID_OPTION } from '../conditions.ts';
import type { KafkaLogger } from './client-log.ts';
import { type Clock, systemClock } from './clock.ts';
import { type SaslOptions, sealedSasl, sealedTls, type TlsOptions } from './credentials.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';

/** Makes a connection to a broker, and calls `onConnect` once it stands. */
export type SocketFactory = (to: {
  readonly host: string;
  readonly port: number;
  readonly onConnect: () => void;
}) => Duplex;

/** How to reach a Kafka cluster. */
export interface KafkaConnectionOptions {
  /** Addresses to start from, `host:port`, as a list or separated by commas. The others are learned from them. */
  readonly brokers: string | readonly string[];
  /** Shown in the brokers' logs and quotas; default `tidemark`. */
  readonly clientId?: string;
  /** True for TLS with the usual certificates, or how to set it up. */
  readonly ssl?: boolean | TlsOptions;
  readonly sasl?: SaslOptions;
  /** For connecting and logging in each, ms; default 10,000 (kafkajs' own 1,000 causes connection storms). */
  readonly connectionTimeoutMs?: number;
  /** Longest wait for an answer, ms; default 30,000. */
  readonly requestTimeoutMs?: number;
  /**
   * Makes connections in place of Node's sockets: through a proxy, or to a broker in this process. It has to
   * encrypt by itself where that is wanted; `ssl` has no effect.
   */
  readonly socketFactory?: SocketFactory;
  /** How requests are repeated while brokers restart or leaders move; default for up to 30 s. */
  readonly retry?: Partial<RetryPolicy>;
  /** Hears of repeated requests and of kafkajs' own log; default none. */
  readonly logger?: KafkaLogger;
  readonly clock?: Clock;
  /** Jitter of the delays: a number in `[0, 1)`. */
  readonly random?: () => number;
}

/** The names of {@link KafkaConnectionOptions}, for sources and sinks that have more. */
export const CONNECTION_OPTIONS: OptionNames<KafkaConnectionOptions> = {
  brokers: true,
  clientId: true,
  ssl: true,
  sasl: true,
  connectionTimeoutMs: true,
  requestTimeoutMs: true,
  socketFactory: true,
  retry: true,
  logger: true,
  clock: true,
  random: true,
};

/**
 * Refuses settings of Kafka's own clients that Spark refuses too, with its reason.
 *
 * @param refused - by the name of a setting, spelt as Kafka does, why it cannot be chosen
 * @throws {@link INVALID_OPTION}
 */
export function refuseSettings(options: object, refused: ReadonlyMap<string, string>): void {
  for (const option of Object.keys(options)) {
    const problem = refused.get(option.replace(/^kafka\./, ''));
    if (problem !== undefined) throw INVALID_OPTION.error({ option, problem });
  }
}

export interface SeedAddress {
  readonly host: string;
  readonly port: number;
}

/** The options with their defaults. */
export interface ResolvedConnectionOptions {
  readonly seeds: readonly SeedAddress[];
  /** The seeds as they are named in messages. */
  readonly brokers: string;
  readonly clientId: string;
  readonly ssl: boolean | TlsOptions;
  readonly sasl: SaslOptions | undefined;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly socketFactory: SocketFactory | undefined;
  readonly retry: RetryPolicy;
  readonly logger: KafkaLogger | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/** @throws {@link INVALID_OPTION} */
export function resolveOptions(options: KafkaConnectionOptions): ResolvedConnectionOptions {
  const seeds = parseBrokers(options.brokers);
  return {
    seeds,
    brokers: seeds.map(({ host, port }) => `${host}:${port}`).join(','),
    clientId: options.clientId ?? 'tidemark',
    ssl: sealedTls(options.ssl ?? false),
    sasl: sealedSasl(options.sasl),
    connectionTimeoutMs: positive('connectionTimeoutMs', options.connectionTimeoutMs ?? 10_000),
    requestTimeoutMs: positive('requestTimeoutMs', options.requestTimeoutMs ?? 30_000),
    socketFactory: options.socketFactory,
    retry: { ...DEFAULT_RETRY, ...options.retry },
    logger: options.logger,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

function positive(option: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw INVALID_OPTION.error({ option, problem: `is ${value} and must be above 0` });
}

function parseBrokers(brokers: string | readonly string[]): readonly SeedAddress[] {
  const texts = (typeof brokers === 'string' ? brokers.split(',') : brokers)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (texts.length === 0) throw INVALID_OPTION.error({ option: 'brokers', problem: 'is empty' });
  return texts.map(parseAddress);
}

/** `host:port` or `[::1]:port`. A protocol in front, as in `SASL_SSL://host:port`, is a common slip. */
function parseAddress(text: string): SeedAddress {
  const match = /^(?:\[([^\]]+)\]|([^:/\s]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port > 0 && port < 65536)) {
    // What stands before an @ may be a password.
    const shown = text.replace(/^.*@/, '***@');
    const problem = `has "${shown}", which is not of the form host:port`;
    throw INVALID_OPTION.error({ option: 'brokers', problem });
  }
  return { host, port };
}
