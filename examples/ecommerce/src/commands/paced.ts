import { setTimeout as sleep } from 'node:timers/promises';

/** Chunks of so many rows come often enough to look like a steady flow. */
const CHUNKS_PER_SECOND = 10;
const UNPACED_CHUNK_ROWS = 5000;

/** How many rows a chunk should have to be sent at a rate. */
export function chunkRowsFor(rowsPerSecond: number | undefined): number {
  if (rowsPerSecond === undefined) return UNPACED_CHUNK_ROWS;
  return Math.max(1, Math.round(rowsPerSecond / CHUNKS_PER_SECOND));
}

/** Hands chunks on no faster than the rate; what fell behind is made up. Without a rate, as they come. */
export async function* paced<T>(
  chunks: AsyncIterable<readonly T[]>,
  rowsPerSecond: number | undefined,
): AsyncGenerator<readonly T[]> {
  const startMs = performance.now();
  let rows = 0;
  for await (const chunk of chunks) {
    if (rowsPerSecond !== undefined) {
      const waitMs = startMs + (rows / rowsPerSecond) * 1000 - performance.now();
      if (waitMs > 0) await sleep(waitMs);
    }
    yield chunk;
    rows += chunk.length;
  }
}
