export { LOSSES, type LossMode } from './disk-after.ts';
export { ManualClock } from './manual-clock.ts';
export { seededRand } from './seeded-rand.ts';
export { type Fault, SimCrash, SimFs } from './sim-fs.ts';
export { type SimPorts, type SimPortsOptions, simPorts } from './sim-ports.ts';
