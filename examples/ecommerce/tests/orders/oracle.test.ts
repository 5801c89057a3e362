import { describe, expect, it } from 'vitest';
import { closingOrder, generateOrders } from '../../src/orders/generate-orders.ts';
import { Ledger } from '../../src/orders/ledger.ts';
import { expectedTotals, windowKey } from '../../src/orders/oracle.ts';
import type { OrderRecord } from '../../src/orders/order-record.ts';

const MINUTE_MS = 60_000;
const RULES = { windowMs: 10 * MINUTE_MS, delayMs: 10 * MINUTE_MS };
const at = (time: string): Date => new Date(`2026-01-01T${time}:00.000Z`);

function order(time: string, category = 'books', price = 1, quantity = 1): OrderRecord {
  return {
    key: time,
    value: '',
    order: {
      order_id: time,
      user_id: 'u',
      product_id: 'p',
      category,
      price,
      quantity,
      country: 'NL',
      event_time: at(time),
    },
  };
}

const malformed: OrderRecord = { key: 'm', value: '{', order: undefined, flaw: 'malformed' };

/** The books after these records on one partition. */
function ledgerOf(...records: readonly OrderRecord[]): Ledger {
  const ledger = new Ledger(1, 500);
  for (const record of records) ledger.add(0, record);
  return ledger;
}

/** Batches of so many records each on one partition. */
function batches(...sizes: readonly number[]) {
  let from = 0;
  return sizes.map((size) => ({ from: [from], to: [(from += size)] }));
}

describe('the oracle', () => {
  // The worked example of Spark's guide, without and with a no-data batch before the late order.
  const guide = ledgerOf(
    ...['12:09', '12:14', '12:15', '12:08', '12:13', '12:21', '12:04'].map((t) => order(t)),
  );
  const noon = windowKey(at('12:00').getTime(), 'books');

  it('judges late orders by the watermark of the batch before', () => {
    const expected = expectedTotals(guide, batches(2, 3, 1, 1), RULES);
    expect(expected.late).toBe(0);
    expect(expected.closed.get(noon)).toMatchObject({ orders: 3 });
    expect(expected.open.size).toBe(2);
  });

  it('drops the same order when a batch without data came in between', () => {
    const expected = expectedTotals(guide, batches(2, 0, 3, 0, 1, 0, 1), RULES);
    expect(expected.late).toBe(1);
    expect(expected.closed.get(noon)).toMatchObject({ orders: 2 });
  });

  it('puts every order into exactly one place', () => {
    const ledger = ledgerOf(
      order('12:00'),
      malformed,
      order('13:00'),
      order('12:01'),
      order('14:00'),
    );
    const { late, open, closed } = expectedTotals(ledger, batches(2, 1, 0, 1, 1, 0), RULES);
    const inWindows = [...open.values(), ...closed.values()].reduce(
      (s, { orders }) => s + orders,
      0,
    );
    expect(inWindows + late + ledger.malformed).toBe(ledger.records);
    expect(late).toBe(1);
  });

  it('adds up money per window and category without rounding', () => {
    const ledger = ledgerOf(
      order('12:00', 'books', 0.1, 3),
      order('12:01', 'books', 0.2, 1),
      order('12:01', 'toys', 9.99, 2),
      closingOrder(at('12:01').getTime(), RULES.delayMs, RULES.windowMs),
    );
    const { closed } = expectedTotals(ledger, batches(4, 0), RULES);
    expect([...closed.values()]).toEqual([
      { windowStartMs: at('12:00').getTime(), category: 'books', orders: 2, units: 5_000 },
      { windowStartMs: at('12:00').getTime(), category: 'toys', orders: 1, units: 199_800 },
    ]);
  });

  it('leaves only the closing order open', () => {
    const last = order('12:59');
    const closing = closingOrder(at('12:59').getTime(), RULES.delayMs, RULES.windowMs);
    const { open } = expectedTotals(ledgerOf(last, closing), batches(2, 0), RULES);
    expect([...open.values()].map(({ category }) => category)).toEqual(['closing']);
  });
});

describe('the orders made up by the generator', () => {
  it.each([20, 15, 50])(
    'are late exactly when they were sent late, read in %i batches',
    (count) => {
      const records = [...generateOrders({ orders: 3_000, seed: 1 })];
      const ledger = ledgerOf(...records);
      const sizes = Array.from({ length: count }, () => records.length / count);
      const minuteRules = { windowMs: MINUTE_MS, delayMs: 10 * MINUTE_MS };
      const { late } = expectedTotals(ledger, batches(...sizes), minuteRules);
      expect(ledger.countOf('late')).toBeGreaterThan(20);
      expect(late).toBe(ledger.countOf('late'));
    },
  );
});

describe('the books', () => {
  it('count alerts above the threshold, not at it', () => {
    const ledger = ledgerOf(order('12:00', 'a', 250, 2), order('12:00', 'a', 250.01, 2), malformed);
    expect(ledger.alerts).toBe(1);
    expect(ledger.alertUnits).toBe(5_000_200);
    expect(ledger.countOf('malformed')).toBe(1);
  });
});
