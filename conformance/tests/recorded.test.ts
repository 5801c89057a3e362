import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readScenarios } from '../src/read-scenarios.ts';
import { runScenario } from '../src/runner/run-scenario.ts';
import { KNOWN_GAPS } from './known-gaps.ts';

/** Random scenarios of the generator, with the answers of a real Spark. */
const RECORDED = fileURLToPath(new URL('../recorded', import.meta.url));

/** Why each known gap is open: by scenario, or by `scenario case n` where only some cases differ. */
const reasons = new Map(
  Object.entries(KNOWN_GAPS).flatMap(([reason, gaps]) => gaps.map((gap) => [gap, reason] as const)),
);
const skipped = new Map<string, number>();

const scenarios = await readScenarios([RECORDED]);
test.for(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  '%s: as Spark answers',
  async ([id, scenario], context) => {
    const { status, differences, skips } = await runScenario(scenario);
    for (const skip of skips) skipped.set(skip, (skipped.get(skip) ?? 0) + 1);
    if (status === 'skipped') context.skip(skips.join('; '));
    const found = new Map(differences.map((difference) => [gapOf(id, difference), difference]));
    const unknown = [...found].filter(([gap]) => !reasons.has(gap));
    expect(unknown.map(([, difference]) => difference)).toEqual([]);
    const known = [...reasons.keys()].filter((gap) => gap === id || gap.startsWith(`${id} case `));
    const closed = known.filter((gap) => !found.has(gap));
    expect(closed, 'closed: take them off the list of known gaps').toEqual([]);
  },
);

test('known gaps are gaps of recorded scenarios', () => {
  const ids = new Set(scenarios.map(({ id }) => id));
  const strays = [...reasons.keys()].filter((gap) => !ids.has(gap.replace(/ case \d+$/, '')));
  expect(strays).toEqual([]);
});

function gapOf(id: string, difference: string): string {
  const [of] = /^case \d+/.exec(difference) ?? [];
  return of === undefined ? id : `${id} ${of}`;
}

afterAll(() => {
  const counts = [...skipped].sort(([, a], [, b]) => b - a);
  const lines = counts.map(([reason, count]) => `${String(count).padStart(5)}  ${reason}\n`);
  if (lines.length > 0) process.stdout.write(`skipped, by reason:\n${lines.join('')}`);
});
