import type { BooleanVector, DoubleVector, Vector } from '../../columnar/vector.ts';
import { pickInts } from '../../state/key-column.ts';
import type { KeyTable } from '../../state/key-table.ts';
import { RowTable } from '../../state/row-table.ts';
import type { StateChanges } from '../../state/state-store.ts';
import { BOOLEAN, type DataType, type Field, LONG } from '../../types/data-type.ts';
import { SlotList } from './slot-list.ts';
import type { StateTable } from './stateful-operator.ts';

export interface JoinSideConfig {
  /** Stored on disk: never change. */
  readonly tableName: 'left' | 'right';
  readonly rowFields: readonly Field[];
  /** The keys of both sides. Its group ids tie rows of equal keys together. */
  readonly keys: KeyTable;
  /** By key the column of the row that is the key; undefined where the key is computed. */
  readonly keyColumns: readonly (number | undefined)[];
  readonly keyFields: readonly Field[];
  /** Whether it is remembered which rows found a partner. */
  readonly tracksMatches: boolean;
}

const MATCHED = 1;
/** On disk since a batch before this one. */
const STORED = 2;
/** To be written by this batch. */
const CHANGED = 4;

/** A column is kept for each row, or it is a key, which is kept once for all rows that have it. */
type Place = { readonly column: number } | { readonly key: number };

/** A row on disk is known by a number that no row before it had. */
const ROW_ID: Field = { name: 'rowId', dataType: LONG, nullable: false };
const HAS_MATCHED: Field = { name: 'matched', dataType: BOOLEAN, nullable: false };

/**
 * The rows of one side of a stream-stream join, in chains by key: first come, first in the chain.
 *
 * On disk a row is its number, its columns, the keys that are computed from them, and whether it found
 * a partner where that matters.
 */
export class JoinSide implements StateTable {
  readonly tableName: string;
  readonly keyFields: readonly Field[] = [ROW_ID];
  readonly valueFields: readonly Field[];
  readonly #config: JoinSideConfig;
  /** By column of a row where its values are. */
  readonly #places: readonly Place[];
  readonly #rows: RowTable;
  /** By slot. */
  #flags = new Uint8Array(0);
  #ids = new Float64Array(0);
  #groups = new Int32Array(0);
  /** By slot the neighbours in its chain, -1 at the ends. */
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** By group the ends of its chain, as slot + 1; 0 for no rows. */
  #first = new Int32Array(0);
  #last = new Int32Array(0);
  #nextId = 0;
  /** The slots of rows that came in this batch. */
  readonly #added = new SlotList();
  readonly #changed = new SlotList();
  /** The numbers of rows on disk that this batch removed. */
  #removedIds: number[] = [];

  constructor(config: JoinSideConfig) {
    const { rowFields, keyFields, keyColumns, tracksMatches, tableName } = config;
    this.#config = config;
    this.tableName = tableName;
    this.valueFields = [
      ...rowFields,
      ...keyFields.filter((_, i) => keyColumns[i] === undefined),
      ...(tracksMatches ? [HAS_MATCHED] : []),
    ];
    this.#places = placesOf(rowFields, keyColumns);
    this.#rows = new RowTable(this.#stored(rowFields));
  }

  begin(): void {
    this.#added.clear();
    this.#changed.clear();
    this.#removedIds = [];
  }

  /** How many rows there are. */
  get size(): number {
    return this.#rows.size;
  }

  /** The first row of a key; -1 for none. */
  first(group: number): number {
    return group < this.#first.length ? (this.#first[group] as number) - 1 : -1;
  }

  /** The row behind another one of the same key; -1 for none. */
  next(slot: number): number {
    return this.#next[slot] as number;
  }

  isMatched(slot: number): boolean {
    return ((this.#flags[slot] as number) & MATCHED) !== 0;
  }

  markMatched(slot: number): void {
    if (!this.#config.tracksMatches || this.isMatched(slot)) return;
    (this.#flags[slot] as number) |= MATCHED;
    this.#noteChange(slot);
  }

  /** Adds rows at the ends of the chains of their keys. */
  add(
    columns: readonly Vector[],
    groups: Int32Array,
    isMatched: Uint8Array | undefined,
    length: number,
  ): void {
    const slots = this.#link(columns, groups, length);
    for (let i = 0; i < length; i++) {
      const slot = slots[i] as number;
      this.#flags[slot] = isMatched?.[i] === 1 ? MATCHED : 0;
      this.#ids[slot] = this.#nextId++;
      this.#noteChange(slot);
      this.#added.push(slot);
    }
  }

  /** Takes rows out; their slots must not be used any more. */
  remove(slots: Int32Array): void {
    for (const slot of slots) {
      if (((this.#flags[slot] as number) & STORED) !== 0) {
        this.#removedIds.push(this.#ids[slot] as number);
      }
      this.#flags[slot] = 0;
      this.#unlink(slot);
      this.#rows.remove(slot);
    }
  }

  /** The slots of all rows. */
  all(): Int32Array {
    return this.#rows.liveSlots();
  }

  /** The slots of the rows that this batch added. To be asked before any is removed. */
  added(): Int32Array {
    return this.#added.toArray();
  }

  groupsOf(slots: Int32Array): Int32Array {
    return pickInts(this.#groups, slots);
  }

  column(index: number, slots: Int32Array): Vector {
    return this.#read(this.#places[index] as Place, slots, undefined);
  }

  columns(slots: Int32Array): readonly Vector[] {
    const groups = this.groupsOf(slots);
    return this.#places.map((place) => this.#read(place, slots, groups));
  }

  #read(place: Place, slots: Int32Array, groups: Int32Array | undefined): Vector {
    if ('column' in place) return this.#rows.column(place.column, slots);
    return this.#config.keys.keyVector(place.key, groups ?? this.groupsOf(slots));
  }

  /** Those of what there is for each column of a row that is kept for each row. */
  #stored<T>(columns: readonly T[]): readonly T[] {
    return columns.filter((_, index) => 'column' in (this.#places[index] ?? {}));
  }

  restore(ids: readonly Vector[], values: readonly Vector[], length: number): void {
    const { rowFields, keyColumns, keys, tracksMatches } = this.#config;
    let computed = rowFields.length;
    const keyVectors = keyColumns.map((column) => values[column ?? computed++] as Vector);
    const groups = new Int32Array(length);
    keys.findOrInsert(keyVectors, length, groups);
    const slots = this.#link(values, groups, length);
    const [{ values: rowIds }] = ids as readonly [DoubleVector];
    const matched = tracksMatches ? (values[computed] as BooleanVector).values : undefined;
    for (let i = 0; i < length; i++) {
      const slot = slots[i] as number;
      const id = rowIds[i] as number;
      this.#flags[slot] = STORED | (matched?.[i] === 1 ? MATCHED : 0);
      this.#ids[slot] = id;
      this.#nextId = Math.max(this.#nextId, id + 1);
    }
  }

  takeChanges(): StateChanges {
    const { keys, keyColumns, tracksMatches } = this.#config;
    const isChanged = (slot: number): boolean => ((this.#flags[slot] as number) & CHANGED) !== 0;
    const changed = this.#changed.toArray().filter(isChanged);
    const groups = this.groupsOf(changed);
    const computed = keyColumns.flatMap((column, i) =>
      column === undefined ? [keys.keyVector(i, groups)] : [],
    );
    const matched = tracksMatches ? [this.#matchedOf(changed)] : [];
    const ids = doubles(Float64Array.from(changed, (slot) => this.#ids[slot] as number));
    for (const slot of changed) {
      this.#flags[slot] = ((this.#flags[slot] as number) & ~CHANGED) | STORED;
    }
    const columns = [ids, ...this.columns(changed), ...computed, ...matched];
    const removed = Float64Array.from(this.#removedIds);
    return {
      upserts: { length: changed.length, columns },
      removals: { length: removed.length, columns: [doubles(removed)] },
    };
  }

  /** A slot that is used again stands in the list once more; the flag is taken by the first. */
  #noteChange(slot: number): void {
    if (((this.#flags[slot] as number) & CHANGED) !== 0) return;
    (this.#flags[slot] as number) |= CHANGED;
    this.#changed.push(slot);
  }

  #matchedOf(slots: Int32Array): BooleanVector {
    const values = Uint8Array.from(slots, (slot) => (this.#flags[slot] as number) & MATCHED);
    return { kind: 'boolean', length: slots.length, nulls: undefined, values };
  }

  #link(columns: readonly Vector[], groups: Int32Array, length: number): Int32Array {
    const slots = this.#rows.add(this.#stored(columns), length);
    this.#ensureCapacity();
    for (let i = 0; i < length; i++) {
      const slot = slots[i] as number;
      const group = groups[i] as number;
      const last = (this.#last[group] as number) - 1;
      this.#groups[slot] = group;
      this.#previous[slot] = last;
      this.#next[slot] = -1;
      if (last < 0) this.#first[group] = slot + 1;
      else this.#next[last] = slot;
      this.#last[group] = slot + 1;
    }
    return slots;
  }

  #unlink(slot: number): void {
    const group = this.#groups[slot] as number;
    const previous = this.#previous[slot] as number;
    const next = this.#next[slot] as number;
    if (previous < 0) this.#first[group] = next + 1;
    else this.#next[previous] = next;
    if (next < 0) this.#last[group] = previous + 1;
    else this.#previous[next] = previous;
  }

  #ensureCapacity(): void {
    const { capacity } = this.#rows;
    if (this.#flags.length < capacity) {
      this.#flags = grown(this.#flags, new Uint8Array(capacity));
      this.#ids = grown(this.#ids, new Float64Array(capacity));
      this.#groups = grown(this.#groups, new Int32Array(capacity));
      this.#next = grown(this.#next, new Int32Array(capacity));
      this.#previous = grown(this.#previous, new Int32Array(capacity));
    }
    const groups = this.#config.keys.capacity;
    if (this.#first.length >= groups) return;
    this.#first = grown(this.#first, new Int32Array(groups));
    this.#last = grown(this.#last, new Int32Array(groups));
  }
}

function placesOf(
  fields: readonly Field[],
  keyColumns: readonly (number | undefined)[],
): readonly Place[] {
  let column = 0;
  return fields.map(({ dataType }, index) => {
    const key = keyColumns.indexOf(index);
    // Equal floating-point numbers may look different, 0.0 and -0.0, and a row keeps its own.
    const isAlike = SAME_WHERE_EQUAL.has(dataType.kind);
    return key >= 0 && isAlike ? { key } : { column: column++ };
  });
}

const SAME_WHERE_EQUAL: ReadonlySet<DataType['kind']> = new Set<DataType['kind']>([
  'boolean',
  'byte',
  'short',
  'int',
  'long',
  'date',
  'timestamp',
  'timestamp_ntz',
  'string',
  'binary',
]);

function doubles(values: Float64Array): DoubleVector {
  return { kind: 'double', length: values.length, nulls: undefined, values };
}

function grown<A extends Uint8Array | Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
