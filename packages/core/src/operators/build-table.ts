import { concatBatches } from '../columnar/concat.ts';
import { gather } from '../columnar/gather.ts';
import { compact, type RecordBatch } from '../columnar/record-batch.ts';
import type { Vector } from '../columnar/vector.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { EvalContext } from '../functions/function.ts';
import { KeyTable } from '../state/key-table.ts';
import type { Field } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { rowsWithNullKey, trueRows } from './pair-condition.ts';

export interface BuildTableConfig {
  readonly schema: Schema;
  readonly keys: readonly CompiledExpression[];
  readonly keyFields: readonly Field[];
  readonly areNullSafe: readonly boolean[];
  /** What a row must fulfil by itself to match anything. */
  readonly only: CompiledExpression | undefined;
}

/** All rows of one side of a join, found by their key. Without keys every row is found. */
export class BuildTable {
  readonly rows: RecordBatch;
  readonly #table: KeyTable;
  /** By group where its rows begin in `#rowsByGroup`; one more for the end of the last. */
  readonly #starts: Int32Array;
  readonly #rowsByGroup: Int32Array;

  constructor(config: BuildTableConfig, batches: readonly RecordBatch[], context: EvalContext) {
    this.rows = concatBatches(config.schema, batches);
    this.#table = new KeyTable(config.keyFields);
    const rows = config.only && trueRows(config.only, this.rows, context);
    const input = rows === undefined ? this.rows : compact({ ...this.rows, selection: rows });
    const keys = config.keys.map((key) => key.evaluate(input, context));
    const groups = new Int32Array(input.length);
    this.#table.findOrInsert(keys, input.length, groups);
    const hasNullKey = rowsWithNullKey(keys, config.areNullSafe, input.length);
    const isFound = (i: number): boolean => hasNullKey === undefined || hasNullKey[i] === 0;

    // A counting sort of the rows by group.
    const starts = new Int32Array(this.#table.size + 1);
    for (let i = 0; i < input.length; i++) {
      if (isFound(i)) (starts[(groups[i] as number) + 1] as number)++;
    }
    for (let group = 1; group < starts.length; group++) {
      (starts[group] as number) += starts[group - 1] as number;
    }
    const next = starts.slice();
    this.#rowsByGroup = new Int32Array(starts.at(-1) as number);
    for (let i = 0; i < input.length; i++) {
      if (!isFound(i)) continue;
      const group = groups[i] as number;
      const at = next[group] as number;
      next[group] = at + 1;
      this.#rowsByGroup[at] = rows === undefined ? i : (rows[i] as number);
    }
    this.#starts = starts;
  }

  /** For each row of keys the group of rows that have them; -1 for none. */
  find(keys: readonly Vector[], length: number): Int32Array {
    const groups = new Int32Array(length);
    this.#table.find(keys, length, groups);
    return groups;
  }

  /** Where the rows of a group begin and end, for {@link rowAt}. */
  startOf(group: number): number {
    return this.#starts[group] as number;
  }

  endOf(group: number): number {
    return this.#starts[group + 1] as number;
  }

  rowAt(position: number): number {
    return this.#rowsByGroup[position] as number;
  }

  column(index: number, rows: Int32Array): Vector {
    return gather(this.rows.columns[index] as Vector, rows);
  }
}
