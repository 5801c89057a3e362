import type { Clock } from './clock.ts';

/** No answer came in time. Nothing is known about what became of the request. */
class AnswerOverdue extends Error {
  override readonly name: string = 'AnswerOverdue';

  constructor(timeoutMs: number) {
    super(`no answer came within ${timeoutMs} ms`);
  }
}

/** How long to wait, by which clock. kafkajs would wait in real time only. */
export interface Patience {
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
  /** For connecting, logging in, and the first request that says what the broker speaks. */
  readonly connectTimeoutMs: number;
}

/** The outcome of `work`, or {@link AnswerOverdue}; then `work` is left to itself. */
export function withinTime<T>(clock: Clock, timeoutMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const waiting = new AbortController();
    const { signal } = waiting;
    const giveUp = (): void => {
      if (!signal.aborted) reject(new AnswerOverdue(timeoutMs));
    };
    // A clock may reject when it is woken before its time.
    clock.sleep(timeoutMs, signal).then(giveUp, () => undefined);
    void work.then(resolve, reject).then(() => waiting.abort(null));
  });
}
