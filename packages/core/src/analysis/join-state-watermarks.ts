import type { ExprNode } from '../expr/node.ts';
import { conjunctsOf } from '../expr/references.ts';
import type { Join } from '../plan/logical-plan.ts';
import { columnNames } from './column-names.ts';
import { joinCondition } from './join-condition.ts';
import { eventTimeColumns } from './propagate-watermarks.ts';
import { lowerBoundOf, type TimeBound } from './time-bound.ts';

/**
 * When a stream-stream join forgets rows (Spark: StreamingSymmetricHashJoinHelper,
 * StreamingJoinHelper; semantics 6.4).
 *
 * - `key`: the watermark bounds a key, so both sides forget what has a key at or before it.
 * - `time`: a row can only meet rows of the other side that are not much older than it, so each side
 *   forgets by its own event time. A side without a bound keeps its rows for ever.
 */
export type JoinStateBounds =
  | { readonly kind: 'key'; readonly key: number }
  | {
      readonly kind: 'time';
      readonly left: SideBound | undefined;
      readonly right: SideBound | undefined;
    };

/** Rows of a side whose `column` is at or before the lowest of the `bounds` are forgotten. */
export interface SideBound {
  readonly column: string;
  readonly bounds: readonly TimeBound[];
}

const MICROS_PER_MS = 1000;
const known = new WeakMap<Join, JoinStateBounds>();

/** What the condition and the watermarks of a join say about how long rows are needed. */
export function joinStateBounds(join: Join): JoinStateBounds {
  let bounds = known.get(join);
  if (bounds === undefined) known.set(join, (bounds = derive(join)));
  return bounds;
}

function derive(join: Join): JoinStateBounds {
  const key = markedKey(join);
  if (key !== undefined) return { kind: 'key', key };
  return { kind: 'time', left: sideBound(join, 'left'), right: sideBound(join, 'right') };
}

/** The first key that is a marked column of the left, or else of the right; not what is computed from one. */
function markedKey(join: Join): number | undefined {
  const { keys } = joinCondition(join);
  for (const side of ['left', 'right'] as const) {
    const marks = eventTimeColumns(join[side]);
    const index = keys.findIndex(({ isNullSafe, [side]: expr }) => {
      return !isNullSafe && expr.kind === 'column' && marks.has(expr.name);
    });
    if (index >= 0) return index;
  }
  return undefined;
}

function sideBound(join: Join, side: 'left' | 'right'): SideBound | undefined {
  const [column] = eventTimeColumns(join[side]).keys();
  if (column === undefined) return undefined;
  const bounds = timeBounds(join, side);
  return bounds.length === 0 ? undefined : { column, bounds };
}

/** What the condition says how much older than the other side's event time a row of a side may be. */
export function timeBounds(join: Join, side: 'left' | 'right'): readonly TimeBound[] {
  const other = side === 'left' ? 'right' : 'left';
  const marks = eventTimeColumns(join[other]);
  if (marks.size === 0 || join.condition === undefined) return [];
  const sides = { own: columnNames(join[side]), other: columnNames(join[other]), marks };
  return conjunctsOf(join.condition).flatMap((part: ExprNode) => lowerBoundOf(part, sides) ?? []);
}

/** The time up to which rows of a side are forgotten when the watermark of the join stands at `watermarkMs`. */
export function sideWatermarkMs({ bounds }: SideBound, watermarkMs: number): number {
  return Math.min(
    ...bounds.map(({ watermarks, offsetMicros, isIncluded }) => {
      const micros = watermarks * watermarkMs * MICROS_PER_MS + offsetMicros;
      return Math.trunc(micros / MICROS_PER_MS) - (isIncluded ? 1 : 0);
    }),
  );
}

/** The oldest event time of rows that a join still gives, when the watermark before it is at `inputMs`. */
export function joinOutputWatermarkMs(join: Join, inputMs: number): number {
  const bounds = joinStateBounds(join);
  if (bounds.kind === 'key') return inputMs;
  const sides = [bounds.left, bounds.right].filter((side) => side !== undefined);
  return Math.min(inputMs, ...sides.map((side) => sideWatermarkMs(side, inputMs)));
}
