import { withOwnTopics } from '../kafka/own-topics.ts';
import { Difference, Skip } from '../outcome.ts';
import type { JsonObject, Scenario } from '../scenario.ts';
import { FEEDING } from '../steps/feeding.ts';
import { FILES } from '../steps/files.ts';
import { KAFKA } from '../steps/kafka.ts';
import { QUERY } from '../steps/query.ts';
import { REPORTS } from '../steps/reports.ts';
import { ROWS } from '../steps/rows.ts';
import { RUNNING } from '../steps/running.ts';
import type { Step } from '../steps/step.ts';
import { messageOf } from './failure.ts';
import { openQuery } from './open-query.ts';
import type { QueryUnderTest } from './query-under-test.ts';

const STEPS: ReadonlyMap<string, Step> = new Map([
  ...FEEDING,
  ...RUNNING,
  ...ROWS,
  ...REPORTS,
  ...QUERY,
  ...FILES,
  ...KAFKA,
]);

/** Fields of a step that say how, not what. */
const OPTIONS = new Set(['ordered']);
/** Steps that have a meaning while an error waits for its `expectError`. */
const AFTER_FAILURE = new Set(['expectError', 'expectQuery']);

/** Where a scenario runs. */
export interface Place {
  /** A real broker for its topics; one in this process unless said. */
  readonly brokers?: readonly string[] | undefined;
}

/**
 * Runs the steps of a scenario; those of a streaming one over a query that is started.
 *
 * @throws Difference at the first step that is not as expected
 */
export async function runSteps(written: Scenario, { brokers }: Place = {}): Promise<void> {
  const scenario = brokers === undefined ? written : withOwnTopics(written);
  const query = await openQuery(scenario, brokers);
  try {
    const { steps = [], kind } = scenario;
    const isStarted = kind !== 'batchKafka' && !isStartedByStep(steps);
    if (isStarted) await query.start();
    for (const [i, step] of steps.entries()) await runStep(query, step, i);
    query.watch();
    if (query.failure !== undefined) {
      throw new Difference(`an error at the end: ${messageOf(query.failure.error)}`);
    }
  } finally {
    await query.stop();
    await query.world.close();
  }
}

async function runStep(query: QueryUnderTest, step: JsonObject, i: number): Promise<void> {
  const name = Object.keys(step).find((field) => !OPTIONS.has(field)) ?? 'note';
  const run = STEPS.get(name);
  if (run === undefined) throw new Skip(`no such step here: ${name}`);
  try {
    query.watch();
    if (query.failure !== undefined && name.startsWith('expect') && !AFTER_FAILURE.has(name)) {
      throw new Difference(`the query failed: ${messageOf(query.failure.error)}`);
    }
    await run(query, step[name] ?? null, step);
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    throw new Difference(`step ${i} ${name}: ${error.message}`);
  }
}

/** A query starts before the first step, unless a start comes before any restart. */
function isStartedByStep(steps: readonly JsonObject[]): boolean {
  const first = steps.find(
    (step) => 'start' in step || 'startAndAwait' in step || 'restart' in step,
  );
  return first !== undefined && !('restart' in first);
}
