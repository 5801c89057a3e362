import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readScenarios } from '../src/read-scenarios.ts';
import { runScenario } from '../src/runner/run-scenario.ts';

/** What a real Spark 3.5 answered. The corpus lies beside the repository, and is not part of it. */
const CORPUS = fileURLToPath(new URL('../../../shared/conformance', import.meta.url));

/** Scenarios that are known to fail, and why. One that passes has to leave this list. */
const KNOWN_GAPS: Readonly<Record<string, string>> = {};

if (!existsSync(CORPUS)) {
  test.skip('the corpus is not beside the repository, so Spark’s answers are not compared', () => {});
} else {
  const scenarios = await readScenarios([CORPUS]);
  test.for(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s: as Spark answers',
    async ([id, scenario], context) => {
      const { status, differences, skips } = await runScenario(scenario);
      if (status === 'skipped') context.skip(skips.join('; '));
      const gap = Object.hasOwn(KNOWN_GAPS, id) ? KNOWN_GAPS[id] : undefined;
      if (gap === undefined) expect(differences).toEqual([]);
      else expect(status, `closed: ${gap}`).toBe('failed');
    },
  );
}
