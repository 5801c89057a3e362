import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import type { ColumnType } from '../types/schema.ts';
import type { Expr, ExprOf, Operand } from './expr.ts';
import { build, use } from './expr-builder.ts';

/** The values that the columns of some types hold. */
export type ValuesOf<A extends readonly ColumnType<unknown>[]> = {
  readonly [K in keyof A]: A[K] extends ColumnType<infer T> ? T : never;
};
/** What a user function may be called with. */
export type OperandsOf<A extends readonly ColumnType<unknown>[]> = {
  readonly [K in keyof A]: A[K] extends ColumnType<infer T> ? Expr<T> | T : never;
};

export interface UserFunctionOptions {
  /** The name in plans and messages; the function's own unless said. */
  readonly name?: string;
  /** False where equal arguments may give different results: the engine then never calls it twice for a row. */
  readonly deterministic?: boolean;
}

const OPTIONS: OptionNames<UserFunctionOptions> = { name: true, deterministic: true };

/**
 * A function of the user on JavaScript values, one row at a time. It is much slower than the
 * built-in functions, and it is opaque: nothing is known about it but its types.
 *
 * @param argTypes - the types of its arguments; the values of a row are cast to them
 * @param returnType - the type of its result; say `nullable(…)` if it may return null
 * @throws `EXPRESSION.USER_FUNCTION_FAILED` when the query runs and `fn` throws
 * @example
 * ```ts
 * const initials = udf([string()], string(), (name) => name.slice(0, 2));
 * orders.withColumns((o) => ({ short: initials(o.country) }));
 * ```
 */
export function udf<const A extends readonly ColumnType<unknown>[], T>(
  argTypes: A,
  returnType: ColumnType<T>,
  fn: (...args: ValuesOf<A>) => T,
  options: UserFunctionOptions = {},
): (...args: OperandsOf<A>) => ExprOf<T> {
  checkOptions('udf()', options, OPTIONS);
  const { name = fn.name === '' ? 'udf' : fn.name, deterministic = true } = options;
  const { dataType, nullable } = returnType;
  return (...args) => {
    const casts = argTypes.map((type, i) => {
      const arg = use((args as readonly Operand<unknown>[])[i] ?? null);
      return { kind: 'cast', to: type.dataType, arg, isTry: false } as const;
    });
    const node = {
      kind: 'udf',
      name,
      args: casts,
      returnType: dataType,
      nullable,
      isDeterministic: deterministic,
      call: fn as unknown as (...values: readonly unknown[]) => unknown,
    } as const;
    return build(node, dataType) as never;
  };
}
