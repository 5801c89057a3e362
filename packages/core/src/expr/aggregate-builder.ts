import type { DataType } from '../types/data-type.ts';
import type { AggregateExpr, Expr } from './expr.ts';
import { ExprBuilder, track, use } from './expr-builder.ts';
import type { AggregateCall } from './node.ts';
import { overOf } from './row-functions.ts';
import type { WindowSpec } from './window-spec.ts';

/** A call of an aggregate function, which can be told which rows count. */
class AggregateBuilder extends ExprBuilder {
  readonly #call: AggregateCall;
  readonly #type: DataType | undefined;

  constructor(call: AggregateCall, dataType: DataType | undefined) {
    super(call, dataType);
    this.#call = call;
    this.#type = dataType;
  }

  filter(condition: unknown): AggregateBuilder {
    use(this);
    const { filter: known } = this.#call;
    const added = use(condition);
    const filter =
      known === undefined ? added : ({ kind: 'call', fn: 'and', args: [known, added] } as const);
    return track(new AggregateBuilder({ ...this.#call, filter }, this.#type));
  }

  over(rows: WindowSpec<null>): ExprBuilder {
    use(this);
    return overOf(this.#call, rows, this.#type);
  }
}

/** The expression of a call, typed by the function that makes it. */
export function buildAggregate(call: AggregateCall, dataType?: DataType): never {
  return track(new AggregateBuilder(call, dataType)) as never;
}

/** A call of a built-in aggregate. */
export function aggregate<T>(fn: string, ...args: readonly unknown[]): AggregateExpr<T> {
  return buildAggregate({ kind: 'aggregate', fn, args: args.map(use), isDistinct: false });
}

/** A call of a built-in aggregate over the different values of its arguments. */
export function distinctAggregate<T>(
  fn: string,
  ...args: readonly unknown[]
): AggregateExpr<T, 'distinct'> {
  return buildAggregate({ kind: 'aggregate', fn, args: args.map(use), isDistinct: true });
}

/** A call of a built-in aggregate that gives one of the values of its first argument. */
export function aggregateOf<T>(
  fn: string,
  input: Expr<unknown>,
  ...args: readonly unknown[]
): AggregateExpr<T> {
  const nodes = [input, ...args].map(use);
  const call = { kind: 'aggregate', fn, args: nodes, isDistinct: false } as const;
  return buildAggregate(call, ExprBuilder.structTypeOf(input));
}
