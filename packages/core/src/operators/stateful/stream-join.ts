import { gather } from '../../columnar/gather.ts';
import { compact, type RecordBatch, recordBatch, rowCount } from '../../columnar/record-batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import { nullVector } from '../../functions/vectors/constant-vector.ts';
import type { JoinType } from '../../plan/logical-plan.ts';
import { pickInts } from '../../state/key-column.ts';
import { KeyTable } from '../../state/key-table.ts';
import type { BatchContext } from '../operator.ts';
import { PairBuffer, type Pairs } from '../pair-buffer.ts';
import { matchingPairs, rowsWhere, rowsWithNullKey, trueRows } from '../pair-condition.ts';
import { boundOf, MICROS_PER_MS, pick, rowsOutside, rowsUpTo } from './event-time-bound.ts';
import { JoinSide } from './join-side.ts';
import { SlotList } from './slot-list.ts';
import {
  NO_STATE_METRICS,
  type StatefulOperator,
  type StateMetrics,
  type StateTable,
} from './stateful-operator.ts';
import type { Eviction, StreamJoinConfig, StreamSideConfig } from './stream-join-config.ts';

type SideName = 'left' | 'right';

interface Side extends StreamSideConfig {
  readonly name: SideName;
  readonly rows: JoinSide;
  /** Whether its rows come out alone if nothing matches them. */
  readonly isOuter: boolean;
}

/** Rows of one side on their way into the join. */
interface KeyedRows {
  readonly input: RecordBatch;
  readonly keys: readonly Vector[];
  /** By row the group of its key. */
  readonly groups: Int32Array;
  /** 1 for rows with a null that equals nothing. */
  readonly hasNullKey: Uint8Array | undefined;
  /** By row; set to 1 when a partner is found. */
  readonly isMatched: Uint8Array;
}

/** How many rows one emitted record batch holds at most. */
const OUTPUT_ROWS = 65_536;

/**
 * Joins two streams (Spark: StreamingSymmetricHashJoinExec; semantics 6.4). Rows of both sides are kept
 * until the watermark says that nothing can match them any more.
 *
 * When all rows of a batch are there, each row of the left meets the rows of the right from before;
 * then each row of the right meets all rows of the left, also the new ones; then rows are forgotten,
 * and those of an outer side which never found a partner come out with nulls.
 */
export class StreamJoinOperator implements StatefulOperator {
  readonly operatorName = 'symmetricHashJoin';
  readonly operatorId: string;
  readonly tables: readonly StateTable[];
  readonly #config: StreamJoinConfig;
  readonly #keys: KeyTable;
  readonly #left: Side;
  readonly #right: Side;
  #input: Readonly<Record<SideName, RecordBatch[]>> = { left: [], right: [] };
  /** A row of the input, and the slot of a row of the other side. */
  readonly #pairs = new PairBuffer();
  /** Groups that may be without rows when the batch is done. */
  readonly #maybeEmpty = new SlotList();
  #numAdded = 0;
  #numLate = 0;
  #metrics: StateMetrics = NO_STATE_METRICS;
  #context!: BatchContext;
  #lastEvictWatermarkMs = Number.NEGATIVE_INFINITY;

  constructor(config: StreamJoinConfig) {
    const { joinType } = config;
    this.#config = config;
    this.operatorId = config.operatorId;
    this.#keys = new KeyTable(config.keyFields);
    const isOuter = (own: JoinType): boolean => joinType === own || joinType === 'fullOuter';
    this.#left = this.#sideOf('left', isOuter('leftOuter'), joinType === 'leftSemi');
    this.#right = this.#sideOf('right', isOuter('rightOuter'), false);
    this.tables = [this.#left.rows, this.#right.rows];
  }

  #sideOf(name: SideName, isOuter: boolean, isSemi: boolean): Side {
    const side = this.#config[name];
    const rows = new JoinSide({
      tableName: name,
      rowFields: side.fields,
      keys: this.#keys,
      keyColumns: side.keyColumns,
      keyFields: this.#config.keyFields,
      tracksMatches: isOuter || isSemi,
    });
    return { ...side, name, rows, isOuter };
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#input = { left: [], right: [] };
    this.#left.rows.begin();
    this.#right.rows.begin();
    this.#maybeEmpty.clear();
    this.#numAdded = 0;
    this.#numLate = 0;
  }

  /** Input 0 is the left. */
  push(batch: RecordBatch, input: number): void {
    if (rowCount(batch) > 0) this.#input[input === 0 ? 'left' : 'right'].push(batch);
  }

  finish(): void {
    for (const batch of this.#input.left) this.#join(batch, this.#left, this.#right);
    for (const batch of this.#input.right) this.#join(batch, this.#right, this.#left);
    this.#input = { left: [], right: [] };
    const numRowsRemoved = this.#evict(this.#left) + this.#evict(this.#right);
    this.#removeEmptyKeys();
    this.#lastEvictWatermarkMs = this.#context.evictWatermarkMs;
    this.#metrics = {
      numRowsTotal: this.#left.rows.size + this.#right.rows.size,
      numRowsUpdated: this.#numAdded,
      numRowsRemoved,
      numRowsDroppedByWatermark: this.#numLate,
    };
  }

  #join(batch: RecordBatch, own: Side, other: Side): void {
    const input = this.#promising(this.#onTime(compact(batch), own), own);
    const { length } = input;
    if (length === 0) return;
    const keys = own.keys.map((key) => key.evaluate(input, this.#context));
    const groups = this.#groupsOf(keys, length);
    const hasNullKey = rowsWithNullKey(keys, this.#config.areNullSafe, length);
    const rows = { input, keys, groups, hasNullKey, isMatched: new Uint8Array(length) };
    this.#probe(rows, own, other);
    if (this.#config.joinType === 'leftSemi' && own.name === 'left') this.#emitMatched(rows);
    this.#store(rows, own);
  }

  #emitMatched({ input, isMatched }: KeyedRows): void {
    const { schema, emit } = this.#config;
    const selection = rowsWhere(isMatched, 1);
    if (selection.length > 0) emit({ ...input, schema, selection });
  }

  #onTime(input: RecordBatch, { eventTimeColumn }: Side): RecordBatch {
    if (eventTimeColumn === undefined) return input;
    const times = boundOf(input.columns[eventTimeColumn] as Vector);
    const late = rowsUpTo(times, input.length, this.#context.lateWatermarkMs * MICROS_PER_MS);
    if (late.length === 0) return input;
    this.#numLate += late.length;
    this.#config.emitLate({ ...input, selection: late });
    return compact({ ...input, selection: rowsOutside(late, input.length) });
  }

  /** The rows that can match anything at all; the others are never kept, and come out at once if they are to. */
  #promising(input: RecordBatch, own: Side): RecordBatch {
    const rows = own.only && trueRows(own.only, input, this.#context);
    if (rows === undefined) return input;
    if (own.isOuter) {
      const lost = rowsOutside(rows, input.length);
      this.#emitAlone(pick(input.columns, lost), lost.length, own);
    }
    return compact({ ...input, selection: rows });
  }

  #groupsOf(keys: readonly Vector[], length: number): Int32Array {
    const groups = new Int32Array(length);
    const isNew = new Uint8Array(length);
    this.#keys.findOrInsert(keys, length, groups, isNew);
    for (let row = 0; row < length; row++) {
      if (isNew[row] === 1) this.#maybeEmpty.push(groups[row] as number);
    }
    return groups;
  }

  /** Puts each row of the input together with the rows of the other side that have its key. */
  #probe({ input, groups, hasNullKey, isMatched }: KeyedRows, own: Side, other: Side): void {
    const isSemi = this.#config.joinType === 'leftSemi' && own.name === 'right';
    for (let row = 0; row < input.length; row++) {
      if (hasNullKey !== undefined && hasNullKey[row] === 1) continue;
      let slot = other.rows.first(groups[row] as number);
      for (; slot >= 0; slot = other.rows.next(slot)) {
        if (isSemi && other.rows.isMatched(slot)) continue;
        if (this.#pairs.isFull) this.#joinPairs(this.#pairs.take(), input, isMatched, own, other);
        this.#pairs.add(row, slot);
      }
    }
    if (!this.#pairs.isEmpty) this.#joinPairs(this.#pairs.take(), input, isMatched, own, other);
  }

  /** Emits the pairs that fulfil the condition, and notes which rows found a partner. */
  #joinPairs(
    candidates: Pairs,
    input: RecordBatch,
    isMatched: Uint8Array,
    own: Side,
    other: Side,
  ): void {
    const { joinType, both, schema, emit } = this.#config;
    const readers = {
      rowsAreLeft: own.name === 'left',
      rows: (column: number, rows: Int32Array) => gather(input.columns[column] as Vector, rows),
      others: (column: number, slots: Int32Array) => other.rows.column(column, slots),
    };
    const { rows, others } = matchingPairs(candidates, both, readers, this.#context);
    if (rows.length === 0) return;
    for (const row of rows) isMatched[row] = 1;
    if (joinType === 'leftSemi') {
      if (own.name === 'right') this.#emitFirstMatches(others);
      return;
    }
    for (const slot of others) other.rows.markMatched(slot);
    const ownColumns = pick(input.columns, rows);
    const otherColumns = other.rows.columns(others);
    const columns =
      own.name === 'left' ? [...ownColumns, ...otherColumns] : [...otherColumns, ...ownColumns];
    emit(recordBatch(schema, columns, rows.length));
  }

  /** The rows of the left that have found no partner before, each once. */
  #emitFirstMatches(slots: Int32Array): void {
    const { rows } = this.#left;
    const first = slots.filter((slot) => {
      const isFirst = !rows.isMatched(slot);
      rows.markMatched(slot);
      return isFirst;
    });
    if (first.length === 0) return;
    this.#config.emit(recordBatch(this.#config.schema, rows.columns(first), first.length));
  }

  /**
   * Keeps what may still find a partner. Rows of the left meet those of the right only now, so all are
   * kept; a row of the right that this batch forgets has met all it will, and is kept only if it is to
   * come out alone.
   */
  #store(keyed: KeyedRows, own: Side): void {
    const { input, groups, isMatched } = keyed;
    const rows = this.#rowsToKeep(keyed, own);
    this.#numAdded += rows.length;
    if (rows.length === input.length) {
      own.rows.add(input.columns, groups, isMatched, rows.length);
      return;
    }
    own.rows.add(
      pick(input.columns, rows),
      pickInts(groups, rows),
      Uint8Array.from(rows, (row) => isMatched[row] as number),
      rows.length,
    );
  }

  #rowsToKeep({ input, keys, isMatched }: KeyedRows, own: Side): Int32Array {
    const isKept = new Uint8Array(input.length).fill(1);
    if (own.name === 'left') {
      if (this.#config.joinType === 'leftSemi') return rowsWhere(isMatched, 0);
    } else if (own.eviction !== undefined) {
      const { by } = own.eviction;
      const time = 'key' in by ? keys[by.key] : input.columns[by.column];
      const limitMicros = this.#limitMicros(own.eviction);
      for (const row of rowsUpTo(boundOf(time as Vector), input.length, limitMicros)) {
        isKept[row] = own.isOuter && isMatched[row] === 0 ? 1 : 0;
      }
    }
    return rowsWhere(isKept, 1);
  }

  #limitMicros({ limitMs }: Eviction): number {
    return limitMs(this.#context.evictWatermarkMs) * MICROS_PER_MS;
  }

  /**
   * Forgets the rows of a side that the watermark has passed. Where it stands still only rows of this
   * batch can be among them.
   *
   * @returns how many went in silence: Spark does not count those of an outer side
   */
  #evict(own: Side): number {
    const { rows, eviction, isOuter } = own;
    if (eviction === undefined) return 0;
    const hasMoved = this.#context.evictWatermarkMs > this.#lastEvictWatermarkMs;
    const slots = hasMoved ? rows.all() : rows.added();
    if (slots.length === 0) return 0;
    const { by } = eviction;
    const times =
      'key' in by
        ? this.#keys.keyVector(by.key, rows.groupsOf(slots))
        : rows.column(by.column, slots);
    const passed = rowsUpTo(boundOf(times), slots.length, this.#limitMicros(eviction));
    const expired = pickInts(slots, passed);
    if (isOuter) this.#emitUnmatched(expired, own);
    const groups = rows.groupsOf(expired);
    rows.remove(expired);
    for (const group of groups) if (rows.first(group) < 0) this.#maybeEmpty.push(group);
    return isOuter ? 0 : expired.length;
  }

  #emitUnmatched(expired: Int32Array, own: Side): void {
    const alone = expired.filter((slot) => !own.rows.isMatched(slot));
    for (let start = 0; start < alone.length; start += OUTPUT_ROWS) {
      const part = alone.subarray(start, start + OUTPUT_ROWS);
      this.#emitAlone(own.rows.columns(part), part.length, own);
    }
  }

  /** Rows of a side with nulls in place of the other. */
  #emitAlone(columns: readonly Vector[], length: number, own: Side): void {
    if (length === 0) return;
    const { schema, emit } = this.#config;
    const nulls = (own.name === 'left' ? this.#right : this.#left).fields.map(({ dataType }) =>
      nullVector(dataType, length),
    );
    const all = own.name === 'left' ? [...columns, ...nulls] : [...nulls, ...columns];
    emit(recordBatch(schema, all, length));
  }

  #removeEmptyKeys(): void {
    let last = -1;
    for (const group of this.#maybeEmpty.toArray().sort()) {
      if (group === last) continue;
      last = group;
      const isEmpty = this.#left.rows.first(group) < 0 && this.#right.rows.first(group) < 0;
      if (isEmpty) this.#keys.remove(group);
    }
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  outputWatermarkMs(inputMs: number): number {
    return this.#config.outputWatermarkMs(inputMs);
  }

  wantsBatch(nextWatermarkMs: number): boolean {
    const forgets = this.#left.eviction !== undefined || this.#right.eviction !== undefined;
    return forgets && nextWatermarkMs > this.#lastEvictWatermarkMs;
  }

  metrics(): StateMetrics {
    return this.#metrics;
  }
}
