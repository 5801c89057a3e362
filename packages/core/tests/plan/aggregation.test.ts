import { describe, expect, test } from 'vitest';
import { NOT_AN_AGGREGATE } from '../../src/errors/analysis.ts';
import {
  avg,
  callFunction,
  col,
  collectList,
  count,
  lit,
  max,
  maxBy,
  sum,
  udf,
  when,
  window,
} from '../../src/functions.ts';
import { double } from '../../src/index.ts';
import { aggregationOf } from '../../src/plan/aggregation.ts';
import type { Aggregate, LogicalPlan } from '../../src/plan/logical-plan.ts';
import { archive, orders, table } from '../types/frames.ts';

const planOf = (frame: unknown): Promise<LogicalPlan> =>
  (frame as typeof orders).writeTo(table).plan();
const text = (frame: { explain(): string }): string =>
  frame
    .explain()
    .split('\n')
    .slice(0, 2)
    .map((line) => line.replace(/ {3}\(.*/, ''))
    .join('\n');
const timed = orders.withWatermark('order_time', '10 minutes');

describe('agg() computes over the results of a group', () => {
  test('arithmetic over aggregates is a projection above bare aggregates', () => {
    const frame = orders.groupBy('country').agg((o) => ({ basket: sum(o.price).div(count()) }));
    expect(text(frame)).toMatchInlineSnapshot(`
      "Project [country, (sum(price) / count(*)) AS basket]
      +- Aggregate [country], [sum(price) AS sum(price), count(*) AS count(*)]"
    `);
  });

  test('bare aggregates stay alone, and have no step above', () => {
    const frame = orders.groupBy('country').agg((o) => ({ revenue: sum(o.price), n: count() }));
    expect(text(frame)).toMatch(
      /^Aggregate \[country\], \[sum\(price\) AS revenue, count\(\*\) AS n\]/,
    );
  });

  test('an aggregate that is written twice is computed once', async () => {
    const frame = orders.groupBy('country').agg((o) => ({
      revenue: sum(o.price),
      again: sum(o.price),
      share: sum(o.price).div(sum(o.quantity)),
      rounded: callFunction('round', sum(o.price)),
    }));
    const plan = await planOf(frame);
    expect(aggregationOf(plan)?.aggregates.map(({ name }) => name)).toEqual([
      'revenue',
      'sum(quantity)',
    ]);
  });

  test('one whose arguments differ from call to call is computed each time', async () => {
    const random = udf([double()], double(), (x) => x * 2, { name: 'noise', deterministic: false });
    const plan = await planOf(
      orders.agg((o) => ({ a: sum(random(o.price)), b: sum(random(o.price)) })),
    );
    expect((plan as Aggregate).aggregates).toHaveLength(2);
  });

  test('two user functions of one name are two functions', async () => {
    const twice = udf([double()], double(), (x) => x * 2, { name: 'f' });
    const triple = udf([double()], double(), (x) => x * 3, { name: 'f' });
    const plan = await planOf(
      orders.agg((o) => ({ a: sum(twice(o.price)), b: sum(triple(o.price)).add(1) })),
    );
    expect(aggregationOf(plan)?.aggregates.map(({ name }) => name)).toEqual([
      'a',
      'sum(f(cast(price AS double)))',
    ]);
  });

  test('hidden columns cannot meet a name of the user', async () => {
    const plan = await planOf(
      orders.agg((o) => ({ 'sum(price)': count(), twice: sum(o.price).mul(2) })),
    );
    expect(aggregationOf(plan)?.aggregates.map(({ name }) => name)).toEqual([
      'sum(price)',
      'sum(price) 2',
    ]);
  });

  test('keys may be used, by the second argument or as they were written', () => {
    const frame = orders
      .groupBy((o) => ({ hour: window(o.order_time, '1 hour'), place: o.country.lower() }))
      .agg((o, key) => ({
        start: key.hour.start,
        label: key.place.concat('!'),
        same: o.country.lower() as never,
        n: count(),
      }));
    expect(text(frame)).toMatchInlineSnapshot(`
      "Project [hour, place, hour.start AS start, concat(place, '!') AS label, place AS same, n]
      +- Aggregate [window(order_time, INTERVAL '1 hour') AS hour, lower(country) AS place], [count(*) AS n]"
    `);
  });

  test('constants are the same for all groups', () => {
    const frame = orders.groupBy('country').agg(() => ({ one: lit(1), n: count().add(1) }));
    expect(frame.schema().fields.map(({ name }) => name)).toEqual(['country', 'one', 'n']);
  });

  test('the columns have the types of the expressions', () => {
    const frame = archive.groupBy('country').agg((o) => ({
      many: when(count().gt(10), max(o.sku)).otherwise('few'),
      all: collectList(o.quantity),
      each: avg(o.price).cast(double()),
      dearest: maxBy(o.sku, o.price).length(),
    }));
    expect(frame.schema().fields.map(({ dataType }) => dataType.kind)).toEqual([
      'string',
      'string',
      'array',
      'double',
      'int',
    ]);
  });

  test('a column of the rows outside of aggregates is refused where it stands', () => {
    const build = (): unknown =>
      orders.groupBy('country').agg((o) => ({ v: sum(o.price).div(o.quantity) }));
    expect(build).toThrow(NOT_AN_AGGREGATE.error({ column: 'v', expression: 'quantity' }).message);
    expect(() =>
      orders
        .dynamic()
        .groupBy('country')
        .agg(() => ({ v: col('price') })),
    ).toThrow('PLAN.NOT_AN_AGGREGATE');
    const byKey = orders.dynamic().groupBy('country');
    expect(
      byKey.agg(() => ({ v: callFunction('upper', col('country')) })).schema().fields,
    ).toHaveLength(2);
  });

  test('a column with the name of a key is refused', () => {
    expect(() => orders.groupBy('country').agg((_, key) => ({ country: key.country }))).toThrow(
      'PLAN.DUPLICATE_COLUMN',
    );
  });

  test('only a projection that agg() made hides its aggregation', async () => {
    const made = await planOf(timed.groupBy('order_time').agg(() => ({ n: count().add(1) })));
    expect(aggregationOf(made)?.op).toBe('aggregate');
    const selected = timed
      .groupBy('order_time')
      .agg(() => ({ n: count() }))
      .select('n');
    expect(aggregationOf(await planOf(selected))).toBeUndefined();
  });
});
