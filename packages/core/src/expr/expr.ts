import type { TimeInterval } from '../types/interval.ts';
import type { ColumnType } from '../types/schema.ts';
import type { WindowSpec } from './window-spec.ts';

// The typed expressions that users see. Types only: `expr-builder.ts` is the one class behind them all.

declare const INTERVAL: unique symbol;
declare const VALUE: unique symbol;
declare const WATERMARKED: unique symbol;
declare const MARK: unique symbol;

/** A length of time, as `makeInterval` makes it; no row has one. */
export interface Interval {
  readonly [INTERVAL]: true;
}

/** A time window: `start` inclusive, `end` exclusive, both event time. */
export interface Window {
  readonly start: Date;
  readonly end: Date;
}

declare const SESSION: unique symbol;

/** A window of a session. The compiler tells it apart: rows grouped by sessions have no update mode. */
export interface SessionWindow extends Window {
  /** Never there. */
  readonly [SESSION]?: true;
}

/** True where a column of a row holds sessions. */
export type HasSession<R> = true extends {
  [K in keyof R]: typeof SESSION extends keyof R[K] ? true : false;
}[keyof R]
  ? true
  : false;

/** An expression that has a value of type `T` for every row. */
export interface Expr<out T> {
  readonly [VALUE]: T;
  /** True where the value is null; never null itself. */
  isNull(): BooleanExpr<boolean>;
  /** True where the value is not null; never null itself. */
  isNotNull(): BooleanExpr<boolean>;
}

/**
 * What an expression is made of, where that decides whether `agg` takes it. Arithmetic and casts keep the
 * mark of the expression they are called on; conditions and functions forget it. The analyzer does not.
 */
export interface Marked<out Mark extends 'column' | 'aggregate' | 'distinct' | 'over'> {
  readonly [MARK]: Mark;
}

/** What only some expressions may be: unmarked, or marked with one of `Mark`. */
export interface OnlyMarked<out Mark> {
  readonly [MARK]?: Mark;
}

type MarkOf<E> = E extends Marked<infer Mark> ? Mark : never;
/** The expression `E`, marked as the expression it is made of. */
type Derived<From, E> = [MarkOf<From>] extends [never] ? E : E & Marked<MarkOf<From>>;

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
  coalesce<O extends Operand<V>>(fallback: O): Derived<this, ExprOf<V | NullIn<O>>>;
  /** Claims the type of the values, without any effect on them. For what the compiler cannot know. */
  as<U>(): Derived<this, ExprOf<U>>;
}

/** A number of any width. Arithmetic widens as Spark does: int to long to double. */
export interface NumberExpr<T> extends Comparable<T, number> {
  add<O extends Operand<number>>(
    other: O,
  ): Derived<this, NumberExpr<number | NullOf<T> | NullIn<O>>>;
  sub<O extends Operand<number>>(
    other: O,
  ): Derived<this, NumberExpr<number | NullOf<T> | NullIn<O>>>;
  mul<O extends Operand<number>>(
    other: O,
  ): Derived<this, NumberExpr<number | NullOf<T> | NullIn<O>>>;
  /** Division as double, also of integers: null when the divisor is zero. */
  div(other: Operand<number>): Derived<this, NumberExpr<number | null>>;
  /** The remainder, with the sign of the dividend: null when the divisor is zero. */
  mod(other: Operand<number>): Derived<this, NumberExpr<number | null>>;
  neg(): Derived<this, NumberExpr<T>>;
  /** Spark's CAST. */
  cast<U>(to: ColumnType<U>): Derived<this, ExprOf<U | NullOf<T>>>;
}

/** An integer of 64 bits that reads as `bigint`. Cast it to combine it with other numbers. */
export interface BigintExpr<T> extends Comparable<T, bigint> {
  add<O extends Operand<bigint>>(
    other: O,
  ): Derived<this, BigintExpr<bigint | NullOf<T> | NullIn<O>>>;
  sub<O extends Operand<bigint>>(
    other: O,
  ): Derived<this, BigintExpr<bigint | NullOf<T> | NullIn<O>>>;
  mul<O extends Operand<bigint>>(
    other: O,
  ): Derived<this, BigintExpr<bigint | NullOf<T> | NullIn<O>>>;
  /** Division as double: null when the divisor is zero. */
  div(other: Operand<bigint>): Derived<this, NumberExpr<number | null>>;
  /** The remainder, with the sign of the dividend: null when the divisor is zero. */
  mod(other: Operand<bigint>): Derived<this, BigintExpr<bigint | null>>;
  neg(): Derived<this, BigintExpr<T>>;
  /** Spark's CAST. */
  cast<U>(to: ColumnType<U>): Derived<this, ExprOf<U | NullOf<T>>>;
}

/** Text, compared by its UTF-8 bytes. Positions and lengths count characters. */
export interface StringExpr<T> extends Comparable<T, string> {
  lower(): Derived<this, StringExpr<T>>;
  upper(): Derived<this, StringExpr<T>>;
  /** Without spaces at both ends. */
  trim(): Derived<this, StringExpr<T>>;
  length(): Derived<this, NumberExpr<number | NullOf<T>>>;
  /** `length` characters from position `start`; the first is 1, and below zero counts from the end. */
  substring(start: number, length: number): Derived<this, StringExpr<T>>;
  concat<O extends Operand<string>>(
    ...others: O[]
  ): Derived<this, StringExpr<string | NullOf<T> | NullIn<O>>>;
  startsWith<O extends Operand<string>>(prefix: O): Answer<T, O>;
  endsWith<O extends Operand<string>>(suffix: O): Answer<T, O>;
  contains<O extends Operand<string>>(part: O): Answer<T, O>;
  /** SQL's LIKE on the whole text: `%` is any text, `_` any character. */
  like(pattern: string): BooleanExpr<boolean | NullOf<T>>;
  /** True where a regular expression matches somewhere in the text. */
  rlike(pattern: string): BooleanExpr<boolean | NullOf<T>>;
  /** Spark's CAST: null for text that cannot be read as the type. */
  cast<U>(to: ColumnType<U>): Derived<this, ExprOf<U | null>>;
}

/** True, false or null. `and`, `or` and `not` know null: `false and null` is false, `true or null` is true. */
export interface BooleanExpr<T> extends Comparable<T, boolean> {
  and<O extends Operand<boolean>>(other: O): Answer<T, O>;
  or<O extends Operand<boolean>>(other: O): Answer<T, O>;
  not(): BooleanExpr<T>;
  /** Spark's CAST. */
  cast<U>(to: ColumnType<U>): Derived<this, ExprOf<U | NullOf<T>>>;
}

/** A timestamp, or a date. */
export interface TimestampExpr<T> extends Comparable<T, Date> {
  /**
   * Later by `interval`. Months, and whole days where there are some, are those of the calendar in the
   * zone of the session; the rest is elapsed time. A date stays a date unless hours or less are added.
   * The result is no longer the column a watermark was declared on.
   */
  plus(interval: TimeInterval | Expr<Interval | null>): Derived<this, TimestampExpr<T>>;
  /** Earlier by `interval`, as `plus` is later. The result is no longer the column a watermark was declared on. */
  minus(interval: TimeInterval | Expr<Interval | null>): Derived<this, TimestampExpr<T>>;
  /** Spark's CAST; to a number it gives seconds since 1970. */
  cast<U>(to: ColumnType<U>): Derived<this, ExprOf<U | NullOf<T>>>;
}

/** Values with equality only: bytes; arrays and maps have elements besides. */
export interface OpaqueExpr<T> extends Expr<T> {
  eq<O extends Operand<NonNullable<T>>>(other: O): Answer<T, O>;
  ne<O extends Operand<NonNullable<T>>>(other: O): Answer<T, O>;
  as<U>(): Derived<this, ExprOf<U>>;
  /** Spark's CAST; bytes become text with `cast(string())`. */
  cast<U>(to: ColumnType<U>): Derived<this, ExprOf<U | null>>;
}

type StructIn<E> =
  NonNullable<E> extends Date | Uint8Array | readonly unknown[]
    ? never
    : NonNullable<E> extends object
      ? NonNullable<E>
      : never;

/** A list of values. */
export interface ArrayExpr<T, E> extends OpaqueExpr<T> {
  /** The element at a position, the first is 0; null where there is none (with ANSI rules an error). */
  at(position: Operand<number>): Derived<this, ExprOf<E | null>>;
  /** The field of every struct in the list, as a list. */
  getField<K extends keyof StructIn<E> & string>(
    name: K,
  ): Derived<this, ExprOf<readonly (StructIn<E>[K] | NullOf<E>)[] | NullOf<T>>>;
}

/** Keys with their values. */
export interface MapExpr<T, K, V> extends OpaqueExpr<T> {
  /** The value of a key; null where the map does not have it. */
  at(key: Operand<K>): Derived<this, ExprOf<V | null>>;
}

/** What a struct can do besides giving its fields. */
interface StructMethods<T, V> extends Expr<T> {
  eq<O extends Operand<V>>(other: O): Answer<T, O>;
  ne<O extends Operand<V>>(other: O): Answer<T, O>;
  as<U>(): Derived<this, ExprOf<U>>;
  /** A field whose name is also the name of one of these methods. */
  getField<K extends keyof V & string>(name: K): Derived<this, ExprOf<V[K] | NullOf<T>>>;
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
            : [NonNullable<T>] extends [Uint8Array]
              ? OpaqueExpr<T>
              : [NonNullable<T>] extends [readonly (infer E)[]]
                ? ArrayExpr<T, E>
                : [NonNullable<T>] extends [ReadonlyMap<infer K, infer V>]
                  ? MapExpr<T, K, V>
                  : StructExpr<T, NonNullable<T>>;

// oxlint-disable-next-line typescript/no-explicit-any -- what fits anywhere needs the one type that does
type Anything = any;

/** Values whose type is known only at run time: the analyzer checks what the compiler cannot. */
export type DynamicExpr = NumberExpr<Anything> &
  StringExpr<Anything> &
  BooleanExpr<Anything> &
  TimestampExpr<Anything> & {
    /** A field of a struct, or of every struct in a list. */
    getField(name: string): DynamicExpr;
    /** An element of a list by its position from 0, or the value of a key of a map. */
    at(key: Operand<Anything>): DynamicExpr;
  };

/** A row whose columns are known only at run time. */
export type Dynamic = Record<string, Anything>;

/** Marks an expression whose values the watermark of the query bounds from below. */
export interface Watermarked {
  readonly [WATERMARKED]: true;
}

/** An aggregate over the rows of a group, or an expression made of such; only `agg` takes it. */
export type Aggregate<T> = ExprOf<T> & Marked<'aggregate'>;

/** A call of an aggregate function; one that is `distinct` has to see all rows, so no stream can have it. */
export type AggregateExpr<T, Mark extends 'aggregate' | 'distinct' = 'aggregate'> = ExprOf<T> &
  Marked<Mark> & {
    /** The aggregate over those rows of the group for which the condition is true (SQL: FILTER). */
    filter(condition: Expr<boolean | null>): AggregateExpr<T, Mark>;
    /**
     * The aggregate over the rows around each row, for `select()` and `withColumns()` of data that has an
     * end (SQL: OVER). Not for what is distinct or filtered.
     *
     * @throws `EXPRESSION.BAD_OVER`
     */
    over<Missing extends null>(rows: WindowSpec<Missing>): OverExpr<T | Missing>;
  };

/** A function over the rows around a row, or an expression made of such; only data that has an end takes it. */
export type OverExpr<T> = ExprOf<T> & Marked<'over'>;

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
