import type { DataFrame, Dynamic } from '@tidemark/core';
import type { Frame } from '../plan/plan-context.ts';
import { type Table, tableSink } from '../values/table.ts';

/** Collects a frame, which must be bounded. */
export async function collect(frame: Frame): Promise<Table> {
  const { sink, table } = tableSink();
  await (frame as unknown as DataFrame<Dynamic, string, 'bounded'>).write(sink);
  return table();
}
