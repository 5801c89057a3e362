import { compact, type RecordBatch, recordBatch } from '../../columnar/record-batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { CompiledAggregate } from '../../functions/compile-aggregate.ts';
import type { CompiledExpression } from '../../functions/compiled-expression.ts';
import type { Accumulator } from '../../functions/function.ts';
import type { Clock } from '../../ports/clock.ts';
import { pickInts } from '../../state/key-column.ts';
import { KeyTable } from '../../state/key-table.ts';
import { PART_ROWS, partsOfIds, type StateChanges } from '../../state/state-store.ts';
import type { Field } from '../../types/data-type.ts';
import type { OutputMode } from '../../types/output-mode.ts';
import type { Schema } from '../../types/schema.ts';
import { inTurns } from '../in-turns.ts';
import type { BatchContext, Emit } from '../operator.ts';
import {
  boundOf,
  MICROS_PER_MS,
  NO_ROWS,
  pick,
  rowsOutside,
  rowsUpTo,
} from './event-time-bound.ts';
import { EventTimeBuckets } from './event-time-buckets.ts';
import { GroupFlags } from './group-flags.ts';
import { SlotList } from './slot-list.ts';
import {
  NO_STATE_METRICS,
  type StatefulOperator,
  type StateMetrics,
  type StateTable,
} from './stateful-operator.ts';

export interface HashAggregateConfig {
  readonly operatorId: string;
  /** Key fields, then the fields of the aggregates. */
  readonly schema: Schema;
  readonly keys: readonly CompiledExpression[];
  readonly keyFields: readonly Field[];
  readonly aggregates: readonly CompiledAggregate[];
  /** Which rows are emitted; a bounded plan runs as `complete`. */
  readonly outputMode: OutputMode;
  /** Position of the key that a watermark bounds, if there is one: a timestamp or a window. */
  readonly eventTimeKey: number | undefined;
  readonly inputWatermarkMs: (globalMs: number) => number;
  readonly emit: Emit;
  /** Takes the rows that came too late, as they reached this operator. */
  readonly emitLate: Emit;
}

/**
 * Streaming aggregation (Spark: StateStoreSaveExec and the aggregates around it; semantics 4.3, 6.1).
 *
 * - append: a group comes out once, when the watermark passes it, and leaves the state,
 * - update: a group comes out whenever a batch touched it, and leaves the state silently,
 * - complete: every group comes out after every batch, nothing is late, nothing leaves.
 */
export class HashAggregateOperator implements StatefulOperator, StateTable {
  readonly operatorName = 'stateStoreSave';
  readonly operatorId: string;
  readonly tables: readonly StateTable[] = [this];
  readonly keepsFirst = true;
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  readonly #config: HashAggregateConfig;
  readonly #table: KeyTable;
  readonly #accumulators: readonly Accumulator[];
  readonly #flags = new GroupFlags();
  /** Groups by the time that a watermark bounds; absent where none leaves. */
  readonly #byTime: EventTimeBuckets | undefined;
  /** Keys of late rows of this batch, to count groups as Spark does. */
  #lateKeys: KeyTable | undefined;
  /** Groups on disk that this batch removed; their keys can be read until its end. */
  readonly #removed = new SlotList();
  #metrics: StateMetrics = NO_STATE_METRICS;
  #context!: BatchContext;
  #lastEvictWatermarkMs = Number.NEGATIVE_INFINITY;

  constructor(config: HashAggregateConfig) {
    this.#config = config;
    this.operatorId = config.operatorId;
    this.keyFields = config.keyFields;
    this.valueFields = config.aggregates.flatMap(({ stateFields }, i) =>
      stateFields.map((field) => ({ ...field, name: `${i}.${field.name}` })),
    );
    this.#table = new KeyTable(config.keyFields);
    this.#accumulators = config.aggregates.map((aggregate) => aggregate.create());
    if (config.eventTimeKey !== undefined && config.outputMode !== 'complete') {
      this.#byTime = new EventTimeBuckets();
    }
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#flags.begin();
    this.#lateKeys = undefined;
    this.#removed.clear();
  }

  push(batch: RecordBatch): void {
    const input = compact(batch);
    if (input.length === 0) return;
    const keys = this.#config.keys.map((key) => key.evaluate(input, this.#context));
    const late = this.#lateRows(keys, input.length);
    if (late.length === 0) {
      this.#aggregate(input, keys);
      return;
    }
    this.#dropLate(input, keys, late);
    const onTime = rowsOutside(late, input.length);
    if (onTime.length === 0) return;
    this.#aggregate(compact({ ...input, selection: onTime }), pick(keys, onTime));
  }

  #aggregate(input: RecordBatch, keys: readonly Vector[]): void {
    const { length } = input;
    const groups = this.#groupsOf(keys, length);
    this.#flags.touch(groups, length);
    for (const [i, aggregate] of this.#config.aggregates.entries()) {
      const inputs = aggregate.inputs.map((e) => e.evaluate(input, this.#context));
      this.#accumulators[i]?.update(groups, length, inputs);
    }
  }

  /** The group of each row; groups seen for the first time start from the value of no rows. */
  #groupsOf(keys: readonly Vector[], length: number): Int32Array {
    const groups = new Int32Array(length);
    this.#table.findOrInsert(keys, length, groups);
    this.#flags.ensureCapacity(this.#table.capacity);
    for (const accumulator of this.#accumulators) {
      accumulator.ensureCapacity(this.#table.capacity);
    }
    const added = this.#flags.admitNew(groups, length);
    for (const accumulator of this.#accumulators) {
      for (let i = 0; i < added.length; i++) {
        accumulator.reset(groups[added[i] as number] as number);
      }
    }
    this.#byTime?.ensureCapacity(this.#table.capacity);
    this.#byTime?.add(added, groups, boundOf(keys[this.#config.eventTimeKey as number] as Vector));
    return groups;
  }

  /** The rows whose key is at or before the late watermark. Lateness of a window is judged by its end. */
  #lateRows(keys: readonly Vector[], length: number): Int32Array {
    if (this.#byTime === undefined) return NO_ROWS;
    const times = boundOf(keys[this.#config.eventTimeKey as number] as Vector);
    return rowsUpTo(times, length, this.#context.lateWatermarkMs * MICROS_PER_MS);
  }

  #dropLate(input: RecordBatch, keys: readonly Vector[], late: Int32Array): void {
    this.#lateKeys ??= new KeyTable(this.keyFields);
    this.#lateKeys.findOrInsert(pick(keys, late), late.length, new Int32Array(late.length));
    this.#config.emitLate({ ...input, selection: late });
  }

  finish(clock: Pick<Clock, 'yield'>): void | Promise<void> {
    return inTurns(this.#finishing(), clock);
  }

  *#finishing(): Generator<void> {
    const { outputMode } = this.#config;
    if (this.keyFields.length === 0) this.#flags.touch(this.#groupsOf([], 1), 1);
    const { touched } = this.#flags;
    if (outputMode === 'complete') yield* this.#emitAll(this.#table.liveGroups());
    if (outputMode === 'update') yield* this.#emitAll(touched);
    const numRowsRemoved = yield* this.#evict();
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = {
      numRowsTotal: this.#table.size,
      numRowsUpdated: touched.length,
      numRowsRemoved,
      numRowsDroppedByWatermark: this.#lateKeys?.size ?? 0,
    };
  }

  /** Lets the groups go that the watermark has passed. */
  *#evict(): Generator<void, number> {
    if (this.#byTime === undefined) return 0;
    const limitMicros = this.#context.evictWatermarkMs * MICROS_PER_MS;
    let count = 0;
    for (const groups of this.#byTime.take(limitMicros)) {
      if (count > 0) yield;
      const final = this.#finalAmong(groups, limitMicros, this.#byTime);
      if (this.#config.outputMode === 'append') this.#emitGroups(final);
      this.#remove(final);
      count += final.length;
    }
    return count;
  }

  /** The groups that are final; the others go back. */
  #finalAmong(groups: Int32Array, limitMicros: number, byTime: EventTimeBuckets): Int32Array {
    const times = boundOf(this.#table.keyVector(this.#config.eventTimeKey as number, groups));
    const rows = rowsUpTo(times, groups.length, limitMicros);
    if (rows.length === groups.length) return groups;
    byTime.add(rowsOutside(rows, groups.length), groups, times);
    return pickInts(groups, rows);
  }

  #remove(groups: Int32Array): void {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      if (this.#flags.isStored(group)) this.#removed.push(group);
      this.#table.remove(group);
      this.#flags.remove(group);
    }
  }

  *#emitAll(groups: Int32Array): Generator<void> {
    for (let start = 0; start < groups.length; start += PART_ROWS) {
      if (start > 0) yield;
      this.#emitGroups(groups.subarray(start, start + PART_ROWS));
    }
  }

  #emitGroups(groups: Int32Array): void {
    if (groups.length === 0) return;
    const { schema, emit } = this.#config;
    const results = this.#accumulators.map((accumulator) => accumulator.finish(groups));
    emit(recordBatch(schema, [...this.#table.keyVectors(groups), ...results], groups.length));
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  wantsBatch(nextWatermarkMs: number): boolean {
    // Spark asks this of every aggregation that is not complete, also where no key is bounded.
    return this.#config.outputMode !== 'complete' && nextWatermarkMs > this.#lastEvictWatermarkMs;
  }

  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void {
    const all = this.#groupsOf(keys, length);
    const known = this.#flags.markStored(all);
    const isFirst = known.length === 0;
    const rows = rowsOutside(known, length);
    const groups = isFirst ? all : pickInts(all, rows);
    const state = isFirst ? values : pick(values, rows);
    let at = 0;
    for (const [i, accumulator] of this.#accumulators.entries()) {
      const width = this.#config.aggregates[i]?.stateFields.length ?? 0;
      accumulator.loadState(groups, state.slice(at, at + width));
      at += width;
    }
  }

  takeChanges(): StateChanges {
    const changed = this.#flags.touched;
    this.#flags.markStored(changed);
    return {
      upserts: partsOfIds(changed, (groups) => ({
        length: groups.length,
        columns: [
          ...this.#table.keyVectors(groups),
          ...this.#accumulators.flatMap((accumulator) => accumulator.saveState(groups)),
        ],
      })),
      removals: partsOfIds(this.#removed.toArray(), (groups) => ({
        length: groups.length,
        columns: this.#table.keyVectors(groups),
      })),
    };
  }

  metrics(): StateMetrics {
    return this.#metrics;
  }
}
