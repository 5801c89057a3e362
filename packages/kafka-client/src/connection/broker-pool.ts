import { CLOSED, UNREACHABLE } from '../conditions.ts';
import type { BrokerAddress } from '../protocol/metadata.ts';
import { BrokerConnection } from './broker-connection.ts';
import type { ResolvedConnectionOptions, SeedAddress } from './connection-options.ts';
import type { BrokerFactory } from './kafkajs-internals.ts';
import type { Patience } from './within-time.ts';

/** The connections to the brokers of one cluster, one for each address, made when first needed. */
export class BrokerPool {
  readonly #options: ResolvedConnectionOptions;
  readonly #createBroker: BrokerFactory;
  readonly #connections = new Map<string, Promise<BrokerConnection>>();
  readonly #nodes = new Map<number, SeedAddress>();
  readonly #closing = new Set<Promise<void>>();
  readonly #patience: Patience;
  #isClosed = false;

  constructor(options: ResolvedConnectionOptions, createBroker: BrokerFactory) {
    this.#options = options;
    this.#createBroker = createBroker;
    const { clock, connectionTimeoutMs, requestTimeoutMs } = options;
    const connectTimeoutMs = connectionTimeoutMs + requestTimeoutMs;
    this.#patience = { clock, requestTimeoutMs, connectTimeoutMs };
  }

  /**
   * Tries `use` on one broker after the other, those known from metadata before the seeds, until one is reached.
   *
   * @throws {@link UNREACHABLE} when none is; other errors of `use` at once
   */
  async onAny<T>(use: (broker: BrokerConnection) => Promise<T>): Promise<T> {
    const known = [...this.#nodes.values()];
    const first = Math.floor(this.#options.random() * known.length);
    const candidates = [...known.slice(first), ...known.slice(0, first), ...this.#options.seeds];
    let last: unknown;
    for (const address of candidates) {
      try {
        return await use(await this.at(address));
      } catch (error) {
        if (!UNREACHABLE.is(error)) throw error;
        last = error;
      }
    }
    const reason = UNREACHABLE.is(last) ? last.parameters.reason : 'no address is known';
    throw UNREACHABLE.error({ brokers: this.#options.brokers, reason }, { cause: last });
  }

  /** The connection to a node; undefined while metadata has not named it. */
  async node(nodeId: number): Promise<BrokerConnection | undefined> {
    const address = this.#nodes.get(nodeId);
    return address && this.at(address);
  }

  /** The connection to an address. A dead one is replaced. */
  async at({ host, port }: SeedAddress): Promise<BrokerConnection> {
    if (this.#isClosed) throw CLOSED.error({ what: 'Kafka connection' });
    const key = `${host}:${port}`;
    const existing = this.#connections.get(key);
    if (existing !== undefined) {
      const connection = await existing;
      if (!connection.isDead) return connection;
      // Another caller may have replaced it while this one waited.
      if (this.#connections.get(key) !== existing) return this.at({ host, port });
      this.#drop(key);
    }
    const opening = this.#createBroker(host, port).then(
      (broker) => new BrokerConnection(host, port, broker, this.#patience),
    );
    this.#connections.set(key, opening);
    return opening;
  }

  /** Takes over the addresses of a metadata response and lets go of brokers that have moved or gone. */
  adopt(brokers: readonly BrokerAddress[]): void {
    if (brokers.length === 0) return;
    this.#nodes.clear();
    for (const { nodeId, host, port } of brokers) this.#nodes.set(nodeId, { host, port });
    const current = new Set(brokers.map(({ host, port }) => `${host}:${port}`));
    for (const key of [...this.#connections.keys()]) if (!current.has(key)) this.#drop(key);
  }

  /** Closes every connection; requests under way fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const key of [...this.#connections.keys()]) this.#drop(key);
    await Promise.all(this.#closing);
  }

  #drop(key: string): void {
    const connection = this.#connections.get(key);
    this.#connections.delete(key);
    if (connection === undefined) return;
    const closing = connection
      .then((open) => open.close())
      .catch((error: unknown) => {
        this.#options.logger?.debug(`closing the connection to ${key} failed: ${String(error)}`);
      })
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
