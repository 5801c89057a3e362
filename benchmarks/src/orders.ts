// Orders as a producer would send them: JSON of about 180 bytes with eight fields, seeded.

const CATEGORIES = [
  'books',
  'games',
  'garden',
  'grocery',
  'kitchen',
  'music',
  'office',
  'outdoor',
  'toys',
  'travel',
];
const COUNTRIES = ['AT', 'BE', 'CH', 'DE', 'DK', 'ES', 'FR', 'IT', 'NL', 'PL'];
const START_MS = Date.UTC(2026, 0, 15, 8);

/** The numbers of a small generator with 32 bits of state (mulberry32): the same seed, the same orders. */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` orders over three hours of event time, mildly out of order, about 4 % of them above 500. */
export function* orderTexts(count: number, seed = 1): Generator<string> {
  const next = seededNumbers(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const stepMs = (3 * 3_600_000) / count;
  for (let i = 0; i < count; i++) {
    const price = (5 + next() * 145).toFixed(2);
    const eventMs = START_MS + i * stepMs - next() * 60_000;
    yield JSON.stringify({
      order_id: `order-${String(i).padStart(9, '0')}`,
      user_id: `user-${Math.floor(next() * 20_000)}`,
      product_id: `product-${Math.floor(next() * 5_000)}`,
      category: pick(CATEGORIES),
      price: Number(price),
      quantity: 1 + Math.floor(next() * 4),
      country: pick(COUNTRIES),
      event_time: new Date(eventMs).toISOString(),
    });
  }
}
