import type { Outcome } from '../outcome.ts';

type Count = Readonly<Record<Outcome['status'], number>>;

export function countOf(outcomes: readonly Outcome[]): Count {
  const of = (status: Outcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

/** `N passed, N failed, N skipped` */
function countText({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The report: each group with its differences, then what was not run and why, then the sum. */
export function reportText(
  outcomes: readonly Outcome[],
  { isVerbose }: { readonly isVerbose: boolean },
): string {
  const groups = grouped(outcomes);
  const lines = [...groups].flatMap(([group, members]) => [
    `${group}: ${countText(countOf(members))}`,
    ...members.flatMap((outcome) => outcomeLines(outcome, isVerbose)),
  ]);
  return [...lines, ...skipLines(outcomes), countText(countOf(outcomes)), ''].join('\n');
}

function grouped(outcomes: readonly Outcome[]): Map<string, Outcome[]> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    groups.set(outcome.group, [...(groups.get(outcome.group) ?? []), outcome]);
  }
  return groups;
}

const MAX_DIFFERENCES = 5;
const MAX_LENGTH = 400;

function outcomeLines(
  { id, status, differences, skips, ms }: Outcome,
  isVerbose: boolean,
): string[] {
  if (status !== 'failed' && !isVerbose) return [];
  const shown = isVerbose ? differences : differences.slice(0, MAX_DIFFERENCES).map(cut);
  const more = differences.length - shown.length;
  return [
    `  ${status} ${id} (${ms} ms)`,
    ...shown.map((difference) => `    ${difference}`),
    ...(more > 0 ? [`    … ${more} more`] : []),
    ...(isVerbose ? [...new Set(skips)].map((skip) => `    skipped: ${skip}`) : []),
  ];
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}

function skipLines(outcomes: readonly Outcome[]): string[] {
  const counts = new Map<string, { scenarios: number; cases: number }>();
  for (const { skips, status } of outcomes) {
    for (const reason of new Set(skips)) {
      const count = counts.get(reason) ?? { scenarios: 0, cases: 0 };
      if (status === 'skipped') count.scenarios++;
      else count.cases += skips.filter((skip) => skip === reason).length;
      counts.set(reason, count);
    }
  }
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([, a], [, b]) => b.scenarios - a.scenarios || b.cases - a.cases);
  return [
    'skipped, by reason (scenarios; cases of scenarios that ran):',
    ...sorted.map(([reason, { scenarios, cases }]) => `  ${scenarios}; ${cases}  ${reason}`),
  ];
}
