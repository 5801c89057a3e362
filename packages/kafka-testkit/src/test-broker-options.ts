/** A topic that exists from the start. */
export interface TopicOptions {
  readonly partitions: number;
  /** Shown by DescribeConfigs. Of all of them only `max.message.bytes` has an effect. */
  readonly configs?: Readonly<Record<string, string>>;
}

export interface TestBrokerOptions {
  /** Logical brokers, each with its own port. They lead the partitions in turn. Default 1. */
  readonly brokers?: number;
  /** First port; the others follow. Default 0: free ones. */
  readonly port?: number;
  /** Default none. */
  readonly topics?: Readonly<Record<string, TopicOptions>>;
  /** Whether a metadata request for an unknown topic creates it. Default false. */
  readonly autoCreateTopics?: boolean;
  /** Partitions of topics that are created without a number. Default 1. */
  readonly defaultPartitions?: number;
  /** Largest batch a producer may send, headers included. Default 1 MiB + 12, as in Kafka. */
  readonly maxMessageBytes?: number;
  /** How long the first consumers of a group wait for more. Default 0; Kafka's is 3 seconds. */
  readonly groupInitialRebalanceDelayMs?: number;
  /**
   * Milliseconds since the epoch, for the timestamps that the broker itself writes: markers, and
   * records produced in process.
   */
  readonly clock?: () => number;
  /**
   * How the broker waits, for long polls, transaction timeouts and delayed requests: resolves after so
   * many milliseconds, or when the signal aborts. Default real time. Sessions of consumer groups run on
   * real time anyway.
   */
  readonly sleep?: (delayMs: number, signal?: AbortSignal) => Promise<void>;
  /**
   * No port is opened: clients connect by {@link TestBroker.connect} alone. Then nothing depends on how
   * fast the machine is, and the same client sends the same requests in the same order in every run.
   */
  readonly inProcess?: boolean;
}
