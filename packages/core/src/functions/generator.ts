import type { Vector } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import type { Argument, ExprSettings } from './function.ts';

/** A function that makes rows of one row: none, one or several. */
export interface GeneratorFunction {
  readonly name: string;
  /** @throws `EXPRESSION.TYPE_MISMATCH` or `EXPRESSION.WRONG_ARGUMENTS` */
  resolve(args: readonly Argument[], settings: ExprSettings): ResolvedGeneratorCall;
}

export interface ResolvedGeneratorCall {
  /** The type of what a row brings; a struct where it brings several values. */
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly castTo?: readonly (DataType | undefined)[];
  readonly generate: (args: readonly Vector[], length: number) => GeneratedRows;
}

export interface GeneratedRows {
  /** For each row that comes out the row it comes from, ascending. */
  readonly rows: Int32Array;
  /** What each row that comes out brings. */
  readonly values: Vector;
}
