import { type DecodedBatch, type ReadRangeOptions, readRange, valueAt } from '../src/index.ts';

/** Strings for the values of a batch; null for a tombstone. */
export function valuesOf(batch: DecodedBatch): (string | null)[] {
  return Array.from({ length: batch.rowCount }, (_, row) => {
    const value = valueAt(batch, row);
    return value === null ? null : Buffer.from(value).toString();
  });
}

/** What a range read delivers: `partition:offset=value`, in the order of arrival. */
export async function readAll(
  options: Omit<ReadRangeOptions, 'isolation'> & Partial<ReadRangeOptions>,
): Promise<string[]> {
  const rows: string[] = [];
  for await (const batch of readRange({ isolation: 'read_committed', ...options })) {
    valuesOf(batch).forEach((value, row) => {
      rows.push(`${batch.partition}:${batch.offsets[row]}=${value}`);
    });
  }
  return rows;
}

/** The values of `[start, end)` of partition 0, joined. */
export async function readValues(
  connection: ReadRangeOptions['connection'],
  topic: string,
  start: number,
  end: number,
  options: Partial<ReadRangeOptions> = {},
): Promise<string> {
  const ranges = [{ partition: 0, start, end }];
  const rows = await readAll({ connection, topic, ranges, ...options });
  return rows.map((row) => row.slice(row.indexOf('=') + 1)).join(' ');
}
