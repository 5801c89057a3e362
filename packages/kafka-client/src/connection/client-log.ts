/** One line of the Kafka client's own log. */
export interface ClientLogEntry {
  /** An error or a warning. */
  readonly isComplaint: boolean;
  readonly message: string;
}

/** Takes what the connection has to say. Nothing is printed when there is none. */
export interface KafkaLogger {
  warn(message: string): void;
  debug(message: string): void;
}

const KEPT_LINES = 5;

/**
 * Keeps the last few complaints of kafkajs, to be told with an error of ours. kafkajs prints none of them:
 * it logs at ERROR what is normal in the first seconds of a broker ("coordinator is loading").
 */
export class ClientLog {
  readonly #lines: string[] = [];
  readonly #logger: KafkaLogger | undefined;

  constructor(logger: KafkaLogger | undefined) {
    this.#logger = logger;
  }

  add({ isComplaint, message }: ClientLogEntry): void {
    this.#logger?.debug(`kafkajs: ${message}`);
    if (!isComplaint) return;
    this.#lines.push(message);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    return [...this.#lines];
  }
}
