import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';
import type { DataFrame } from './data-frame.ts';
import type { NaValue } from './na-steps.ts';
import { withEachFilled, withFilled, withoutMissing, withReplaced } from './na-steps.ts';
import type { Flatten, Mode, Name } from './row-types.ts';

/** Makes the frame of one more step. */
type FrameWith<R, W extends string, M extends Mode> = (
  step: (input: LogicalPlan, schema: Schema) => LogicalPlan,
) => DataFrame<R, W, M>;

/** The names of the columns that a value can stand in. */
type NameOf<R, V> = string extends keyof R
  ? string
  : { [K in Name<R>]: [Wide<NonNullable<R[K]>>] extends [Wide<V>] ? K : never }[Name<R>];

/** The type behind a constant. */
type Wide<V> = V extends number | bigint
  ? number
  : V extends string
    ? string
    : V extends boolean
      ? boolean
      : V;

/** The row without nulls in some columns. */
type Filled<R, K> = Flatten<{ [N in keyof R]: N extends K ? NonNullable<R[N]> : R[N] }>;

/** The row that may have nulls in some columns. */
type MaybeNull<R, K, V> = null extends V
  ? Flatten<{ [N in keyof R]: N extends K ? R[N] | null : R[N] }>
  : R;

/** What can be done about values that are missing: null, and NaN (Spark: DataFrameNaFunctions). On streams too. */
export class NaFunctions<R, W extends string, M extends Mode> {
  readonly #frameWith: FrameWith<R, W, M>;

  /** @internal */
  constructor(frameWith: FrameWith<R, W, M>) {
    this.#frameWith = frameWith;
  }

  /**
   * Only the rows whose columns, all if none is named, have their values.
   *
   * @param how - `any`: drops a row where one is missing, unless said; `all`: where all are; a number: where
   *   fewer have one
   * @example
   * ```ts
   * orders.na.drop();
   * orders.na.drop('all', 'discount', 'price');
   * ```
   */
  drop(how: 'any' | 'all' | number = 'any', ...columns: readonly Name<R>[]): DataFrame<R, W, M> {
    return this.#frameWith((input, schema) => withoutMissing(input, schema, columns, how));
  }

  /**
   * A value for what is missing: in the named columns, or all, that can hold it, or by the name of the column.
   *
   * @example
   * ```ts
   * orders.na.fill(0);
   * orders.na.fill(0, 'discount');
   * orders.na.fill({ discount: 0, country: 'unknown' });
   * ```
   */
  fill<const V extends NaValue, K extends NameOf<R, V> = NameOf<R, V>>(
    value: V,
    ...columns: readonly K[]
  ): DataFrame<Filled<R, K>, W, M>;
  fill<const V extends { readonly [K in Name<R>]?: Wide<NonNullable<R[K]>> & NaValue }>(
    values: V,
  ): DataFrame<Filled<R, keyof V>, W, M>;
  fill(value: NaValue | Readonly<Record<string, NaValue>>, ...columns: readonly string[]): unknown {
    return this.#frameWith((input, schema) =>
      typeof value === 'object'
        ? withEachFilled(input, schema, value)
        : withFilled(input, schema, value, columns),
    );
  }

  /**
   * Other values for some, in the named columns that can hold them; `'*'` means all columns.
   *
   * @param replacements - what is found, and what comes in its place, all of one type
   * @example
   * ```ts
   * orders.na.replace(['country'], [['UK', 'GB'], ['', null]]);
   * ```
   */
  replace<K extends Name<R>, V extends NaValue, To extends NaValue | null>(
    columns: readonly K[] | '*',
    replacements: readonly (readonly [from: V, to: To])[],
  ): DataFrame<MaybeNull<R, K, To>, W, M> {
    return this.#frameWith((input, schema) =>
      withReplaced(input, schema, columns, replacements),
    ) as never;
  }
}
