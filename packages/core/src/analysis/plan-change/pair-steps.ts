import { consequential, impossible, type PlanDifference, refused } from './plan-difference.ts';
import type { StatefulSteps } from './stateful-steps.ts';
import { type Step, textOf } from './step.ts';

const BY_ORDER = 'the state of steps without a name is found by their order';

/**
 * Which step of a query gets the state of which former one: that of its name, and of those without a
 * name that of its place. The others begin with none, or leave theirs behind.
 */
export function pairSteps(
  before: StatefulSteps,
  now: StatefulSteps,
): { readonly pairs: ReadonlyMap<Step, Step>; readonly differences: readonly PlanDifference[] } {
  const named = [...before.named].flatMap(([name, was]) => {
    const is = now.named.get(name);
    return is === undefined ? [] : [[was, is] as const];
  });
  const unnamed = pairByOrder(before, now);
  return {
    pairs: new Map([...named, ...unnamed.pairs]),
    differences: [
      ...[...now.named]
        .filter(([name]) => !before.named.has(name))
        .map(([, step]) => consequential(`${now.labels.get(step)} is new`, 'it starts empty')),
      ...[...before.named]
        .filter(([name]) => !now.named.has(name))
        .map(([, step]) =>
          consequential(`${before.labels.get(step)} was removed`, 'its state is dropped'),
        ),
      ...unnamed.differences,
    ],
  };
}

/** Steps that are the same at both ends stand for each other; what is between came or went. */
function pairByOrder(
  { unnamed: before, labels: labelsBefore }: StatefulSteps,
  { unnamed: now, labels: labelsNow }: StatefulSteps,
): {
  readonly pairs: readonly (readonly [Step, Step])[];
  readonly differences: readonly PlanDifference[];
} {
  if (before.length === now.length) {
    return { pairs: before.map((step, i) => [step, now[i] as Step]), differences: [] };
  }
  const shorter = Math.min(before.length, now.length);
  const same = (i: number): boolean => textOf(before.at(i) as Step) === textOf(now.at(i) as Step);
  let head = 0;
  while (head < shorter && same(head)) head++;
  let tail = 0;
  while (tail < shorter - head && same(-1 - tail)) tail++;
  // What is between is taken for changed as far as it has partners; the last ones came or went.
  const paired = shorter - tail;
  const isLast = tail === 0;
  const verdict = (what: string): PlanDifference =>
    isLast ? refused(what, BY_ORDER) : impossible(what, `${BY_ORDER}, and others come after it`);
  return {
    pairs: [
      ...before.slice(0, paired).map((step, i) => [step, now[i] as Step] as const),
      ...before
        .slice(before.length - tail)
        .map((step, i) => [step, now[now.length - tail + i] as Step] as const),
    ],
    differences: [
      ...now
        .slice(paired, now.length - tail)
        .map((step) => verdict(`${labelsNow.get(step)} is new and has no name`)),
      ...before
        .slice(paired, before.length - tail)
        .map((step) => verdict(`${labelsBefore.get(step)} was removed and had no name`)),
    ],
  };
}
