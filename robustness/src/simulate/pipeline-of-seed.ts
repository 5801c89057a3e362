import { type Execution, executionsOf, type SimulateOptions } from '@tidemark/testing';
import { type EffortName, effortWithin } from './effort.ts';
import type { NamedPipeline } from './named-pipeline.ts';
import { PIPELINES } from './pipelines.ts';

/** Each as often as it weighs; seeds that follow each other fall on different ones. */
const TURNS: readonly NamedPipeline[] = PIPELINES.flatMap((pipeline) =>
  Array.from({ length: pipeline.weight }, () => pipeline),
);

/** How many seeds in a row fall on every pipeline. */
export const SEEDS_OF_A_ROUND: number = TURNS.length;

export function pipelineOfSeed(seed: number): NamedPipeline {
  return TURNS[seed % TURNS.length] as NamedPipeline;
}

/**
 * The executions of a seed, as they come.
 *
 * @param changePorts - breaks what the processes are given, which has to be found
 */
export function simulateSeed(
  seed: number,
  effort: EffortName,
  changePorts?: SimulateOptions['changePorts'],
): AsyncGenerator<Execution, void, undefined> {
  const { build, budget } = pipelineOfSeed(seed);
  return executionsOf(build, {
    ...effortWithin(effort, budget),
    seeds: [seed],
    ...(changePorts === undefined ? {} : { changePorts }),
  });
}
