import type { Step } from '../state/keys-source.ts';

export const FILL_STEPS = 20;
/** More than a process lives to see. */
const TOUCH_STEPS = 20_000;
const TOUCHED = 1000;
/** All keys are in the window of this hour, which never ends. */
const HOUR_MS = Date.UTC(2026, 0, 15, 8);

/** The same steps in every process, so that a batch that runs again reads what it read. */
export function recoverySteps(keys: number): readonly Step[] {
  const share = keys / FILL_STEPS;
  const fill = Array.from({ length: FILL_STEPS }, (_, i) => ({
    first: i * share,
    count: share,
    stride: 1,
    timeMs: HOUR_MS + i,
  }));
  const touches = Array.from({ length: TOUCH_STEPS }, (_, i) => ({
    first: i % TOUCHED,
    count: TOUCHED,
    stride: Math.floor(keys / TOUCHED) - 1,
    timeMs: HOUR_MS + FILL_STEPS + i,
  }));
  return [...fill, ...touches];
}
