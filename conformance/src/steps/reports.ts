import type { StateOperatorProgress, StreamingQueryProgress } from '@tidemark/core';
import { Difference, Skip } from '../outcome.ts';
import { sourcesOf } from '../plan/compile-plan.ts';
import { nextWatermarkMs } from '../runner/newest-commit.ts';
import type { QueryUnderTest } from '../runner/query-under-test.ts';
import { isObject, type Json, type JsonObject, listOf } from '../scenario.ts';
import { checkSame, type Steps } from './step.ts';

export const REPORTS: Steps = [
  [
    'expectWatermark',
    async (query, expected) => {
      const { query: running, world } = query;
      if (running?.isActive === true && !world.hasManualClock) await running.processAllAvailable();
      checkSame('watermark', await nextWatermarkMs(query.world), expected);
    },
  ],
  [
    'expectBatches',
    (query, expected) => {
      const { length } = query.reports();
      const batches = length - query.batchesSeen;
      query.batchesSeen = length;
      checkSame('batches', batches, expected);
    },
  ],
  ['expectState', (query, expected) => checkState(query, listOf(expected))],
  ['expectProgress', (query, expected) => checkProgress(query, expected as JsonObject)],
];

/** The counts of an operator that are summed up over batches. */
const SUMS: ReadonlyMap<string, (operator: StateOperatorProgress) => number> = new Map([
  ['updated', (operator: StateOperatorProgress) => operator.numRowsUpdated],
  ['removed', (operator: StateOperatorProgress) => operator.numRowsRemoved],
  ['dropped', (operator: StateOperatorProgress) => operator.numRowsDroppedByWatermark],
  [
    'duplicates',
    (operator: StateOperatorProgress) => operator.customMetrics?.['numDroppedDuplicateRows'] ?? 0,
  ],
]);

function checkState(query: QueryUnderTest, expected: readonly Json[]): void {
  const all = query.reports();
  const since = all.slice(query.statesSeen);
  query.statesSeen = all.length;
  const operators = all.at(-1)?.stateOperators ?? [];
  const found = operators.map((operator, i) => {
    const counts: Record<string, number> = { total: operator.numRowsTotal };
    for (const [name, read] of SUMS) {
      counts[name] = since.reduce((sum, { stateOperators }) => {
        const of = stateOperators[i];
        return of === undefined ? sum : sum + read(of);
      }, 0);
    }
    return counts;
  });
  const isSame =
    found.length === expected.length &&
    expected.every((counts, i) => isAsExpected(counts as JsonObject, found[i] ?? {}));
  if (!isSame) {
    throw new Difference(`state ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
  }
}

function isAsExpected(expected: JsonObject, found: Readonly<Record<string, number>>): boolean {
  return Object.entries(expected).every(
    ([name, count]) => count === null || found[name] === Number(count),
  );
}

function checkProgress(query: QueryUnderTest, expected: JsonObject): void {
  const reports = query.reports();
  const withRows = reports.findLast(({ numInputRows }) => numInputRows > 0);
  for (const [name, value] of Object.entries(expected)) {
    switch (name) {
      case 'lastBatchId':
        checkSame(name, reports.at(-1)?.batchId ?? -1, value);
        break;
      case 'numInputRows':
        checkSame(name, withRows?.numInputRows ?? 0, value);
        break;
      case 'sources':
        checkSources(query, withRows, value ?? null);
        break;
      case 'eventTime':
        checkEventTime(withRows, value ?? null);
        break;
      default:
        throw new Skip(`no such report here: ${name}`);
    }
  }
}

function checkSources(
  query: QueryUnderTest,
  report: StreamingQueryProgress | undefined,
  expected: Json,
): void {
  const names = sourcesOf(query.plan).filter((name) => query.source(name).isStreaming);
  for (const [name, rows] of Object.entries(isObject(expected) ? expected : {})) {
    checkSame(`rows of ${name}`, report?.sources[names.indexOf(name)]?.numInputRows, rows);
  }
}

function checkEventTime(report: StreamingQueryProgress | undefined, expected: Json): void {
  const found = Object.entries(report?.eventTime ?? {}).map(
    ([name, time]) => [name, Date.parse(time)] as const,
  );
  const sorted = (entries: readonly (readonly [string, unknown])[]): unknown =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  checkSame('eventTime', sorted(found), sorted(Object.entries(isObject(expected) ? expected : {})));
}
