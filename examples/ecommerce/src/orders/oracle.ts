import type { Ledger, LedgerEntry } from './ledger.ts';

/** Which records a batch of the query read, by partition: offsets from (inclusive) and to (exclusive). */
export interface BatchRange {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export interface WindowTotal {
  readonly windowStartMs: number;
  readonly category: string;
  readonly orders: number;
  readonly units: number;
}

/** What the query must have done with the orders. Every order is in exactly one of the three. */
export interface Expectation {
  /** Windows that are final, by {@link windowKey}. */
  readonly closed: ReadonlyMap<string, WindowTotal>;
  /** Windows that may still grow, by {@link windowKey}. */
  readonly open: ReadonlyMap<string, WindowTotal>;
  /** Orders that came after the watermark. */
  readonly late: number;
}

export interface WindowRules {
  readonly windowMs: number;
  readonly delayMs: number;
}

export const windowKey = (windowStartMs: number, category: string): string =>
  `${windowStartMs} ${category}`;

/**
 * Applies the rules of a windowed sum in append mode to the shop's books, one order at a time.
 *
 * Which of the orders beyond the watermark are dropped depends on where the batches begin: the
 * watermark stands still during a batch. Spark promises one side only: within the delay nothing is
 * dropped. To be exact all the same, the oracle takes the batch boundaries from the query's progress,
 * and nothing else; the rules are these (Spark 3.5, docs/concepts):
 *
 * 1. `watermark` = largest event time of all earlier batches − delay; it starts at 1970, never goes back.
 * 2. An order is late if its window ends at or before the watermark of the batch *before*.
 * 3. After a batch, every window that ends at or before the watermark *of the batch* is final.
 */
export function expectedTotals(
  ledger: Ledger,
  batches: readonly BatchRange[],
  { windowMs, delayMs }: WindowRules,
): Expectation {
  const open = new Map<string, WindowTotal>();
  const closed = new Map<string, WindowTotal>();
  let late = 0;
  let previousWatermarkMs = 0;
  let watermarkMs = 0;
  for (const batch of batches) {
    let largestMs = 0;
    for (const entry of entriesOf(ledger, batch)) {
      largestMs = Math.max(largestMs, entry.eventTimeMs);
      const windowStartMs = Math.floor(entry.eventTimeMs / windowMs) * windowMs;
      if (windowStartMs + windowMs <= previousWatermarkMs) late++;
      else addTo(open, windowStartMs, entry);
    }
    for (const [key, total] of open) {
      if (total.windowStartMs + windowMs > watermarkMs) continue;
      open.delete(key);
      closed.set(key, total);
    }
    previousWatermarkMs = watermarkMs;
    watermarkMs = Math.max(watermarkMs, largestMs - delayMs);
  }
  return { closed, open, late };
}

function* entriesOf(ledger: Ledger, { from, to }: BatchRange): Generator<LedgerEntry> {
  for (let partition = 0; partition < ledger.partitions; partition++) {
    const entries = ledger.partition(partition);
    const end = to[partition] ?? 0;
    for (let offset = from[partition] ?? 0; offset < end; offset++) {
      const entry = entries[offset];
      if (entry !== undefined) yield entry;
    }
  }
}

function addTo(totals: Map<string, WindowTotal>, windowStartMs: number, entry: LedgerEntry): void {
  const { category, units } = entry;
  const key = windowKey(windowStartMs, category);
  const before = totals.get(key) ?? { windowStartMs, category, orders: 0, units: 0 };
  totals.set(key, { ...before, orders: before.orders + 1, units: before.units + units });
}

/** Orders and money of some windows together. */
export function sumOf(totals: Iterable<WindowTotal>): { orders: number; units: number } {
  let orders = 0;
  let units = 0;
  for (const total of totals) {
    orders += total.orders;
    units += total.units;
  }
  return { orders, units };
}
