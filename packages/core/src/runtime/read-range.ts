import type { Scan } from '../planner/physical-plan.ts';
import type { OffsetRange, SourceReader } from '../sources/source.ts';
import { partitionName } from './partition-name.ts';
import type { Turns } from './turns.ts';

export interface ReadCounts {
  readonly numInputRows: number;
  readonly numBadRecords: number;
}

export const NOTHING_READ: ReadCounts = { numInputRows: 0, numBadRecords: 0 };

/** Pulls a range out of a source and pushes it through the operators that read it. */
export async function readRange(
  reader: SourceReader,
  range: OffsetRange,
  { scan, index }: { readonly scan: Scan; readonly index: number },
  turns: Turns,
): Promise<ReadCounts> {
  let numInputRows = 0;
  let numBadRecords = 0;
  for await (const { rows, badRecords, badRecordCount, partition } of reader.read(range)) {
    const origin = scan.tellsPartitions
      ? { ...rows.origin, partition: partitionName(index, partition) }
      : undefined;
    // As Spark counts: what was read, also records that make no row because they are malformed.
    numInputRows += rows.length;
    numBadRecords += badRecordCount;
    scan.rows.emit(origin === undefined ? rows : { ...rows, origin });
    if (badRecords !== undefined) scan.badRecords?.emit({ ...badRecords, origin });
    if (turns.isOver) await turns.yield();
  }
  return { numInputRows, numBadRecords };
}
