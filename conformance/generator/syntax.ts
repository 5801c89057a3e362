import type { Json, JsonObject } from '../src/scenario.ts';

/** Plans and expressions of the scenario format, written shortly. */
export const col = (name: string): Json => ['col', name];
export const lit = (value: Json, type?: Json): Json =>
  type === undefined ? ['lit', value] : ['lit', value, type];
export const call = (head: string, ...args: readonly Json[]): Json => [head, ...args];
export const field = (of: Json, name: string): Json => ['field', of, name];
export const cast = (of: Json, type: Json): Json => ['cast', of, type];

/** The conjunction of conditions: one alone stands for itself. */
export const all = (conditions: readonly Json[]): Json =>
  conditions.length === 1 ? (conditions[0] as Json) : ['and', ...conditions];

export const source = (name: string): JsonObject => ({ op: 'source', name });
export const filter = (cond: Json, input: Json): JsonObject => ({ op: 'filter', cond, input });
export const withColumn = (name: string, expr: Json, input: Json): JsonObject => ({
  op: 'withColumn',
  name,
  expr,
  input,
});
export const select = (exprs: Json, input: Json): JsonObject => ({ op: 'select', exprs, input });
export const withWatermark = (column: string, delay: string, input: Json): JsonObject => ({
  op: 'withWatermark',
  column,
  delay,
  input,
});
export const groupBy = (keys: Json, aggs: Json, input: Json): JsonObject => ({
  op: 'groupBy',
  keys,
  aggs,
  input,
});
