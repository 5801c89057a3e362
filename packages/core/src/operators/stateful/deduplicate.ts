import { compact, type RecordBatch } from '../../columnar/record-batch.ts';
import type { DoubleVector, Vector } from '../../columnar/vector.ts';
import { KeyTable } from '../../state/key-table.ts';
import type { StateChanges } from '../../state/state-store.ts';
import { type Field, LONG } from '../../types/data-type.ts';
import type { BatchContext, Emit } from '../operator.ts';
import { boundOf, MICROS_PER_MS, NO_ROWS, rowsUpTo } from './event-time-bound.ts';
import { GroupFlags } from './group-flags.ts';
import { LateRowFilter } from './late-row-filter.ts';
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
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  readonly #config: DeduplicateConfig;
  readonly #late: LateRowFilter;
  /** The event time among the key columns. */
  readonly #eventTimeKey: number;
  readonly #table: KeyTable;
  readonly #flags = new GroupFlags();
  /** By group, where a value is remembered for a time. */
  #expiresAt = new Float64Array(0);
  #removedKeys: readonly Vector[] = [];
  #removedCount = 0;
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
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#flags.begin();
    this.#removedKeys = [];
    this.#removedCount = 0;
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
    const added = rows.map((row) => groups[row] as number);
    this.#flags.admitNew(added, count, () => undefined);
    this.#flags.touch(added, count);
    this.#setExpiry(input, rows, added);
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

  finish(): void {
    const numRowsUpdated = this.#flags.touched.length;
    const expired = this.#expired();
    this.#evict(expired);
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = {
      numRowsTotal: this.#table.size,
      numRowsUpdated,
      numRowsRemoved: expired.length,
      numRowsDroppedByWatermark: this.#late.numLate,
      customMetrics: { numDroppedDuplicateRows: this.#numDuplicates },
    };
  }

  /** The keys that the watermark has passed. Where it stands still only keys of this batch can be. */
  #expired(): Int32Array {
    const isWithin = this.#config.withinDelayMs !== undefined;
    if (!isWithin && this.#eventTimeKey < 0) return NO_ROWS;
    const { evictWatermarkMs } = this.#context;
    const hasMoved = evictWatermarkMs > this.#lastEvictWatermarkMs;
    const groups = hasMoved ? this.#table.liveGroups() : this.#flags.touched;
    if (groups.length === 0) return NO_ROWS;
    const limitMicros = evictWatermarkMs * MICROS_PER_MS;
    if (isWithin)
      return groups.filter((group) => (this.#expiresAt[group] as number) <= limitMicros);
    const times = boundOf(this.#table.keyVector(this.#eventTimeKey, groups));
    return rowsUpTo(times, groups.length, limitMicros).map((row) => groups[row] as number);
  }

  #evict(groups: Int32Array): void {
    if (groups.length === 0) return;
    const removed = groups.filter((group) => this.#flags.isStored(group));
    this.#removedKeys = this.#table.keyVectors(removed);
    this.#removedCount = removed.length;
    for (const group of groups) {
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
    const [expiresAt] = values as readonly DoubleVector[];
    if (expiresAt !== undefined) {
      for (const [i, group] of groups.entries()) {
        this.#expiresAt[group] = expiresAt.values[i] as number;
      }
    }
    this.#flags.markStored(groups);
  }

  takeChanges(): StateChanges {
    const added = this.#flags.touched;
    this.#flags.markStored(added);
    const expiresAt: readonly Vector[] =
      this.#config.withinDelayMs === undefined ? [] : [this.#expiryOf(added)];
    return {
      upserts: { length: added.length, columns: [...this.#table.keyVectors(added), ...expiresAt] },
      removals: { length: this.#removedCount, columns: this.#removedKeys },
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
