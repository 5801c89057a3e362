/** What a contestant counted. */
export interface Counts {
  readonly rows: number;
  readonly alerts: number;
  readonly windows: number;
}

/** What a contestant tells its parent: counts, and what the whole process used. */
export interface Result extends Counts {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakRssMb: number;
}

/** Reports to the parent and ends the process. */
export function finish(counts: Counts): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const result: Result = {
    ...counts,
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    wallMs: performance.now(),
    peakRssMb: maxRSS / 1024,
  };
  process.send?.(result, undefined, undefined, () => process.exit());
}
