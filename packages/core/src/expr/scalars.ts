import { type DataType, NULL } from '../types/data-type.ts';
import type {
  DynamicExpr,
  Expr,
  ExprOf,
  LiteralValue,
  Operand,
  StructExpr,
  ValueOf,
  Widen,
} from './expr.ts';
import { build, call, ExprBuilder, track, use } from './expr-builder.ts';
import { literalOf } from './literal.ts';
import type { ExprNode } from './node.ts';

/**
 * A column by its name, for names known only at run time. It fits anywhere; the analyzer checks it.
 *
 * @example
 * ```ts
 * orders.filter(() => col('price').gt(10));
 * ```
 */
export function col(name: string): DynamicExpr {
  return new ExprBuilder({ kind: 'column', name }) as unknown as DynamicExpr;
}

/**
 * A constant column. Where an operand is expected a plain value does as well.
 *
 * @example
 * ```ts
 * orders.withColumns(() => ({ channel: lit('web') }));
 * ```
 */
export function lit<T extends LiteralValue>(value: T): ExprOf<Widen<T>> {
  return new ExprBuilder(literalOf(value)) as unknown as ExprOf<Widen<T>>;
}

/** What `when` gives: a value so far, null where no condition is true. */
export type When<T> = ExprOf<T | null> & {
  /** The value where this condition is the first that is true. */
  when<V extends Operand<unknown>>(condition: Expr<boolean | null>, value: V): When<T | ValueOf<V>>;
  /** The value where no condition is true. */
  otherwise<V extends Operand<unknown>>(value: V): ExprOf<T | ValueOf<V>>;
};

/** A chain of conditions; every step makes a new one. */
class WhenBuilder extends ExprBuilder {
  readonly #args: readonly ExprNode[];

  constructor(args: readonly ExprNode[], type: DataType | undefined) {
    super({ kind: 'call', fn: 'when', args }, type);
    this.#args = args;
  }

  when(condition: unknown, value: unknown): WhenBuilder {
    use(this);
    const type = ExprBuilder.structTypeOf(this);
    return track(new WhenBuilder([...this.#args, use(condition), use(value)], type));
  }

  otherwise(value: unknown): ExprBuilder {
    use(this);
    const node: ExprNode = { kind: 'call', fn: 'when', args: [...this.#args, use(value)] };
    return build(node, ExprBuilder.structTypeOf(this));
  }
}

/**
 * A choice (SQL: CASE WHEN): the value of the first condition that is true, else `otherwise`.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({
 *   size: when(o.price.gt(100), 'large').when(o.price.gt(10), 'medium').otherwise('small'),
 * }));
 * ```
 */
export function when<V extends Operand<unknown>>(
  condition: Expr<boolean | null>,
  value: V,
): When<ValueOf<V>> {
  const type = ExprBuilder.structTypeOf(value);
  return track(new WhenBuilder([use(condition), use(value)], type)) as unknown as When<ValueOf<V>>;
}

type AllNull<O extends readonly unknown[]> = O extends readonly [infer Head, ...infer Rest]
  ? null extends ValueOf<Head>
    ? AllNull<Rest>
    : never
  : null;

/**
 * The first of its arguments that is not null.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ off: coalesce(o.discount, 0) }));
 * ```
 */
export function coalesce<O extends readonly [Operand<unknown>, ...Operand<unknown>[]]>(
  ...args: O
): ExprOf<NonNullable<ValueOf<O[number]>> | AllNull<O>> {
  return call('coalesce', ...args) as never;
}

/**
 * The greatest of its arguments, passing over nulls.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ charged: greatest(o.price, 1) }));
 * ```
 */
export function greatest<O extends readonly [Operand<unknown>, ...Operand<unknown>[]]>(
  ...args: O
): ExprOf<NonNullable<ValueOf<O[number]>> | AllNull<O>> {
  return call('greatest', ...args) as never;
}

/**
 * The least of its arguments, passing over nulls.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ charged: least(o.price, 100) }));
 * ```
 */
export function least<O extends readonly [Operand<unknown>, ...Operand<unknown>[]]>(
  ...args: O
): ExprOf<NonNullable<ValueOf<O[number]>> | AllNull<O>> {
  return call('least', ...args) as never;
}

type StructOf<P> = { -readonly [K in keyof P]: P[K] extends Expr<infer T> ? T : never };

/**
 * Several expressions as the fields of one struct.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ item: struct({ sku: o.sku, price: o.price }) }));
 * ```
 */
export function struct<P extends Readonly<Record<string, Expr<unknown>>>>(
  fields: P,
): StructExpr<StructOf<P>, StructOf<P>> {
  const args: ExprNode[] = [];
  const types: { name: string; dataType: DataType; nullable: boolean }[] = [];
  for (const [name, value] of Object.entries(fields)) {
    args.push(literalOf(name), use(value));
    types.push({ name, dataType: ExprBuilder.structTypeOf(value) ?? NULL, nullable: true });
  }
  return build({ kind: 'call', fn: 'struct', args }, { kind: 'struct', fields: types }) as never;
}

/**
 * Any built-in function by its name (Spark: `call_function`), for those that have no typed form here.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ code: callFunction('md5', o.sku) }));
 * ```
 */
export function callFunction(name: string, ...args: readonly Operand<unknown>[]): DynamicExpr {
  return call(name, ...args) as never;
}
