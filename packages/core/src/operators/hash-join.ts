import { gather } from '../columnar/gather.ts';
import {
  compact,
  type Origin,
  type RecordBatch,
  recordBatch,
  rowCount,
} from '../columnar/record-batch.ts';
import type { Vector } from '../columnar/vector.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import { nullVector } from '../functions/vectors/constant-vector.ts';
import type { JoinType } from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';
import { BuildTable, type BuildTableConfig } from './build-table.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';
import { PairBuffer, type Pairs } from './pair-buffer.ts';
import {
  matchingPairs,
  type PairCondition,
  rowsWhere,
  rowsWithNullKey,
  trueRows,
} from './pair-condition.ts';

export interface HashJoinConfig {
  readonly joinType: JoinType;
  readonly schema: Schema;
  /** The side whose rows are all kept in memory; the other one is read row by row. */
  readonly buildSide: 'left' | 'right';
  readonly build: BuildTableConfig;
  readonly probe: ProbeConfig;
  readonly both: PairCondition | undefined;
  /** True where all rows of the build side come before the first one of the other. */
  readonly isBuiltFirst: boolean;
  readonly emit: Emit;
}

export interface ProbeConfig {
  readonly schema: Schema;
  readonly keys: readonly CompiledExpression[];
  /** What a row must fulfil by itself to match anything. */
  readonly only: CompiledExpression | undefined;
}

/**
 * Joins rows with a table that has an end: all rows of one side are put into a hash table, anew for
 * every batch, and the rows of the other look there for theirs. Keeps no state (semantics 6.5).
 */
export class HashJoinOperator implements Operator {
  readonly #config: HashJoinConfig;
  readonly #pairs = new PairBuffer();
  #built: RecordBatch[] = [];
  /** Rows of the other side that came before the table was complete. */
  #waiting: RecordBatch[] = [];
  #table: BuildTable | undefined;
  /** By row of the table, where it matters: 1 for those that found a partner. */
  #isMatched: Uint8Array | undefined;
  #context!: BatchContext;

  constructor(config: HashJoinConfig) {
    this.#config = config;
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#clear();
  }

  /** Input 0 is the left. */
  push(batch: RecordBatch, input: number): void {
    if (rowCount(batch) === 0) return;
    const { buildSide, isBuiltFirst } = this.#config;
    if ((input === 0) === (buildSide === 'left')) this.#built.push(batch);
    else if (isBuiltFirst) this.#probe(batch, this.#complete());
    else this.#waiting.push(batch);
  }

  finish(): void {
    if (this.#waiting.length > 0 || this.#config.joinType === 'fullOuter') {
      const table = this.#complete();
      for (const batch of this.#waiting) this.#probe(batch, table);
      this.#emitUnmatched(table);
    }
    this.#clear();
  }

  #clear(): void {
    this.#built = [];
    this.#waiting = [];
    this.#table = undefined;
    this.#isMatched = undefined;
  }

  #complete(): BuildTable {
    if (this.#table === undefined) {
      this.#table = new BuildTable(this.#config.build, this.#built, this.#context);
      this.#built = [];
      if (this.#config.joinType === 'fullOuter') {
        this.#isMatched = new Uint8Array(this.#table.rows.length);
      }
    }
    return this.#table;
  }

  #probe(batch: RecordBatch, table: BuildTable): void {
    const all = compact(batch);
    const isMatched = new Uint8Array(all.length);
    const { only, keys } = this.#config.probe;
    const rows = only && trueRows(only, all, this.#context);
    const input = rows === undefined ? all : compact({ ...all, selection: rows });
    const vectors = keys.map((key) => key.evaluate(input, this.#context));
    const groups = table.find(vectors, input.length);
    const hasNullKey = rowsWithNullKey(vectors, this.#config.build.areNullSafe, input.length);
    for (let i = 0; i < input.length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (hasNullKey !== undefined && hasNullKey[i] === 1)) continue;
      const row = rows === undefined ? i : (rows[i] as number);
      for (let at = table.startOf(group); at < table.endOf(group); at++) {
        if (this.#pairs.isFull) this.#joinPairs(this.#pairs.take(), all, isMatched, table);
        this.#pairs.add(row, table.rowAt(at));
      }
    }
    if (!this.#pairs.isEmpty) this.#joinPairs(this.#pairs.take(), all, isMatched, table);
    this.#emitByMatch(all, isMatched);
  }

  #joinPairs(
    candidates: Pairs,
    input: RecordBatch,
    isMatched: Uint8Array,
    table: BuildTable,
  ): void {
    const { joinType, both, buildSide, schema, emit } = this.#config;
    const readers = {
      rowsAreLeft: buildSide === 'right',
      rows: (column: number, rows: Int32Array) => gather(input.columns[column] as Vector, rows),
      others: (column: number, rows: Int32Array) => table.column(column, rows),
    };
    const { rows, others } = matchingPairs(candidates, both, readers, this.#context);
    for (const row of rows) isMatched[row] = 1;
    if (this.#isMatched !== undefined) for (const row of others) this.#isMatched[row] = 1;
    if (rows.length === 0 || joinType === 'leftSemi' || joinType === 'leftAnti') return;
    const own = input.columns.map((column) => gather(column, rows));
    const other = table.rows.columns.map((column) => gather(column, others));
    const all = buildSide === 'right' ? [...own, ...other] : [...other, ...own];
    emit({ ...recordBatch(schema, all, rows.length), origin: input.origin });
  }

  /** What comes out of the rows of one batch besides the pairs. */
  #emitByMatch(input: RecordBatch, isMatched: Uint8Array): void {
    const { joinType, schema, emit } = this.#config;
    if (joinType === 'inner') return;
    const rows = rowsWhere(isMatched, joinType === 'leftSemi' ? 1 : 0);
    if (rows.length === 0) return;
    if (joinType === 'leftSemi' || joinType === 'leftAnti') {
      emit({ ...input, schema, selection: rows });
      return;
    }
    const columns = input.columns.map((column) => gather(column, rows));
    this.#emitAlone(columns, rows.length, this.#config.buildSide, input.origin);
  }

  #emitUnmatched({ rows }: BuildTable): void {
    if (this.#isMatched === undefined) return;
    const unmatched = rowsWhere(this.#isMatched, 0);
    const columns = rows.columns.map((column) => gather(column, unmatched));
    const missing = this.#config.buildSide === 'left' ? 'right' : 'left';
    if (unmatched.length > 0) this.#emitAlone(columns, unmatched.length, missing);
  }

  /** Rows of one side with nulls in place of the other. */
  #emitAlone(
    columns: readonly Vector[],
    length: number,
    missing: 'left' | 'right',
    origin?: Origin,
  ): void {
    const { build, probe, buildSide, schema, emit } = this.#config;
    const { fields } = missing === buildSide ? build.schema : probe.schema;
    const nulls = fields.map(({ dataType }) => nullVector(dataType, length));
    const all = missing === 'right' ? [...columns, ...nulls] : [...nulls, ...columns];
    emit({ ...recordBatch(schema, all, length), origin });
  }
}
