/** What one run of a contestant took. */
export interface Reading {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Runs `work` once and says how long it took, by the wall and by the processors of this process. */
async function read(work: () => Promise<void>): Promise<Reading> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const used = process.cpuUsage(cpu);
  return { wallMs: performance.now() - start, cpuMs: (used.user + used.system) / 1000 };
}

/** The median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * Runs contestants in turn, A B A B …, so that a machine that slows down slows all of them, and gives
 * the readings of each. The first round warms up and does not count.
 */
export async function race(
  contestants: Readonly<Record<string, () => Promise<void>>>,
  rounds: number,
): Promise<ReadonlyMap<string, readonly Reading[]>> {
  const readings = new Map<string, Reading[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of Object.entries(contestants)) {
      const reading = await read(work);
      if (round > 0) readings.get(name)?.push(reading);
    }
  }
  return readings;
}
