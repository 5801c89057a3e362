import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_START_MS,
  type GeneratorOptions,
  generateOrders,
  SPAN_MS,
} from '../../src/orders/generate-orders.ts';
import { MALFORMATIONS } from '../../src/orders/malformed.ts';
import type { Flaw, OrderRecord } from '../../src/orders/order-record.ts';
import { partitionOf } from '../../src/orders/partition-of.ts';

const generate = (options: GeneratorOptions): OrderRecord[] => [...generateOrders(options)];

const digest = (options: GeneratorOptions): string =>
  generate(options)
    .reduce((hash, { key, value }) => hash.update(`${key} ${value}\n`), createHash('sha256'))
    .digest('hex');

/** How far orders with a flaw lag behind the newest event time before them. */
function lagsMs(records: readonly OrderRecord[]): (flaw: Flaw) => number[] {
  let newestMs = 0;
  const lags = records.map(({ order, flaw }) => {
    const timeMs = order?.event_time.getTime() ?? newestMs;
    const lagMs = newestMs - timeMs;
    newestMs = Math.max(newestMs, timeMs);
    return { flaw, lagMs };
  });
  return (flaw) => lags.filter((lag) => lag.flaw === flaw).map(({ lagMs }) => lagMs);
}

describe('generated orders', () => {
  const records = generate({ orders: 20_000, seed: 42 });
  const share = (flaw: Flaw) => records.filter((r) => r.flaw === flaw).length / records.length;

  it('are the same bytes for the same seed, today and on the next machine', () => {
    expect(digest({ orders: 2_000, seed: 7 })).toBe(digest({ orders: 2_000, seed: 7 }));
    expect(digest({ orders: 2_000, seed: 7 })).toMatchInlineSnapshot(
      `"b7e57efd181903d519d9d82bc21807b30117fdd5d4443f7ea58bcf0e6228930b"`,
    );
  });

  it('are others for another seed', () => {
    expect(digest({ orders: 100, seed: 1 })).not.toBe(digest({ orders: 100, seed: 2 }));
  });

  it('are as many as asked for, flawed ones included', () => {
    expect(records).toHaveLength(20_000);
  });

  it('come late, out of order, twice and malformed in the promised shares', () => {
    expect(share('late')).toBeCloseTo(0.01, 2);
    expect(share('out of order')).toBeCloseTo(0.03, 2);
    expect(share('duplicate')).toBeCloseTo(0.005, 2);
    expect(share('malformed')).toBeCloseTo(0.002, 3);
  });

  it('keep out-of-order ones within the delay of ten minutes, and send late ones far beyond it', () => {
    const lags = lagsMs(records);
    expect(Math.max(...lags('out of order'))).toBeLessThan(10 * 60_000);
    expect(Math.min(...lags('late'))).toBeGreaterThan(44 * 60_000);
  });

  it('lie within three hours, but for the late ones', () => {
    const timesMs = records
      .filter(({ flaw }) => flaw !== 'late')
      .flatMap(({ order }) => order?.event_time.getTime() ?? []);
    expect(Math.max(...timesMs)).toBeLessThan(DEFAULT_START_MS + SPAN_MS);
    expect(Math.min(...timesMs)).toBeGreaterThan(DEFAULT_START_MS - 10 * 60_000);
  });

  it('repeat an earlier order word for word when they are a duplicate', () => {
    const first = new Map(records.map(({ value }, i) => [value, i] as const).toReversed());
    const duplicates = records.filter(({ flaw }) => flaw === 'duplicate');
    expect(duplicates.length).toBeGreaterThan(50);
    for (const record of duplicates.slice(1)) {
      expect(first.get(record.value)).toBeLessThan(records.indexOf(record));
    }
  });

  it('carry JSON that gives the order back', () => {
    const { value, order } = records[0] ?? {};
    expect(JSON.parse(value ?? '')).toEqual({
      ...order,
      event_time: order?.event_time.toISOString(),
    });
    expect(order?.event_time.toISOString()).toMatch(/^2026-01-15T09:00:0\d\.\d{3}Z$/);
  });

  it('have prices in whole cents', () => {
    const prices = records.flatMap(({ order }) => order?.price ?? []);
    expect(prices).toEqual(prices.map((price) => Math.round(price * 100) / 100));
  });

  it('are malformed in eight different ways', () => {
    const malformed = records.filter(({ flaw }) => flaw === 'malformed');
    expect(MALFORMATIONS).toHaveLength(8);
    expect(malformed.length).toBeGreaterThan(8);
    for (const { order } of malformed) expect(order).toBeUndefined();
    const order = records.find((r) => r.order !== undefined)?.order;
    if (order === undefined) throw new Error('no order');
    const texts = MALFORMATIONS.map((malformation) => malformation.spoil(order));
    expect(new Set(texts).size).toBe(8);
  });

  it('spread evenly over the partitions of the topic', () => {
    const counts = [0, 0, 0, 0];
    for (const { key } of records) counts[partitionOf(key, 4)]!++;
    for (const count of counts) expect(count / records.length).toBeCloseTo(0.25, 1);
  });
});
