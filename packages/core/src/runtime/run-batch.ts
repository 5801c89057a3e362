import { isDeepStrictEqual } from 'node:util';
import type { BatchFact, SinkFact, StateFact } from '../checkpoint/commit-log.ts';
import type { BatchIntent } from '../checkpoint/offset-log.ts';
import type { BatchContext, Operator } from '../operators/operator.ts';
import type { EventTimeStats } from '../operators/stateful/event-time-watermark.ts';
import type { TableNeed } from '../planner/physical-plan.ts';
import type { WriteContext } from '../sinks/sink.ts';
import { allDone } from './all-done.ts';
import type { BatchOutput } from './batch-output.ts';
import type { OpenQuery } from './open-query.ts';
import { operatorWatermarks } from './operator-watermarks.ts';
import type { PhaseTimer } from './phase-timer.ts';
import type { StateOperatorProgress } from './progress.ts';
import type { OutputDefinition } from './query-definition.ts';
import { NOTHING_READ, type ReadCounts, readRange } from './read-range.ts';
import { finishAll, pushBounded } from './run-bounded.ts';
import { Turns } from './turns.ts';

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
  const reads = await timer.measure('addBatch', () =>
    orAbandon(query, computeBatch(query, intent)),
  );
  // 3. Stage: state and output side by side; neither is visible before the fact.
  const [state, sinks] = await timer.measure('addBatch', () => stage(query, intent));
  query.stateBudget.check(
    state.map(({ operatorId, progress: { operatorName, numRowsTotal, storedBytes } }) => ({
      operator: `${operatorName} (${operatorId})`,
      numRows: numRowsTotal,
      sizeBytes: storedBytes,
    })),
  );
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

/** A batch that fails ends in the sinks too, before anything they use is closed. */
async function orAbandon<T>({ outputs }: OpenQuery, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await allDone(outputs.map((output) => output.abandon(error)));
    throw error;
  }
}

async function stage(
  query: OpenQuery,
  intent: BatchIntent,
): Promise<readonly [readonly StagedState[], readonly StagedOutput[]]> {
  const state = stageState(query, intent);
  const sinks = writeSinks(query);
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
  const turns = new Turns(definition.ports.clock, query.outputs);
  for (const [i, output] of query.outputs.entries()) {
    output.begin(writeContextOf(query, intent, definition.outputs[i] as OutputDefinition));
  }
  for (const operator of physical.operators) operator.begin?.(contextOf(operator, context));
  await readTables(query, intent, context);
  const reads: ReadCounts[] = [];
  for (const [i, { scan, reader }] of query.scans.entries()) {
    const range = intent.sources[i];
    reads.push(
      range === undefined || isEmpty(range)
        ? NOTHING_READ
        : await readRange(reader, range, { scan, index: i }, turns),
    );
  }
  await finishAll(physical.operators, turns);
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
  readonly operatorId: string;
  readonly facts: readonly StateFact[];
  readonly progress: StateOperatorProgress;
}

function stageState(
  query: OpenQuery,
  { batchId, watermarkMs }: BatchIntent,
): Promise<readonly StagedState[]> {
  const { clock } = query.definition.ports;
  const hasWatermark = query.physical.watermarks.length > 0;
  return allDone(
    query.state.map(async ({ operator, tables }) => {
      const startMs = clock.monotonicMs();
      const facts = await allDone(
        tables.map(({ table, store }) => store.commit(batchId, table.takeChanges())),
      );
      const commitTimeMs = clock.monotonicMs() - startMs;
      const { operatorName, operatorId } = operator;
      const storedBytes = facts
        .flatMap(({ files }) => files)
        .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const watermarks = hasWatermark ? operatorWatermarks(operator, watermarkMs) : {};
      const progress = {
        operatorName,
        ...operator.metrics(),
        commitTimeMs,
        storedBytes,
        ...watermarks,
      };
      return { operatorId, facts, progress };
    }),
  );
}

function writeContextOf(
  { checkpoint, pending }: OpenQuery,
  intent: BatchIntent,
  { outputMode }: OutputDefinition,
): WriteContext {
  const { batchId, batchTimeMs } = intent;
  const { queryId } = checkpoint;
  return { batchId, queryId, outputMode, batchTimeMs, isReplay: pending === intent };
}

/** What a sink wrote. */
interface StagedOutput {
  /** Absent when there is nothing to publish. */
  readonly fact: SinkFact | undefined;
  readonly numOutputRows: number;
}

function writeSinks({ definition, outputs }: OpenQuery): Promise<readonly StagedOutput[]> {
  return allDone(
    definition.outputs.map(async ({ sinkId }, i) => {
      const { committable, numOutputRows } = await (outputs[i] as BatchOutput).finish();
      const fact = committable === undefined ? undefined : { sinkId, committable };
      return { fact, numOutputRows };
    }),
  );
}
