import type { StoredPlan } from '../../plan/stored-plan.ts';
import { consequential, impossible, type PlanDifference } from './plan-difference.ts';

type Sources = StoredPlan['sources'];

const BY_PLACE = 'where to read on is kept for each source by its place';

/** How the sources of a query changed: offsets are found by the place of a source. */
export function compareSources(before: Sources, now: Sources): readonly PlanDifference[] {
  const [was, is] = [before, now].map((sources) => sources.map(({ description }) => description));
  const isSameSet = was?.toSorted().join('\n') === is?.toSorted().join('\n');
  if (isSameSet) {
    const isReordered = before.some(({ description }, i) => description !== is?.[i]);
    return isReordered
      ? [impossible(`the sources were ${was?.join(', ')}, are ${is?.join(', ')}`, BY_PLACE)]
      : [];
  }
  const shorter = Math.min(before.length, now.length);
  const same = (i: number): boolean => before.at(i)?.description === now.at(i)?.description;
  let head = 0;
  while (head < shorter && same(head)) head++;
  let tail = 0;
  while (tail < shorter - head && same(-1 - tail)) tail++;
  const gone = before.slice(head, before.length - tail);
  const come = now.slice(head, now.length - tail);
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, i) =>
    difference(gone[i], come[i], head + i + 1),
  );
}

function difference(
  before: Sources[number] | undefined,
  now: Sources[number] | undefined,
  place: number,
): PlanDifference {
  if (before === undefined) {
    return impossible(`the source ${now?.description} was added as number ${place}`, BY_PLACE);
  }
  if (now === undefined) {
    return impossible(`source ${place}, ${before.description}, was removed`, BY_PLACE);
  }
  const what = `source ${place} was ${before.description}, is ${now.description}`;
  return before.name === now.name
    ? consequential(what, 'it is read from where the former one had come to')
    : impossible(what, 'where one has come to says nothing to the other');
}
