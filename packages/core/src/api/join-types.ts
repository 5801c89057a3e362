import type { JoinType } from '../plan/logical-plan.ts';
import type { Flatten, Misuse, Mode } from './row-types.ts';

// The type arithmetic of joins.

/** Joins that give rows of the left only. */
type LeftOnly = 'leftSemi' | 'leftAnti';
type LeftMayMiss = 'rightOuter' | 'fullOuter';
type RightMayMiss = 'leftOuter' | 'fullOuter';

/** The columns of a side, which may be null where the side may be missing. */
type SideRow<R, MayMiss> = [MayMiss] extends [true] ? { [K in keyof R]: R[K] | null } : R;

type IsOneOf<T, Types> = T extends Types ? true : false;

/** The row of a join whose sides have no column name in common. */
export type JoinedRow<L, R, T extends JoinType> = T extends LeftOnly
  ? L
  : Flatten<SideRow<L, IsOneOf<T, LeftMayMiss>> & SideRow<R, IsOneOf<T, RightMayMiss>>>;

/** The row of a join by names: those columns once, then the others of the left, then of the right. */
export type UsingRow<L, R, K extends PropertyKey, T extends JoinType> = T extends LeftOnly
  ? L
  : Flatten<
      Pick<SideRow<T extends 'rightOuter' ? R : L, IsOneOf<T, 'fullOuter'>>, K & keyof (L | R)> &
        Omit<SideRow<L, IsOneOf<T, LeftMayMiss>>, K> &
        Omit<SideRow<R, IsOneOf<T, RightMayMiss>>, K>
    >;

/** The columns that a watermark still bounds after a join. */
export type JoinedWatermarks<W, W2, T extends JoinType> = T extends LeftOnly ? W : W | W2;

/** The columns that a watermark still bounds after a join by names. */
export type UsingWatermarks<W, W2, K, T extends JoinType> = T extends LeftOnly
  ? W
  : T extends 'rightOuter'
    ? Exclude<W, K> | W2
    : T extends 'fullOuter'
      ? Exclude<W | W2, K>
      : W | Exclude<W2, K>;

/** Two streams give rows that are final; a stream and a table what the stream may give. */
export type JoinedModes<M extends Mode, M2 extends Mode> = [M] extends ['bounded']
  ? M2
  : [M2] extends ['bounded']
    ? M
    : 'append';

/** Nothing to say where a join of these sides can run; else why not. */
export type IfJoinable<M, M2, W, T extends JoinType> = [M] extends ['bounded']
  ? [M2] extends ['bounded']
    ? unknown
    : T extends 'leftOuter' | 'fullOuter' | LeftOnly
      ? Misuse<'the table on the left cannot know which of its rows the stream will never match', T>
      : unknown
  : [M2] extends ['bounded']
    ? T extends LeftMayMiss
      ? Misuse<
          'the table on the right cannot know which of its rows the stream will never match',
          T
        >
      : unknown
    : T extends 'inner'
      ? unknown
      : T extends 'leftAnti'
        ? Misuse<'a stream never ends, so nothing is known to have no match in it', T>
        : [W] extends [never]
          ? Misuse<
              'without a watermark no row is known to have no match: call withWatermark() before it',
              T
            >
          : unknown;

/** Nothing to say where no column but those of `K` is on both sides; else why not. */
export type IfDistinct<L, R, K, T extends JoinType> = T extends LeftOnly
  ? unknown
  : string extends keyof (L | R)
    ? unknown
    : [Exclude<keyof L & keyof R, K>] extends [never]
      ? unknown
      : Misuse<
          'both sides have a column of this name: rename one, or join by the name',
          Exclude<keyof L & keyof R, K>
        >;
