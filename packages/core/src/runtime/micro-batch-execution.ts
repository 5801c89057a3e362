import { isDeepStrictEqual } from 'node:util';
import type { BatchIntent } from '../checkpoint/offset-log.ts';
import { allDone } from './all-done.ts';
import { constructBatch } from './construct-batch.ts';
import type { OpenQuery } from './open-query.ts';
import { purge } from './open-state.ts';
import { PhaseTimer } from './phase-timer.ts';
import type { StreamingQueryProgress } from './progress.ts';
import { progressOf } from './progress-of.ts';
import { publishBatch } from './publish-batch.ts';
import type { QueryDefinition } from './query-definition.ts';
import { type BatchOutcome, runBatch } from './run-batch.ts';
import type { StreamingQueryStatus } from './streaming-query.ts';
import { nextTriggerMs } from './trigger.ts';

/** How long a query without news waits before it looks again (Spark: pollingDelay). */
const POLLING_DELAY_MS = 10;

/** How often at most a query without news is told to be idle (Spark: noDataProgressEventInterval). */
const IDLE_INTERVAL_MS = 10_000;

/** What the handle of a query hears from the run. */
export interface RunEvents {
  status(status: StreamingQueryStatus): void;
  progress(progress: StreamingQueryProgress): void;
  /** A trigger that began as number `trigger` found nothing to do; `timestamp` when that is worth telling. */
  idle(trigger: number, timestamp: string | undefined): void;
}

/**
 * One run of a query, batch after batch: `docs/architecture/commit-protocol.md`.
 *
 * A failure anywhere ends the run. What is in memory is thrown away with it; the next run starts
 * from the checkpoint.
 */
export class MicroBatchExecution {
  readonly #definition: QueryDefinition;
  readonly #events: RunEvents;
  readonly #runId: string;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #isWoken = false;
  #triggers = 0;
  #lastTriggerStartMs: number | undefined;
  /** When listeners heard of this run last, by the monotonic clock. */
  #lastToldMs = Number.NEGATIVE_INFINITY;

  constructor(definition: QueryDefinition, runId: string, events: RunEvents) {
    this.#definition = definition;
    this.#runId = runId;
    this.#events = events;
  }

  /** How many triggers have begun. */
  get triggers(): number {
    return this.#triggers;
  }

  /** Ends the run after the batch that is running, if one is. */
  stop(): void {
    this.#stopping.abort();
    this.wake();
  }

  /** Cuts short the pause of a query without news; ticks of a trigger interval are kept. */
  wake(): void {
    this.#isWoken = true;
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  /** Runs until the query is stopped, fails, or its trigger has nothing left to do. */
  async run(query: OpenQuery): Promise<void> {
    const { trigger } = this.#definition;
    if (trigger.kind !== 'processingTime') {
      await this.#runToEnd(query, trigger.kind);
      return;
    }
    const { clock } = this.#definition.ports;
    while (!this.#stopping.signal.aborted) {
      const nowMs = clock.nowMs();
      // Whoever sets the clock meanwhile moves the times that triggers are aligned to, not this wait.
      const dueMs = clock.monotonicMs() + nextTriggerMs(nowMs, trigger.intervalMs) - nowMs;
      this.#isWoken = false;
      const ran = await this.#trigger(query);
      if (!ran) await this.#pause();
      await this.#waitUntil(dueMs);
    }
  }

  async #pause(): Promise<void> {
    this.#status('Waiting for data to arrive', false, false);
    if (!this.#isWoken) {
      await this.#definition.ports.clock.sleep(POLLING_DELAY_MS, this.#wake.signal);
    }
  }

  /** @param dueMs - by the monotonic clock */
  async #waitUntil(dueMs: number): Promise<void> {
    const { clock } = this.#definition.ports;
    this.#status('Waiting for next trigger', false, false);
    await clock.yield();
    while (!this.#stopping.signal.aborted && clock.monotonicMs() < dueMs) {
      await clock.sleep(dueMs - clock.monotonicMs(), this.#wake.signal);
    }
  }

  async #runToEnd(query: OpenQuery, kind: 'availableNow' | 'once'): Promise<void> {
    if (kind === 'once') {
      await this.#trigger(query);
      return;
    }
    await allDone(query.scans.map(({ reader }) => reader.captureEnd()));
    while (!this.#stopping.signal.aborted && (await this.#trigger(query)));
  }

  /** Looks for a batch and runs it; false when there was nothing to do. */
  async #trigger(query: OpenQuery): Promise<boolean> {
    const trigger = this.#triggers++;
    const { clock } = this.#definition.ports;
    const startMs = clock.nowMs();
    const lastTriggerStartMs = this.#lastTriggerStartMs;
    this.#lastTriggerStartMs = startMs;
    const timer = new PhaseTimer(clock);
    const intent = query.pending ?? (await this.#construct(query, timer));
    if (intent === undefined) {
      this.#events.idle(trigger, this.#isIdleNews() ? new Date(startMs).toISOString() : undefined);
      return false;
    }
    const outcome = await this.#runBatch(query, intent, timer);
    const { definition } = query;
    const times = { timer, startMs, lastTriggerStartMs };
    this.#lastToldMs = clock.monotonicMs();
    this.#events.progress(
      progressOf({ definition, query, runId: this.#runId, intent, outcome, ...times }),
    );
    return true;
  }

  async #construct(query: OpenQuery, timer: PhaseTimer): Promise<BatchIntent | undefined> {
    this.#status('Getting offsets from sources', false, true);
    return constructBatch(query, timer);
  }

  async #runBatch(query: OpenQuery, intent: BatchIntent, timer: PhaseTimer): Promise<BatchOutcome> {
    const hasData = intent.sources.some(({ start, end }) => !isDeepStrictEqual(start, end));
    const message = hasData ? 'Processing new data' : 'No new data but cleaning up state';
    this.#status(message, hasData, true);
    const outcome = await runBatch(query, intent, timer);
    const { writers, definition } = query;
    await timer.measure('publish', () =>
      publishBatch({ outputs: definition.outputs, writers }, outcome.fact),
    );
    query.advance(intent);
    await purge(query.checkpoint, query.state, intent.batchId);
    return outcome;
  }

  #isIdleNews(): boolean {
    const nowMs = this.#definition.ports.clock.monotonicMs();
    if (nowMs - this.#lastToldMs < IDLE_INTERVAL_MS) return false;
    this.#lastToldMs = nowMs;
    return true;
  }

  #status(message: string, isDataAvailable: boolean, isTriggerActive: boolean): void {
    this.#events.status({ message, isDataAvailable, isTriggerActive });
  }
}
