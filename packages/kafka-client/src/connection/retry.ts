import { REQUEST_FAILED, UNREACHABLE } from '../conditions.ts';
import { isRetriable } from '../protocol/error-code.ts';
import type { Clock } from './clock.ts';

/** How failed requests are repeated. */
export interface RetryPolicy {
  /** No new try begins later than this after the first one, ms. */
  readonly deadlineMs: number;
  readonly initialDelayMs: number;
  /** The delay doubles up to this, ms. */
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  deadlineMs: 30_000,
  initialDelayMs: 50,
  maxDelayMs: 2_000,
};

/** What retrying needs from outside. */
export interface RetryContext {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  /** A number in `[0, 1)`. */
  readonly random: () => number;
  readonly signal?: AbortSignal;
  /** Hears of every failure that is followed by another try. */
  readonly onRetry?: (error: unknown, delayMs: number) => void;
}

/** Delay before try number `attempt + 1`, ms: exponential, jittered by ±20 % as in the Java client. */
export function backoffMs(attempt: number, { policy, random }: RetryContext): number {
  const delayMs = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** attempt);
  return Math.round(delayMs * (0.8 + 0.4 * random()));
}

/** Whether an error may go away by itself: a lost connection, or a code such as NOT_COORDINATOR. */
function isTransient(error: unknown): boolean {
  return UNREACHABLE.is(error) || (REQUEST_FAILED.is(error) && isRetriable(error.parameters.code));
}

/** Runs `attempt` until it succeeds, fails for good, or the deadline is over; then the last error is thrown. */
export async function retry<T>(context: RetryContext, attempt: () => Promise<T>): Promise<T> {
  const { clock, policy, signal, onRetry } = context;
  const startMs = clock.nowMs();
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const delayMs = backoffMs(failures, context);
      const isLate = clock.nowMs() + delayMs - startMs > policy.deadlineMs;
      if (isLate || !isTransient(error)) throw error;
      onRetry?.(error, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
}
