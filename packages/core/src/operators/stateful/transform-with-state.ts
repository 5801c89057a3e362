import { concatBatches } from '../../columnar/concat.ts';
import { compact, type RecordBatch } from '../../columnar/record-batch.ts';
import { type Row, rowsOf } from '../../columnar/row.ts';
import { StreamingError } from '../../errors/condition.ts';
import { USER_FUNCTION_FAILED } from '../../errors/expression.ts';
import {
  MISSING_HANDLER,
  TIME_MODE_CHANGED,
  VARIABLE_NOT_DECLARED,
} from '../../errors/stateful-processor.ts';
import type { CompiledExpression } from '../../functions/compiled-expression.ts';
import type { ProcessorFactory, TimeMode } from '../../plan/stateful-processor.ts';
import type { Field } from '../../types/data-type.ts';
import type { Schema } from '../../types/schema.ts';
import type { BatchContext, Emit } from '../operator.ts';
import { LateRowFilter } from './late-row-filter.ts';
import { GroupTimers, timeModeOf } from './processor/group-timers.ts';
import { KeyScope } from './processor/key-scope.ts';
import { OnTimeOutput } from './processor/on-time-output.ts';
import { type ProcessorDeclarations, ProcessorHandle } from './processor/processor-handle.ts';
import type { VariableTable } from './processor/variable-table.ts';
import { rowsByGroup } from './rows-by-group.ts';
import {
  NO_STATE_METRICS,
  type StatefulOperator,
  type StateMetrics,
  type StateTable,
} from './stateful-operator.ts';

export interface TransformWithStateConfig {
  readonly operatorId: string;
  readonly makeProcessor: ProcessorFactory;
  readonly keys: readonly CompiledExpression[];
  readonly keyFields: readonly Field[];
  readonly inputSchema: Schema;
  readonly schema: Schema;
  readonly timeMode: TimeMode;
  /** The event time of the input by position; absent where no watermark reaches it. */
  readonly eventTimeColumn: number | undefined;
  /** The event time of the output by position; absent where it has none. */
  readonly outputTimeColumn: number | undefined;
  /** What the rows of the initial state are; absent where there is none. */
  readonly initialStateField: Field | undefined;
  /** True where rows have an end: every group is called once, timers never expire, and no state is left. */
  readonly isBounded: boolean;
  readonly inputWatermarkMs: (globalMs: number) => number;
  readonly emit: Emit;
  readonly emitLate: Emit;
}

const FN = 'transformWithState';
const INITIAL_STATE = 1;

/**
 * Lets a processor with state variables and timers make rows of the rows of each group (Spark:
 * TransformWithStateExec; semantics 6.8). Groups are called in the order of their first rows, then
 * timers that have expired, the earliest first. Input 1 is the initial state: the keys, then the state,
 * read by the first batch alone.
 *
 * The processor is made here, before any state is restored: what it declares are the tables.
 */
export class TransformWithStateOperator implements StatefulOperator {
  readonly operatorName = 'transformWithStateExec';
  readonly operatorId: string;
  readonly tables: readonly StateTable[];
  readonly #config: TransformWithStateConfig;
  /** Only where the processor goes by event time a row can come too late for it. */
  readonly #late: LateRowFilter;
  readonly #scope: KeyScope;
  readonly #timers: GroupTimers;
  readonly #declared: ProcessorDeclarations;
  readonly #processor: ReturnType<ProcessorFactory>;
  readonly #output: OnTimeOutput;
  #rows: RecordBatch[] = [];
  #initialRows: RecordBatch[] = [];
  /** How many variables of earlier versions this run has forgotten. */
  #numForgotten = 0;
  #metrics: StateMetrics = NO_STATE_METRICS;
  #context!: BatchContext;
  #lastEvictWatermarkMs = Number.NEGATIVE_INFINITY;

  constructor(config: TransformWithStateConfig) {
    const { timeMode, eventTimeColumn, isBounded, schema, outputTimeColumn, emit } = config;
    this.#config = config;
    this.#late = new LateRowFilter(
      config.timeMode === 'eventTime' ? config.eventTimeColumn : undefined,
      config.emitLate,
    );
    this.operatorId = config.operatorId;
    this.#scope = new KeyScope(config.keyFields);
    const hasWatermark = eventTimeColumn !== undefined || isBounded;
    this.#timers = new GroupTimers(this.#scope, { timeMode, hasWatermark });
    const handle = new ProcessorHandle(this.#scope, timeMode);
    this.#processor = ofUser(() => config.makeProcessor(handle));
    this.#declared = handle.close();
    this.#timers.canExpire = this.#processor.handleExpiredTimer !== undefined;
    this.tables = timeMode === 'none' ? this.#declared.tables : this.#all;
    this.#output = new OnTimeOutput({ fn: FN, schema, timeColumn: outputTimeColumn, emit });
    this.#checkInitialStateHandler();
  }

  #checkInitialStateHandler(): void {
    if (this.#config.initialStateField === undefined) return;
    if (this.#processor.handleInitialState !== undefined) return;
    const because = 'it was given an initial state';
    throw MISSING_HANDLER.error({ handler: 'handleInitialState', because });
  }

  onTableLeft(tableName: string): void {
    const { operatorId, timeMode: now } = this.#config;
    const before = timeModeOf(tableName);
    if (before !== undefined) throw TIME_MODE_CHANGED.error({ operatorId, before, now });
    if (!this.#declared.forgotten.has(tableName)) {
      throw VARIABLE_NOT_DECLARED.error({ name: tableName, operatorId });
    }
    this.#numForgotten++;
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#scope.forgetWhere((group) => this.#all.every((table) => !table.has(group)));
    for (const table of this.#declared.tables) table.begin(context.batchTimeMs);
    this.#timers.begin(context.batchTimeMs, context.evictWatermarkMs);
    this.#output.begin(context.lateWatermarkMs);
    this.#rows = [];
    this.#initialRows = [];
    this.#late.begin(context);
  }

  push(batch: RecordBatch, input: number): void {
    const rows = compact(batch);
    if (rows.length === 0) return;
    if (input === INITIAL_STATE) {
      if (this.#context.batchId === 0) this.#initialRows.push(rows);
      return;
    }
    const onTime = this.#late.onTime(rows);
    if (onTime.length > 0) this.#rows.push(onTime);
  }

  finish(): void {
    this.#handleInitialStates();
    this.#handleRows();
    const numExpired = this.#config.isBounded ? 0 : this.#handleExpiredTimers();
    const numOutlived = this.#config.isBounded ? 0 : this.#removeOutlived();
    this.#output.flush();
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = this.#count(numExpired, numOutlived);
  }

  #handleInitialStates(): void {
    const { keyFields, initialStateField } = this.#config;
    if (initialStateField === undefined) return;
    const fields = [initialStateField];
    for (const batch of this.#initialRows) {
      const keys = batch.columns.slice(0, keyFields.length);
      const columns = batch.columns.slice(keyFields.length);
      const states = rowsOf({ ...batch, schema: { fields }, columns });
      this.#callEach(this.#scope.groupsOf(keys, batch.length), (key) => {
        const state: Row | undefined = states.next().value;
        this.#processor.handleInitialState?.(key, state?.[initialStateField.name], this.#timers);
      });
    }
  }

  #handleRows(): void {
    if (this.#rows.length === 0) return;
    const { inputSchema, keys } = this.#config;
    const rows = concatBatches(inputSchema, this.#rows);
    this.#rows = [];
    const keyVectors = keys.map((key) => key.evaluate(rows, this.#context));
    const groups = this.#scope.groupsOf(keyVectors, rows.length);
    const rowsOfGroup = rowsByGroup(groups);
    this.#callEach(Int32Array.from(new Set(groups)), (key, group) => {
      const own = rowsOf({ ...rows, selection: rowsOfGroup(group) });
      return this.#processor.handleInputRows(key, own, this.#timers);
    });
  }

  /** A timer that a call took back does not expire; one that it registers may in the next batch. */
  #handleExpiredTimers(): number {
    const expired = this.#timers.takeExpired();
    const keys = this.#scope.keyRowsOf(Int32Array.from(expired, ({ group }) => group));
    let numExpired = 0;
    for (const timer of expired) {
      const key: Row = keys.next().value;
      if (!timer.isLive) continue;
      this.#call(timer.group, () =>
        this.#processor.handleExpiredTimer?.(key, this.#timers, timer.timeMs),
      );
      this.#timers.dropExpired(timer);
      numExpired++;
    }
    return numExpired;
  }

  /** What has outlived its time is removed at the end of each batch. */
  #removeOutlived(): number {
    let numRemoved = 0;
    for (const table of this.#declared.tables) {
      for (const row of table.takeDue(this.#context.batchTimeMs)) {
        table.remove(row);
        numRemoved++;
      }
    }
    return numRemoved;
  }

  #callEach(
    groups: Int32Array,
    handle: (key: Row, group: number) => Iterable<Readonly<Row>> | void,
  ): void {
    const keys = this.#scope.keyRowsOf(groups);
    for (const group of groups) {
      const key: Row = keys.next().value;
      this.#call(group, () => handle(key, group));
    }
  }

  #call(group: number, handle: () => Iterable<Readonly<Row>> | void): void {
    this.#scope.run(group, () => {
      ofUser(() => {
        for (const row of handle() ?? []) this.#output.add(row);
      });
    });
  }

  get #all(): readonly VariableTable[] {
    return [...this.#declared.tables, this.#timers.table];
  }

  #count(numExpiredTimers: number, numValuesRemovedDueToTTLExpiry: number): StateMetrics {
    const { tables, counts } = this.#declared;
    const sum = (of: (table: VariableTable) => number): number =>
      tables.reduce((total, table) => total + of(table), 0);
    return {
      numRowsTotal: sum(({ size }) => size),
      numRowsUpdated: sum(({ numUpdated }) => numUpdated),
      numRowsRemoved: sum(({ numRemoved }) => numRemoved),
      numRowsDroppedByWatermark: this.#late.numLate,
      customMetrics: {
        ...NO_VARIABLES,
        ...counts,
        numDeletedStateVars: this.#numForgotten,
        numRegisteredTimers: this.#timers.numRegistered,
        numDeletedTimers: this.#timers.numDeleted,
        numExpiredTimers,
        numValuesRemovedDueToTTLExpiry,
      },
    };
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  wantsBatch(nextWatermarkMs: number): boolean {
    return (
      this.#config.timeMode === 'processingTime' || nextWatermarkMs > this.#lastEvictWatermarkMs
    );
  }

  metrics(): StateMetrics {
    return this.#metrics;
  }

  close(): void {
    ofUser(() => this.#processor.close?.());
  }
}

const NO_VARIABLES: Readonly<Record<string, number>> = {
  numValueStateVars: 0,
  numListStateVars: 0,
  numMapStateVars: 0,
  numValueStateWithTTLVars: 0,
  numListStateWithTTLVars: 0,
  numMapStateWithTTLVars: 0,
};

/** Runs code of the user; what it throws says whose it is. */
function ofUser<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof StreamingError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw USER_FUNCTION_FAILED.error({ name: FN, reason }, { cause });
  }
}
