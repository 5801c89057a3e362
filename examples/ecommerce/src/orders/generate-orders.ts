import { CATEGORIES, COUNTRIES, USERS } from './catalog.ts';
import { MALFORMATIONS } from './malformed.ts';
import type { Order } from './order.ts';
import { type Flaw, type OrderRecord, orderJson } from './order-record.ts';
import { SeededRandom } from './seeded-random.ts';

const MINUTE_MS = 60_000;

/** Event times of a run lie in these hours, however many orders there are. */
export const SPAN_MS = 180 * MINUTE_MS;
export const DEFAULT_START_MS = Date.UTC(2026, 0, 15, 9);

const FLAWS: readonly { readonly flaw: Flaw | undefined; readonly share: number }[] = [
  { flaw: 'late', share: 0.01 },
  { flaw: 'out of order', share: 0.03 },
  { flaw: 'duplicate', share: 0.005 },
  { flaw: 'malformed', share: 0.002 },
];

/**
 * Late orders come 45 to 60 minutes after their time. That is beyond any doubt: a batch judges by
 * the watermark of the batch before, so with a delay of 10 minutes and batches of up to 15 minutes
 * each of these is late, wherever the batches begin.
 */
const LATE_MS = { from: 45 * MINUTE_MS, to: 60 * MINUTE_MS };
/** No order is late before the watermark had time to move; the share of late ones is made up later. */
const FIRST_LATE_AT = 0.25;
/** Out-of-order ones stay well within the delay. */
const OUT_OF_ORDER_MS = { from: 30_000, to: 8 * MINUTE_MS };
/** A duplicate repeats one of the newest orders. */
const REMEMBERED_ORDERS = 20;

export interface GeneratorOptions {
  /** How many records; flawed ones count. */
  readonly orders: number;
  readonly seed: number;
  /** Event time of the first order, in milliseconds since 1970. */
  readonly startMs?: number;
}

/**
 * The orders of three hours in the order they are sent, the same for the same options. About 1 %
 * come late beyond the watermark, 3 % out of order within it, 0.5 % twice, and 0.2 % are malformed.
 */
export function* generateOrders(options: GeneratorOptions): Generator<OrderRecord> {
  const { orders, seed, startMs = DEFAULT_START_MS } = options;
  const random = new SeededRandom(seed);
  const recent: OrderRecord[] = [];
  let malformed = 0;
  for (let i = 0; i < orders; i++) {
    const position = (i + random.next()) / orders;
    const flaw = drawFlaw(random.next(), i / orders);
    if (flaw === 'duplicate' && recent.length > 0) {
      yield { ...(recent[random.integer(0, recent.length)] as OrderRecord), flaw };
      continue;
    }
    const eventTimeMs = Math.floor(startMs + position * SPAN_MS - delayOf(flaw, random));
    const order = drawOrder(random, `ord-${seed}-${String(i).padStart(7, '0')}`, eventTimeMs);
    if (flaw === 'malformed') {
      const kind = MALFORMATIONS[malformed++ % MALFORMATIONS.length] as (typeof MALFORMATIONS)[0];
      yield { key: order.order_id, value: kind.spoil(order), order: undefined, flaw };
      continue;
    }
    const record: OrderRecord = { key: order.order_id, value: orderJson(order), order };
    if (flaw === undefined || flaw === 'duplicate') {
      recent.push(record);
      if (recent.length > REMEMBERED_ORDERS) recent.shift();
      yield record;
    } else {
      yield { ...record, flaw };
    }
  }
}

/**
 * An order of nothing, far enough ahead to move the watermark over all windows before it. In append
 * mode a window comes out only when it cannot change any more, so without it the last minutes of a
 * finished stream would wait for orders that never come. Sent last to every partition.
 */
export function closingOrder(
  lastEventTimeMs: number,
  delayMs: number,
  windowMs: number,
): OrderRecord {
  const order: Order = {
    order_id: 'closing',
    user_id: 'closing',
    product_id: 'closing',
    category: 'closing',
    price: 0,
    quantity: 0,
    country: 'closing',
    event_time: new Date(lastEventTimeMs + delayMs + 2 * windowMs),
  };
  return { key: order.order_id, value: orderJson(order), order };
}

function drawFlaw(draw: number, position: number): Flaw | undefined {
  let rest = draw;
  for (const { flaw, share } of FLAWS) {
    const isPossible = flaw !== 'late' || position >= FIRST_LATE_AT;
    const wanted = flaw === 'late' ? share / (1 - FIRST_LATE_AT) : share;
    if (isPossible && rest < wanted) return flaw;
    rest -= isPossible ? wanted : 0;
  }
  return undefined;
}

function delayOf(flaw: Flaw | undefined, random: SeededRandom): number {
  if (flaw === 'late') return random.integer(LATE_MS.from, LATE_MS.to);
  if (flaw === 'out of order') return random.integer(OUT_OF_ORDER_MS.from, OUT_OF_ORDER_MS.to);
  return 0;
}

function drawOrder(random: SeededRandom, order_id: string, eventTimeMs: number): Order {
  const category = random.weighted(CATEGORIES);
  const product = random.integer(1, category.products + 1);
  const cents = Math.round(
    category.typicalPrice * 100 * Math.exp(category.spread * random.normal()),
  );
  return {
    order_id,
    user_id: `user-${String(random.integer(1, USERS + 1)).padStart(5, '0')}`,
    product_id: `${category.name}-${String(product).padStart(3, '0')}`,
    category: category.name,
    price: Math.max(cents, 49) / 100,
    // The smaller of two draws: most orders take one or two of a thing.
    quantity: Math.min(
      random.integer(1, category.maxQuantity + 1),
      random.integer(1, category.maxQuantity + 1),
    ),
    country: random.weighted(COUNTRIES).code,
    event_time: new Date(eventTimeMs),
  };
}
