import { compact, type RecordBatch } from '../columnar/record-batch.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';

/**
 * The batch that expressions are evaluated on. They compute every row they are given, selected or
 * not: cheap where most rows are selected, wasteful where few are, and wrong where an expression can
 * fail or calls user code, which must not see rows that a filter took away.
 */
export function evaluationInput(
  batch: RecordBatch,
  expressions: readonly CompiledExpression[],
): RecordBatch {
  const { selection, length } = batch;
  if (selection === undefined) return batch;
  const isSparse = selection.length * 2 < length;
  return isSparse || expressions.some((e) => e.canFail) ? compact(batch) : batch;
}
