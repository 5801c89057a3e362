import type { RecordBatch } from '../columnar/record-batch.ts';
import type { BooleanVector, Vector } from '../columnar/vector.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import { evaluationInput } from './evaluation-input.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/** Keeps the rows for which the condition is true, by narrowing the selection. */
export class FilterOperator implements Operator {
  readonly #condition: CompiledExpression;
  readonly #emit: Emit;
  #context!: BatchContext;

  constructor(condition: CompiledExpression, emit: Emit) {
    this.#condition = condition;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
  }

  push(batch: RecordBatch): void {
    const input = evaluationInput(batch, [this.#condition]);
    const verdict = this.#condition.evaluate(input, this.#context);
    const selection = selectTrue(verdict, input.selection, input.length);
    if (selection === undefined) this.#emit(input);
    else if (selection.length > 0) this.#emit({ ...input, selection });
  }
}

/** The selected rows whose verdict is true; undefined when that is every row of the batch. */
function selectTrue(
  verdict: Vector,
  selection: Int32Array | undefined,
  length: number,
): Int32Array | undefined {
  const { values, nulls } = verdict as BooleanVector;
  const candidates = selection === undefined ? length : selection.length;
  const kept = new Int32Array(candidates);
  let count = 0;
  for (let i = 0; i < candidates; i++) {
    const row = selection === undefined ? i : (selection[i] as number);
    if (values[row] === 1 && (nulls === undefined || nulls[row] === 0)) kept[count++] = row;
  }
  return count === length ? undefined : kept.subarray(0, count);
}
