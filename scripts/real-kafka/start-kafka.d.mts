/** The versions that our connectors are judged by, oldest first. */
export const KAFKA_VERSIONS: readonly string[];

export interface RealKafkaOptions {
  /** Default: the first of {@link KAFKA_VERSIONS}. */
  readonly version?: string;
  /** For data, keys and configuration; default a new temporary folder, which `stop` removes. */
  readonly directory?: string;
  /** Default 768. */
  readonly maxHeapMb?: number;
  /** More lines of `server.properties`; they win. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

/** Formats and starts one KRaft node on free ports of loopback; resolves when it serves. */
export function startKafka(options?: RealKafkaOptions): Promise<RealKafka>;

/** One node, broker and controller. It is killed when this process exits. */
export interface RealKafka extends AsyncDisposable {
  readonly version: string;
  /** The address of the listener without TLS and log-in; the same after each restart. */
  readonly brokers: string;
  readonly listeners: {
    readonly plain: string;
    readonly sasl: string;
    readonly tls: string;
    readonly saslTls: string;
  };
  /** PEM of the authority of the listeners with TLS. */
  readonly caFile: string;
  /** Whom PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 let in. */
  readonly user: { readonly username: string; readonly password: string };
  /** What a process needs to know to run the contract suites on this node. */
  readonly env: Readonly<Record<string, string>>;
  /** Undefined while the node is down. */
  readonly pid: number | undefined;
  /** The last lines it wrote since it was started. */
  readonly log: string;
  /** `kill -9`. The data stay: what the node wrote is in the page cache. */
  kill(): Promise<void>;
  /** Starts the node on the same data and ports, after `kill` or in place of it; resolves when it serves. */
  restart(): Promise<void>;
  /** An orderly end, or `kill -9` after ten seconds. May be called again. */
  stop(): Promise<void>;
}
