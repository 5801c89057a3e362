import { requireSchema } from '../analysis/schema-of.ts';
import type { Expr } from '../expr/expr.ts';
import type { JoinType, LogicalPlan } from '../plan/logical-plan.ts';
import { callSite } from './call-site.ts';
import type { DataFrame } from './data-frame.ts';
import type { Eventual } from './eventual.ts';
import { FrameActions } from './frame-actions.ts';
import { type JoinOn, joined } from './join-steps.ts';
import type {
  IfDistinct,
  IfJoinable,
  JoinedModes,
  JoinedRow,
  JoinedWatermarks,
  UsingRow,
  UsingWatermarks,
} from './join-types.ts';
import type { Columns, IfAlike, IfEnded, Mode, Name } from './row-types.ts';
import { comparedRows, type SetVerb } from './set-steps.ts';
import { columnsOf } from './steps.ts';

/** The verbs that put two frames together. */
export abstract class FrameCombinations<R, W extends string, M extends Mode> extends FrameActions<
  R,
  M
> {
  /**
   * The rows of both. Columns are put together by position, as in Spark, and named as here; see
   * {@link unionByName}.
   *
   * @throws `PLAN.UNION_COLUMNS` where the columns do not fit; `PLAN.MIXED_UNION`
   * @example
   * ```ts
   * orders.filter((o) => o.country.eq('NL')).union(orders.filter((o) => o.country.eq('DE')));
   * ```
   */
  union<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfAlike<M, M2>,
  ): DataFrame<R, W, Extract<M, M2>> {
    const site = callSite();
    const plan = this.plan.and(other.plan).map((inputs) => {
      return this.checked({ op: 'union', inputs }, site);
    });
    return this.frameOf(plan);
  }

  /** The same as `union`. */
  unionAll<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfAlike<M, M2>,
  ): DataFrame<R, W, Extract<M, M2>> {
    return this.union(other);
  }

  /**
   * The rows that are in both, each once. Columns are put together by position, nulls are equal to each
   * other. Not for streams.
   *
   * @throws `PLAN.UNION_COLUMNS` where the columns do not fit; `PLAN.UNSUPPORTED_ON_STREAM`
   * @example
   * ```ts
   * archive.select('sku').intersect(archive.filter((o) => o.country.eq('NL')).select('sku'));
   * ```
   */
  intersect<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfEnded<M | M2>,
  ): DataFrame<R, W, M> {
    return this.#compared('intersect', other.plan);
  }

  /** As {@link intersect}; a row comes as often as on the side that has it less often. */
  intersectAll<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfEnded<M | M2>,
  ): DataFrame<R, W, M> {
    return this.#compared('intersectAll', other.plan);
  }

  /**
   * The rows that the other does not have, each once. Columns are put together by position, nulls are
   * equal to each other. Not for streams.
   *
   * @throws `PLAN.UNION_COLUMNS` where the columns do not fit; `PLAN.UNSUPPORTED_ON_STREAM`
   * @example
   * ```ts
   * archive.select('sku').except(archive.filter((o) => o.country.eq('NL')).select('sku'));
   * ```
   */
  except<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfEnded<M | M2>,
  ): DataFrame<R, W, M> {
    return this.#compared('except', other.plan);
  }

  /** As {@link except}; each row that the other has takes away one. */
  exceptAll<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfEnded<M | M2>,
  ): DataFrame<R, W, M> {
    return this.#compared('exceptAll', other.plan);
  }

  /**
   * The rows of both; columns are put together by name.
   *
   * @throws `EXPRESSION.UNRESOLVED_COLUMN` where the other has no column of a name
   * @example
   * ```ts
   * orders.unionByName(orders.select('quantity', 'country', 'sku', 'price', 'order_id', 'discount', 'order_time'));
   * ```
   */
  unionByName<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfAlike<M, M2>,
  ): DataFrame<R, W, Extract<M, M2>> {
    const site = callSite();
    const plan = this.plan.and(other.plan).map(([left, right]) => {
      const { settings } = this.runtime;
      const names = requireSchema(left, settings).fields.map((field) => field.name);
      const columns = columnsOf(names, requireSchema(right, settings), 'unionByName()');
      const aligned = this.checked({ op: 'project', columns, input: right }, site);
      return this.checked({ op: 'union', inputs: [left, aligned] }, site);
    });
    return this.frameOf(plan);
  }

  /**
   * The rows of both put together where the named columns are equal; those columns come once.
   *
   * Of two streams both sides are remembered, until watermarks on both and a condition on their times
   * say that a row can match nothing more. Where one side has an end it is read anew for every batch.
   * An outer join gives null for the side that is missing; of two streams once no match can come.
   *
   * @param joinType - `inner` unless said
   * @throws `JOIN.SAME_COLUMN` where another column has the same name on both sides
   * @example
   * ```ts
   * orders.join(orders.select((o) => ({ order_id: o.order_id, again: o.price })), 'order_id');
   * ```
   */
  join<
    R2,
    W2 extends string,
    M2 extends Mode,
    const K extends Name<R> & Name<R2>,
    T extends JoinType = 'inner',
  >(
    right: DataFrame<R2, W2, M2> & IfJoinable<M, M2, W | W2, T> & IfDistinct<R, R2, K, T>,
    on: K | readonly K[],
    joinType?: T,
  ): DataFrame<UsingRow<R, R2, K, T>, UsingWatermarks<W, W2, K, T>, JoinedModes<M, M2>>;
  /**
   * The rows of both put together where a condition is true. Equalities in it find the matches fast,
   * and two streams need at least one.
   *
   * @example
   * ```ts
   * orders.join(
   *   orders.select((o) => ({ sku2: o.sku, price2: o.price })),
   *   (o, other) => o.sku.eq(other.sku2).and(other.price2.gt(o.price)),
   * );
   * ```
   */
  join<R2, W2 extends string, M2 extends Mode, T extends JoinType = 'inner'>(
    right: DataFrame<R2, W2, M2> & IfJoinable<M, M2, W | W2, T> & IfDistinct<R, R2, never, T>,
    on: (left: Columns<R, W>, right: Columns<R2, W2>) => Expr<boolean | null>,
    joinType?: T,
  ): DataFrame<JoinedRow<R, R2, T>, JoinedWatermarks<W, W2, T>, JoinedModes<M, M2>>;
  join(
    right: DataFrame<unknown, string, Mode>,
    on?: JoinOn,
    joinType: JoinType = 'inner',
  ): unknown {
    const site = callSite();
    const { settings } = this.runtime;
    const plan = this.plan.and(right.plan).map(([left, other]) => {
      const call = { on, joinType, settings, callSite: site };
      return this.checked(joined({ left, right: other }, call), site);
    });
    return this.frameOf(plan);
  }

  /**
   * Every row of this put together with every row of the other. Not for two streams.
   *
   * @example
   * ```ts
   * archive.crossJoin(archive.select((o) => ({ other: o.order_id })));
   * ```
   */
  crossJoin<R2, W2 extends string, M2 extends Mode>(
    right: DataFrame<R2, W2, M2> &
      IfJoinable<M, M2, never, 'inner'> &
      IfDistinct<R, R2, never, 'inner'>,
  ): DataFrame<JoinedRow<R, R2, 'inner'>, W | W2, JoinedModes<M, M2>> {
    return this.join(right as never, undefined as never) as never;
  }

  #compared(verb: SetVerb, other: Eventual<LogicalPlan>): DataFrame<R, W, M> {
    const site = callSite();
    const plan = this.plan.and(other).map((inputs) => {
      return this.checked(comparedRows(verb, inputs, this.runtime.settings, site), site);
    });
    return this.frameOf(plan);
  }

  /** @internal The frame of another plan, with the types that the verb says it has. */
  protected abstract frameOf<R2, W2 extends string, M2 extends Mode, X2>(
    plan: Eventual<LogicalPlan>,
  ): DataFrame<R2, W2, M2, X2>;
}
