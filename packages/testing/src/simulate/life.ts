import { createSession } from '@tidemark/core';
import { randomNumbers } from '../random-numbers.ts';
import type { SimFs } from '../sim-fs.ts';
import type { LifePlan } from './disturbance.ts';
import type { SimulatedPipeline } from './pipeline.ts';
import { Hang, untilSettled } from './until-settled.ts';
import type { World } from './world.ts';

/** A machine that is about to start, and how much of the input has arrived. */
export interface Start {
  readonly world: World;
  readonly pipeline: SimulatedPipeline;
  readonly arrived: number;
}

/** A machine whose processes have ended. */
export interface LifeEnd extends Start {
  /** What ended a process that did not come to its end. */
  readonly errors: readonly Error[];
  /** How often there was something to rely on: a query had started, a batch was reported as done. */
  readonly events: number;
}

/** Told when there is something new to rely on. What it needs of that moment it has to take on the spot. */
export type OnEvent = () => void;

/** More operations than this are those of a process that goes round in circles. */
const MAX_OPERATIONS = 20_000;
const HOUR_MS = 3_600_000;

/** Starts the program, and again with all input that arrives, until it dies, fails or is done. */
export async function live(start: Start, plan: LifePlan, onEvent?: OnEvent): Promise<LifeEnd> {
  const { world, pipeline } = start;
  const { fs } = world;
  for (const { hazard, at, way } of plan.strikes) pipeline.hazards?.[hazard]?.strike(at, way);
  let events = 0;
  const event = (): void => {
    events++;
    onEvent?.();
  };
  const parts = pipeline.arrivals ?? [];
  let { arrived } = start;
  let errors: readonly Error[] = [];
  do {
    if (arrived < parts.length) await parts[arrived++]?.();
    const limit = fs.operations + MAX_OPERATIONS;
    fs.crashBefore(plan.ending.at === 'end' ? limit : plan.ending.at);
    fs.failAt(...plan.faults);
    fs.gate = gateOf(world, plan);
    errors = await runProcesses(world, pipeline, plan, event);
    fs.gate = undefined;
    fs.failAt();
    if (fs.isDead && fs.operations > limit) {
      errors = [new Hang(`it did ${MAX_OPERATIONS} operations, and goes on`)];
    }
    fs.crashBefore(Number.POSITIVE_INFINITY);
  } while (errors.length === 0 && !fs.isDead && arrived < parts.length);
  return { world, pipeline, arrived, errors, events };
}

async function runProcesses(
  world: World,
  pipeline: SimulatedPipeline,
  { twoProcesses }: LifePlan,
  event: () => void,
): Promise<readonly Error[]> {
  if (twoProcesses === undefined) {
    const error = await failureOf(runProcess(world, pipeline, true, event), world, pipeline);
    return error === undefined ? [] : [error];
  }
  // The lock makes it a short story. What counts is what happens where there is none.
  const hasLock = twoProcesses % 4 === 0;
  const errors = await Promise.all(
    [1, 2].map(() => failureOf(runProcess(world, pipeline, hasLock, event), world, pipeline)),
  );
  return errors.filter((error) => error !== undefined);
}

/** One process, from its start to its end in good order. */
async function runProcess(
  world: World,
  pipeline: SimulatedPipeline,
  hasLock: boolean,
  event: () => void,
): Promise<void> {
  const ports = world.process(hasLock);
  const session = createSession({ warn: () => undefined, ...pipeline.session, ports });
  const query = await pipeline.start(session);
  event();
  query.addListener({ onQueryProgress: event });
  // Its error is the query's.
  await query.processAllAvailable().catch(() => undefined);
  await query.stop();
  if (query.exception !== null) throw query.exception;
}

function failureOf(
  process: Promise<void>,
  world: World,
  { patienceTurns }: SimulatedPipeline,
): Promise<Error | undefined> {
  return untilSettled(process, world, patienceTurns).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

/** What stands before every call of the disk. */
function gateOf({ clock }: World, { twoProcesses, clockJumps }: LifePlan): SimFs['gate'] {
  if (twoProcesses === undefined && clockJumps === undefined) return undefined;
  const turns = randomNumbers(twoProcesses ?? 0);
  const jumps = randomNumbers(clockJumps ?? 0);
  return async () => {
    if (clockJumps !== undefined && jumps() < 0.05) {
      clock.set((jumps() < 0.5 ? -1 : 1) * Math.floor(jumps() ** 4 * 100 * HOUR_MS));
    }
    if (twoProcesses === undefined) return;
    for (let left = Math.floor(turns() * 7); left > 0; left--) await Promise.resolve();
  };
}
