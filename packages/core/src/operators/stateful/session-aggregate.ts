import { concatBatches } from '../../columnar/concat.ts';
import { compact, partOf, type RecordBatch, recordBatch } from '../../columnar/record-batch.ts';
import type { DoubleVector, StructVector, Vector } from '../../columnar/vector.ts';
import type { CompiledAggregate } from '../../functions/compile-aggregate.ts';
import type { CompiledExpression } from '../../functions/compiled-expression.ts';
import type { Accumulator } from '../../functions/function.ts';
import type { Clock } from '../../ports/clock.ts';
import { KeyTable } from '../../state/key-table.ts';
import {
  PART_ROWS,
  partsOfIds,
  type StateChanges,
  type StateRows,
} from '../../state/state-store.ts';
import { type Field, TIMESTAMP } from '../../types/data-type.ts';
import type { OutputMode } from '../../types/output-mode.ts';
import type { Schema } from '../../types/schema.ts';
import { inTurns } from '../in-turns.ts';
import type { BatchContext, Emit } from '../operator.ts';
import { boundOf, MICROS_PER_MS, pick, rowsOutside, rowsUpTo } from './event-time-bound.ts';
import { mergeSessions } from './merge-sessions.ts';
import { SessionTable } from './session-table.ts';
import {
  NO_STATE_METRICS,
  type StatefulOperator,
  type StateMetrics,
  type StateTable,
} from './stateful-operator.ts';

export interface SessionAggregateConfig {
  readonly operatorId: string;
  /** Key fields, then the fields of the aggregates. */
  readonly schema: Schema;
  /** All keys; that of the session gives for each row the session it would be alone. */
  readonly keys: readonly CompiledExpression[];
  readonly keyFields: readonly Field[];
  /** Position of the session among the keys. */
  readonly sessionKey: number;
  readonly aggregates: readonly CompiledAggregate[];
  readonly outputMode: OutputMode;
  readonly hasWatermark: boolean;
  readonly inputWatermarkMs: (globalMs: number) => number;
  readonly emit: Emit;
  readonly emitLate: Emit;
}

/** Stored on disk: never change. */
const START: Field = { name: 'sessionStart', dataType: TIMESTAMP, nullable: false };
const END: Field = { name: 'sessionEnd', dataType: TIMESTAMP, nullable: false };

/**
 * Aggregation by session windows (Spark: MergingSessionsExec, SessionWindowStateStoreSaveExec;
 * semantics 5.2). A row is a session from its time to its time and the gap; sessions of a key that
 * touch become one.
 *
 * - append: a session comes out once, when the watermark passes its end, and leaves the state,
 * - complete: all sessions come out after every batch, and nothing leaves. Late rows are dropped all the
 *   same, unlike those of other windows.
 *
 * The rows of a batch are kept until its end and then put into sessions in the order of event time.
 */
export class SessionAggregateOperator implements StatefulOperator, StateTable {
  readonly operatorName = 'sessionWindowStateStoreSaveExec';
  readonly operatorId: string;
  readonly tables: readonly StateTable[] = [this];
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  readonly #config: SessionAggregateConfig;
  /** The columns that a batch is kept in: keys without the session, its bounds, inputs of aggregates. */
  readonly #rowSchema: Schema;
  readonly #table: SessionTable;
  readonly #accumulators: readonly Accumulator[];
  #rows: RecordBatch[] = [];
  /**
   * Late rows of this batch by key and session, for each part of the input: Spark puts equal ones together
   * in every partition, then drops what is late, and only then brings the partitions together.
   */
  readonly #late = new Map<string, KeyTable>();
  #numUpdated = 0;
  #changed: Int32Array = new Int32Array(0);
  #removals: readonly StateRows[] = [];
  #metrics: StateMetrics = NO_STATE_METRICS;
  #context!: BatchContext;
  #lastEvictWatermarkMs = Number.NEGATIVE_INFINITY;

  constructor(config: SessionAggregateConfig) {
    this.#config = config;
    this.operatorId = config.operatorId;
    const others = config.keyFields.filter((_, i) => i !== config.sessionKey);
    this.keyFields = [...others, START];
    this.valueFields = [
      END,
      ...config.aggregates.flatMap(({ stateFields }, i) =>
        stateFields.map((field) => ({ ...field, name: `${i}.${field.name}` })),
      ),
    ];
    const inputs = config.aggregates.flatMap((aggregate, i) =>
      aggregate.inputs.map(
        ({ dataType }, j): Field => ({ name: `${i}.${j}`, dataType, nullable: true }),
      ),
    );
    this.#rowSchema = { fields: [...others, START, END, ...inputs] };
    this.#table = new SessionTable(others);
    this.#accumulators = config.aggregates.map((aggregate) => aggregate.create());
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#rows = [];
    this.#late.clear();
    this.#numUpdated = 0;
  }

  push(batch: RecordBatch): void {
    const input = compact(batch);
    if (input.length === 0) return;
    const keys = this.#config.keys.map((key) => key.evaluate(input, this.#context));
    const late = this.#lateRows(keys, input.length);
    if (late.length === 0) {
      this.#keep(input, keys);
      return;
    }
    this.#countLate(partOf(input), pick(keys, late), late.length);
    this.#config.emitLate({ ...input, selection: late });
    const onTime = rowsOutside(late, input.length);
    if (onTime.length === 0) return;
    this.#keep(compact({ ...input, selection: onTime }), pick(keys, onTime));
  }

  #countLate(part: string, keys: readonly Vector[], length: number): void {
    let table = this.#late.get(part);
    if (table === undefined) this.#late.set(part, (table = new KeyTable(this.#config.keyFields)));
    table.findOrInsert(keys, length, new Int32Array(length));
  }

  /** A row is late by its own session, also where an open one would take it in. */
  #lateRows(keys: readonly Vector[], length: number): Int32Array {
    const { sessionKey, hasWatermark } = this.#config;
    if (!hasWatermark) return new Int32Array(0);
    const ends = boundOf(keys[sessionKey] as Vector);
    return rowsUpTo(ends, length, this.#context.lateWatermarkMs * MICROS_PER_MS);
  }

  #keep(input: RecordBatch, keys: readonly Vector[]): void {
    const { sessionKey, aggregates } = this.#config;
    const others = keys.filter((_, i) => i !== sessionKey);
    const bounds = (keys[sessionKey] as StructVector).children;
    const inputs = aggregates.flatMap((aggregate) =>
      aggregate.inputs.map((expression) => expression.evaluate(input, this.#context)),
    );
    this.#rows.push(recordBatch(this.#rowSchema, [...others, ...bounds, ...inputs], input.length));
  }

  finish(clock: Pick<Clock, 'yield'>): void | Promise<void> {
    return inTurns(this.#finishing(), clock);
  }

  *#finishing(): Generator<void> {
    const { outputMode } = this.#config;
    const removals: StateRows[] = [];
    const changed = this.#mergeRows(removals);
    if (this.#leaves) this.#table.awaitEnds(changed);
    if (outputMode === 'complete') yield* this.#emitAll(this.#table.live());
    const numMerged = removals.reduce((sum, { length }) => sum + length, 0);
    const numFinal = yield* this.#evict(removals);
    this.#changed = changed.filter((session) => this.#table.isLive(session));
    this.#removals = removals;
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = {
      numRowsTotal: this.#table.size,
      numRowsUpdated: this.#numUpdated,
      numRowsRemoved: numMerged + numFinal,
      numRowsDroppedByWatermark: [...this.#late.values()].reduce((sum, { size }) => sum + size, 0),
    };
  }

  /** Whether sessions leave the state when the watermark has passed them. */
  get #leaves(): boolean {
    return this.#config.hasWatermark && this.#config.outputMode !== 'complete';
  }

  /** Lets the sessions go that the watermark has passed. */
  *#evict(removals: StateRows[]): Generator<void, number> {
    if (!this.#leaves) return 0;
    let count = 0;
    const limitMicros = this.#context.evictWatermarkMs * MICROS_PER_MS;
    for (const final of this.#table.takeEnded(limitMicros)) {
      if (count > 0) yield;
      if (this.#config.outputMode === 'append') this.#emitSessions(final);
      removals.push(this.#keysOf(final.filter((session) => this.#table.isStored(session))));
      this.#table.remove(final);
      count += final.length;
    }
    return count;
  }

  /**
   * Puts the rows of the batch into sessions.
   *
   * @param removals - takes the keys of stored sessions that were merged into others
   * @returns the sessions that are new or changed
   */
  #mergeRows(removals: StateRows[]): Int32Array {
    if (this.#rows.length === 0) return new Int32Array(0);
    const { rows, keys } = this.#sortedRows();
    this.#rows = [];
    const numKeys = this.keyFields.length - 1;
    const [starts, ends] = rows.columns.slice(numKeys) as readonly DoubleVector[];
    const merged = mergeSessions(
      this.#table,
      {
        length: rows.length,
        keys,
        startMicros: (starts as DoubleVector).values,
        endMicros: (ends as DoubleVector).values,
      },
      (session) => this.#admit(session),
    );
    this.#count(merged.sessionOfRow, rows.columns.slice(numKeys + 2), rows.length);
    this.#numUpdated = merged.numSessions;
    const gone = Int32Array.from(merged.gone);
    if (gone.length > 0) {
      const into = Int32Array.from(merged.into);
      for (const accumulator of this.#accumulators) accumulator.merge(into, gone);
    }
    removals.push(this.#keysOf(gone.filter((session) => this.#table.isStored(session))));
    for (const session of gone) this.#table.release(session);
    return Int32Array.from(merged.changed);
  }

  /** The rows of the batch by key, and those of a key by the start and the end of their sessions. */
  #sortedRows(): { readonly rows: RecordBatch; readonly keys: Int32Array } {
    const rows = concatBatches(this.#rowSchema, this.#rows);
    const numKeys = this.keyFields.length - 1;
    const keys = this.#table.keysOf(rows.columns.slice(0, numKeys), rows.length);
    const [{ values: starts }, { values: ends }] = rows.columns.slice(numKeys) as unknown as [
      DoubleVector,
      DoubleVector,
    ];
    const order = Int32Array.from({ length: rows.length }, (_, row) => row);
    order.sort(
      (a, b) =>
        (keys[a] as number) - (keys[b] as number) ||
        (starts[a] as number) - (starts[b] as number) ||
        (ends[a] as number) - (ends[b] as number) ||
        a - b,
    );
    const sorted = compact({ ...rows, selection: order });
    return { rows: sorted, keys: order.map((row) => keys[row] as number) };
  }

  #admit(session: number): void {
    for (const accumulator of this.#accumulators) {
      accumulator.ensureCapacity(this.#table.capacity);
      accumulator.reset(session);
    }
  }

  #count(sessions: Int32Array, inputs: readonly Vector[], length: number): void {
    let at = 0;
    for (const [i, aggregate] of this.#config.aggregates.entries()) {
      const width = aggregate.inputs.length;
      this.#accumulators[i]?.update(sessions, length, inputs.slice(at, at + width));
      at += width;
    }
  }

  *#emitAll(sessions: Int32Array): Generator<void> {
    for (let start = 0; start < sessions.length; start += PART_ROWS) {
      if (start > 0) yield;
      this.#emitSessions(sessions.subarray(start, start + PART_ROWS));
    }
  }

  #emitSessions(sessions: Int32Array): void {
    if (sessions.length === 0) return;
    const { schema, sessionKey, emit } = this.#config;
    const keys = [...this.#table.keyVectors(sessions)];
    keys.splice(sessionKey, 0, this.#sessionVector(sessions));
    const results = this.#accumulators.map((accumulator) => accumulator.finish(sessions));
    emit(recordBatch(schema, [...keys, ...results], sessions.length));
  }

  #sessionVector(sessions: Int32Array): StructVector {
    const children = [this.#table.startVector(sessions), this.#table.endVector(sessions)];
    return { kind: 'struct', length: sessions.length, nulls: undefined, children };
  }

  /** What the stored state knows sessions by. */
  #keysOf(sessions: Int32Array): StateRows {
    const columns = [...this.#table.keyVectors(sessions), this.#table.startVector(sessions)];
    return { length: sessions.length, columns };
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  wantsBatch(nextWatermarkMs: number): boolean {
    return this.#config.outputMode !== 'complete' && nextWatermarkMs > this.#lastEvictWatermarkMs;
  }

  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void {
    const ids = this.#table.keysOf(keys.slice(0, -1), length);
    const starts = (keys.at(-1) as DoubleVector).values;
    const [ends, ...state] = values as readonly [DoubleVector, ...Vector[]];
    const sessions = new Int32Array(length);
    for (const [i, key] of ids.entries()) {
      const session = this.#table.allocate(key, starts[i] as number, ends.values[i] as number);
      this.#admit(session);
      this.#table.insert(session);
      sessions[i] = session;
    }
    let at = 0;
    for (const [i, accumulator] of this.#accumulators.entries()) {
      const width = this.#config.aggregates[i]?.stateFields.length ?? 0;
      accumulator.loadState(sessions, state.slice(at, at + width));
      at += width;
    }
    this.#table.markStored(sessions);
    if (this.#leaves) this.#table.awaitEnds(sessions);
  }

  takeChanges(): StateChanges {
    const changed = this.#changed;
    const removals = this.#removals;
    this.#table.markStored(changed);
    return {
      upserts: partsOfIds(changed, (sessions) => ({
        length: sessions.length,
        columns: [
          ...this.#keysOf(sessions).columns,
          this.#table.endVector(sessions),
          ...this.#accumulators.flatMap((accumulator) => accumulator.saveState(sessions)),
        ],
      })),
      removals: { length: removals.reduce((sum, { length }) => sum + length, 0), parts: removals },
    };
  }

  metrics(): StateMetrics {
    return this.#metrics;
  }
}
