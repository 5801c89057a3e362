import type { SoakProgress } from './soak.ts';

const INTERVAL_MS = 10_000;

/** Says every ten seconds how far a soak is; returns what stops it. */
export function showProgress(
  progress: () => SoakProgress,
  kills: number,
  say: (line: string) => void,
): () => void {
  const startMs = performance.now();
  const timer = setInterval(() => {
    const { kills: done, brokerRestarts, starts, batches, sent } = progress();
    const seconds = (performance.now() - startMs) / 1000;
    const left = done === 0 ? '?' : clock((seconds / done) * (kills - done));
    say(
      `${clock(seconds)}  ${done}/${kills} kills, ${brokerRestarts} broker restarts, ${starts} starts, ` +
        `${batches} batches, ${sent} orders sent, ${left} left`,
    );
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
