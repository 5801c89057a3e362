import { describe, expect, test } from 'vitest';
import { count, sum, udf, window } from '../../src/functions.ts';
import { array, decimal, map, nullable, schema, string, struct } from '../../src/index.ts';
import { explain } from '../../src/plan/explain.ts';
import type { LogicalPlan } from '../../src/plan/logical-plan.ts';
import { schemaTree } from '../../src/plan/schema-tree.ts';
import { plansToJson, planToJson } from '../../src/plan/to-json.ts';
import { orders, table } from '../types/frames.ts';

const valued = orders.withColumns((o) => ({ value: o.price.mul(o.quantity) }));
const revenue = valued
  .withWatermark('order_time', '10 minutes')
  .groupBy((o) => ({ window: window(o.order_time, '5 minutes', '1 minute'), country: o.country }))
  .agg((o) => ({ revenue: sum(o.value), orders: count() }));

const plans = (): Promise<LogicalPlan[]> =>
  Promise.all([
    valued
      .filter((o) => o.value.gt(500))
      .writeTo(table)
      .plan(),
    revenue.writeTo(table).plan(),
  ]);
const withoutSites = (text: string): string => text.replaceAll(/ {3}\([\w./-]+:\d+:\d+\)/g, '');

test('a plan reads from the last step down, and names where each was written', () => {
  expect(withoutSites(revenue.explain())).toMatchInlineSnapshot(`
    "Aggregate [window(order_time, INTERVAL '5 minutes', INTERVAL '1 minute') AS window, country], [sum(value) AS revenue, count(*) AS orders]
    +- EventTimeWatermark order_time: 10 minutes
       +- Project [order_id, country, sku, price, quantity, discount, order_time, (price * quantity) AS value]
          +- StreamingRelation memory
    "
  `);
  expect(revenue.explain()).toMatch(/^Aggregate .* {3}\(plan-text\.test\.ts:\d+:\d+\)\n/);
});

test('a step that several outputs share is shown once', async () => {
  expect(withoutSites(explain(...(await plans())))).toMatchInlineSnapshot(`
    "Filter (value > 500)
    +- #1 Project [order_id, country, sku, price, quantity, discount, order_time, (price * quantity) AS value]
       +- StreamingRelation memory
    Aggregate [window(order_time, INTERVAL '5 minutes', INTERVAL '1 minute') AS window, country], [sum(value) AS revenue, count(*) AS orders]
    +- EventTimeWatermark order_time: 10 minutes
       +- #1
    "
  `);
});

test('the columns print as the tree of Spark', () => {
  const nested = schema({
    id: decimal(10, 2),
    tags: nullable(array(string())),
    item: struct({ sku: string(), notes: map(string(), nullable(string())) }),
  });
  expect(schemaTree(nested)).toMatchInlineSnapshot(`
    "root
     |-- id: decimal(10,2) (nullable = false)
     |-- tags: array (nullable = true)
     |    |-- element: string (containsNull = false)
     |-- item: struct (nullable = false)
     |    |-- sku: string (nullable = false)
     |    |-- notes: map (nullable = false)
     |    |    |-- key: string (nullable = false)
     |    |    |-- value: string (valueContainsNull = true)"
  `);
});

describe('the data form', () => {
  test('survives JSON, names shared steps once, and leaves call sites out', async () => {
    const json = plansToJson(await plans());
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(json.nodes.map(({ op }) => op)).toEqual([
      'relation',
      'project',
      'filter',
      'eventTimeWatermark',
      'aggregate',
    ]);
    expect(json.nodes.map(({ inputs }) => inputs)).toEqual([[], [0], [1], [1], [3]]);
    expect(json.outputs).toEqual([2, 4]);
    expect(JSON.stringify(json)).not.toContain('plan-text.test');
  });

  test('names user functions, and keeps values that JSON lacks', async () => {
    const half = udf([string()], string(), (name) => name, { name: 'half' });
    const frame = orders
      .filter((o) => o.price.ne(Number.NaN))
      .select((o) => ({ half: half(o.sku), big: o.quantity.eqNullSafe(null) }));
    const text = JSON.stringify(planToJson(await frame.writeTo(table).plan()));
    expect(text).toContain('"kind":"udf","name":"half"');
    expect(text).toContain('"value":{"double":"NaN"}');
  });
});
