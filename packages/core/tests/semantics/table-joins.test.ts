import {
  createSession,
  int,
  type JoinType,
  memorySink,
  memorySource,
  nullable,
  type RowOf,
  schema,
  string,
} from '@tidemark/core';
import { col, count, sum } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { feed, quietSession } from './streams.ts';

const Order = schema({ sku: nullable(string()), amount: int() });
const Product = schema({ sku: nullable(string()), title: string() });

const ORDERS: readonly RowOf<typeof Order>[] = [
  { sku: 'a', amount: 1 },
  { sku: 'b', amount: 2 },
  { sku: null, amount: 3 },
];
const PRODUCTS: readonly RowOf<typeof Product>[] = [
  { sku: 'a', title: 'apple' },
  { sku: 'a', title: 'ant' },
  { sku: 'c', title: 'cat' },
  { sku: null, title: 'nothing' },
];

/** Rows as short text, sorted: `a 1 apple`. */
const lines = (rows: readonly object[]): readonly string[] =>
  rows
    .map((row) =>
      Object.values(row)
        .map((value) => String(value ?? '-'))
        .join(' '),
    )
    .sort();

describe('two tables', () => {
  const rowsOf = async (type: JoinType): Promise<readonly string[]> => {
    const session = createSession();
    const orders = session.read(memorySource(Order, ORDERS));
    const products = session
      .read(memorySource(Product, PRODUCTS))
      .withColumnRenamed('sku', 'product');
    return lines(await orders.join(products, (o, p) => o.sku.eq(p.product), type).collect());
  };

  test.each([
    ['inner', ['a 1 a ant', 'a 1 a apple']],
    ['leftOuter', ['- 3 - -', 'a 1 a ant', 'a 1 a apple', 'b 2 - -']],
    ['rightOuter', ['- - - nothing', '- - c cat', 'a 1 a ant', 'a 1 a apple']],
    ['fullOuter', ['- - - nothing', '- - c cat', '- 3 - -', 'a 1 a ant', 'a 1 a apple', 'b 2 - -']],
    ['leftSemi', ['a 1']],
    ['leftAnti', ['- 3', 'b 2']],
  ] as const)('joined as %s: null equals nothing', async (type, expected) => {
    expect(await rowsOf(type)).toEqual(expected);
  });

  test('every row meets every other in a cross join', async () => {
    const session = createSession();
    const orders = session.read(memorySource(Order, ORDERS));
    const products = session
      .read(memorySource(Product, PRODUCTS))
      .withColumnRenamed('sku', 'product');
    expect(await orders.crossJoin(products).count()).toBe(12);
  });

  test('by name have the column once: of the side that is always there, or of the one that is', async () => {
    const session = createSession();
    const orders = session.read(memorySource(Order, ORDERS));
    const products = session.read(memorySource(Product, PRODUCTS));
    expect(lines(await orders.join(products, 'sku', 'rightOuter').collect())).toEqual([
      '- - nothing',
      'a 1 ant',
      'a 1 apple',
      'c - cat',
    ]);
    expect(lines(await orders.join(products, ['sku'], 'fullOuter').collect())).toEqual([
      '- - nothing',
      '- 3 -',
      'a 1 ant',
      'a 1 apple',
      'b 2 -',
      'c - cat',
    ]);
    expect(
      orders
        .join(products, 'sku')
        .schema()
        .fields.map(({ name }) => name),
    ).toEqual(['sku', 'amount', 'title']);
  });

  test('match by a condition without equality, and by nulls where the condition says so', async () => {
    const session = createSession();
    const orders = session.read(memorySource(Order, ORDERS));
    const others = session
      .read(memorySource(Order, ORDERS))
      .select((o) => ({ sku2: o.sku, amount2: o.amount }));
    const greater = orders.join(others, (a, b) => a.amount.gt(b.amount2));
    expect(lines(await greater.collect())).toEqual(['- 3 a 1', '- 3 b 2', 'b 2 a 1']);
    const nullSafe = orders.join(others, (a, b) => a.sku.eqNullSafe(b.sku2));
    expect(lines(await nullSafe.collect())).toEqual(['- 3 - 3', 'a 1 a 1', 'b 2 b 2']);
  });

  test('a self join by a semi join keeps the columns of the left, though both have the same names', async () => {
    const session = createSession();
    const orders = session.read(memorySource(Order, ORDERS));
    const twins = orders.join(
      orders,
      (a, b) => a.sku.eq(b.sku).and(a.amount.ne(b.amount)),
      'leftAnti',
    );
    expect(lines(await twins.collect())).toEqual(['- 3', 'a 1', 'b 2']);
  });

  test('compare keys of different types as Spark does: text as the other side', async () => {
    const session = createSession();
    const left = session.read(memorySource(schema({ id: string() }), [{ id: '1' }, { id: 'x' }]));
    const right = session.read(memorySource(schema({ n: int() }), [{ n: 1 }]));
    const joined = left.dynamic().join(right.dynamic(), () => col('id').eq(col('n')));
    expect(lines(await joined.collect())).toEqual(['1 1']);
  });

  test('with an outer side and a condition on it alone give its row without a partner', async () => {
    const session = createSession();
    const orders = session.read(memorySource(Order, ORDERS));
    const products = session
      .read(memorySource(Product, PRODUCTS))
      .withColumnRenamed('sku', 'product');
    const joined = orders.join(
      products,
      (o, p) => o.sku.eq(p.product).and(o.amount.gt(5)),
      'fullOuter',
    );
    expect(await joined.count()).toBe(7);
  });
});

describe('a stream and a table', () => {
  const start = async (type: JoinType, isStreamLeft: boolean) => {
    const { session } = quietSession();
    const source = memorySource(Order);
    const table = memorySource(Product, PRODUCTS);
    const sink = memorySink<object>();
    const orders = session.readStream(source).dynamic();
    const products = session.read(table).withColumnRenamed('sku', 'product').dynamic();
    const [left, right] = isStreamLeft ? [orders, products] : [products, orders];
    const joined = (left as typeof orders).join(
      right as never,
      () => col('sku').eq(col('product')),
      type,
    );
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    return { query, source, table, rows: () => lines(sink.rows) };
  };

  test.each([
    ['inner', true, ['a 1 a ant', 'a 1 a apple']],
    ['inner', false, ['a ant a 1', 'a apple a 1']],
    ['leftOuter', true, ['- 3 - -', 'a 1 a ant', 'a 1 a apple', 'b 2 - -']],
    ['rightOuter', false, ['- - - 3', '- - b 2', 'a ant a 1', 'a apple a 1']],
    ['leftSemi', true, ['a 1']],
    ['leftAnti', true, ['- 3', 'b 2']],
  ] as const)('joined as %s, the stream on the left: %s', async (type, isLeft, expected) => {
    const { query, source, rows } = await start(type, isLeft);
    await feed(query, source, ...ORDERS);
    expect(rows()).toEqual(expected);
    expect(query.lastProgress?.numInputRows).toBe(3);
    expect(query.lastProgress?.sources).toHaveLength(1);
    expect(query.lastProgress?.stateOperators).toEqual([]);
    await query.stop();
  });

  test('the table is read anew for every batch', async () => {
    const { query, source, table, rows } = await start('inner', true);
    await feed(query, source, { sku: 'b', amount: 1 });
    expect(rows()).toEqual([]);
    table.addData({ sku: 'b', title: 'bee' });
    await feed(query, source, { sku: 'b', amount: 2 });
    expect(rows()).toEqual(['b 2 b bee']);
    await query.stop();
  });

  test('the table may be the result of an aggregation, which starts from nothing each time', async () => {
    const { session } = quietSession();
    const source = memorySource(Order);
    const sink = memorySink<object>();
    const totals = session
      .read(memorySource(Order, [...ORDERS, ...ORDERS]))
      .groupBy('sku')
      .agg((o) => ({ total: sum(o.amount) }));
    const joined = session.readStream(source).join(totals, 'sku');
    const query = await session.start({ outputs: [joined.writeTo(sink)] });
    await feed(query, source, { sku: 'a', amount: 7 });
    await feed(query, source, { sku: 'b', amount: 8 });
    expect(lines(sink.rows)).toEqual(['a 7 2', 'b 8 4']);
    await query.stop();
  });

  test('what a join gives can be aggregated in the modes of the stream', async () => {
    const { session } = quietSession();
    const source = memorySource(Order);
    const sink = memorySink<object>();
    const titles = session
      .readStream(source)
      .join(session.read(memorySource(Product, PRODUCTS)), 'sku')
      .groupBy('title')
      .agg(() => ({ orders: count() }));
    const query = await session.start({
      outputs: [titles.writeTo(sink, { outputMode: 'complete' })],
    });
    await feed(query, source, ...ORDERS);
    expect(lines(sink.rows)).toEqual(['ant 1', 'apple 1']);
    await query.stop();
  });
});
