import type { Clock } from './clock.ts';

/** The longest wait a timer takes; a longer one would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),

  async sleep(delayMs, signal) {
    const endMs = performance.now() + delayMs;
    for (;;) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0 || signal?.aborted) return;
      await wait(Math.min(Math.ceil(leftMs), MAX_TIMER_MS), signal);
    }
  },

  yield: () => new Promise((resolve) => setImmediate(resolve)),
};

function wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal?.addEventListener('abort', done);
  });
}
