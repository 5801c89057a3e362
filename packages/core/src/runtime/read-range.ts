import type { Scan } from '../planner/physical-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { OffsetRange, SourceReader } from '../sources/source.ts';
import { partitionName } from './partition-name.ts';

export interface ReadCounts {
  readonly numInputRows: number;
  readonly numBadRecords: number;
}

export const NOTHING_READ: ReadCounts = { numInputRows: 0, numBadRecords: 0 };

/** How long operators may hold the event loop before timers and sockets get their turn. */
const TURN_MS = 20;

/** Pulls a range out of a source and pushes it through the operators that read it. */
export async function readRange(
  reader: SourceReader,
  range: OffsetRange,
  { scan, index }: { readonly scan: Scan; readonly index: number },
  clock: Clock,
): Promise<ReadCounts> {
  let numInputRows = 0;
  let numBadRecords = 0;
  let turnEndsMs = clock.monotonicMs() + TURN_MS;
  for await (const { rows, badRecords, badRecordCount, partition } of reader.read(range)) {
    const mark = scan.tellsPartitions ? { partition: partitionName(index, partition) } : undefined;
    // As Spark counts: what was read, also records that make no row because they are malformed.
    numInputRows += rows.length;
    numBadRecords += badRecordCount;
    scan.rows.emit(mark === undefined ? rows : { ...rows, ...mark });
    if (badRecords !== undefined) scan.badRecords?.emit({ ...badRecords, ...mark });
    if (clock.monotonicMs() >= turnEndsMs) {
      await clock.yield();
      turnEndsMs = clock.monotonicMs() + TURN_MS;
    }
  }
  return { numInputRows, numBadRecords };
}
