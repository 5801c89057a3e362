import { isDeepStrictEqual } from 'node:util';
import type { BatchFact, SinkFact, StateFact } from '../checkpoint/commit-log.ts';
import type { BatchIntent } from '../checkpoint/offset-log.ts';
import type { BatchContext, Operator } from '../operators/operator.ts';
import type { EventTimeStats } from '../operators/stateful/event-time-watermark.ts';
import type { TableNeed } from '../planner/physical-plan.ts';
import { allDone } from './all-done.ts';
import type { OpenQuery } from './open-query.ts';
import type { PhaseTimer } from './phase-timer.ts';
import type { StateOperatorProgress } from './progress.ts';
import { NOTHING_READ, type ReadCounts, readRange } from './read-range.ts';
import { finishAll, pushBounded } from './run-bounded.ts';

/** What a batch did, for its commit and for progress. */
export interface BatchOutcome {
  readonly fact: BatchFact;
  /** By source. */
  readonly reads: readonly ReadCounts[];
  /** By output. */
  readonly numOutputRows: readonly number[];
  /** What the first watermark step with rows saw. */
  readonly eventTime: EventTimeStats | undefined;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly numLateRows: number;
  readonly lateRowSample: readonly string[];
}

/** Runs a batch whose intent is durable, up to its commit. The numbers are those of the commit protocol. */
export async function runBatch(
  query: OpenQuery,
  intent: BatchIntent,
  timer: PhaseTimer,
): Promise<BatchOutcome> {
  const { physical } = query;
  // 2. Work.
  const reads = await timer.measure('addBatch', () => computeBatch(query, intent));
  // 3. Stage: state and output side by side; neither is visible before the fact.
  const [state, sinks] = await timer.measure('addBatch', () => stage(query, intent));
  query.tracker.update(query.watermarks.read(intent));
  const fact: BatchFact = query.factFor(intent, {
    nextWatermarkMs: query.tracker.currentMs,
    ...query.watermarks.fact(),
    state: state.flatMap(({ facts }) => facts),
    sinks: sinks.flatMap(({ fact: sinkFact }) => (sinkFact === undefined ? [] : [sinkFact])),
  });
  // 4. Fact.
  await timer.measure('commitOffsets', () => query.checkpoint.commits.add(fact));
  return {
    fact,
    reads,
    numOutputRows: sinks.map(({ numOutputRows }) => numOutputRows),
    eventTime: physical.watermarks.find(({ stats }) => stats !== undefined)?.stats,
    stateOperators: state.map(({ progress }) => progress),
    numLateRows: query.lateRows.count,
    lateRowSample: query.lateRows.rows,
  };
}

async function stage(
  query: OpenQuery,
  intent: BatchIntent,
): Promise<readonly [readonly StagedState[], readonly WrittenOutput[]]> {
  const state = stageState(query, intent);
  const sinks = writeSinks(query, intent);
  await allDone<unknown>([state, sinks]);
  return [await state, await sinks];
}

async function computeBatch(query: OpenQuery, intent: BatchIntent): Promise<readonly ReadCounts[]> {
  const { physical, definition } = query;
  const context: BatchContext = {
    ...definition.settings,
    batchId: intent.batchId,
    batchTimeMs: intent.batchTimeMs,
    lateWatermarkMs: query.lateWatermarkMs,
    evictWatermarkMs: intent.watermarkMs,
    sourcesRead: numbersOfRead(query, intent),
  };
  query.lateRows.begin();
  for (const collector of query.collectors) collector.begin();
  for (const operator of physical.operators) operator.begin?.(contextOf(operator, context));
  await readTables(query, intent, context);
  const reads: ReadCounts[] = [];
  for (const [i, { scan, reader }] of query.scans.entries()) {
    const range = intent.sources[i];
    reads.push(
      range === undefined || isEmpty(range)
        ? NOTHING_READ
        : await readRange(reader, range, { scan, index: i }, definition.ports.clock),
    );
  }
  await finishAll(physical.operators, definition.ports.clock);
  return reads;
}

/** The sources that have something new, even if it has no rows, by the numbers that the plan gave them. */
function numbersOfRead({ scans }: OpenQuery, { sources }: BatchIntent): ReadonlySet<number> {
  const numbers = scans.map(({ scan }, i) => {
    const range = sources[i];
    return range === undefined || isEmpty(range) ? undefined : scan.relation.number;
  });
  return new Set(numbers.filter((number) => number !== undefined));
}

function isEmpty({ start, end }: BatchIntent['sources'][number]): boolean {
  return isDeepStrictEqual(start, end);
}

/** Reads the tables beside the streams that this batch needs. */
async function readTables(
  { physical, definition }: OpenQuery,
  { batchId, sources }: BatchIntent,
  context: BatchContext,
): Promise<void> {
  const hasData = sources.some((range) => !isEmpty(range));
  const isNeeded: Readonly<Record<TableNeed, boolean>> = {
    first: batchId === 0,
    withRows: hasData,
    always: true,
  };
  for (const { plan, rows, need } of physical.tables) {
    if (isNeeded[need]) await pushBounded(plan, context, definition.ports, rows.emit);
  }
}

/** The batch as an operator sees it: with the watermarks as they reach it. */
function contextOf(operator: Operator, context: BatchContext): BatchContext {
  if (operator.inputWatermarkMs === undefined) return context;
  return {
    ...context,
    lateWatermarkMs: operator.inputWatermarkMs(context.lateWatermarkMs),
    evictWatermarkMs: operator.inputWatermarkMs(context.evictWatermarkMs),
  };
}

interface StagedState {
  readonly facts: readonly StateFact[];
  readonly progress: StateOperatorProgress;
}

function stageState(query: OpenQuery, { batchId }: BatchIntent): Promise<readonly StagedState[]> {
  const { clock } = query.definition.ports;
  return allDone(
    query.state.map(async ({ operator, tables }) => {
      const startMs = clock.monotonicMs();
      const facts = await allDone(
        tables.map(({ table, store }) => store.commit(batchId, table.takeChanges())),
      );
      const commitTimeMs = clock.monotonicMs() - startMs;
      const { operatorName } = operator;
      return { facts, progress: { operatorName, ...operator.metrics(), commitTimeMs } };
    }),
  );
}

interface WrittenOutput {
  /** Absent when there is nothing to publish. */
  readonly fact: SinkFact | undefined;
  readonly numOutputRows: number;
}

function writeSinks(query: OpenQuery, intent: BatchIntent): Promise<readonly WrittenOutput[]> {
  const { definition, writers, collectors } = query;
  return allDone(
    definition.outputs.map(async ({ sinkId, outputMode }, i) => {
      const batch = collectors[i]?.take();
      if (batch === undefined) return { fact: undefined, numOutputRows: 0 };
      const committable = await writers[i]?.write(batch, {
        batchId: intent.batchId,
        queryId: query.checkpoint.queryId,
        outputMode,
        batchTimeMs: intent.batchTimeMs,
        isReplay: query.pending === intent,
      });
      const fact = committable === undefined ? undefined : { sinkId, committable };
      return { fact, numOutputRows: batch.rowCount };
    }),
  );
}
