import { concatBatches } from '../../columnar/concat.ts';
import { readValue } from '../../columnar/read-value.ts';
import { compact, type RecordBatch, recordBatch } from '../../columnar/record-batch.ts';
import { fromJs, type Row, rowsOf, toJs } from '../../columnar/row.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { StreamingError } from '../../errors/condition.ts';
import { USER_FUNCTION_FAILED } from '../../errors/expression.ts';
import { SEVERAL_INITIAL_STATES } from '../../errors/groups.ts';
import type { CompiledExpression } from '../../functions/compiled-expression.ts';
import type { GroupFunction, GroupStateTimeout } from '../../plan/group-state.ts';
import { KeyTable } from '../../state/key-table.ts';
import type { StateChanges } from '../../state/state-store.ts';
import { type DataType, type Field, LONG } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Schema } from '../../types/schema.ts';
import type { BatchContext, Emit } from '../operator.ts';
import { CallState } from './group-state.ts';
import { LateRowFilter } from './late-row-filter.ts';
import { RowOutput } from './row-output.ts';
import { rowsByGroup } from './rows-by-group.ts';
import {
  NO_STATE_METRICS,
  type StatefulOperator,
  type StateMetrics,
  type StateTable,
} from './stateful-operator.ts';

export interface FlatMapGroupsConfig {
  readonly operatorId: string;
  /** The verb, for messages. */
  readonly fn: string;
  readonly call: GroupFunction;
  readonly keys: readonly CompiledExpression[];
  readonly keyFields: readonly Field[];
  readonly inputSchema: Schema;
  readonly schema: Schema;
  readonly stateType: DataType;
  readonly timeout: GroupStateTimeout;
  /** The event time of the input by position; absent where no watermark reaches it. */
  readonly eventTimeColumn: number | undefined;
  /** True where rows have an end: every group is called once, and no state is left. */
  readonly isBounded: boolean;
  readonly inputWatermarkMs: (globalMs: number) => number;
  readonly emit: Emit;
  readonly emitLate: Emit;
}

const INITIAL_STATE = 1;

/**
 * Calls a user function for every group that has rows in the batch, then for those whose timeout has
 * passed (Spark: FlatMapGroupsWithStateExec; semantics 6.7). Groups are called in the order of their
 * first rows. Input 1 is the initial state: the keys, then the state, read by the first batch alone.
 */
export class FlatMapGroupsOperator implements StatefulOperator, StateTable {
  readonly operatorName = 'flatMapGroupsWithState';
  readonly operatorId: string;
  readonly tables: readonly StateTable[] = [this];
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  readonly #config: FlatMapGroupsConfig;
  /** Only where the function waits for event time a row can come too late for it. */
  readonly #late: LateRowFilter;
  readonly #output: RowOutput;
  readonly #table: KeyTable;
  /** By group; null where the group has a timeout only. */
  readonly #states: InternalValue[] = [];
  /** By group, milliseconds; NaN where none is set. */
  readonly #timeouts: number[] = [];
  /** By group: true once it is in the stored state. */
  readonly #isStored: boolean[] = [];
  #rows: RecordBatch[] = [];
  #initialRows: RecordBatch[] = [];
  #called = new Set<number>();
  #changed = new Set<number>();
  #removals: StateChanges['removals'] = { length: 0, columns: [] };
  #numUpdated = 0;
  #numRemoved = 0;
  #metrics: StateMetrics = NO_STATE_METRICS;
  #context!: BatchContext;
  #lastEvictWatermarkMs = Number.NEGATIVE_INFINITY;

  constructor(config: FlatMapGroupsConfig) {
    this.#config = config;
    this.#late = new LateRowFilter(
      config.timeout === 'eventTime' ? config.eventTimeColumn : undefined,
      config.emitLate,
    );
    this.operatorId = config.operatorId;
    this.keyFields = config.keyFields;
    // Stored on disk: never change.
    this.valueFields = [
      { name: 'state', dataType: config.stateType, nullable: true },
      { name: 'timeoutMs', dataType: LONG, nullable: true },
    ];
    this.#output = new RowOutput(config.fn, config.schema, config.emit);
    this.#table = new KeyTable(config.keyFields);
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#rows = [];
    this.#initialRows = [];
    this.#called = new Set();
    this.#changed = new Set();
    this.#numUpdated = 0;
    this.#numRemoved = 0;
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
    const initial = this.#setInitialStates();
    this.#callWithRows();
    for (const group of initial) if (!this.#called.has(group)) this.#call(group, [], false);
    this.#callTimedOut();
    this.#output.flush();
    this.#forgetEmpty();
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = {
      numRowsTotal: this.#table.size,
      numRowsUpdated: this.#numUpdated,
      numRowsRemoved: this.#numRemoved,
      numRowsDroppedByWatermark: this.#late.numLate,
    };
  }

  #setInitialStates(): readonly number[] {
    const { stateType, keyFields } = this.#config;
    const groups: number[] = [];
    for (const batch of this.#initialRows) {
      const isNew = new Uint8Array(batch.length);
      const ids = this.#groupsOf(batch.columns.slice(0, keyFields.length), batch.length, isNew);
      for (const [row, group] of ids.entries()) {
        if (isNew[row] === 0) throw SEVERAL_INITIAL_STATES.error({ key: this.#keyText(group) });
        this.#states[group] = readValue(batch.columns.at(-1) as Vector, row, stateType);
        this.#changed.add(group);
        groups.push(group);
      }
    }
    return groups;
  }

  #callWithRows(): void {
    if (this.#rows.length === 0) return;
    const { inputSchema, keys } = this.#config;
    const rows = concatBatches(inputSchema, this.#rows);
    this.#rows = [];
    const keyVectors = keys.map((key) => key.evaluate(rows, this.#context));
    const groups = this.#groupsOf(keyVectors, rows.length);
    const rowsOfGroup = rowsByGroup(groups);
    for (const group of new Set(groups)) {
      this.#call(group, rowsOf({ ...rows, selection: rowsOfGroup(group) }), false);
    }
  }

  #callTimedOut(): void {
    const { timeout, isBounded } = this.#config;
    if (timeout === 'none' || isBounded) return;
    const { batchTimeMs, evictWatermarkMs } = this.#context;
    const limitMs = timeout === 'processingTime' ? batchTimeMs : evictWatermarkMs;
    for (const group of this.#table.liveGroups()) {
      const timeoutMs = this.#timeouts[group] as number;
      if (timeoutMs < limitMs && !this.#called.has(group)) this.#call(group, [], true);
    }
  }

  #groupsOf(keys: readonly Vector[], length: number, isNew?: Uint8Array): Int32Array {
    const groups = new Int32Array(length);
    this.#table.findOrInsert(keys, length, groups, isNew);
    for (let group = this.#states.length; group < this.#table.capacity; group++) {
      this.#states.push(null);
      this.#timeouts.push(Number.NaN);
      this.#isStored.push(false);
    }
    return groups;
  }

  #call(group: number, rows: Iterable<Row>, hasTimedOut: boolean): void {
    const { call, timeout, stateType, eventTimeColumn, fn } = this.#config;
    const before = this.#states[group] ?? null;
    const state = new CallState<unknown>({
      state: before === null ? undefined : toJs(before, stateType, 'state'),
      timeout,
      batchTimeMs: this.#context.batchTimeMs,
      watermarkMs: eventTimeColumn === undefined ? undefined : this.#context.evictWatermarkMs,
      hasTimedOut,
    });
    try {
      for (const row of call(this.#keyRow(group), rows, state)) this.#output.add(row);
    } catch (cause) {
      if (cause instanceof StreamingError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw USER_FUNCTION_FAILED.error({ name: fn, reason }, { cause });
    }
    this.#called.add(group);
    this.#apply(group, state);
  }

  /** A call clears the timeout; a state without timeout that was removed leaves nothing (semantics 6.7). */
  #apply(group: number, state: CallState<unknown>): void {
    const { timeoutMs = Number.NaN } = state;
    const hasNewTimeout = !Object.is(timeoutMs, this.#timeouts[group]);
    this.#timeouts[group] = timeoutMs;
    if (state.isRemoved) this.#states[group] = null;
    if (state.isUpdated) this.#states[group] = fromJs(state.get(), this.#config.stateType);
    if (state.isRemoved && Number.isNaN(timeoutMs)) {
      this.#numRemoved++;
      return;
    }
    if (!state.isUpdated && !state.isRemoved && !hasNewTimeout) return;
    this.#changed.add(group);
    this.#numUpdated++;
  }

  /** Groups with neither state nor timeout are not kept. */
  #forgetEmpty(): void {
    const empty = [...this.#called].filter(
      (group) => this.#states[group] === null && Number.isNaN(this.#timeouts[group]),
    );
    const stored = Int32Array.from(empty.filter((group) => this.#isStored[group] === true));
    this.#removals = { length: stored.length, columns: this.#table.keyVectors(stored) };
    for (const group of empty) {
      this.#table.remove(group);
      this.#isStored[group] = false;
      this.#changed.delete(group);
    }
  }

  #keyRow(group: number): Row {
    const { keyFields } = this.#config;
    const columns = this.#table.keyVectors(Int32Array.of(group));
    const [row] = rowsOf(recordBatch({ fields: keyFields }, columns, 1));
    return row ?? {};
  }

  #keyText(group: number): string {
    return JSON.stringify(this.#keyRow(group));
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  /** What the function gives has no event time. */
  outputWatermarkMs(): undefined {
    return undefined;
  }

  wantsBatch(nextWatermarkMs: number): boolean {
    switch (this.#config.timeout) {
      case 'none':
        return false;
      case 'processingTime':
        return true;
      case 'eventTime':
        return nextWatermarkMs > this.#lastEvictWatermarkMs;
    }
  }

  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void {
    const groups = this.#groupsOf(keys, length);
    const [states, timeouts] = values as readonly [Vector, Vector];
    for (const [row, group] of groups.entries()) {
      this.#states[group] = readValue(states, row, this.#config.stateType);
      const timeoutMs = readValue(timeouts, row, LONG);
      this.#timeouts[group] = timeoutMs === null ? Number.NaN : Number(timeoutMs);
      this.#isStored[group] = true;
    }
  }

  takeChanges(): StateChanges {
    const groups = Int32Array.from(this.#changed);
    const { stateType } = this.#config;
    const states: InternalValue[] = [];
    const timeouts: InternalValue[] = [];
    for (const group of groups) {
      const timeoutMs = this.#timeouts[group] as number;
      states.push(this.#states[group] ?? null);
      timeouts.push(Number.isNaN(timeoutMs) ? null : timeoutMs);
      this.#isStored[group] = true;
    }
    const values = [vectorOf(states, stateType), vectorOf(timeouts, LONG)];
    return {
      upserts: { length: groups.length, columns: [...this.#table.keyVectors(groups), ...values] },
      removals: this.#removals,
    };
  }

  metrics(): StateMetrics {
    return this.#metrics;
  }
}
