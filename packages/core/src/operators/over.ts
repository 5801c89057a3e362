import { concatBatches } from '../columnar/concat.ts';
import { gather } from '../columnar/gather.ts';
import { compact, type RecordBatch, recordBatch } from '../columnar/record-batch.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { CompiledOver } from '../functions/over/compile-over.ts';
import type { OrderedKey, OrderedRows } from '../functions/over/ordered-rows.ts';
import { KeyTable } from '../state/key-table.ts';
import type { Schema } from '../types/schema.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';
import { type CompiledSortKey, compareRows, orderedKeys } from './row-order.ts';

export interface OverConfig {
  readonly inputSchema: Schema;
  /** The fields of the input, then one for each function. */
  readonly schema: Schema;
  readonly partitionBy: readonly CompiledExpression[];
  readonly orderBy: readonly CompiledSortKey[];
  readonly functions: readonly CompiledOver[];
  readonly emit: Emit;
}

/**
 * Adds what functions make of the rows around each row as last columns (Spark: WindowExec), all by one
 * specification. Holds all rows until the end, and gives them by partition, in the order. Equal rows stay
 * as they came.
 */
export class OverOperator implements Operator {
  readonly #config: OverConfig;
  #held: RecordBatch[] = [];
  #context!: BatchContext;

  constructor(config: OverConfig) {
    this.#config = config;
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#held = [];
  }

  push(batch: RecordBatch): void {
    this.#held.push(compact(batch));
  }

  finish(): void {
    const { inputSchema, schema, functions, emit } = this.#config;
    const all = concatBatches(inputSchema, this.#held);
    this.#held = [];
    if (all.length === 0) return;
    const { order, rows } = this.#ordered(all);
    const columns = all.columns.map((column) => gather(column, order));
    const sorted = recordBatch(inputSchema, columns, all.length);
    const results = functions.map((fn) => {
      const inputs = fn.inputs.map((input) => input.evaluate(sorted, this.#context));
      return fn.evaluate(inputs, rows);
    });
    emit(recordBatch(schema, [...columns, ...results], all.length));
  }

  #ordered(batch: RecordBatch): { readonly order: Int32Array; readonly rows: OrderedRows } {
    const partitions = this.#partitionsOf(batch);
    const keys = orderedKeys(batch, this.#config.orderBy, this.#context);
    const order = Int32Array.from({ length: batch.length }, (_, row) => row);
    order.sort(
      (a, b) =>
        (partitions[a] as number) - (partitions[b] as number) || compareRows(keys, a, b) || a - b,
    );
    const sortedKeys = keys.map((key): OrderedKey => {
      const values = Array.from(order, (row) => key.values[row] ?? null);
      return { ...key, values };
    });
    const opens = new Uint8Array(batch.length);
    const differs = new Uint8Array(batch.length);
    for (let i = 0; i < order.length; i++) {
      const isNew =
        i === 0 || partitions[order[i] as number] !== partitions[order[i - 1] as number];
      opens[i] = isNew ? 1 : 0;
      differs[i] = isNew || compareRows(sortedKeys, i - 1, i) !== 0 ? 1 : 0;
    }
    const rows: OrderedRows = {
      length: batch.length,
      partitionStarts: startsOf(opens),
      partitionEnds: endsOf(opens),
      peerStarts: startsOf(differs),
      peerEnds: endsOf(differs),
      keys: sortedKeys,
    };
    return { order, rows };
  }

  /** By row the number of its partition. Null is a value, and equals null. */
  #partitionsOf(batch: RecordBatch): Int32Array {
    const { partitionBy } = this.#config;
    const numbers = new Int32Array(batch.length);
    if (partitionBy.length === 0) return numbers;
    const fields = partitionBy.map(({ dataType }, i) => ({
      name: `${i}`,
      dataType,
      nullable: true,
    }));
    const keys = partitionBy.map((key) => key.evaluate(batch, this.#context));
    new KeyTable(fields).findOrInsert(keys, batch.length, numbers);
    return numbers;
  }
}

/** By row the last one up to it that opens something. */
function startsOf(opens: Uint8Array): Int32Array {
  const out = new Int32Array(opens.length);
  for (let row = 1; row < out.length; row++)
    out[row] = opens[row] === 1 ? row : (out[row - 1] as number);
  return out;
}

/** By row the first one after it that opens something. */
function endsOf(opens: Uint8Array): Int32Array {
  const out = new Int32Array(opens.length);
  let end = out.length;
  for (let row = out.length - 1; row >= 0; row--) {
    out[row] = end;
    if (opens[row] === 1) end = row;
  }
  return out;
}
