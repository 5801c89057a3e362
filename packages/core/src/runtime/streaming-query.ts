import type { StreamingError } from '../errors/condition.ts';
import type { StreamingQueryProgress } from './progress.ts';

/** What a query is doing, for people (Spark: StreamingQueryStatus). */
export interface StreamingQueryStatus {
  readonly message: string;
  readonly isDataAvailable: boolean;
  readonly isTriggerActive: boolean;
}

/**
 * Hears what a query does, one call after the other (Spark: StreamingQueryListener). An error that a
 * listener throws, or that its promise rejects with, is a warning; the query goes on.
 */
export interface StreamingQueryListener {
  /** A batch is done. */
  onQueryProgress?(progress: StreamingQueryProgress): void;
  /** A trigger found nothing to do; told at most every 10 seconds, and not in the 10 after a batch. */
  onQueryIdle?(event: QueryIdleEvent): void;
  /** Called once; `error` is absent when the query was stopped or came to its end. */
  onQueryTerminated?(event: QueryTerminatedEvent): void;
}

export interface QueryIdleEvent {
  readonly id: string;
  readonly runId: string;
  /** Start of the trigger, ISO-8601 UTC. */
  readonly timestamp: string;
}

export interface QueryTerminatedEvent {
  readonly id: string;
  readonly runId: string;
  readonly error?: Error;
}

/** A running query (Spark: StreamingQuery). */
export interface StreamingQuery {
  /** Stays the same for the life of the checkpoint. */
  readonly id: string;
  /** New with every start. */
  readonly runId: string;
  readonly name: string | null;
  readonly isActive: boolean;
  readonly status: StreamingQueryStatus;
  /** The error that ended the query; null while it runs and after an orderly end. */
  readonly exception: StreamingError | Error | null;
  /** The report of the newest batch; null before the first. */
  readonly lastProgress: StreamingQueryProgress | null;
  /** The reports of the newest 100 batches, oldest first. */
  readonly recentProgress: readonly StreamingQueryProgress[];
  /** The plan that runs, as text. */
  explain(): string;
  /**
   * Resolves when the query has ended, and rejects with its error if it failed. With a time limit it
   * resolves with false when the query still runs then.
   */
  awaitTermination(timeoutMs?: number): Promise<boolean>;
  /**
   * Resolves when everything that was available at the call, and the no-data batches it leads to, is
   * done. For tests: under constant input it may never resolve. Rejects if the query fails.
   */
  processAllAvailable(): Promise<void>;
  /** Lets the running batch finish and commit, closes everything, then resolves. May be called again. */
  stop(): Promise<void>;
  /** Adds a listener; returns what removes it. */
  addListener(listener: StreamingQueryListener): () => void;
}
