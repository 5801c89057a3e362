import type { StreamingError } from '../errors/condition.ts';
import { JOIN_EQUALITY, JOIN_MODE, JOIN_SIDE, JOIN_WATERMARK } from '../errors/join.ts';
import { type Join, type LogicalPlan, nodesOf } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import { joinCondition } from './join-condition.ts';
import { joinStateBounds, timeBounds } from './join-state-watermarks.ts';
import { whyUnmarked } from './lost-watermark.ts';
import { eventTimeColumns } from './propagate-watermarks.ts';
import { joinsStreams, streamingSourceOf } from './streaming-source-of.ts';

/** Rows 21 to 27 of semantics 4.4. */
export function unsupportedJoin(join: Join, mode: OutputMode): StreamingError<never> | undefined {
  const error = joinsStreams(join) ? unsupportedOfStreams(join, mode) : unsupportedWithTable(join);
  return error as StreamingError<never> | undefined;
}

function unsupportedOfStreams(join: Join, mode: OutputMode): Error | undefined {
  const { joinType, callSite } = join;
  if (mode !== 'append') return JOIN_MODE.error({ mode, callSite }); // 21
  if (joinType === 'inner') return undefined;
  if (joinType === 'leftAnti') {
    const sides = 'with a stream on the right';
    return JOIN_SIDE.error({ joinType, callSite, sides, reason: NEVER_ENDS }); // 23
  }
  if (hasBound(join)) return undefined;
  return JOIN_WATERMARK.error({ joinType, callSite, reason: whyUnbounded(join) }); // 26
}

const NEVER_ENDS = 'a stream never ends, so of no row it is known that nothing in it matches';

function unsupportedWithTable(join: Join): Error | undefined {
  const { joinType, callSite } = join;
  const isStreamLeft = streamingSourceOf(join.left) !== undefined;
  const isFine = isStreamLeft ? joinType !== 'rightOuter' : RIGHT_STREAM.has(joinType);
  if (isFine && joinType !== 'fullOuter') return undefined;
  const [stream, table] = isStreamLeft ? ['left', 'right'] : ['right', 'left'];
  const sides = `with a stream on the ${stream} and a table on the ${table}`;
  return JOIN_SIDE.error({ joinType, callSite, sides, reason: NEVER_ENDS }); // 22, 23, 24, 25
}

/** What a table on the left and a stream on the right can do. */
const RIGHT_STREAM: ReadonlySet<string> = new Set(['inner', 'rightOuter']);

/** True where the watermark bounds a key, or the times of the rows that come out alone. */
function hasBound(join: Join): boolean {
  if (joinStateBounds(join).kind === 'key') return true;
  const isBounded = (side: 'left' | 'right'): boolean => timeBounds(join, side).length > 0;
  switch (join.joinType) {
    case 'rightOuter':
      return isBounded('right');
    case 'fullOuter':
      return isBounded('left') || isBounded('right');
    default:
      return isBounded('left');
  }
}

function whyUnbounded(join: Join): string {
  const unmarked = (['left', 'right'] as const).find(
    (side) => eventTimeColumns(join[side]).size === 0,
  );
  return unmarked === undefined
    ? 'No condition says how much older than a row of one side one of the other may be.'
    : `On the ${unmarked}: ${whyUnmarked(join[unmarked])}`;
}

/**
 * Refuses a join of streams that no equality narrows. To be asked of the plan that runs: a filter may
 * have become a part of the condition.
 *
 * @throws {@link JOIN_EQUALITY}
 */
export function checkJoinEqualities(plan: LogicalPlan): void {
  for (const node of nodesOf([plan])) {
    if (node.op !== 'join' || !joinsStreams(node) || joinCondition(node).keys.length > 0) continue;
    throw JOIN_EQUALITY.error({ callSite: node.callSite });
  }
}
