import {
  DISCARDED_EXPRESSION,
  EXPRESSION_USED_AS_VALUE,
  NOT_AN_EXPRESSION,
} from '../errors/analysis.ts';
import type { DataType } from '../types/data-type.ts';
import type { ColumnType } from '../types/schema.ts';
import { literalOf, shiftOf } from './literal.ts';
import type { ExprNode } from './node.ts';
import { printExpr } from './print.ts';

/** Methods that a field of the same name does not hide; see `StructMethods` in `expr.ts`. */
const STRUCT_METHODS = new Set(['isNull', 'isNotNull', 'eq', 'ne', 'as', 'getField', '~node']);

/** Expressions made in the running callback that nothing has used yet. */
let unused: Set<ExprBuilder> | undefined;

/** Every method of every typed expression; the types in `expr.ts` decide which of them an editor offers. */
export class ExprBuilder {
  /** A plain name, so that an expression of one installed copy of this package is one for another. */
  readonly '~node': ExprNode;
  /** Known where structs may be in the value, whose fields are properties. */
  readonly #dataType: DataType | undefined;

  constructor(node: ExprNode, dataType?: DataType) {
    this['~node'] = node;
    this.#dataType = dataType;
    if (dataType?.kind === 'struct') this.#defineFields(dataType.fields);
  }

  #defineFields(fields: readonly { readonly name: string; readonly dataType: DataType }[]): void {
    for (const { name, dataType } of fields) {
      if (STRUCT_METHODS.has(name)) continue;
      const get = (): ExprBuilder =>
        new ExprBuilder({ kind: 'field', name, arg: use(this) }, dataType);
      Object.defineProperty(this, name, { get, enumerable: true });
    }
  }

  /** The type of the value where it is known: of columns, and of what is taken out of them. */
  static structTypeOf(value: unknown): DataType | undefined {
    return value instanceof ExprBuilder ? value.#dataType : undefined;
  }

  add(other: unknown): ExprBuilder {
    return call('add', this, other);
  }
  sub(other: unknown): ExprBuilder {
    return call('sub', this, other);
  }
  mul(other: unknown): ExprBuilder {
    return call('mul', this, other);
  }
  div(other: unknown): ExprBuilder {
    return call('div', this, other);
  }
  mod(other: unknown): ExprBuilder {
    return call('mod', this, other);
  }
  neg(): ExprBuilder {
    return call('neg', this);
  }

  eq(other: unknown): ExprBuilder {
    return call('eq', this, other);
  }
  ne(other: unknown): ExprBuilder {
    return call('ne', this, other);
  }
  gt(other: unknown): ExprBuilder {
    return call('gt', this, other);
  }
  gte(other: unknown): ExprBuilder {
    return call('gte', this, other);
  }
  lt(other: unknown): ExprBuilder {
    return call('lt', this, other);
  }
  lte(other: unknown): ExprBuilder {
    return call('lte', this, other);
  }
  eqNullSafe(other: unknown): ExprBuilder {
    return call('eqNullSafe', this, other);
  }
  between(low: unknown, high: unknown): ExprBuilder {
    return call('and', call('gte', this, low), call('lte', this, high));
  }
  isIn(...values: readonly unknown[]): ExprBuilder {
    return call('in', this, ...values);
  }

  and(other: unknown): ExprBuilder {
    return call('and', this, other);
  }
  or(other: unknown): ExprBuilder {
    return call('or', this, other);
  }
  not(): ExprBuilder {
    return call('not', this);
  }

  isNull(): ExprBuilder {
    return call('isNull', this);
  }
  isNotNull(): ExprBuilder {
    return call('isNotNull', this);
  }
  coalesce(fallback: unknown): ExprBuilder {
    return call('coalesce', this, fallback);
  }

  lower(): ExprBuilder {
    return call('lower', this);
  }
  upper(): ExprBuilder {
    return call('upper', this);
  }
  trim(): ExprBuilder {
    return call('trim', this);
  }
  length(): ExprBuilder {
    return call('length', this);
  }
  substring(start: number, length: number): ExprBuilder {
    return call('substring', this, start, length);
  }
  concat(...others: readonly unknown[]): ExprBuilder {
    return call('concat', this, ...others);
  }
  startsWith(prefix: unknown): ExprBuilder {
    return call('startsWith', this, prefix);
  }
  endsWith(suffix: unknown): ExprBuilder {
    return call('endsWith', this, suffix);
  }
  contains(part: unknown): ExprBuilder {
    return call('contains', this, part);
  }
  like(pattern: string): ExprBuilder {
    return call('like', this, pattern);
  }
  rlike(pattern: string): ExprBuilder {
    return call('rlike', this, pattern);
  }

  plus(interval: unknown): ExprBuilder {
    return call('plusInterval', this, shift(interval));
  }
  minus(interval: unknown): ExprBuilder {
    return call('minusInterval', this, shift(interval));
  }

  getField(name: string): ExprBuilder {
    return build({ kind: 'field', name, arg: use(this) }, fieldType(this.#dataType, name));
  }
  at(key: unknown): ExprBuilder {
    const args = [use(this), use(key)];
    return build({ kind: 'call', fn: 'getItem', args }, itemType(this.#dataType));
  }
  cast({ dataType }: ColumnType<unknown>): ExprBuilder {
    return build({ kind: 'cast', to: dataType, arg: use(this), isTry: false }, dataType);
  }
  as(): this {
    return this;
  }

  /** `price > 10` would compare objects in silence; say so instead. */
  [Symbol.toPrimitive](): never {
    throw EXPRESSION_USED_AS_VALUE.error({ expression: printExpr(this['~node']) });
  }
}

/** A text is an interval; so is an expression that makes one. */
function shift(interval: unknown): unknown {
  return typeof interval === 'string' ? new ExprBuilder(shiftOf(interval)) : interval;
}

function fieldType(type: DataType | undefined, name: string): DataType | undefined {
  if (type?.kind === 'map') return type.value;
  if (type?.kind === 'array') {
    const element = fieldType(type.element, name);
    return element && { kind: 'array', element, containsNull: true };
  }
  if (type?.kind !== 'struct') return undefined;
  return type.fields.find((field) => field.name === name)?.dataType;
}

/** The type of an element of an array, or of a value of a map. */
export function itemType(type: DataType | undefined): DataType | undefined {
  return type?.kind === 'array' ? type.element : type?.kind === 'map' ? type.value : undefined;
}

/** Makes an expression and notes that it waits to be used. */
export function build(node: ExprNode, dataType?: DataType): ExprBuilder {
  return track(new ExprBuilder(node, dataType));
}

/** Notes that an expression waits to be used. */
export function track<E extends ExprBuilder>(expr: E): E {
  unused?.add(expr);
  return expr;
}

/** A call of a built-in function or operator; arguments that are no expressions are literals. */
export function call(fn: string, ...args: readonly unknown[]): ExprBuilder {
  return build({ kind: 'call', fn, args: args.map(use) });
}

/** The node of an expression or a JavaScript value that becomes a part of another expression. */
export function use(value: unknown): ExprNode {
  unused?.delete(value as ExprBuilder);
  return isExpression(value) ? value['~node'] : literalOf(value);
}

/**
 * Runs a callback of the user, and sees to it that every expression it built went into its result:
 * `a.gt(1) && b.gt(2)` cannot be intercepted, but it leaves `a.gt(1)` behind, which nothing used.
 *
 * @throws {@link DISCARDED_EXPRESSION}
 */
export function record<T>(callback: () => T): T {
  const outer = unused;
  unused = new Set();
  try {
    const result = callback();
    if (isExpression(result)) unused.delete(result as unknown as ExprBuilder);
    else for (const value of Object.values(result ?? {})) unused.delete(value as ExprBuilder);
    for (const expr of unused) {
      throw DISCARDED_EXPRESSION.error({ expression: printExpr(expr['~node']) });
    }
    return result;
  } finally {
    unused = outer;
  }
}

/**
 * The node of what a callback returned.
 *
 * @throws {@link NOT_AN_EXPRESSION} for anything but an expression, because `false` or `undefined`
 *   are more often a slip than a wish
 */
export function nodeOf(value: unknown, where: string): ExprNode {
  if (isExpression(value)) return value['~node'];
  throw NOT_AN_EXPRESSION.error({ where, found: value === null ? 'null' : typeof value });
}

function isExpression(value: unknown): value is { readonly '~node': ExprNode } {
  return typeof value === 'object' && value !== null && '~node' in value;
}
