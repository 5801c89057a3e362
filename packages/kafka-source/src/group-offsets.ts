import { StreamingError } from '@tidemark/core/connector';
import type { KafkaConnection } from '@tidemark/kafka-client';
import type { PartitionOffsets } from './offsets.ts';

/** How long the end of a query waits for the last commit. */
const FLUSH_TIMEOUT_MS = 2_000;

/**
 * Tells a consumer group how far the query is, so that the tools that show the lag of groups show its lag. It
 * is never read back. One commit is under way at a time; of those that wait the newest is kept. A failure is
 * counted, and holds nothing up.
 */
export class GroupOffsets {
  readonly #connection: KafkaConnection;
  readonly #groupId: string;
  readonly #warn: (message: string) => void;
  #newest: PartitionOffsets | undefined;
  #committing: Promise<void> | undefined;
  #failures = 0;

  constructor(connection: KafkaConnection, groupId: string, warn: (message: string) => void) {
    this.#connection = connection;
    this.#groupId = groupId;
    this.#warn = warn;
  }

  /** Commits that failed since the start of the run. */
  get failures(): number {
    return this.#failures;
  }

  /** Takes offsets that stand in the checkpoint; commits them in the background. */
  tell(offsets: PartitionOffsets): void {
    this.#newest = offsets;
    this.#committing ??= this.#commitAll();
  }

  /** Waits for what is under way, but not for brokers that do not answer. */
  async flush(): Promise<void> {
    if (this.#committing === undefined) return;
    const done = new AbortController();
    const { clock } = this.#connection.retrying;
    const isLate = clock.sleep(FLUSH_TIMEOUT_MS, done.signal).catch(() => undefined);
    await Promise.race([this.#committing, isLate]);
    done.abort();
  }

  async #commitAll(): Promise<void> {
    while (this.#newest !== undefined) {
      const topics = [...this.#newest].map(([topic, offsets]) => ({ topic, offsets }));
      this.#newest = undefined;
      try {
        if (topics.length > 0) await this.#connection.commitOffsets(this.#groupId, topics);
      } catch (error) {
        this.#failures++;
        // Once a run: a group that refuses us will refuse us after every batch.
        if (this.#failures === 1) {
          const reason = error instanceof StreamingError ? error.message : String(error);
          this.#warn(`Offsets could not be committed to the group "${this.#groupId}": ${reason}`);
        }
      }
    }
    this.#committing = undefined;
  }
}
