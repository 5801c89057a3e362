import { compact, type RecordBatch, recordBatch } from '../../columnar/record-batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { CompiledAggregate } from '../../functions/compile-aggregate.ts';
import type { CompiledExpression } from '../../functions/compiled-expression.ts';
import type { Accumulator } from '../../functions/function.ts';
import { KeyTable } from '../../state/key-table.ts';
import type { StateChanges } from '../../state/state-store.ts';
import type { Field } from '../../types/data-type.ts';
import type { OutputMode } from '../../types/output-mode.ts';
import type { Schema } from '../../types/schema.ts';
import type { BatchContext, Emit } from '../operator.ts';
import {
  boundOf,
  MICROS_PER_MS,
  NO_ROWS,
  pick,
  rowsOutside,
  rowsUpTo,
} from './event-time-bound.ts';
import { GroupFlags } from './group-flags.ts';
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

/** How many groups one emitted record batch holds: few batches, and no column of many megabytes. */
const OUTPUT_ROWS = 65_536;

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
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  readonly #config: HashAggregateConfig;
  readonly #table: KeyTable;
  readonly #accumulators: readonly Accumulator[];
  readonly #flags = new GroupFlags();
  /** Keys of late rows of this batch, to count groups as Spark does. */
  #lateKeys: KeyTable | undefined;
  #removed: Int32Array = NO_ROWS;
  #removedKeys: readonly Vector[] = [];
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
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#flags.begin();
    this.#lateKeys = undefined;
    this.#removed = NO_ROWS;
    this.#removedKeys = [];
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
    this.#flags.admitNew(groups, length, (group) => {
      for (const accumulator of this.#accumulators) accumulator.reset(group);
    });
    return groups;
  }

  /** The rows whose key is at or before the late watermark. Lateness of a window is judged by its end. */
  #lateRows(keys: readonly Vector[], length: number): Int32Array {
    const { eventTimeKey, outputMode } = this.#config;
    if (eventTimeKey === undefined || outputMode === 'complete') return NO_ROWS;
    const times = boundOf(keys[eventTimeKey] as Vector);
    return rowsUpTo(times, length, this.#context.lateWatermarkMs * MICROS_PER_MS);
  }

  #dropLate(input: RecordBatch, keys: readonly Vector[], late: Int32Array): void {
    this.#lateKeys ??= new KeyTable(this.keyFields);
    this.#lateKeys.findOrInsert(pick(keys, late), late.length, new Int32Array(late.length));
    this.#config.emitLate({ ...input, selection: late });
  }

  finish(): void {
    const { outputMode } = this.#config;
    if (this.keyFields.length === 0) this.#flags.touch(this.#groupsOf([], 1), 1);
    const numRowsUpdated = this.#flags.touched.length;
    if (outputMode === 'complete') this.#emitGroups(this.#table.liveGroups());
    if (outputMode === 'update') this.#emitGroups(this.#flags.touched);
    const final = this.#finalGroups();
    if (outputMode === 'append') this.#emitGroups(final);
    this.#evict(final);
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = {
      numRowsTotal: this.#table.size,
      numRowsUpdated,
      numRowsRemoved: final.length,
      numRowsDroppedByWatermark: this.#lateKeys?.size ?? 0,
    };
  }

  /**
   * The groups that the watermark has passed. Where it stands still only groups of this batch can be:
   * of the others it has passed none.
   */
  #finalGroups(): Int32Array {
    const { eventTimeKey, outputMode } = this.#config;
    if (eventTimeKey === undefined || outputMode === 'complete') return NO_ROWS;
    const { evictWatermarkMs } = this.#context;
    const hasMoved = evictWatermarkMs > this.#lastEvictWatermarkMs;
    const groups = hasMoved ? this.#table.liveGroups() : this.#flags.touched;
    if (groups.length === 0) return NO_ROWS;
    const times = boundOf(this.#table.keyVector(eventTimeKey, groups));
    const rows = rowsUpTo(times, groups.length, evictWatermarkMs * MICROS_PER_MS);
    return rows.map((row) => groups[row] as number);
  }

  #evict(groups: Int32Array): void {
    if (groups.length === 0) return;
    this.#removed = groups.filter((group) => this.#flags.isStored(group));
    this.#removedKeys = this.#table.keyVectors(this.#removed);
    for (const group of groups) {
      this.#table.remove(group);
      this.#flags.remove(group);
    }
  }

  #emitGroups(groups: Int32Array): void {
    const { schema, emit } = this.#config;
    for (let start = 0; start < groups.length; start += OUTPUT_ROWS) {
      const part = groups.subarray(start, start + OUTPUT_ROWS);
      const results = this.#accumulators.map((accumulator) => accumulator.finish(part));
      emit(recordBatch(schema, [...this.#table.keyVectors(part), ...results], part.length));
    }
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  wantsBatch(nextWatermarkMs: number): boolean {
    // Spark asks this of every aggregation that is not complete, also where no key is bounded.
    return this.#config.outputMode !== 'complete' && nextWatermarkMs > this.#lastEvictWatermarkMs;
  }

  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void {
    const groups = this.#groupsOf(keys, length);
    let at = 0;
    for (const [i, accumulator] of this.#accumulators.entries()) {
      const width = this.#config.aggregates[i]?.stateFields.length ?? 0;
      accumulator.loadState(groups, values.slice(at, at + width));
      at += width;
    }
    this.#flags.markStored(groups);
  }

  takeChanges(): StateChanges {
    const changed = this.#flags.touched;
    const values = this.#accumulators.flatMap((accumulator) => accumulator.saveState(changed));
    this.#flags.markStored(changed);
    return {
      upserts: {
        length: changed.length,
        columns: [...this.#table.keyVectors(changed), ...values],
      },
      removals: { length: this.#removed.length, columns: this.#removedKeys },
    };
  }

  metrics(): StateMetrics {
    return this.#metrics;
  }
}
