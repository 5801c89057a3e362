import type { Scan } from '../planner/physical-plan.ts';
import type { Ports } from '../ports/ports.ts';
import type { SourceReader } from '../sources/source.ts';

/** A scan whose source is open. */
export interface OpenScan {
  readonly scan: Scan;
  readonly reader: SourceReader;
}

export interface OpenScansOptions {
  readonly ports: Ports;
  readonly isStreaming: boolean;
  /** The folder of source number `index` in the checkpoint. */
  readonly directoryOf?: (index: number) => string;
}

/**
 * Opens the source of every scan, in order.
 *
 * @param opened - gets every reader that is open, also when a later one fails
 */
export async function openScans(
  scans: readonly Scan[],
  options: OpenScansOptions,
  opened: { push(reader: SourceReader): void },
): Promise<readonly OpenScan[]> {
  const open: OpenScan[] = [];
  for (const [index, scan] of scans.entries()) {
    const { source } = scan.relation;
    const schema = source.schema ?? { fields: [] };
    const directory = options.directoryOf?.(index);
    const reader = await source.open({
      ports: options.ports,
      schema,
      columns: schema.fields.map((field) => field.name),
      wantsBadRecords: scan.badRecords !== undefined,
      isStreaming: options.isStreaming,
      tellsPartitions: scan.tellsPartitions,
      ...(directory === undefined ? {} : { directory }),
    });
    opened.push(reader);
    open.push({ scan, reader });
  }
  return open;
}
