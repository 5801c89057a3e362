import { readValue } from '../../src/columnar/read-value.ts';
import { type RecordBatch, recordBatch } from '../../src/columnar/record-batch.ts';
import type { DictionaryVector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import type { ExprNode } from '../../src/expr/node.ts';
import { compileExpression } from '../../src/functions/compile-expression.ts';
import type { EvalContext } from '../../src/functions/function.ts';
import { type DataType, STRING } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import type { Schema } from '../../src/types/schema.ts';

export const CONTEXT: EvalContext = {
  timeZone: 'UTC',
  ansi: false,
  batchTimeMs: 1_700_000_000_000,
};
export const ANSI: EvalContext = { ...CONTEXT, ansi: true };

export const DOUBLE: DataType = { kind: 'double' };
export const FLOAT: DataType = { kind: 'float' };
export const INT: DataType = { kind: 'int' };
export const LONG: DataType = { kind: 'long' };
export const BOOLEAN: DataType = { kind: 'boolean' };
export const TEXT: DataType = STRING;
export const TIMESTAMP: DataType = { kind: 'timestamp' };
export const DATE: DataType = { kind: 'date' };
export const decimal = (precision: number, scale: number): DataType => ({
  kind: 'decimal',
  precision,
  scale,
});

export const col = (name: string): ExprNode => ({ kind: 'column', name });
export const lit = (value: InternalValue, dataType: DataType): ExprNode => ({
  ...{ kind: 'literal', value, dataType },
});
export const call = (fn: string, ...args: readonly ExprNode[]): ExprNode => ({
  kind: 'call',
  fn,
  args,
});
export const cast = (arg: ExprNode, to: DataType, isTry = false): ExprNode => ({
  ...{ kind: 'cast', to, arg, isTry },
});
export const interval = (micros: number): ExprNode => lit(micros, { kind: 'interval' });

export type Columns = Readonly<Record<string, readonly [DataType, readonly InternalValue[]]>>;

export function schemaOf(columns: Columns): Schema {
  const fields = Object.entries(columns).map(([name, [dataType]]) => ({
    name,
    dataType,
    nullable: true,
  }));
  return { fields };
}

export function batchOf(columns: Columns): RecordBatch {
  const vectors = Object.values(columns).map(([dataType, values]) => vectorOf(values, dataType));
  return recordBatch(schemaOf(columns), vectors, Object.values(columns)[0]?.[1].length ?? 1);
}

/** The values of an expression for each row of some columns. */
export function run(
  node: ExprNode,
  columns: Columns = {},
  context: EvalContext = CONTEXT,
): InternalValue[] {
  const batch = batchOf(columns);
  const compiled = compileExpression(node, batch.schema, context);
  const vector = compiled.evaluate(batch, context);
  return Array.from({ length: batch.length }, (_, i) => readValue(vector, i, compiled.dataType));
}

/** The value of an expression of constants, not folded ahead: it goes through the kernels as columns do. */
export function runOn(
  fn: string,
  args: readonly (readonly [InternalValue, DataType])[],
  context?: EvalContext,
): InternalValue {
  const columns = Object.fromEntries(
    args.map(([value, type], i) => [`c${i}`, [type, [value]] as const]),
  );
  return run(call(fn, ...args.map((_, i) => col(`c${i}`))), columns, context)[0] ?? null;
}

export function typeOfCall(fn: string, ...types: readonly DataType[]): DataType {
  const columns: Columns = Object.fromEntries(
    types.map((type, i) => [`c${i}`, [type, []] as const]),
  );
  const node = call(fn, ...types.map((_, i) => col(`c${i}`)));
  return compileExpression(node, schemaOf(columns), CONTEXT).dataType;
}

/** The same texts as codes of a dictionary, as the JSON scanner hands them over. */
export function dictionaryOf(
  values: readonly (string | null)[],
  calls: { bytes: number } = { bytes: 0 },
): DictionaryVector {
  const entries = [...new Set(values.filter((v) => v !== null))];
  const utf8 = new TextEncoder();
  return {
    kind: 'dictionary',
    length: values.length,
    nulls: values.includes(null) ? Uint8Array.from(values, (v) => (v === null ? 1 : 0)) : undefined,
    codes: Int32Array.from(values, (v) => (v === null ? 99 : entries.indexOf(v))),
    dictionary: {
      size: entries.length,
      text: (code) => entries[code] as string,
      bytes(code) {
        calls.bytes++;
        return utf8.encode(entries[code]);
      },
    },
  };
}
