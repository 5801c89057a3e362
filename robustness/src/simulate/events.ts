import { int, nullable, type RowOf, schema, string, timestamp } from '@tidemark/core';

/** What the queries read. */
export const Event = schema({
  id: string(),
  kind: nullable(string()),
  amount: nullable(int()),
  time: timestamp(),
});
export type Event = RowOf<typeof Event>;

const START_MS = Date.UTC(2024, 0, 1, 12);
const MINUTE_MS = 60_000;
const KINDS = ['a', 'b', 'ä/c', null];
/** Of the watermarks of all queries. */
export const DELAY = '10 minutes';

export type Random = () => number;

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

export function oneOf<T>(random: Random, all: readonly T[]): T {
  return all[below(random, all.length)] as T;
}

/**
 * Blocks of events whose time goes on; some come late, some twice, some are null, some blocks are empty.
 *
 * @param hasLateRows - some come later than {@link DELAY} allows
 */
export function randomBlocks(random: Random, prefix: string, hasLateRows = true): Event[][] {
  // With more than ten, logs are compacted and files of state merged.
  const count = random() < 0.15 ? 11 + below(random, 3) : 3 + below(random, 3);
  const blocks: Event[][] = [];
  let minute = below(random, 5);
  for (let block = 0; block < count; block++) {
    const rows: Event[] = [];
    for (let left = random() < 0.1 ? 0 : 1 + below(random, 4); left > 0; left--) {
      const lateness = hasLateRows && random() < 0.2 ? below(random, 40) : below(random, 6);
      const timeMs = START_MS + Math.max(0, minute - lateness) * MINUTE_MS;
      rows.push({
        id: `${prefix}${below(random, 8)}`,
        kind: oneOf(random, KINDS),
        amount: random() < 0.1 ? null : below(random, 100),
        time: new Date(timeMs),
      });
      minute += below(random, 7);
    }
    blocks.push(rows);
    minute += below(random, 12);
  }
  return blocks;
}

/** Closes all that may wait: `days` after everything else. */
export function lastEvent(prefix: string, days: number = 2): Event {
  const time = new Date(START_MS + days * 24 * 3_600_000);
  return { id: `${prefix}last`, kind: 'last', amount: 1, time };
}
