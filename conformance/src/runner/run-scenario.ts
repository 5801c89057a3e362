import { runGroupState } from '../groups/run-group-state.ts';
import { Difference, type Findings, joined, type Outcome, Skip, statusOf } from '../outcome.ts';
import { type Scenario, variantsOf } from '../scenario.ts';
import { messageOf } from './failure.ts';
import { runBatch, runBatchOnStream, runCases } from './run-bounded.ts';
import { type Place, runSteps } from './run-steps.ts';

/** A scenario that takes longer hangs. */
const TIME_LIMIT_MS = 20_000;

/** Runs a scenario with all its variants. Never throws: what goes wrong is a difference. */
export async function runScenario(scenario: Scenario, place: Place = {}): Promise<Outcome> {
  const startMs = performance.now();
  const parts: Findings[] = [];
  for (const variant of variantsOf(scenario))
    parts.push(await withinTime(findingsOf(variant, place)));
  const findings = joined(parts);
  return {
    id: scenario.id,
    group: scenario.group,
    status: statusOf(findings),
    differences: findings.differences,
    skips: findings.skips,
    ms: Math.round(performance.now() - startMs),
  };
}

async function findingsOf(scenario: Scenario, place: Place): Promise<Findings> {
  try {
    const findings = await run(scenario, place);
    return findings ?? { ran: 1, differences: [], skips: [] };
  } catch (error) {
    if (error instanceof Skip) return { ran: 0, differences: [], skips: [error.message] };
    if (error instanceof Difference) return failed(error.message);
    return failed(`the runner failed: ${messageOf(error)}`);
  }
}

function run(scenario: Scenario, place: Place): Promise<Findings | void> {
  switch (scenario.kind ?? 'streaming') {
    case 'streaming':
    case 'batchKafka':
      return runSteps(scenario, place);
    case 'batch':
      return runBatch(scenario);
    case 'batchOnStream':
      return runBatchOnStream(scenario);
    case 'expr':
      return runCases(scenario);
    case 'groupState':
      return Promise.resolve(runGroupState(scenario));
  }
}

function failed(difference: string): Findings {
  return { ran: 1, differences: [difference], skips: [] };
}

async function withinTime(findings: Promise<Findings>): Promise<Findings> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<Findings>((resolve) => {
    const difference = `did not end within ${TIME_LIMIT_MS / 1000} s`;
    timer = setTimeout(() => resolve(failed(difference)), TIME_LIMIT_MS);
  });
  try {
    return await Promise.race([findings, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
