import type { StoredOutput } from '../../plan/stored-plan.ts';
import { consequential, type PlanDifference } from './plan-difference.ts';

const NEW_ROWS_ONLY = 'it gets the rows of the batches from now on';

/** How the outputs of a query changed, and which stand for each other: by name, the rest by their order. */
export function compareOutputs(
  before: readonly StoredOutput[],
  now: readonly StoredOutput[],
): {
  readonly pairs: readonly (readonly [before: number, now: number])[];
  readonly differences: readonly PlanDifference[];
} {
  const positionOf = new Map(before.map(({ name }, i) => [name, i]));
  const named = now.flatMap(({ name }, j) => {
    const i = positionOf.get(name);
    return i === undefined ? [] : [[i, j] as const];
  });
  const left = [...before.keys()].filter((i) => !named.some(([paired]) => paired === i));
  const come = [...now.keys()].filter((j) => !named.some(([, paired]) => paired === j));
  const rest = left.slice(0, come.length).map((i, n) => [i, come[n] as number] as const);
  const pairs = [...named, ...rest];
  const nameOf = (outputs: readonly StoredOutput[], i: number): string => outputs[i]?.name ?? '';
  return {
    pairs,
    differences: [
      ...pairs.flatMap(([i, j]) =>
        outputChanges(before[i] as StoredOutput, now[j] as StoredOutput),
      ),
      ...come
        .slice(rest.length)
        .map((j) => consequential(`the output '${nameOf(now, j)}' was added`, NEW_ROWS_ONLY)),
      ...left
        .slice(rest.length)
        .map((i) =>
          consequential(`the output '${nameOf(before, i)}' was removed`, 'it gets no more rows'),
        ),
    ],
  };
}

function outputChanges(before: StoredOutput, now: StoredOutput): readonly PlanDifference[] {
  const differences: PlanDifference[] = [];
  if (before.name !== now.name || before.sink !== now.sink) {
    const [was, is] = [before, now].map(({ name, sink }) =>
      name.startsWith(`${sink}-`) ? `'${name}'` : `'${name}', ${sink}`,
    );
    differences.push(consequential(`the output ${was} is ${is} now`, NEW_ROWS_ONLY));
  }
  if (before.outputMode !== now.outputMode) {
    differences.push(
      consequential(
        `the output mode of '${now.name}' was ${before.outputMode}, is ${now.outputMode}`,
        'what it was given before stays as it is',
      ),
    );
  }
  return differences;
}
