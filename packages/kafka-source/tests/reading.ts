import type {
  Offset,
  Ports,
  Row,
  SourceBatch,
  SourceContext,
  SourceReader,
} from '@tidemark/core/connector';
import { nodePorts, rowsOf } from '@tidemark/core/connector';
import { SimFs, simPorts } from '@tidemark/testing';
import { type KafkaSourceOptions, kafkaSource } from '../src/index.ts';

/** A process on a disk of its own, or on one that others used before; time and chance are real. */
export function process(fs: SimFs = new SimFs()): Ports {
  const { clock, rand } = nodePorts();
  return { ...simPorts({ seed: 1, fs }), clock, rand };
}

/** A reader as the engine opens it; it wants all columns and streams, unless said. */
export function openReader<R>(
  options: KafkaSourceOptions<R>,
  context: Partial<SourceContext> = {},
): Promise<SourceReader> {
  const source = kafkaSource({ retry: FAST, ...options });
  return source.open({
    ports: process(),
    schema: source.schema ?? { fields: [] },
    columns: source.schema?.fields.map(({ name }) => name) ?? [],
    wantsBadRecords: false,
    isStreaming: true,
    ...context,
  });
}

/** Repeats requests fast. */
export const FAST = { initialDelayMs: 5, maxDelayMs: 50 } as const;

/** Everything from `start` on: what a batch without limits would read. */
export async function readFrom(reader: SourceReader, start: Offset): Promise<readonly Row[]> {
  const { end } = await reader.planBatch(start, { ignoreLimits: true });
  return rowsBetween(reader, start, end);
}

/** The rows of a range, those of each partition in order. */
export async function rowsBetween(
  reader: SourceReader,
  start: Offset,
  end: Offset,
): Promise<readonly Row[]> {
  return (await batchesBetween(reader, start, end)).flatMap(({ rows }) => [...rowsOf(rows)]);
}

export async function batchesBetween(
  reader: SourceReader,
  start: Offset,
  end: Offset,
): Promise<readonly SourceBatch[]> {
  const batches: SourceBatch[] = [];
  for await (const batch of reader.read({ start, end })) batches.push(batch);
  return batches;
}

const text = (value: unknown): string | null =>
  value instanceof Uint8Array ? Buffer.from(value).toString() : null;

/** The values of rows as text, null for a tombstone. */
export function valuesOf(rows: readonly Row[]): (string | null)[] {
  return rows.map((row) => text(row['value']));
}

/** The same in alphabetical order, for partitions come in any order. */
export function sortedValuesOf(rows: readonly Row[]): string[] {
  return valuesOf(rows).map(String).sort();
}

/** Records whose values are these texts. */
export function records(...values: (string | null)[]): { readonly value: string | null }[] {
  return values.map((value) => ({ value }));
}

/** Records `from` to `to` (exclusive), each with its number as value. */
export function numbered(from: number, to: number): { readonly value: string }[] {
  return Array.from({ length: to - from }, (_, i) => ({ value: String(from + i) }));
}
