import { executionsOf } from '@tidemark/testing';
import { pipelineOfSeed } from './pipeline-of-seed.ts';

/** Runs one execution and says what it found; true where all is well. */
export async function replay(line: string, isVerbose: boolean): Promise<boolean> {
  const seed = Number(line.split(' ')[1]);
  const { name, build } = pipelineOfSeed(seed);
  console.log(`${name}, ${line}`);
  let isGood = true;
  for await (const { problem, places, traces } of executionsOf(build, { only: line })) {
    for (const [life, trace] of traces.entries()) {
      if (isVerbose) console.log(`\n${trace.join('\n')}`);
      const place = places[life];
      if (place !== undefined) console.log(`the machine ${place}`);
    }
    isGood = problem === undefined;
    console.log(
      problem ?? 'the output is the one of an undisturbed run, before and after a power loss',
    );
  }
  return isGood;
}
