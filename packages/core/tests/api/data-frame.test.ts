import { describe, expect, test, vi } from 'vitest';
import type { FrameRuntime } from '../../src/api/frame-runtime.ts';
import { readBounded, readStreaming } from '../../src/api/source-frame.ts';
import { asc, col, count, desc, sum, window } from '../../src/functions.ts';
import { int, memorySink, memorySource, schema, string } from '../../src/index.ts';
import type { LogicalPlan } from '../../src/plan/logical-plan.ts';
import type { Source } from '../../src/sources/source.ts';
import { archive, Order, orders, runtime, table } from '../types/frames.ts';

const namesOf = (frame: { schema(): { fields: readonly { name: string }[] } }): string[] =>
  frame.schema().fields.map(({ name }) => name);
const planOf = (frame: unknown): Promise<LogicalPlan> =>
  (frame as typeof orders).writeTo(table).plan();

describe('columns', () => {
  test('are replaced where they stand, and added at the end', () => {
    const frame = orders.withColumns((o) => ({ value: o.price.mul(2), price: o.price.neg() }));
    expect(namesOf(frame)).toEqual([...Order.fields.map(({ name }) => name), 'value']);
  });

  test('are selected, renamed and dropped by name', () => {
    expect(namesOf(orders.select('sku', 'price'))).toEqual(['sku', 'price']);
    expect(namesOf(orders.drop('order_id', 'sku', 'discount', 'order_time'))).toEqual([
      'country',
      'price',
      'quantity',
    ]);
    expect(namesOf(orders.select('sku', 'price').withColumnRenamed('sku', 'id'))).toEqual([
      'id',
      'price',
    ]);
  });

  test('of a grouping are the keys, then the aggregates, with the types Spark gives them', () => {
    const frame = orders
      .groupBy((o) => ({ w: window(o.order_time, '5 minutes'), country: o.country }))
      .agg((o) => ({ revenue: sum(o.price), quantity: sum(o.quantity), n: count() }));
    expect(
      frame.schema().fields.map(({ name, dataType, nullable }) => [name, dataType.kind, nullable]),
    ).toEqual([
      ['w', 'struct', false],
      ['country', 'string', false],
      ['revenue', 'double', true],
      ['quantity', 'long', true],
      ['n', 'long', false],
    ]);
  });

  test('may be spread in a callback', () => {
    const frame = orders.select((o) => ({ ...o, double: o.price.mul(2) }));
    expect(namesOf(frame)).toEqual([...namesOf(orders), 'double']);
  });

  test('of a union are named as in the first, in the type that holds both', () => {
    const left = orders.select((o) => ({ a: o.quantity }));
    const right = orders.select((o) => ({ a: o.price }));
    expect(left.union(right).schema().fields).toMatchObject([
      { name: 'a', dataType: { kind: 'double' } },
    ]);
  });

  test('of a union by name may stand in another order', () => {
    const left = orders.select('sku', 'country');
    const right = orders.select('country', 'sku');
    expect(left.unionByName(right).explain()).toContain('Project [sku, country]');
  });
});

describe('a callback', () => {
  test('that does not return columns is told how to', () => {
    const noParentheses = (() => undefined) as never;
    expect(() => orders.withColumns(noParentheses)).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [EXPRESSION.NOT_COLUMNS] What the callback of withColumns() returns must be an object of expressions: a name for each column.
        hint: Write (row) => ({ name: row.column }), with parentheses around the braces.]
    `);
  });

  test('that misspells a column is told which it probably meant', () => {
    expect(() =>
      orders.filter((o) => (o as unknown as { prise: typeof o.price }).prise.gt(1)),
    ).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [EXPRESSION.UNRESOLVED_COLUMN] There is no column 'prise' here; the columns are: order_id, country, sku, price, quantity, discount, order_time.
        hint: Did you mean 'price'?]
    `);
  });
});

test('steps that two frames share are the same objects', async () => {
  const valued = orders.withColumns((o) => ({ value: o.price.mul(o.quantity) }));
  const [left, right] = await Promise.all([
    planOf(valued.filter((o) => o.value.gt(1))),
    planOf(valued.filter((o) => o.value.gt(2))),
  ]);
  expect(left).toMatchObject({ op: 'filter' });
  expect('input' in left && 'input' in right && left.input === right.input).toBe(true);
});

test('rows and bad records are of one read', async () => {
  const source: Source<{ a: number }> = {
    ...memorySource(schema({ a: int() })),
    badRecordSchema: schema({ reason: string() }),
  };
  const frame = readStreaming(source, runtime);
  const [rows, bad] = await Promise.all([planOf(frame), planOf(frame.badRecords())]);
  expect(bad).toMatchObject({ op: 'badRecords' });
  expect('input' in bad && bad.input === rows).toBe(true);
});

test('orderBy takes names and directions', () => {
  expect(archive.orderBy('country', 'price').explain()).toMatch(/^Sort \[country ASC, price ASC\]/);
  expect(archive.orderBy((o) => [desc(o.price), asc(o.sku), o.country]).explain()).toMatch(
    /^Sort \[price DESC, sku ASC, country ASC\]/,
  );
});

test('dynamic frames take names at run time, and a schema brings the types back', () => {
  const [key, value] = ['country', 'price'];
  const totals = orders
    .dynamic()
    .groupBy(key)
    .agg(() => ({ total: sum(col(value)) }));
  expect(namesOf(totals)).toEqual(['country', 'total']);
  expect(() => totals.as(schema({ country: string(), total: int() }))).toThrow(
    "column 'total' is double, not int",
  );
});

describe('a source that only knows its columns when it is asked', () => {
  const hidden: Source<{ a: number }> = {
    ...memorySource(schema({ a: int() })),
    schema: undefined,
  };
  const asking = (): FrameRuntime => ({
    ...runtime,
    discover: vi.fn<FrameRuntime['discover']>(async (relation) => {
      await Promise.resolve();
      return { ...relation, source: memorySource(schema({ a: int() })) };
    }),
    collect: (plan) => Promise.resolve([plan]),
  });

  test('makes the steps after it wait, and is asked once', async () => {
    const session = asking();
    const frame = readBounded(hidden, session).withColumns((o) => ({ b: o.a.add(1) }));
    expect(() => frame.schema()).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [PLAN.COLUMNS_NOT_KNOWN] Only opening a source of this frame can tell its columns, and nobody has yet.
        hint: Call await frame.discover() first, or give the source a schema.]
    `);
    const [left] = (await frame.filter((o) => o.b.gt(1)).collect()) as unknown as [LogicalPlan];
    const [right] = (await frame
      .groupBy('a')
      .agg(() => ({ n: count() }))
      .collect()) as unknown as [LogicalPlan];
    expect('input' in left && 'input' in right && left.input === right.input).toBe(true);
    expect(session.discover).toHaveBeenCalledTimes(1);
    expect(namesOf(await frame.discover())).toEqual(['a', 'b']);
  });

  test('shows a mistake when the frame is used', async () => {
    const frame = readBounded(hidden, asking()).filter(() => col('b').gt(1));
    await expect(frame.collect()).rejects.toThrow('[EXPRESSION.UNRESOLVED_COLUMN]');
  });

  test('is asked again after it failed', async () => {
    const session = asking();
    vi.mocked(session.discover).mockRejectedValueOnce(new Error('not there yet'));
    const frame = readBounded(hidden, session).select('a');
    await expect(frame.collect()).rejects.toThrow('not there yet');
    await expect(frame.collect()).resolves.toHaveLength(1);
  });
});

test('the writer starts a query with what it was told, and each step is a new writer', async () => {
  const startQuery = vi.fn<FrameRuntime['startQuery']>(() => Promise.reject(new Error('started')));
  const frame = readStreaming(memorySource(Order), { ...runtime, startQuery });
  const sink = memorySink<Order>();
  const writer = frame.writeStream.queryName('copy');
  const started = writer.outputMode('update').checkpointLocation('./copy').start(sink);
  await expect(started).rejects.toThrow('started');
  await expect(writer.start(sink)).rejects.toThrow('started');
  expect(startQuery.mock.calls).toMatchObject([
    [[{ sink, outputMode: 'update' }], { name: 'copy', checkpointLocation: './copy' }],
    [[{ sink, outputMode: 'append' }], { name: 'copy' }],
  ]);
});
