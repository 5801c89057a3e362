import { compact, type RecordBatch } from '../../columnar/record-batch.ts';
import type { DoubleVector, Vector } from '../../columnar/vector.ts';
import type { Clock } from '../../ports/clock.ts';
import { pickInts } from '../../state/key-column.ts';
import { KeyTable } from '../../state/key-table.ts';
import { partsOfIds, type StateChanges } from '../../state/state-store.ts';
import { type Field, LONG } from '../../types/data-type.ts';
import { inTurns } from '../in-turns.ts';
import type { BatchContext, Emit } from '../operator.ts';
import { boundOf, MICROS_PER_MS, NO_ROWS, rowsOutside, rowsUpTo } from './event-time-bound.ts';
import { EventTimeBuckets } from './event-time-buckets.ts';
import { GroupFlags } from './group-flags.ts';
import { LateRowFilter } from './late-row-filter.ts';
import { SlotList } from './slot-list.ts';
import {
  NO_STATE_METRICS,
  type StatefulOperator,
  type StateMetrics,
  type StateTable,
} from './stateful-operator.ts';

export interface DeduplicateConfig {
  readonly operatorId: string;
  /** The columns that are compared, by position in the input. */
  readonly keyColumns: readonly number[];
  readonly keyFields: readonly Field[];
  /** The event time of the input, by position, if a watermark bounds one. It need not be compared. */
  readonly eventTimeColumn: number | undefined;
  /** How long after its first row a value is remembered; absent to compare with all rows ever seen. */
  readonly withinDelayMs: number | undefined;
  readonly inputWatermarkMs: (globalMs: number) => number;
  readonly emit: Emit;
  readonly emitLate: Emit;
}

/** Stored on disk: never change. */
const EXPIRES_AT: Field = { name: 'expiresAtMicros', dataType: LONG, nullable: false };

/**
 * Lets the first row of each key pass, at once (Spark: StreamingDeduplicateExec and
 * StreamingDeduplicateWithinWatermarkExec; semantics 6.2, 6.3). Nulls are equal to each other.
 *
 * A key leaves the state when the watermark passes its event time, if that is one of the key columns,
 * or, within the watermark, the event time of its first row and the delay.
 */
export class DeduplicateOperator implements StatefulOperator, StateTable {
  readonly operatorName: string;
  readonly operatorId: string;
  readonly tables: readonly StateTable[] = [this];
  readonly keepsFirst = true;
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  readonly #config: DeduplicateConfig;
  readonly #late: LateRowFilter;
  /** The event time among the key columns. */
  readonly #eventTimeKey: number;
  readonly #table: KeyTable;
  readonly #flags = new GroupFlags();
  /** Groups by the time at which they are forgotten; absent where none is. */
  readonly #byTime: EventTimeBuckets | undefined;
  /** By group, where a value is remembered for a time. */
  #expiresAt = new Float64Array(0);
  /** Groups on disk that this batch removed; their keys can be read until its end. */
  readonly #removed = new SlotList();
  #numDuplicates = 0;
  #metrics: StateMetrics = NO_STATE_METRICS;
  #context!: BatchContext;
  #lastEvictWatermarkMs = Number.NEGATIVE_INFINITY;

  constructor(config: DeduplicateConfig) {
    const { operatorId, keyFields, keyColumns, eventTimeColumn, withinDelayMs } = config;
    this.#config = config;
    this.#late = new LateRowFilter(config.eventTimeColumn, config.emitLate);
    this.operatorId = operatorId;
    this.operatorName = withinDelayMs === undefined ? 'dedupe' : 'dedupeWithinWatermark';
    this.keyFields = keyFields;
    this.valueFields = withinDelayMs === undefined ? [] : [EXPIRES_AT];
    this.#eventTimeKey = eventTimeColumn === undefined ? -1 : keyColumns.indexOf(eventTimeColumn);
    this.#table = new KeyTable(keyFields);
    if (withinDelayMs !== undefined || this.#eventTimeKey >= 0) {
      this.#byTime = new EventTimeBuckets();
    }
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#flags.begin();
    this.#removed.clear();
    this.#late.begin(context);
    this.#numDuplicates = 0;
  }

  push(batch: RecordBatch): void {
    const input = this.#late.onTime(compact(batch));
    const { length } = input;
    if (length === 0) return;
    const isNew = new Uint8Array(length);
    const groups = this.#groupsOf(input, isNew);
    const first = new Int32Array(length);
    let count = 0;
    for (let row = 0; row < length; row++) if (isNew[row] === 1) first[count++] = row;
    this.#numDuplicates += length - count;
    if (count === 0) return;
    const rows = first.subarray(0, count);
    const added = pickInts(groups, rows);
    this.#flags.admitNew(added, count);
    this.#flags.touch(added, count);
    this.#setExpiry(input, rows, added);
    this.#addByTime(added);
    this.#config.emit({ ...input, selection: rows });
  }

  #groupsOf(input: RecordBatch, isNew: Uint8Array): Int32Array {
    const keys = this.#config.keyColumns.map((column) => input.columns[column] as Vector);
    const groups = new Int32Array(input.length);
    this.#table.findOrInsert(keys, input.length, groups, isNew);
    this.#ensureCapacity();
    return groups;
  }

  #ensureCapacity(): void {
    const { capacity } = this.#table;
    this.#flags.ensureCapacity(capacity);
    this.#byTime?.ensureCapacity(capacity);
    if (this.#config.withinDelayMs === undefined || this.#expiresAt.length >= capacity) return;
    const grown = new Float64Array(capacity);
    grown.set(this.#expiresAt);
    this.#expiresAt = grown;
  }

  /** A row without a time counts as one of 1970, as in Spark. */
  #setExpiry(input: RecordBatch, rows: Int32Array, groups: Int32Array): void {
    const { withinDelayMs, eventTimeColumn } = this.#config;
    if (withinDelayMs === undefined || eventTimeColumn === undefined) return;
    const { values, nulls } = boundOf(input.columns[eventTimeColumn] as Vector);
    for (const [i, row] of rows.entries()) {
      const timeMicros = nulls?.[row] === 1 ? 0 : (values[row] as number);
      this.#expiresAt[groups[i] as number] = timeMicros + withinDelayMs * MICROS_PER_MS;
    }
  }

  #addByTime(groups: Int32Array): void {
    this.#byTime?.add(rowsOutside(NO_ROWS, groups.length), groups, this.#timesOf(groups));
  }

  /** When groups are forgotten. */
  #timesOf(groups: Int32Array): DoubleVector {
    return this.#config.withinDelayMs === undefined
      ? boundOf(this.#table.keyVector(this.#eventTimeKey, groups))
      : this.#expiryOf(groups);
  }

  finish(clock: Pick<Clock, 'yield'>): void | Promise<void> {
    return inTurns(this.#finishing(), clock);
  }

  *#finishing(): Generator<void> {
    const numRowsUpdated = this.#flags.touched.length;
    const numRowsRemoved = yield* this.#evict();
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = {
      numRowsTotal: this.#table.size,
      numRowsUpdated,
      numRowsRemoved,
      numRowsDroppedByWatermark: this.#late.numLate,
      customMetrics: { numDroppedDuplicateRows: this.#numDuplicates },
    };
  }

  /** Forgets the keys that the watermark has passed. */
  *#evict(): Generator<void, number> {
    if (this.#byTime === undefined) return 0;
    const limitMicros = this.#context.evictWatermarkMs * MICROS_PER_MS;
    let count = 0;
    for (const groups of this.#byTime.take(limitMicros)) {
      if (count > 0) yield;
      const times = this.#timesOf(groups);
      const rows = rowsUpTo(times, groups.length, limitMicros);
      this.#byTime.add(rowsOutside(rows, groups.length), groups, times);
      this.#remove(pickInts(groups, rows));
      count += rows.length;
    }
    return count;
  }

  #remove(groups: Int32Array): void {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      if (this.#flags.isStored(group)) this.#removed.push(group);
      this.#table.remove(group);
      this.#flags.remove(group);
    }
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  wantsBatch(nextWatermarkMs: number): boolean {
    return nextWatermarkMs > this.#lastEvictWatermarkMs;
  }

  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void {
    const groups = new Int32Array(length);
    this.#table.findOrInsert(keys, length, groups);
    this.#ensureCapacity();
    const rows = this.#flags.admitNew(groups, length);
    const added = pickInts(groups, rows);
    const [expiresAt] = values as readonly DoubleVector[];
    if (expiresAt !== undefined) {
      for (let i = 0; i < added.length; i++) {
        this.#expiresAt[added[i] as number] = expiresAt.values[rows[i] as number] as number;
      }
    }
    this.#flags.markStored(added);
    this.#addByTime(added);
  }

  takeChanges(): StateChanges {
    const added = this.#flags.touched;
    this.#flags.markStored(added);
    return {
      upserts: partsOfIds(added, (groups) => ({
        length: groups.length,
        columns:
          this.#config.withinDelayMs === undefined
            ? this.#table.keyVectors(groups)
            : [...this.#table.keyVectors(groups), this.#expiryOf(groups)],
      })),
      removals: partsOfIds(this.#removed.toArray(), (groups) => ({
        length: groups.length,
        columns: this.#table.keyVectors(groups),
      })),
    };
  }

  #expiryOf(groups: Int32Array): DoubleVector {
    const values = Float64Array.from(groups, (group) => this.#expiresAt[group] as number);
    return { kind: 'double', length: groups.length, nulls: undefined, values };
  }

  metrics(): StateMetrics {
    return this.#metrics;
  }
}
