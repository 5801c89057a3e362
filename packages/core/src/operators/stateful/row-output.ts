import { recordBatch, TARGET_BATCH_ROWS } from '../../columnar/record-batch.ts';
import { fromJs, type Row } from '../../columnar/row.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { BAD_GROUP_ROW } from '../../errors/groups.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Schema } from '../../types/schema.ts';
import type { Emit } from '../operator.ts';

/** Takes the rows that user code returns, and sends them on in columns. */
export class RowOutput {
  readonly #fn: string;
  readonly #schema: Schema;
  readonly #emit: Emit;
  #columns: InternalValue[][];

  /** @param fn - the verb the user code was given to, for messages */
  constructor(fn: string, schema: Schema, emit: Emit) {
    this.#fn = fn;
    this.#schema = schema;
    this.#emit = emit;
    this.#columns = schema.fields.map(() => []);
  }

  /** @throws {@link BAD_GROUP_ROW} for anything but an object that has the columns which cannot be null */
  add(row: Readonly<Row>): void {
    for (const [i, { name, dataType, nullable }] of this.#schema.fields.entries()) {
      const value: unknown = typeof row === 'object' && row !== null ? row[name] : undefined;
      const isNull = value === null || value === undefined;
      if (isNull && !nullable) {
        const reason = `is ${String(value)}, and must not be null`;
        throw BAD_GROUP_ROW.error({ fn: this.#fn, column: name, reason });
      }
      this.#columns[i]?.push(isNull ? null : fromJs(value, dataType));
    }
    this.#count++;
    if (this.#count >= TARGET_BATCH_ROWS) this.flush();
  }

  #count = 0;

  /** Sends what was added. */
  flush(): void {
    if (this.#count === 0) return;
    const { fields } = this.#schema;
    const columns = fields.map(({ dataType }, i) => vectorOf(this.#columns[i] ?? [], dataType));
    const batch = recordBatch(this.#schema, columns, this.#count);
    this.#columns = fields.map(() => []);
    this.#count = 0;
    this.#emit(batch);
  }
}
