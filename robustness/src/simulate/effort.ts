import type { SimulateOptions } from '@tidemark/testing';

/** How much is tried with one seed. */
export type Effort = Omit<SimulateOptions, 'seeds' | 'only' | 'changePorts' | 'maxFailures'>;

export const EFFORTS = {
  /** Some of every kind. */
  quick: {
    crashAt: { sample: 6 },
    nested: { sample: 8 },
    faults: { sample: 6 },
    hazards: { sample: 6 },
    twoProcesses: 2,
    clockJumps: 1,
  },
  usual: {
    crashAt: { sample: 150 },
    nested: { sample: 80 },
    faults: { sample: 60 },
    hazards: { sample: 60 },
    twoProcesses: 12,
    clockJumps: 6,
  },
  /** Every operation with every loss, and every fault. */
  exhaustive: {
    crashAt: 'every',
    nested: { sample: 2000 },
    faults: 'every',
    hazards: 'every',
    twoProcesses: 100,
    clockJumps: 20,
  },
} as const satisfies Readonly<Record<string, Effort>>;

export type EffortName = keyof typeof EFFORTS;

/** An effort for a pipeline with a budget: of what it leaves out nothing, and of the rest no more than usual. */
export function effortWithin(name: EffortName, budget: Effort = {}): Effort {
  const effort: Effort = EFFORTS[name];
  if (name !== 'quick') return { ...effort, ...budget };
  const leftOut = Object.entries(budget).filter(([, share]) => isNothing(share));
  return { ...effort, ...Object.fromEntries(leftOut) };
}

function isNothing(share: unknown): boolean {
  return share === false || share === 0 || (share as { sample?: number }).sample === 0;
}
