export const MIB: number = 1024 * 1024;
const SAMPLE_INTERVAL_MS = 200;

/** The memory of this process at a moment. */
export interface RssSample {
  readonly atMs: number;
  readonly rssMib: number;
}

/** Samples the memory of this process until it is stopped. */
export function startSampling(): { stop(): readonly RssSample[] } {
  const samples: RssSample[] = [];
  const timer = setInterval(() => samples.push(rssNow()), SAMPLE_INTERVAL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return samples;
    },
  };
}

export function rssNow(): RssSample {
  return { atMs: performance.now(), rssMib: process.memoryUsage.rss() / MIB };
}

/** A straight line through samples, by least squares. */
export interface Slope {
  readonly mibPerHour: number;
  /** One standard error of it: a slope within two of them is none. */
  readonly standardError: number;
}

export function slopeOf(samples: readonly RssSample[]): Slope {
  const count = samples.length;
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / count;
  const hours = samples.map(({ atMs }) => atMs / 3_600_000);
  const mibs = samples.map(({ rssMib }) => rssMib);
  const [meanHours, meanMib] = [mean(hours), mean(mibs)];
  const spread = hours.reduce((sum, x) => sum + (x - meanHours) ** 2, 0);
  const product = hours.reduce(
    (sum, x, i) => sum + (x - meanHours) * ((mibs[i] ?? 0) - meanMib),
    0,
  );
  const mibPerHour = product / spread;
  const rest = hours.reduce((sum, x, i) => {
    const off = (mibs[i] ?? 0) - meanMib - mibPerHour * (x - meanHours);
    return sum + off ** 2;
  }, 0);
  return { mibPerHour, standardError: Math.sqrt(rest / Math.max(1, count - 2) / spread) };
}

const PLOT_COLUMNS = 72;
const PLOT_ROWS = 10;

/** The samples as a picture of text: time to the right, MiB upwards from 0. */
export function plot(samples: readonly RssSample[], limitMib?: number): string {
  const startMs = samples[0]?.atMs ?? 0;
  const spanMs = Math.max(1, (samples.at(-1)?.atMs ?? 0) - startMs);
  const columns = new Array<number>(PLOT_COLUMNS).fill(0);
  for (const { atMs, rssMib } of samples) {
    const column = Math.min(
      PLOT_COLUMNS - 1,
      Math.floor(((atMs - startMs) / spanMs) * PLOT_COLUMNS),
    );
    columns[column] = Math.max(columns[column] ?? 0, rssMib);
  }
  for (let i = 1; i < PLOT_COLUMNS; i++) columns[i] ||= columns[i - 1] ?? 0;
  const top = Math.max(limitMib ?? 0, ...columns);
  const lines = Array.from({ length: PLOT_ROWS }, (_, row) => {
    const [low, high] = [
      (top * (PLOT_ROWS - row - 1)) / PLOT_ROWS,
      (top * (PLOT_ROWS - row)) / PLOT_ROWS,
    ];
    const isLimit = limitMib !== undefined && limitMib > low && limitMib <= high;
    const cells = columns.map((mib) => (mib > low ? '█' : isLimit ? '┄' : ' ')).join('');
    return `${high.toFixed(0).padStart(6)} │${cells}`;
  });
  const axis = `${' '.repeat(7)}└${'─'.repeat(PLOT_COLUMNS)}`;
  const end = `${(spanMs / 1000).toFixed(0)} s`;
  return [`   MiB`, ...lines, axis, `${' '.repeat(8)}0${end.padStart(PLOT_COLUMNS - 1)}`, ''].join(
    '\n',
  );
}
