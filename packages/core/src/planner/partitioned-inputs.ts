import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { isSessionKey } from '../analysis/session-columns.ts';
import { joinsStreams, streamingSourceOf } from '../analysis/streaming-source-of.ts';
import type { WatermarkPartitions } from '../operators/stateful/event-time-watermark.ts';
import type { EventTimeWatermark, LogicalPlan, Relation } from '../plan/logical-plan.ts';

/** How a watermark step tells partitions apart; undefined when it does not. */
export function watermarkPartitions(step: EventTimeWatermark): WatermarkPartitions | undefined {
  const { column, partitions, input } = step;
  if (partitions === undefined) return undefined;
  const { idleAfterMs = Number.POSITIVE_INFINITY } = partitions;
  return { column, idleAfterMs, ...partitionedInputs(input) };
}

/** The sources whose partitions an aggregation by sessions counts its late rows by. */
export function sessionRelations(plan: LogicalPlan): ReadonlySet<Relation> {
  if (plan.op !== 'aggregate' || eventTimeColumns(plan).size === 0) return NONE;
  const hasSession = plan.keys.some(({ expr }) => isSessionKey(expr, plan.input));
  return hasSession ? partitionedInputs(plan.input).relations : NONE;
}

/** Where the rows of a step come from, as far as partitions are concerned. */
interface PartitionedInputs {
  /** The sources whose rows still have their partition. */
  readonly relations: ReadonlySet<Relation>;
  /** True where there are rows without one, because a step between gave them later than it got theirs. */
  readonly hasOtherRows: boolean;
}

/**
 * Follows rows down to their sources through the steps that look at one row at a time: those keep the
 * partition. So does a union, whose inputs have partitions of their own.
 */
function partitionedInputs(plan: LogicalPlan): PartitionedInputs {
  switch (plan.op) {
    case 'relation':
      return { relations: new Set([plan]), hasOtherRows: false };
    case 'badRecords':
    case 'project':
    case 'filter':
    case 'sample':
    case 'eventTimeWatermark':
      return partitionedInputs(plan.input);
    case 'lateRows':
      return partitionedInputs(plan.input.input);
    case 'union':
      return together(plan.inputs.map(partitionedInputs));
    case 'join': {
      if (joinsStreams(plan)) return OTHER_ROWS_ONLY;
      const isLeftStream = streamingSourceOf(plan.left) !== undefined;
      return partitionedInputs(isLeftStream ? plan.left : plan.right);
    }
    case 'aggregate':
    case 'deduplicate':
    case 'flatMapGroupsWithState':
    case 'transformWithState':
    case 'sort':
    case 'limit':
      return OTHER_ROWS_ONLY;
  }
}

const NONE: ReadonlySet<Relation> = new Set();
const OTHER_ROWS_ONLY: PartitionedInputs = { relations: NONE, hasOtherRows: true };

function together(inputs: readonly PartitionedInputs[]): PartitionedInputs {
  return {
    relations: new Set(inputs.flatMap(({ relations }) => [...relations])),
    hasOtherRows: inputs.some(({ hasOtherRows }) => hasOtherRows),
  };
}
