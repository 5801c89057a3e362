import type {
  BooleanExpr,
  Expr,
  ExprOf,
  NumberExpr,
  OpaqueExpr,
  Operand,
  StringExpr,
  ValueOf,
} from './expr.ts';

// What functions take and give. A result is null where one of the operands `O` may be.

export type Text = Operand<string>;
export type TextOrBytes = Operand<string> | Operand<Uint8Array>;
export type Num = Operand<number> | Operand<bigint>;
export type Anything = Expr<unknown> | string | number | bigint | boolean | Date | Uint8Array;

export type NullIn<O> = Extract<ValueOf<O>, null>;
export type TextOf<O> = StringExpr<string | NullIn<O>>;
export type NumberOf<O> = NumberExpr<number | NullIn<O>>;
export type AnswerOf<O> = BooleanExpr<boolean | NullIn<O>>;
export type BytesOf<O> = OpaqueExpr<Uint8Array | NullIn<O>>;
export type TextsOf<O> = OpaqueExpr<readonly string[] | NullIn<O>>;
/** The type of the first operand. */
export type SameAs<T, O> = ExprOf<ValueOf<T> | NullIn<O>>;
