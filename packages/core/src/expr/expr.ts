import type { Duration } from '../types/duration.ts';
import type { ColumnType } from '../types/schema.ts';

// The typed expressions that users see. Types only: `expr-builder.ts` is the one class behind them all.

declare const VALUE: unique symbol;
declare const WATERMARKED: unique symbol;
declare const AGGREGATE: unique symbol;
declare const BOUNDED_ONLY: unique symbol;

/** A time window: `start` inclusive, `end` exclusive, both event time. */
export interface Window {
  readonly start: Date;
  readonly end: Date;
}

/** An expression that has a value of type `T` for every row. */
export interface Expr<out T> {
  readonly [VALUE]: T;
  /** True where the value is null; never null itself. */
  isNull(): BooleanExpr<boolean>;
  /** True where the value is not null; never null itself. */
  isNotNull(): BooleanExpr<boolean>;
}

/** What is accepted where an expression of `T` is expected: an expression, or a JavaScript value. */
export type Operand<T> = Expr<T | null> | T;

type NullOf<T> = Extract<T, null>;
type NullIn<O> = O extends Expr<infer T> ? NullOf<T> : NullOf<O>;
/** The answer to a question about a `T` and an operand: null where either is. */
type Answer<T, O> = BooleanExpr<boolean | NullOf<T> | NullIn<O>>;

/** Comparisons follow Spark: null where either side is null; NaN equals NaN and is above every number. */
interface Comparable<T, V> extends Expr<T> {
  eq<O extends Operand<V>>(other: O): Answer<T, O>;
  ne<O extends Operand<V>>(other: O): Answer<T, O>;
  gt<O extends Operand<V>>(other: O): Answer<T, O>;
  gte<O extends Operand<V>>(other: O): Answer<T, O>;
  lt<O extends Operand<V>>(other: O): Answer<T, O>;
  lte<O extends Operand<V>>(other: O): Answer<T, O>;
  /** As `eq`, but null equals null, and the answer is never null (Spark: `<=>`). */
  eqNullSafe(other: Operand<V> | null): BooleanExpr<boolean>;
  /** True from `low` to `high`, both included. */
  between<L extends Operand<V>, H extends Operand<V>>(
    low: L,
    high: H,
  ): BooleanExpr<boolean | NullOf<T> | NullIn<L> | NullIn<H>>;
  /** True where the value is one of `values`. */
  isIn(...values: readonly V[]): BooleanExpr<boolean | NullOf<T>>;
  /** The value, or `fallback` where it is null. */
  coalesce<O extends Operand<V>>(fallback: O): ExprOf<V | NullIn<O>>;
  /** Claims the type of the values, without any effect on them. For what the compiler cannot know. */
  as<U>(): ExprOf<U>;
}

/** A number of any width. Arithmetic widens as Spark does: int to long to double. */
export interface NumberExpr<T> extends Comparable<T, number> {
  add<O extends Operand<number>>(other: O): NumberExpr<number | NullOf<T> | NullIn<O>>;
  sub<O extends Operand<number>>(other: O): NumberExpr<number | NullOf<T> | NullIn<O>>;
  mul<O extends Operand<number>>(other: O): NumberExpr<number | NullOf<T> | NullIn<O>>;
  /** Division as double, also of integers: null when the divisor is zero. */
  div(other: Operand<number>): NumberExpr<number | null>;
  /** The remainder, with the sign of the dividend: null when the divisor is zero. */
  mod(other: Operand<number>): NumberExpr<number | null>;
  neg(): NumberExpr<T>;
  /** Spark's CAST. */
  cast<U>(to: ColumnType<U>): ExprOf<U | NullOf<T>>;
}

/** An integer of 64 bits that reads as `bigint`. Cast it to combine it with other numbers. */
export interface BigintExpr<T> extends Comparable<T, bigint> {
  add<O extends Operand<bigint>>(other: O): BigintExpr<bigint | NullOf<T> | NullIn<O>>;
  sub<O extends Operand<bigint>>(other: O): BigintExpr<bigint | NullOf<T> | NullIn<O>>;
  mul<O extends Operand<bigint>>(other: O): BigintExpr<bigint | NullOf<T> | NullIn<O>>;
  /** Division as double: null when the divisor is zero. */
  div(other: Operand<bigint>): NumberExpr<number | null>;
  /** The remainder, with the sign of the dividend: null when the divisor is zero. */
  mod(other: Operand<bigint>): BigintExpr<bigint | null>;
  neg(): BigintExpr<T>;
  /** Spark's CAST. */
  cast<U>(to: ColumnType<U>): ExprOf<U | NullOf<T>>;
}

/** Text, compared by its UTF-8 bytes. Positions and lengths count characters. */
export interface StringExpr<T> extends Comparable<T, string> {
  lower(): StringExpr<T>;
  upper(): StringExpr<T>;
  /** Without spaces at both ends. */
  trim(): StringExpr<T>;
  length(): NumberExpr<number | NullOf<T>>;
  /** `length` characters from position `start`; the first is 1, and below zero counts from the end. */
  substring(start: number, length: number): StringExpr<T>;
  concat<O extends Operand<string>>(...others: O[]): StringExpr<string | NullOf<T> | NullIn<O>>;
  startsWith<O extends Operand<string>>(prefix: O): Answer<T, O>;
  endsWith<O extends Operand<string>>(suffix: O): Answer<T, O>;
  contains<O extends Operand<string>>(part: O): Answer<T, O>;
  /** SQL's LIKE on the whole text: `%` is any text, `_` any character. */
  like(pattern: string): BooleanExpr<boolean | NullOf<T>>;
  /** True where a regular expression matches somewhere in the text. */
  rlike(pattern: string): BooleanExpr<boolean | NullOf<T>>;
  /** Spark's CAST: null for text that cannot be read as the type. */
  cast<U>(to: ColumnType<U>): ExprOf<U | null>;
}

/** True, false or null. `and`, `or` and `not` know null: `false and null` is false, `true or null` is true. */
export interface BooleanExpr<T> extends Comparable<T, boolean> {
  and<O extends Operand<boolean>>(other: O): Answer<T, O>;
  or<O extends Operand<boolean>>(other: O): Answer<T, O>;
  not(): BooleanExpr<T>;
  /** Spark's CAST. */
  cast<U>(to: ColumnType<U>): ExprOf<U | NullOf<T>>;
}

/** A timestamp, or a date. */
export interface TimestampExpr<T> extends Comparable<T, Date> {
  /** Later by `interval`. The result is no longer the column a watermark was declared on. */
  plus(interval: Duration): TimestampExpr<T>;
  /** Earlier by `interval`. The result is no longer the column a watermark was declared on. */
  minus(interval: Duration): TimestampExpr<T>;
  /** Spark's CAST; to a number it gives seconds since 1970. */
  cast<U>(to: ColumnType<U>): ExprOf<U | NullOf<T>>;
}

/** Values with equality only: bytes, arrays, maps. */
export interface OpaqueExpr<T> extends Expr<T> {
  eq<O extends Operand<NonNullable<T>>>(other: O): Answer<T, O>;
  ne<O extends Operand<NonNullable<T>>>(other: O): Answer<T, O>;
  as<U>(): ExprOf<U>;
  /** Spark's CAST; bytes become text with `cast(string())`. */
  cast<U>(to: ColumnType<U>): ExprOf<U | null>;
}

/** What a struct can do besides giving its fields. */
interface StructMethods<T, V> extends Expr<T> {
  eq<O extends Operand<V>>(other: O): Answer<T, O>;
  ne<O extends Operand<V>>(other: O): Answer<T, O>;
  as<U>(): ExprOf<U>;
  /** A field whose name is also the name of one of these methods. */
  getField<K extends keyof V & string>(name: K): ExprOf<V[K] | NullOf<T>>;
}

/** A struct: its fields are properties. */
export type StructExpr<T, V> = StructMethods<T, V> & {
  readonly [K in Exclude<keyof V, keyof StructMethods<T, V>>]: ExprOf<V[K] | NullOf<T>>;
};

/** The expression for a type of value: what an editor offers after `row.column.`. */
export type ExprOf<T> = unknown extends T
  ? DynamicExpr
  : [NonNullable<T>] extends [number]
    ? NumberExpr<T>
    : [NonNullable<T>] extends [string]
      ? StringExpr<T>
      : [NonNullable<T>] extends [boolean]
        ? BooleanExpr<T>
        : [NonNullable<T>] extends [Date]
          ? TimestampExpr<T>
          : [NonNullable<T>] extends [bigint]
            ? BigintExpr<T>
            : [NonNullable<T>] extends [
                  Uint8Array | readonly unknown[] | ReadonlyMap<unknown, unknown>,
                ]
              ? OpaqueExpr<T>
              : StructExpr<T, NonNullable<T>>;

// oxlint-disable-next-line typescript/no-explicit-any -- what fits anywhere needs the one type that does
type Anything = any;

/** Values whose type is known only at run time: the analyzer checks what the compiler cannot. */
export type DynamicExpr = NumberExpr<Anything> &
  StringExpr<Anything> &
  BooleanExpr<Anything> &
  TimestampExpr<Anything> & {
    /** A field of a struct. */
    getField(name: string): DynamicExpr;
  };

/** A row whose columns are known only at run time. */
export type Dynamic = Record<string, Anything>;

/** Marks an expression whose values the watermark of the query bounds from below. */
export interface Watermarked {
  readonly [WATERMARKED]: true;
}

/** An aggregate over the rows of one group; only `agg` takes it. */
export interface Aggregate<out T> {
  readonly [AGGREGATE]: T;
}

/** Marks an aggregate that has to see all rows, so that no stream can have it. */
export interface BoundedOnly {
  readonly [BOUNDED_ONLY]: true;
}

/** An aggregate that streams can have too. */
export interface StreamingAggregate<Why> extends Aggregate<unknown> {
  readonly [BOUNDED_ONLY]?: Why;
}

/** JavaScript values that may stand for expressions. */
export type LiteralValue = number | string | boolean | bigint | Date | Uint8Array | null;

/** The type of a literal, without the literal: 5 is a `number`. */
export type Widen<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : T extends bigint
        ? bigint
        : T;

/** The type of the values of an expression or of a literal. */
export type ValueOf<O> = O extends Expr<infer T> ? T : Widen<O>;
