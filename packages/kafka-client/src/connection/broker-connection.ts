import {
  BROKER_TOO_OLD,
  CLIENT_ERROR,
  CLOSED,
  NOT_AUTHORIZED,
  REQUEST_FAILED,
  TLS_FAILED,
  UNREACHABLE,
} from '../conditions.ts';
import type { ApiRequest } from '../protocol/api-request.ts';
import { ByteReader } from '../protocol/byte-reader.ts';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { errorCodeName, isUnauthorized } from '../protocol/error-code.ts';
import type { KafkajsBroker, KafkajsError, KafkajsRequest } from './kafkajs-internals.ts';
import { type Patience, withinTime } from './within-time.ts';

/** Errors after which a connection is thrown away: nothing is known about what is still in its pipe. */
const CONNECTION_ERRORS: ReadonlySet<string> = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'AnswerOverdue',
  'KafkaJSLockTimeout',
]);

/** A live connection to one broker. After the first connection error it is dead and stays so. */
export class BrokerConnection {
  readonly host: string;
  readonly port: number;
  readonly #broker: KafkajsBroker;
  readonly #patience: Patience;
  #connecting: Promise<void> | undefined;
  #isDead = false;

  constructor(host: string, port: number, broker: KafkajsBroker, patience: Patience) {
    this.host = host;
    this.port = port;
    this.#broker = broker;
    this.#patience = patience;
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Whether the broker speaks this version of a request. Connects if need be. */
  async offers({
    key,
    version,
  }: {
    readonly key: number;
    readonly version: number;
  }): Promise<boolean> {
    return this.#attempt('ApiVersions', this.address, () =>
      Promise.resolve((this.#broker.versions?.[key]?.maxVersion ?? -1) >= version),
    );
  }

  /** Sends one request of ours. */
  async send<T>(request: ApiRequest<T>): Promise<T> {
    return this.#attempt(request.name, request.name, async () => {
      const offered = this.#broker.versions?.[request.key]?.maxVersion ?? -1;
      if (offered < request.version) {
        throw BROKER_TOO_OLD.error({
          broker: this.address,
          request: request.name,
          needed: request.version,
          offered,
        });
      }
      return this.#answer(this.#broker.connectionPool.send(adapt(request)), request.timeoutMs);
    });
  }

  /** Makes one of kafkajs' own calls. `target` is what it is about: a transactional id, a group. */
  async call<T>(
    request: string,
    target: string,
    use: (broker: KafkajsBroker) => Promise<T>,
  ): Promise<T> {
    return this.#attempt(request, target, () => this.#answer(use(this.#broker)));
  }

  /** Ends the connection at once; requests under way fail. */
  async close(): Promise<void> {
    this.#isDead = true;
    const reason = CLOSED.error({ what: `connection to ${this.address}` });
    for (const socket of this.#broker.connectionPool.pool) socket.rejectRequests(reason);
    await this.#broker.disconnect();
  }

  #answer<T>(answer: Promise<T>, timeoutMs: number = this.#patience.requestTimeoutMs): Promise<T> {
    return withinTime(this.#patience.clock, timeoutMs, answer);
  }

  async #attempt<T>(request: string, target: string, use: () => Promise<T>): Promise<T> {
    try {
      await this.#connect();
      return await use();
    } catch (error) {
      throw this.#translate(request, target, error);
    }
  }

  /**
   * Connects both sockets, once for all callers: kafkajs would open a socket for each of two callers that find
   * it closed. Brokers close idle sockets, so this is asked before every request.
   */
  #connect(): Promise<void> {
    const { connectionPool } = this.#broker;
    if (connectionPool.pool.every((socket) => socket.isConnected())) {
      return this.#connecting ?? Promise.resolve();
    }
    this.#connecting ??= this.#answer(
      (async () => {
        await this.#broker.connect();
        await Promise.all(connectionPool.pool.map((_, i) => connectionPool.getConnection(i)));
      })(),
      this.#patience.connectTimeoutMs,
    ).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  #translate(request: string, target: string, cause: unknown): unknown {
    if (!(cause instanceof Error)) return cause;
    const error: KafkajsError = cause;
    if (CONNECTION_ERRORS.has(error.name)) {
      this.#isDead = true;
      if (isTlsFailure(error)) {
        return TLS_FAILED.error({ broker: this.address, reason: error.message }, { cause });
      }
      return UNREACHABLE.error({ brokers: this.address, reason: error.message }, { cause });
    }
    if (error.name === 'KafkaJSSASLAuthenticationError') {
      const operation = `to log in at ${this.address}`;
      return NOT_AUTHORIZED.error({ operation, reason: error.message }, { cause });
    }
    if (error.name === 'KafkaJSProtocolError' && typeof error.code === 'number') {
      return requestFailed(request, target, error.code, { cause });
    }
    if (error.name.startsWith('KafkaJS')) {
      return CLIENT_ERROR.error({ request, target, reason: error.message }, { cause });
    }
    return error;
  }
}

/**
 * Whether the handshake failed for a reason that does not go away by itself: the certificate of the broker, or
 * something at the other end that does not speak TLS. The codes are those of Node and OpenSSL.
 */
function isTlsFailure({ code }: KafkajsError): boolean {
  return (
    typeof code === 'string' && /CERT|SELF_SIGNED|ERR_(TLS|SSL|OSSL)|^EPROTO$|VERIFY/.test(code)
  );
}

/** The error for a code in an answer. */
export function requestFailed(
  request: string,
  target: string,
  code: number,
  options?: ErrorOptions,
): Error {
  const codeName = errorCodeName(code);
  return isUnauthorized(code)
    ? NOT_AUTHORIZED.error({ operation: `${request} for "${target}"`, reason: codeName }, options)
    : REQUEST_FAILED.error({ request, target, code, codeName }, options);
}

function adapt<T>(request: ApiRequest<T>): KafkajsRequest<T> {
  return {
    request: {
      apiKey: request.key,
      apiVersion: request.version,
      apiName: request.name,
      encode: () => {
        const writer = new ByteWriter(request.sizeHintBytes);
        request.write(writer);
        return Promise.resolve({ buf: writer.bytes, buffer: writer.bytes });
      },
    },
    response: {
      decode: (payload) => {
        const { throttleMs, response } = request.read(new ByteReader(payload, request.name));
        return Promise.resolve({ clientSideThrottleTime: throttleMs, value: response });
      },
      parse: ({ value }) => Promise.resolve(value),
    },
    logResponseError: false,
  };
}
