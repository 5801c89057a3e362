import { QUERY_FAILED } from '../errors/query.ts';
import { Listeners } from './listeners.ts';
import { MicroBatchExecution } from './micro-batch-execution.ts';
import type { OpenQuery } from './open-query.ts';
import type { StreamingQueryProgress } from './progress.ts';
import type { QueryDefinition } from './query-definition.ts';
import { closeQuery } from './recover-query.ts';
import type {
  StreamingQuery,
  StreamingQueryListener,
  StreamingQueryStatus,
} from './streaming-query.ts';

/** How many reports are kept (Spark: numRecentProgressUpdates). */
const RECENT_PROGRESS = 100;

interface IdleWaiter {
  /** A trigger with this number or a later one began after the call. */
  readonly fromTrigger: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The handle of one run. */
export class QueryHandle implements StreamingQuery {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  readonly #definition: QueryDefinition;
  readonly #execution: MicroBatchExecution;
  readonly #listeners: Listeners;
  readonly #ended: Promise<void>;
  #recent: StreamingQueryProgress[] = [];
  #status: StreamingQueryStatus = {
    message: 'Initializing sources',
    isDataAvailable: false,
    isTriggerActive: false,
  };
  #isActive = true;
  #exception: Error | null = null;
  #idleWaiters: IdleWaiter[] = [];

  constructor(definition: QueryDefinition, query: OpenQuery, runId: string) {
    this.id = query.checkpoint.queryId;
    this.runId = runId;
    this.name = definition.name ?? null;
    this.#definition = definition;
    this.#listeners = new Listeners(definition.warn);
    this.#execution = new MicroBatchExecution(definition, runId, {
      status: (status) => {
        this.#status = status;
      },
      progress: (progress) => this.#report(progress),
      idle: (trigger, timestamp) => this.#idle(trigger, timestamp),
    });
    this.#ended = this.#run(query);
  }

  async #run(query: OpenQuery): Promise<void> {
    // Whoever started the query gets its handle before the first batch begins.
    await this.#definition.ports.clock.yield();
    let failure: Error | undefined;
    try {
      await this.#execution.run(query);
    } catch (error) {
      failure = this.#failureOf(error, query);
    }
    await closeQuery(query);
    this.#end(failure);
  }

  #failureOf(error: unknown, query: OpenQuery): Error {
    const reason = error instanceof Error ? error.message : String(error);
    const name = this.name === null ? this.id : `'${this.name}'`;
    return QUERY_FAILED.error({ name, batchId: query.nextBatchId, reason }, { cause: error });
  }

  #end(failure: Error | undefined): void {
    this.#isActive = false;
    this.#exception = failure ?? null;
    const message =
      failure === undefined ? 'Stopped' : `Terminated with exception: ${failure.message}`;
    this.#status = { message, isDataAvailable: false, isTriggerActive: false };
    for (const waiter of this.#idleWaiters) {
      if (failure === undefined) waiter.resolve();
      else waiter.reject(failure);
    }
    this.#idleWaiters = [];
    const { id, runId } = this;
    this.#listeners.terminated({ id, runId, ...(failure === undefined ? {} : { error: failure }) });
  }

  #report(progress: StreamingQueryProgress): void {
    this.#recent = [...this.#recent, progress].slice(-RECENT_PROGRESS);
    this.#listeners.progress(progress);
  }

  #idle(trigger: number, timestamp: string | undefined): void {
    if (timestamp !== undefined) {
      this.#listeners.idle({ id: this.id, runId: this.runId, timestamp });
    }
    const isDone = ({ fromTrigger }: IdleWaiter): boolean => trigger >= fromTrigger;
    for (const waiter of this.#idleWaiters.filter(isDone)) waiter.resolve();
    this.#idleWaiters = this.#idleWaiters.filter((waiter) => !isDone(waiter));
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  get status(): StreamingQueryStatus {
    return this.#status;
  }

  get exception(): Error | null {
    return this.#exception;
  }

  get lastProgress(): StreamingQueryProgress | null {
    return this.#recent.at(-1) ?? null;
  }

  get recentProgress(): readonly StreamingQueryProgress[] {
    return this.#recent;
  }

  explain(): string {
    return this.#definition.explanation;
  }

  async awaitTermination(timeoutMs?: number): Promise<boolean> {
    if (timeoutMs !== undefined && this.#isActive) {
      const timeUp = new AbortController();
      const { clock } = this.#definition.ports;
      await Promise.race([this.#ended, clock.sleep(timeoutMs, timeUp.signal)]);
      timeUp.abort();
      if (this.#isActive) return false;
    }
    await this.#ended;
    if (this.#exception !== null) throw this.#exception;
    return true;
  }

  processAllAvailable(): Promise<void> {
    if (this.#exception !== null) return Promise.reject(this.#exception);
    if (!this.#isActive) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#idleWaiters.push({ fromTrigger: this.#execution.triggers, resolve, reject });
      this.#execution.wake();
    });
  }

  async stop(): Promise<void> {
    this.#execution.stop();
    await this.#ended;
  }

  addListener(listener: StreamingQueryListener): () => void {
    return this.#listeners.add(listener);
  }
}
