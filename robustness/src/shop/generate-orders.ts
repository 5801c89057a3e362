import type { Order } from './order.ts';

/** One record of the stream, and what its maker knows about it. */
export interface OrderRecord {
  readonly text: string;
  /** The order that the text stands for; undefined when it stands for none. */
  readonly order: Order | undefined;
  readonly flaw: Flaw | undefined;
}

/** What makes a record special; without a flaw an order comes in time, once, and well-formed. */
export type Flaw = 'late' | 'out of order' | 'duplicate' | 'malformed';

/** Event time goes on by this much from one record to the next. */
const STEP_MS = 1000;
const START_MS = Date.UTC(2026, 0, 15);
const MINUTE_MS = 60_000;

export const WINDOW_MS = MINUTE_MS;
export const DELAY_MS = 30 * MINUTE_MS;

/**
 * A batch judges by the watermark of the batch before, and reads partitions that are not quite in step.
 * With batches of at most {@link MAX_BATCH_RECORDS} and partitions at most as far apart, an order of
 * 60 minutes ago is late and one of 8 minutes ago is not, wherever the batches begin: what has to come
 * out does not depend on them, so nobody has to ask the engine where they began.
 */
export const MAX_BATCH_RECORDS = 500;
const LATE_MS = { from: 60 * MINUTE_MS, to: 75 * MINUTE_MS };
const OUT_OF_ORDER_MS = { from: MINUTE_MS / 2, to: 8 * MINUTE_MS };
const FIRST_LATE = (LATE_MS.to + DELAY_MS) / STEP_MS;
/** A duplicate repeats one of so many records before it. */
const REMEMBERED = 50;

const FLAWS: readonly { readonly flaw: Flaw; readonly share: number }[] = [
  { flaw: 'late', share: 0.01 },
  { flaw: 'out of order', share: 0.05 },
  { flaw: 'duplicate', share: 0.02 },
  { flaw: 'malformed', share: 0.005 },
];

const CATEGORIES = ['books', 'garden', 'music', 'sports', 'tools', 'toys'] as const;

const MALFORMATIONS: readonly ((order: Order) => string)[] = [
  (order) => JSON.stringify(order).slice(0, 50),
  (order) => `<order id="${order.order_id}"/>`,
  (order) => JSON.stringify({ ...order, price: 'a bargain' }),
  (order) => JSON.stringify({ ...order, event_time: undefined }),
  (order) => `[${JSON.stringify(order)}]`,
];

/** Record number `seq` of the stream with this seed: the same whenever and wherever it is made. */
export function orderRecord(seed: number, seq: number): OrderRecord {
  const random = numbersOf(seed, seq);
  const flaw = drawFlaw(random(), seq);
  if (flaw === 'duplicate') {
    const original = orderRecord(seed, seq - 1 - integer(random, 0, Math.min(REMEMBERED, seq)));
    return { ...original, flaw: original.flaw ?? flaw };
  }
  const order = drawOrder(random, seq, START_MS + seq * STEP_MS - behindMs(flaw, random));
  if (flaw !== 'malformed') return { text: JSON.stringify(order), order, flaw };
  const spoil = MALFORMATIONS[integer(random, 0, MALFORMATIONS.length)] as (o: Order) => string;
  return { text: spoil(order), order: undefined, flaw };
}

/** An order of nothing that moves the watermark over all windows of the `count` records before it. */
export function closingRecord(count: number): OrderRecord {
  const eventTimeMs = START_MS + count * STEP_MS + DELAY_MS + 2 * WINDOW_MS;
  const order: Order = {
    seq: count,
    order_id: 'closing',
    category: 'closing',
    price: 0,
    quantity: 0,
    event_time: new Date(eventTimeMs),
  };
  return { text: JSON.stringify(order), order, flaw: undefined };
}

function drawFlaw(draw: number, seq: number): Flaw | undefined {
  let rest = draw;
  for (const { flaw, share } of FLAWS) {
    const isPossible = flaw === 'late' ? seq >= FIRST_LATE : seq > 0;
    if (isPossible && rest < share) return flaw;
    rest -= share;
  }
  return undefined;
}

function behindMs(flaw: Flaw | undefined, random: () => number): number {
  if (flaw === 'late') return integer(random, LATE_MS.from, LATE_MS.to);
  if (flaw === 'out of order') return integer(random, OUT_OF_ORDER_MS.from, OUT_OF_ORDER_MS.to);
  return 0;
}

function drawOrder(random: () => number, seq: number, eventTimeMs: number): Order {
  return {
    seq,
    order_id: `order-${seq}`,
    category: CATEGORIES[integer(random, 0, CATEGORIES.length)] as string,
    // Quarters are exact in binary, and so are their sums, in whatever order they are added.
    price: integer(random, 1, 400) / 4,
    quantity: integer(random, 1, 6),
    event_time: new Date(eventTimeMs),
  };
}

function integer(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from));
}

/** Numbers in [0, 1) of one record (mulberry32 over a mix of seed and number). */
function numbersOf(seed: number, seq: number): () => number {
  let state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(seq + 1, 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
