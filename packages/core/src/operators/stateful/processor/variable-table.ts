import { readValue } from '../../../columnar/read-value.ts';
import type { Vector } from '../../../columnar/vector.ts';
import { vectorOf } from '../../../columnar/vector-of.ts';
import type { StateChanges } from '../../../state/state-store.ts';
import { type DataType, type Field, LONG } from '../../../types/data-type.ts';
import type { InternalValue } from '../../../types/internal-value.ts';
import type { StateTable } from '../stateful-operator.ts';
import { DueQueue } from './due-queue.ts';
import type { KeyScope } from './key-scope.ts';
import { ManyRowsEach, OneRowEach, type RowsOfGroups } from './rows-of-groups.ts';
import { StateRow, type Token, tokenOf } from './state-row.ts';

/** The token of the row of a group that has no other. */
export const ONLY: Token = 0;

export interface VariableTableConfig {
  readonly name: string;
  readonly scope: KeyScope;
  /** What tells apart the rows of one group; absent where a group has one row. */
  readonly ownKey?: Field;
  /** Absent for timers, whose own key is the time they are due. */
  readonly valueType?: DataType;
  /** How long a row counts after it was written; undefined for ever. */
  readonly ttlMs?: number | undefined;
  /** True where rows come in the order of their own keys, which are numbers. */
  readonly isOrdered?: boolean;
}

/**
 * The rows of one state variable, or the timers: a group has none, one or several, told apart by a key
 * of their own. Values are internal ones, so that user code never holds what is stored.
 */
export class VariableTable implements StateTable {
  readonly tableName: string;
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  readonly canEvolve = true;
  readonly #config: VariableTableConfig;
  readonly #rows: RowsOfGroups;
  readonly #due = new DueQueue();
  #size = 0;
  #changed: StateRow[] = [];
  /** Rows of the stored table that are gone. */
  #removed: StateRow[] = [];
  #numRemoved = 0;
  #batchTimeMs = 0;
  /** Rows were restored since their order was made sure of. */
  #isUnordered = false;
  #largestKey = -1;

  constructor(config: VariableTableConfig) {
    const { name, scope, ownKey, valueType } = config;
    this.#config = config;
    this.tableName = name;
    this.keyFields = ownKey === undefined ? scope.keyFields : [...scope.keyFields, ownKey];
    // Stored on disk: never change.
    this.valueFields =
      valueType === undefined
        ? []
        : [
            { name: 'value', dataType: valueType, nullable: true },
            { name: 'expiryMs', dataType: LONG, nullable: true },
          ];
    this.#rows = ownKey === undefined ? new OneRowEach() : new ManyRowsEach();
  }

  /** How many rows there are, expired ones too. */
  get size(): number {
    return this.#size;
  }

  /** How many rows the batch has written and not removed. */
  get numUpdated(): number {
    return this.#changed.filter(({ isLive }) => isLive).length;
  }

  /** How many rows the batch has removed. */
  get numRemoved(): number {
    return this.#numRemoved;
  }

  /** A number above the own keys of all rows, for a row that comes after them. */
  get nextKey(): number {
    return this.#largestKey + 1;
  }

  begin(batchTimeMs: number): void {
    this.#batchTimeMs = batchTimeMs;
    this.#changed = [];
    this.#removed = [];
    this.#numRemoved = 0;
    if (this.#isUnordered && this.#rows instanceof ManyRowsEach) this.#rows.sort();
    this.#isUnordered = false;
  }

  /** True where a group has rows, expired ones too. */
  has(group: number): boolean {
    return this.#rows.has(group);
  }

  /** The row of a key that counts now. */
  find(group: number, token: Token): StateRow | undefined {
    const row = this.#rows.find(group, token);
    return row === undefined || this.#isExpired(row) ? undefined : row;
  }

  /** The rows of a group that count now. */
  *of(group: number): Generator<StateRow> {
    for (const row of this.#rows.of(group)) if (!this.#isExpired(row)) yield row;
  }

  /** Sets the value of a key; its time to live begins anew. */
  write(group: number, key: InternalValue, value: InternalValue): void {
    const { ttlMs } = this.#config;
    const row = this.#rowFor(group, key);
    row.value = value;
    row.timeMs = ttlMs === undefined ? Number.NaN : this.#batchTimeMs + ttlMs;
    this.#note(row);
  }

  /** Makes a row that is due at the time which is its key, if there is none. */
  schedule(group: number, timeMs: number): void {
    if (this.#rows.find(group, timeMs) !== undefined) return;
    const row = this.#rowFor(group, timeMs);
    row.timeMs = timeMs;
    this.#note(row);
  }

  remove(row: StateRow): void {
    if (!row.isLive) return;
    row.isLive = false;
    this.#rows.delete(row);
    this.#size--;
    this.#numRemoved++;
    if (row.isStored) this.#removed.push(row);
    this.#config.scope.touch(row.group);
  }

  /** Removes all rows of a group. */
  clear(group: number): void {
    for (const row of this.#rows.of(group)) this.remove(row);
  }

  /** Takes the rows that are due at or before a time out of the queue, the earliest first. They stay in the table. */
  takeDue(limitMs: number): readonly StateRow[] {
    return this.#due.takeUpTo(limitMs);
  }

  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void {
    const { scope, ownKey, valueType, isOrdered = false } = this.#config;
    const groups = scope.groupsOf(keys.slice(0, scope.keyFields.length), length);
    const ownKeys = keys[scope.keyFields.length];
    const [stored, expiries] = values;
    for (const [i, group] of groups.entries()) {
      const key = ownKeys && ownKey ? readValue(ownKeys, i, ownKey.dataType) : null;
      const row = this.#rowFor(group, key);
      row.isStored = true;
      if (stored && valueType) row.value = readValue(stored, i, valueType);
      const time = expiries ? readValue(expiries, i, LONG) : key;
      if (time !== null) row.timeMs = Number(time);
      this.#enqueue(row);
    }
    this.#isUnordered = isOrdered;
  }

  takeChanges(): StateChanges {
    const changed = this.#changed.filter(({ isLive }) => isLive);
    const columns = [...this.#keysOf(changed), ...this.#valuesOf(changed)];
    const removals = { length: this.#removed.length, columns: this.#keysOf(this.#removed) };
    for (const row of changed) {
      row.isStored = true;
      row.isChanged = false;
    }
    return { upserts: { length: changed.length, columns }, removals };
  }

  #rowFor(group: number, key: InternalValue): StateRow {
    const token = tokenOf(key ?? ONLY);
    const known = this.#rows.find(group, token);
    if (known !== undefined) return known;
    const row = new StateRow(group, token, key);
    if (this.#config.isOrdered === true) {
      this.#largestKey = Math.max(this.#largestKey, Number(key));
    }
    this.#rows.put(row);
    this.#size++;
    return row;
  }

  #note(row: StateRow): void {
    this.#enqueue(row);
    if (row.isChanged) return;
    row.isChanged = true;
    this.#changed.push(row);
  }

  #enqueue(row: StateRow): void {
    if (!Number.isNaN(row.timeMs)) this.#due.add(row, this.#size);
  }

  /** A value that is due is gone for reads before it is removed; a timer is there until it was handled. */
  #isExpired({ timeMs }: StateRow): boolean {
    return this.#config.valueType !== undefined && timeMs <= this.#batchTimeMs;
  }

  #keysOf(rows: readonly StateRow[]): readonly Vector[] {
    const { scope, ownKey } = this.#config;
    const keys = scope.keysOf(Int32Array.from(rows, ({ group }) => group));
    if (ownKey === undefined) return keys;
    const own = rows.map(({ key }) => key);
    return [...keys, vectorOf(own, ownKey.dataType)];
  }

  #valuesOf(rows: readonly StateRow[]): readonly Vector[] {
    const { valueType } = this.#config;
    if (valueType === undefined) return [];
    const values = rows.map(({ value }) => value);
    const expiries = rows.map(({ timeMs }) => (Number.isNaN(timeMs) ? null : timeMs));
    return [vectorOf(values, valueType), vectorOf(expiries, LONG)];
  }
}
