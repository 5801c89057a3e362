import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ISocketFactory, KafkaConfig, LogEntry } from 'kafkajs';
import { CLIENT_VERSION } from '../conditions.ts';
import type { ClientLog, ClientLogEntry } from './client-log.ts';
import type { SocketFactory } from './connection-options.ts';

/**
 * The inner parts of kafkajs 2.2.4 that are used, and nothing else: its sockets with TLS, SASL, correlation,
 * throttling and timeouts, and its single-shot requests for transactions. Its cluster, consumer, producer and
 * record decoder are not: each of them hides retries, swallows errors or loses records. kafkajs has been frozen
 * since 2023, so these parts hold still; the version is checked all the same.
 */
const KAFKAJS_VERSION = '2.2.4';
const DEFAULT_AUTHENTICATION_TIMEOUT_MS = 10_000;
/** Of kafkajs' log levels, where a lower number is worse: 1 error, 2 warning. */
const WARN_LEVEL = 2;

/** What `Connection.send` takes; `encode` answers what its Encoder looks like from outside. */
export interface KafkajsRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    readonly encode: () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
  };
  readonly response: {
    /** `clientSideThrottleTime` is honoured by the connection's queue. */
    readonly decode: (
      payload: Buffer,
    ) => Promise<{ readonly clientSideThrottleTime: number; readonly value: T }>;
    readonly parse: (decoded: { readonly value: T }) => Promise<T>;
  };
  readonly logResponseError?: boolean;
}

interface KafkajsRequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

interface KafkajsSocketConnection {
  isConnected(): boolean;
  rejectRequests(error: Error): void;
  readonly requestQueue: KafkajsRequestQueue;
}

/** Two sockets to one broker: number 1 takes fetches, so that their long polls hold nothing else up. */
interface KafkajsConnectionPool {
  readonly pool: readonly KafkajsSocketConnection[];
  getConnection(index: number): Promise<unknown>;
  send<T>(request: KafkajsRequest<T>): Promise<T>;
}

interface TransactionIds {
  readonly transactionalId: string;
  readonly producerId: string;
  readonly producerEpoch: number;
}

/** One broker: a pool of sockets, and requests that are sent once and fail with the broker's code. */
export interface KafkajsBroker {
  readonly connectionPool: KafkajsConnectionPool;
  /** What the broker offers, by API key; null before `connect`. */
  readonly versions: Readonly<Record<number, { readonly maxVersion: number }>> | null;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  findGroupCoordinator(options: { groupId: string; coordinatorType: 0 | 1 }): Promise<{
    readonly coordinator: { readonly nodeId: number; readonly host: string; readonly port: number };
  }>;
  offsetFetch(options: {
    groupId: string;
    topics: readonly { topic: string; partitions: readonly { partition: number }[] }[];
  }): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly {
        readonly partition: number;
        readonly offset: string;
        readonly metadata: string | null;
      }[];
    }[];
  }>;
  initProducerId(options: {
    transactionalId: string | undefined;
    transactionTimeout: number;
  }): Promise<{ readonly producerId: string; readonly producerEpoch: number }>;
  addPartitionsToTxn(
    options: TransactionIds & {
      topics: readonly { topic: string; partitions: readonly number[] }[];
    },
  ): Promise<unknown>;
  addOffsetsToTxn(options: TransactionIds & { groupId: string }): Promise<unknown>;
  txnOffsetCommit(
    options: TransactionIds & {
      groupId: string;
      topics: readonly {
        topic: string;
        partitions: readonly { partition: number; offset: string; metadata: string }[];
      }[];
    },
  ): Promise<unknown>;
  endTxn(options: TransactionIds & { transactionResult: boolean }): Promise<unknown>;
}

/** Of its errors: the class is told by name, the code is the broker's. */
export interface KafkajsError extends Error {
  readonly code?: number | string;
  readonly type?: string;
}

interface KafkajsCluster {
  readonly rootLogger: unknown;
  readonly connectionPoolBuilder: {
    build(address: { host: string; port: number }): Promise<KafkajsConnectionPool>;
  };
  readonly brokerPool: {
    createBroker(options: {
      connectionPool: KafkajsConnectionPool;
      logger: unknown;
      authenticationTimeout: number;
    }): KafkajsBroker;
  };
}

type CreateCluster = (options: { allowAutoTopicCreation: boolean }) => KafkajsCluster;

/** Makes brokers that are not connected yet. */
export type BrokerFactory = (host: string, port: number) => Promise<KafkajsBroker>;

const importKafkajs = () => import('kafkajs');
let loading: ReturnType<typeof importKafkajs> | undefined;

/** Once for the process: to import it again takes its time where a loader has hooks. */
function loadKafkajs(): ReturnType<typeof importKafkajs> {
  loading ??= importKafkajs().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Imports kafkajs, checks that it is the one known here, and answers how to make brokers with its sockets.
 *
 * @throws {@link CLIENT_VERSION}
 */
export async function loadBrokerFactory(
  config: Omit<KafkaConfig, 'logCreator' | 'logLevel'>,
  log: ClientLog,
): Promise<BrokerFactory> {
  const { default: kafkajs } = await loadKafkajs();
  const found = installedVersion();
  if (found !== KAFKAJS_VERSION) throw unknownClient(found, '');
  const unknown = (missing: string): Error => unknownClient(found, missing);

  const kafka = new kafkajs.Kafka({
    ...config,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => log.add(readEntry(entry)),
  });
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (symbol === undefined) throw unknown('Kafka createCluster');
  const createCluster: CreateCluster | undefined = Reflect.get(kafka, symbol);
  const cluster = createCluster?.({ allowAutoTopicCreation: false });
  if (typeof cluster?.connectionPoolBuilder?.build !== 'function') {
    throw unknown('cluster.connectionPoolBuilder');
  }
  if (typeof cluster.brokerPool?.createBroker !== 'function') {
    throw unknown('cluster.brokerPool.createBroker');
  }

  const authenticationTimeout = config.authenticationTimeout ?? DEFAULT_AUTHENTICATION_TIMEOUT_MS;
  return async (host, port) => {
    const connectionPool = await cluster.connectionPoolBuilder.build({ host, port });
    connectionPool.pool.forEach(({ requestQueue }) => stopIdleTimer(requestQueue));
    return cluster.brokerPool.createBroker({
      connectionPool,
      logger: cluster.rootLogger,
      authenticationTimeout,
    });
  };
}

/**
 * Keeps a queue from looking for pending requests while there are none. kafkajs sets a timer anyway, with a
 * negative delay: it fires every millisecond for as long as the connection lives, and Node 24 warns of it
 * (TimeoutNegativeWarning, tulios/kafkajs#1751).
 */
function stopIdleTimer(queue: KafkajsRequestQueue): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue);
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule();
  };
}

/** kafkajs' own type names a socket, of which it uses what a stream has, and `unref`. */
export function asSocketFactory(make: SocketFactory): ISocketFactory {
  return ({ host, port, onConnect }) => {
    const stream = make({ host, port, onConnect });
    return Object.assign(stream, 'unref' in stream ? {} : { unref: () => stream }) as Socket;
  };
}

/** The error for a kafkajs that is not the known one, or lacks a part of it. */
function unknownClient(found: string, missing: string): Error {
  return CLIENT_VERSION.error({ found, expected: KAFKAJS_VERSION, missing });
}

function installedVersion(): string {
  const require = createRequire(import.meta.url);
  const manifest: { readonly version: string } = require('kafkajs/package.json');
  return manifest.version;
}

function readEntry({ level, log }: LogEntry): ClientLogEntry {
  const severity: number = level;
  return { isComplaint: severity <= WARN_LEVEL, message: log.message };
}
