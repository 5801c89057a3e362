import { gather, gatherOrNull } from '../columnar/gather.ts';
import type { RecordBatch } from '../columnar/record-batch.ts';
import type { Vector } from '../columnar/vector.ts';
import type { CompiledExpression, EvaluateArguments } from './compiled-expression.ts';
import type { EvalContext, ResolvedFunction } from './function.ts';
import { nullVector } from './vectors/constant-vector.ts';

/** Evaluates the arguments of a conditional function one after the other, each on the rows it is needed for. */
export function evaluateWhereNeeded(
  needs: Exclude<ResolvedFunction['needs'], undefined>,
): EvaluateArguments {
  return (args, batch, context) => {
    const vectors: Vector[] = [];
    for (const [index, arg] of args.entries()) {
      const rows = arg.canFail ? needs(index, vectors, batch.length) : undefined;
      vectors.push(
        rows === undefined ? arg.evaluate(batch, context) : evaluateRows(arg, rows, batch, context),
      );
    }
    return vectors;
  };
}

/** Null in the rows that are not needed. */
function evaluateRows(
  arg: CompiledExpression,
  isNeeded: Uint8Array,
  batch: RecordBatch,
  context: EvalContext,
): Vector {
  const { length } = batch;
  const rows = new Int32Array(length);
  const positions = new Int32Array(length).fill(-1);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (isNeeded[i] !== 1) continue;
    positions[i] = count;
    rows[count++] = i;
  }
  if (count === length) return arg.evaluate(batch, context);
  if (count === 0) return nullVector(arg.dataType, length);
  const few = arg.evaluate(someRows(batch, rows.slice(0, count), arg.columns), context);
  return gatherOrNull(few, positions);
}

/** Columns that the expression does not read stay as they are, whatever their length. */
function someRows(batch: RecordBatch, rows: Int32Array, names: readonly string[]): RecordBatch {
  const columns = batch.columns.map((column, c) =>
    names.includes(batch.schema.fields[c]?.name ?? '') ? gather(column, rows) : column,
  );
  return { schema: batch.schema, columns, length: rows.length, selection: undefined };
}
