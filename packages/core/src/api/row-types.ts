import type { Expr, ExprOf, HasSession, Marked, OnlyMarked, Watermarked } from '../expr/expr.ts';
import type { OutputMode } from '../types/output-mode.ts';

// The type arithmetic of DataFrame: how each step changes rows, watermarks and output modes.

declare const MISUSE: unique symbol;

/** A refusal at compile time: no value has this type. The message is what the editor shows. */
export interface Misuse<Message extends string, Culprit = never> {
  readonly [MISUSE]: [Message, Culprit];
}

/** What a frame may do: the output modes of a stream, or `bounded` for data that has an end. */
export type Mode = OutputMode | 'bounded';

/** The names of the columns of a row. */
export type Name<R> = keyof R & string;

/** The same type, written out. */
export type Flatten<T> = { [K in keyof T]: T[K] } & {};

/** What a callback is given: an expression for each column. */
export type Columns<R, W> = {
  readonly [K in keyof R]: K extends W ? ExprOf<R[K]> & Watermarked : ExprOf<R[K]>;
};

/** The columns of the rows of a group: for the arguments of aggregates. */
export type GroupColumns<R> = {
  readonly [K in keyof R]: ExprOf<R[K]> & Marked<'column'>;
};

/** What may be a column of a frame with modes `M`. */
export type Projected<M> = Expr<unknown> &
  OnlyMarked<
    | 'column'
    | Misuse<'an aggregate needs the rows of a group: use it in agg()'>
    | (IsBounded<M> extends true
        ? 'over'
        : Misuse<'a function over the rows around a row has to see all of them, and a stream never ends'>)
  >;

/** New columns by name. */
export type Projection<M> = { readonly [column: string]: Projected<M> };

/** The keys of groups by name. */
export type KeyProjection = {
  readonly [column: string]: Expr<unknown> &
    OnlyMarked<
      | 'column'
      | Misuse<'an aggregate needs the rows of a group: use it in agg()'>
      | Misuse<'a function over the rows around a row is no key: make it a column first'>
    >;
};

/** Expressions over aggregates by the name of their column, as far as the frame can have them. */
export type Aggregation<M> = {
  readonly [column: string]: Expr<unknown> &
    OnlyMarked<
      | 'aggregate'
      | Misuse<'a column has many values in a group: aggregate it, or use a key: agg((row, key) => …)'>
      | ([M] extends ['bounded']
          ? 'distinct'
          : Misuse<'an exact distinct count or sum has to see all rows, and a stream never ends'>)
    >;
};

// `& {}` drops the alias, so that editors print `{ value: number }` and not `ProjectedRow<…>`.
/** The row of a projection. */
export type ProjectedRow<P> = {
  -readonly [K in keyof P]: P[K] extends Expr<infer T> ? T : never;
} & {};
/** The row of an aggregation, without its keys. */
export type AggregatedRow<A> = {
  -readonly [K in keyof A]: A[K] extends Expr<infer T> ? T : never;
} & {};

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/**
 * The row with the columns of `New` added or replaced.
 *
 * New names extend the row by intersection. A nested `Omit` for every step would make TypeScript
 * instantiate every earlier row again, and fail with TS2589 at the 33rd step; so `Omit` is kept for
 * the one case that needs it, a column that changes its type.
 */
export type Extend<R, New> = [keyof R & keyof New] extends [never]
  ? R & New
  : Same<Pick<R, keyof R & keyof New>, Pick<New, keyof R & keyof New>> extends true
    ? [keyof New] extends [keyof R]
      ? R
      : R & New
    : Flatten<Omit<R, keyof New>> & New;

/** The row with a column under another name. */
export type Renamed<R, From extends string, To extends string> = Flatten<
  Omit<R, From | To> & { [K in To]: From extends keyof R ? R[From] : unknown }
>;

/** The columns of a projection that a watermark still bounds. */
export type WatermarksOf<P> = {
  [K in keyof P]: P[K] extends Watermarked ? K : never;
}[keyof P] &
  string;

/** The columns that can be event time. */
export type TimestampName<R> = {
  [K in Name<R>]: [NonNullable<R[K]>] extends [Date] ? K : never;
}[Name<R>];

/** True for data that has an end; not for a stream for which no output mode is left. */
export type IsBounded<M> = [M] extends [never] ? false : [M] extends ['bounded'] ? true : false;

/** True for `append | update` exactly: no step so far decides what rows mean. */
type IsStateless<M> = 'complete' extends M
  ? false
  : ['append' | 'update'] extends [M]
    ? true
    : false;

/**
 * The modes after an aggregation by keys `K` of a frame with modes `M`, if the keys in `KW` are bounded by a
 * watermark. A session that grows is another one, so there are no changed ones to tell of.
 */
export type AggregateModes<R, M extends Mode, K, KW> =
  IsBounded<M> extends true
    ? 'bounded'
    : string extends keyof R
      ? OutputMode
      : HasSession<K> extends true
        ? Exclude<TimedModes<M, KW>, 'update'>
        : TimedModes<M, KW>;

type TimedModes<M extends Mode, KW> =
  IsStateless<M> extends true
    ? [KW] extends [never]
      ? 'update' | 'complete'
      : OutputMode
    : [KW] extends [never]
      ? never
      : Extract<M, 'append'>; // a second stateful step

/**
 * The modes of the rows of a function of groups, which say themselves what they mean. Over another step
 * that keeps state they have to be final.
 */
export type GroupModes<R, M extends Mode, O extends 'append' | 'update'> =
  IsBounded<M> extends true
    ? 'bounded'
    : string extends keyof R
      ? O
      : IsStateless<M> extends true
        ? O
        : Extract<M, 'append'> & O;

/** The modes of a frame whose columns are known only at run time. */
export type DynamicModes<M> = IsBounded<M> extends true ? 'bounded' : OutputMode;

/** Extends an error message with the reason, without adding a completion. */
export type WhyNotAppend<M> = 'append' extends M
  ? never
  : Misuse<'append needs a watermark: group by a column named in withWatermark()'>;

/** Nothing to say if the sink takes the mode and the frame has it; else why not. */
export type Accepts<M, N, S> = [N] extends [never]
  ? 'append' extends M
    ? unknown // N is open while a sink made in place infers its row from here
    : WhyNotAppend<M>
  : [N] extends [S]
    ? unknown
    : Misuse<'the sink does not take this output mode', N>;

/** Nothing to say about a frame that has an end; else why not. */
export type IfBounded<M> =
  IsBounded<M> extends true ? unknown : Misuse<'a stream never ends: use writeTo() or writeStream'>;
/** Nothing to say about a stream; else why not. */
export type IfStream<M> = [M] extends [never]
  ? Misuse<'no output mode is left: a step keeps state over rows that still change'>
  : [M] extends ['bounded']
    ? Misuse<'this data has an end: use write(sink), collect() or show()'>
    : unknown;
/** Nothing to say where the rows of the frame can be in an order; else why not. */
export type IfComplete<M> = [Extract<M, 'complete' | 'bounded'>] extends [never]
  ? Misuse<'on a stream only the complete result of an aggregation has an order'>
  : unknown;

/** Nothing to say where a watermark decides what is late; else why not. */
export type IfWatermarked<W, X> =
  X extends WithTimedLateRows<unknown>
    ? unknown
    : [W] extends [never]
      ? Misuse<'nothing is late without a watermark: group by a column named in withWatermark()'>
      : unknown;

/** Nothing to say where a watermark reaches; else why not. */
export type IfMarked<W> = [W] extends [never]
  ? Misuse<'this step works by a watermark: call withWatermark() before it, and keep its column'>
  : unknown;

/** Nothing to say where rows can be counted once for all; else why not. */
export type IfLimited<M> = [Exclude<M, 'update'>] extends [never]
  ? Misuse<'in update mode a row may come again, so there are no first ones'>
  : unknown;

/** Nothing to say about a name that no column has; else why not. */
export type NewName<R, To> = string extends keyof R
  ? unknown
  : To extends keyof R
    ? Misuse<'a column has this name already; drop it first', To>
    : unknown;

/** Nothing to say about two streams, or two frames that have an end; else why not. */
export type IfAlike<M, M2> = 'bounded' extends M | M2
  ? 'bounded' extends M & M2
    ? unknown
    : Misuse<'the inputs of a union are both streams, or both have an end'>
  : unknown;

/** Nothing to say about frames that have an end; else why they have to. */
export type IfEnded<M> =
  IsBounded<M> extends true
    ? unknown
    : Misuse<'rows of two frames can be compared when all are there, and a stream never ends'>;

/** Nothing to say about a frame of which a sample can be taken; else why not. */
export type IfSampled<M> =
  IsBounded<M> extends true
    ? unknown
    : Misuse<'sampling takes other rows when they fall into other batches: filter by a hash of a column'>;

/** The row with columns under other names. */
export type AllRenamed<R, New> = Flatten<{
  [K in keyof R as K extends keyof New ? New[K] & string : K]: R[K];
}>;

/** Marks a frame straight from a source, which can also give what did not fit the source's format. */
export interface WithBadRecords<out Bad> {
  readonly badRecords: Bad;
}
/** Marks the frame of a step that can also give what came too late for it. */
export interface WithLateRows<out Late> {
  readonly lateRows: Late;
}
/** As {@link WithLateRows}, of a step that goes by event time and whose own rows have none. */
export interface WithTimedLateRows<out Late> extends WithLateRows<Late> {
  readonly isTimed: true;
}

/** Nothing to say about a frame straight from a source; else why not. */
export type IfSource<X> =
  X extends WithBadRecords<unknown>
    ? unknown
    : Misuse<'bad records belong to a source: call badRecords() right after the read'>;
/** Nothing to say about the frame of a step that drops late rows; else why not. */
export type IfAggregated<X> =
  X extends WithLateRows<unknown>
    ? unknown
    : Misuse<'late rows belong to a step that drops them: call lateRows() right after agg() or dropDuplicates()'>;
