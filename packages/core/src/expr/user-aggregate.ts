import type { ColumnType } from '../types/schema.ts';
import { buildAggregate } from './aggregate-builder.ts';
import type { AggregateExpr } from './expr.ts';
import { use } from './expr-builder.ts';
import type { OperandsOf, UserFunctionOptions, ValuesOf } from './user-function.ts';

/** How a user aggregate makes one value of many rows. `S` is its state, `T` its result. */
export interface UserAggregateDefinition<A extends readonly ColumnType<unknown>[], S, T>
  extends UserFunctionOptions {
  /** The type of the state. It is what a checkpoint keeps of a group, so a change of it is a new query. */
  readonly stateType: ColumnType<S>;
  /** The type of the result; say `nullable(…)` if it may be null. */
  readonly returnType: ColumnType<T>;
  /** The state of no rows: a new value at each call. */
  readonly zero: () => S;
  /** The state with one more row, in the order in which rows arrive. It may change the state it is given. */
  readonly reduce: (state: S, ...args: ValuesOf<A>) => S;
  /** The state of the rows of two groups that became one, as session windows do; those of `left` first. */
  readonly merge?: (left: S, right: S) => S;
  /** The result of a state. The state may be asked again, after more rows. */
  readonly finish: (state: S) => T;
}

/**
 * An aggregate of the user on JavaScript values, one row at a time. It is much slower than the built-in
 * ones, and opaque: nothing is known about it but its types. Its state is kept as the type it declares,
 * durable like that of every other aggregate.
 *
 * @param argTypes - the types of its arguments; the values of a row are cast to them. Nulls are passed on
 * @throws `EXPRESSION.USER_FUNCTION_FAILED` when the query runs and one of the functions throws;
 *   `EXPRESSION.NO_MERGE` where two groups become one and there is no `merge`
 * @example
 * ```ts
 * const norm = udaf([double()], {
 *   name: 'norm',
 *   stateType: double(),
 *   returnType: double(),
 *   zero: () => 0,
 *   reduce: (squares, price) => squares + price ** 2,
 *   merge: (left, right) => left + right,
 *   finish: (squares) => Math.sqrt(squares),
 * });
 * orders.groupBy('country').agg((o) => ({ size: norm(o.price) }));
 * ```
 */
export function udaf<const A extends readonly ColumnType<unknown>[], S, T>(
  argTypes: A,
  definition: UserAggregateDefinition<A, S, T>,
): (...args: OperandsOf<A>) => AggregateExpr<T> {
  const { name = 'udaf', deterministic = true, stateType, returnType, merge } = definition;
  const user = {
    stateType: stateType.dataType,
    returnType: returnType.dataType,
    nullable: returnType.nullable,
    isDeterministic: deterministic,
    zero: definition.zero,
    reduce: definition.reduce as (state: unknown, ...args: readonly unknown[]) => unknown,
    finish: definition.finish as (state: unknown) => unknown,
    ...(merge === undefined ? {} : { merge: merge as (a: unknown, b: unknown) => unknown }),
  };
  return (...args) => {
    const casts = argTypes.map((type, i) => {
      const arg = use((args as readonly unknown[])[i] ?? null);
      return { kind: 'cast', to: type.dataType, arg, isTry: false } as const;
    });
    const call = { kind: 'aggregate', fn: name, args: casts, isDistinct: false, user } as const;
    return buildAggregate(call, returnType.dataType);
  };
}
