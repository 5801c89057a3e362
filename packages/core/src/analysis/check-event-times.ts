import { SEVERAL_EVENT_TIMES } from '../errors/join.ts';
import { type LogicalPlan, nodesOf } from '../plan/logical-plan.ts';
import { eventTimeColumns } from './propagate-watermarks.ts';
import { joinsStreams } from './streaming-source-of.ts';

/**
 * Refuses a step that keeps state by event time and gets several (semantics 3.6). To be asked of the
 * plan that runs, where columns that nothing reads are gone.
 *
 * @throws {@link SEVERAL_EVENT_TIMES}
 */
export function checkEventTimes(plan: LogicalPlan): void {
  for (const node of nodesOf([plan])) {
    for (const { operation, marks } of readersOf(node)) {
      if (marks.size < 2) continue;
      const columns = [...marks.keys()];
      throw SEVERAL_EVENT_TIMES.error({ operation, callSite: node.callSite, columns });
    }
  }
}

interface Reader {
  readonly operation: string;
  readonly marks: ReadonlyMap<string, unknown>;
}

/** The inputs of a step that it compares with the watermark. */
function readersOf(node: LogicalPlan): readonly Reader[] {
  switch (node.op) {
    case 'join':
      if (!joinsStreams(node)) return [];
      return [
        { operation: 'The left of a join', marks: eventTimeColumns(node.left) },
        { operation: 'The right of a join', marks: eventTimeColumns(node.right) },
      ];
    case 'aggregate':
      return [{ operation: 'An aggregation', marks: eventTimeColumns(node) }];
    case 'deduplicate':
      return [{ operation: 'A deduplication', marks: eventTimeColumns(node.input) }];
    case 'transformWithState':
      if (node.timeMode !== 'eventTime') return [];
      return [{ operation: 'transformWithState()', marks: eventTimeColumns(node.input) }];
    default:
      return [];
  }
}
