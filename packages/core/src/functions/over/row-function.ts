import type { Vector } from '../../columnar/vector.ts';
import type { RowFrame } from '../../expr/node.ts';
import type { DataType } from '../../types/data-type.ts';
import type { Argument } from '../function.ts';
import type { Frames, OrderedRows } from './ordered-rows.ts';

/** A function of the place of a row among others. */
export interface RowFunctionKind {
  readonly name: string;
  /** The only frame that it may be given, by the unit in which that ends at the row; null for none at all. */
  readonly ownFrame?: RowFrame['unit'] | null;
  /** @throws `EXPRESSION.TYPE_MISMATCH` or `EXPRESSION.WRONG_ARGUMENTS` */
  resolve(args: readonly Argument[]): ResolvedRowFunction;
}

export interface ResolvedRowFunction {
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly castTo?: readonly (DataType | undefined)[];
  /** The value of each row, in the order of the rows, from arguments in that order. */
  evaluate(args: readonly Vector[], rows: OrderedRows, frames: Frames): Vector;
}
