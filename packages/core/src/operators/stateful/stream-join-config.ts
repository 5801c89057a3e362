import type { CompiledExpression } from '../../functions/compiled-expression.ts';
import type { JoinType } from '../../plan/logical-plan.ts';
import type { Field } from '../../types/data-type.ts';
import type { Schema } from '../../types/schema.ts';
import type { Emit } from '../operator.ts';
import type { PairCondition } from '../pair-condition.ts';

export interface StreamJoinConfig {
  readonly operatorId: string;
  readonly joinType: Exclude<JoinType, 'leftAnti'>;
  readonly schema: Schema;
  readonly left: StreamSideConfig;
  readonly right: StreamSideConfig;
  /** The types in which the keys of both sides are compared. */
  readonly keyFields: readonly Field[];
  /** By key whether null equals null; else it equals nothing. */
  readonly areNullSafe: readonly boolean[];
  /** What rows of equal keys must fulfil together. */
  readonly both: PairCondition | undefined;
  readonly inputWatermarkMs: (globalMs: number) => number;
  readonly outputWatermarkMs: (inputMs: number) => number;
  readonly emit: Emit;
  /** Takes the rows of either side that came too late. */
  readonly emitLate: Emit;
}

export interface StreamSideConfig {
  readonly fields: readonly Field[];
  readonly keys: readonly CompiledExpression[];
  /** By key the column that it is; undefined where it is computed. */
  readonly keyColumns: readonly (number | undefined)[];
  /** What a row must fulfil by itself to match anything. */
  readonly only: CompiledExpression | undefined;
  /** The column that tells which rows are late, if a watermark bounds one. */
  readonly eventTimeColumn: number | undefined;
  /** When rows are forgotten; undefined for never. */
  readonly eviction: Eviction | undefined;
}

/** Rows are forgotten when a time of theirs, a column or a key, is at or before a limit. */
export interface Eviction {
  readonly by: { readonly column: number } | { readonly key: number };
  /** The limit when the watermark of the join stands at `watermarkMs`. */
  readonly limitMs: (watermarkMs: number) => number;
}
