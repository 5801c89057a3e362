import type { DataType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';

/**
 * An expression as plain data. Names are not resolved and types not checked here; `analysis` does both.
 * Everything but {@link UserFunction} survives `JSON.stringify` (bigints and bytes by `plan/to-json.ts`).
 */
export type ExprNode =
  | ColumnRef
  | Literal
  | Call
  | Cast
  | FieldAccess
  | AggregateCall
  | UserFunction
  | Over
  | Lambda
  | LambdaVariable;

/** A column of the input row. */
export interface ColumnRef {
  readonly kind: 'column';
  readonly name: string;
}

export interface Literal {
  readonly kind: 'literal';
  readonly value: InternalValue;
  readonly dataType: DataType;
}

/** A built-in function or operator by its name in `functions/registry.ts`: `add`, `gt`, `window`, `lower`. */
export interface Call {
  readonly kind: 'call';
  readonly fn: string;
  readonly args: readonly ExprNode[];
}

/** Spark's CAST; `isTry` gives null where a strict cast would fail. */
export interface Cast {
  readonly kind: 'cast';
  readonly to: DataType;
  readonly arg: ExprNode;
  readonly isTry: boolean;
}

/** A field of a struct. */
export interface FieldAccess {
  readonly kind: 'field';
  readonly name: string;
  readonly arg: ExprNode;
}

/** An aggregate by its name in `functions/registry.ts`; only an Aggregate plan node holds one. */
export interface AggregateCall {
  readonly kind: 'aggregate';
  readonly fn: string;
  readonly args: readonly ExprNode[];
  readonly isDistinct: boolean;
  /** Only the rows for which it is true count (SQL: FILTER). */
  readonly filter?: ExprNode;
  /** Set where the function is one of the user's. */
  readonly user?: UserAggregate;
}

/**
 * A function of the rows around each row (SQL: OVER); only a projection of data that has an end holds one.
 * Without a frame it is that of its function: all rows of the partition, or with an order those up to the
 * row and its equals.
 */
export interface Over {
  readonly kind: 'over';
  /** An aggregate, or a function by its name in `functions/over`: `rowNumber`. */
  readonly fn: AggregateCall | Call;
  readonly partitionBy: readonly ExprNode[];
  readonly orderBy: readonly OrderKey[];
  readonly frame?: RowFrame;
}

/** Ascending puts nulls first, descending last, unless `nullsFirst` says otherwise. */
export interface OrderKey {
  readonly expr: ExprNode;
  readonly descending: boolean;
  readonly nullsFirst?: boolean;
}

/** From `start` to `end` after the row, both included: in rows, or in what the key of the order counts. */
export interface RowFrame {
  readonly unit: 'rows' | 'range';
  /** Null: from the first row of the partition. */
  readonly start: number | null;
  /** Null: to the last row of the partition. */
  readonly end: number | null;
  /** False where it ends before it starts. */
  readonly isValid: boolean;
}

/** Opaque: user code that folds the JavaScript values of the rows of a group into a state. */
export interface UserAggregate {
  readonly stateType: DataType;
  readonly returnType: DataType;
  readonly nullable: boolean;
  readonly isDeterministic: boolean;
  readonly zero: () => unknown;
  readonly reduce: (state: unknown, ...args: readonly unknown[]) => unknown;
  /** The state of the rows of both, those of `left` first; absent where the user gave none. */
  readonly merge?: (left: unknown, right: unknown) => unknown;
  readonly finish: (state: unknown) => unknown;
}

/** Opaque: user code on JavaScript values of one row. */
export interface UserFunction {
  readonly kind: 'udf';
  readonly name: string;
  readonly args: readonly ExprNode[];
  readonly returnType: DataType;
  readonly nullable: boolean;
  readonly isDeterministic: boolean;
  readonly call: (...args: readonly unknown[]) => unknown;
}

/**
 * A function of elements, as the argument of a call: `x -> x + price`. Its body reads its variables, those
 * of lambdas around it, and columns of the row. The variable of the innermost lambda of a name counts.
 */
export interface Lambda {
  readonly kind: 'lambda';
  readonly variables: readonly string[];
  readonly body: ExprNode;
}

/** A variable of a lambda around it. */
export interface LambdaVariable {
  readonly kind: 'lambdaVariable';
  readonly name: string;
}

/** An expression with the name of the column it makes. */
export interface NamedExpr {
  readonly name: string;
  readonly expr: ExprNode;
}
