import {
  array,
  createSession,
  int,
  map,
  memorySink,
  memorySource,
  nullable,
  type RowOf,
  schema,
  string,
  struct,
  timestamp,
} from '@tidemark/core';
import {
  arraysZip,
  count,
  explode,
  explodeOuter,
  inline,
  inlineOuter,
  posexplode,
  posexplodeOuter,
  stack,
  transform,
  window,
} from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { at, clock, feed, quietSession } from './streams.ts';

const Basket = schema({
  id: int(),
  tags: nullable(array(nullable(string()))),
  prices: map(string(), int()),
  lines: array(nullable(struct({ sku: string(), amount: int() }))),
});
type Basket = RowOf<typeof Basket>;

const BASKETS: readonly Basket[] = [
  {
    id: 1,
    tags: ['gift', null],
    prices: new Map([
      ['a', 1],
      ['b', 2],
    ]),
    lines: [{ sku: 'a', amount: 3 }, null],
  },
  { id: 2, tags: [], prices: new Map(), lines: [] },
  { id: 3, tags: null, prices: new Map([['c', 5]]), lines: [{ sku: 'b', amount: 1 }] },
];

const baskets = () => createSession().read(memorySource(Basket, BASKETS));

describe('a row for each element', () => {
  test('of an array, and none for a row without elements', async () => {
    const rows = await baskets()
      .select((b) => ({ id: b.id, tag: explode(b.tags) }))
      .collect();
    expect(rows).toEqual([
      { id: 1, tag: 'gift' },
      { id: 1, tag: null },
    ]);
  });

  test('but a null for a row without elements, where that is asked for', async () => {
    const rows = await baskets()
      .select((b) => ({ id: b.id, tag: explodeOuter(b.tags) }))
      .collect();
    expect(rows.map(({ id, tag }) => `${id} ${tag}`)).toEqual([
      ...['1 gift', '1 null', '2 null', '3 null'],
    ]);
  });

  test('of a map, as a struct of key and value', async () => {
    const rows = await baskets()
      .select((b) => {
        const entry = explode(b.prices);
        return { id: b.id, sku: entry.key, price: entry.value };
      })
      .collect();
    expect(rows.map(({ id, sku, price }) => `${id} ${sku} ${price}`)).toEqual([
      ...['1 a 1', '1 b 2', '3 c 5'],
    ]);
  });

  test('with its position', async () => {
    const rows = await baskets()
      .select((b) => {
        const tag = posexplode(b.tags);
        return { place: tag.pos, tag: tag.col };
      })
      .collect();
    expect(rows).toEqual([
      { place: 0, tag: 'gift' },
      { place: 1, tag: null },
    ]);
  });

  test('with its position, or nulls for a row without elements', async () => {
    const rows = await baskets()
      .select((b) => {
        const entry = posexplodeOuter(b.prices);
        return { id: b.id, place: entry.pos, sku: entry.key };
      })
      .collect();
    expect(rows.map(({ id, place, sku }) => `${id} ${place} ${sku}`)).toEqual([
      ...['1 0 a', '1 1 b', '2 null null', '3 0 c'],
    ]);
  });

  test('of an array of structs, and a struct of nulls for a null', async () => {
    const lines = baskets().select((b) => ({ id: b.id, line: inline(b.lines) }));
    expect(await lines.collect()).toEqual([
      { id: 1, line: { sku: 'a', amount: 3 } },
      { id: 1, line: { sku: null, amount: null } },
      { id: 3, line: { sku: 'b', amount: 1 } },
    ]);
    const outer = baskets().select((b) => ({ id: b.id, line: inlineOuter(b.lines) }));
    expect((await outer.collect())[2]).toEqual({ id: 2, line: { sku: null, amount: null } });
  });

  test('of arrays side by side', async () => {
    const rows = await baskets()
      .select((b) => {
        const both = inline(arraysZip({ tag: b.tags, line: b.lines }));
        return { tag: both.tag, sku: both.line.sku };
      })
      .collect();
    expect(rows).toEqual([
      { tag: 'gift', sku: 'a' },
      { tag: null, sku: null },
    ]);
  });

  test('of values that are stacked', async () => {
    const rows = await baskets()
      .select((b) => {
        const pair = stack(2, 'id', b.id, 'twice');
        return { name: pair.getField('col0'), value: pair.getField('col1') };
      })
      .collect();
    expect(rows.slice(0, 2)).toEqual([
      { name: 'id', value: 1 },
      { name: 'twice', value: null },
    ]);
    expect(() => baskets().select((b) => ({ pair: stack(2, b.id, 'one') }))).toThrow(
      "'stack' cannot work on (int, int, string); it takes columns of one type each.",
    );
  });

  test('however many they are', async () => {
    const Wide = schema({ id: int(), numbers: array(int()) });
    const numbers = Array.from({ length: 10_001 }, (_, i) => i);
    const rows = await createSession()
      .read(memorySource(Wide, [{ id: 7, numbers }]))
      .withColumns((w) => ({ number: explode(w.numbers) }))
      .select('id', 'number')
      .collect();
    expect(rows.length).toBe(10_001);
    expect(rows[10_000]).toEqual({ id: 7, number: 10_000 });
  });
});

describe('a generator', () => {
  test('is a column like any other for the steps above', async () => {
    const tagged = baskets()
      .withColumns((b) => ({ tag: explode(b.tags) }))
      .filter((b) => b.tag.eq('gift').and(b.id.eq(1)));
    expect((await tagged.collect()).map(({ tag }) => tag)).toEqual(['gift']);
  });

  test('multiplies rows even where nobody reads what it makes', async () => {
    const counted = baskets()
      .select((b) => ({ id: b.id, price: explode(b.prices) }))
      .select('id');
    expect((await counted.collect()).map(({ id }) => id)).toEqual([1, 1, 3]);
  });

  test('goes with a window in one projection', async () => {
    const Event = schema({ time: timestamp(), tags: array(string()) });
    const rows = await createSession()
      .read(memorySource(Event, [{ time: at('12:03:00'), tags: ['a', 'b'] }]))
      .select((e) => ({ window: window(e.time, '10 minutes', '5 minutes'), tag: explode(e.tags) }))
      .collect();
    expect(rows.map((row) => `${clock(row.window.start)} ${row.tag}`).sort()).toEqual([
      ...['11:55 a', '11:55 b', '12:00 a', '12:00 b'],
    ]);
  });

  test('is refused twice in a projection, and anywhere else', () => {
    expect(() =>
      baskets().select((b) => ({ tag: explode(b.tags), price: explode(b.prices) })),
    ).toThrow(
      '[PLAN.SEVERAL_GENERATORS] The projection has several generators (explode, explode), and each gives rows of its own.',
    );
    expect(() => baskets().filter((b) => explode(b.tags).eq('gift'))).toThrow(
      "[EXPRESSION.MISPLACED_GENERATOR] 'explode' gives several rows for one, which only a projection can do.",
    );
    expect(() =>
      baskets().select((b) => ({ tag: explode(transform(b.tags, () => explode(b.lines))) })),
    ).toThrow('EXPRESSION.MISPLACED_GENERATOR');
    expect(() =>
      baskets()
        .groupBy((b) => ({ tag: explode(b.tags) }))
        .agg(() => ({ n: count() })),
    ).toThrow('EXPRESSION.MISPLACED_GENERATOR');
  });
});

// Spark: InferFiltersFromGenerate, then PushDownPredicates through withWatermark.
test('a row without elements moves no watermark, where the generator reads a column', async () => {
  const Event = schema({ time: timestamp(), tags: array(string()) });
  const { session } = quietSession();
  const source = memorySource<RowOf<typeof Event>>(Event);
  const sink = memorySink<{ tag: string; n: number }>();
  const counts = session
    .readStream(source)
    .withWatermark('time', '0 seconds')
    .select((e) => ({ time: e.time, tag: explode(e.tags) }))
    .groupBy((e) => ({ window: window(e.time, '10 minutes'), tag: e.tag }))
    .agg(() => ({ n: count() }))
    .select('tag', 'n');
  const query = await session.start({ outputs: [counts.writeTo(sink)] });
  await feed(query, source, { time: at('12:01:00'), tags: ['a', 'b'] });
  await feed(query, source, { time: at('13:00:00'), tags: [] });
  expect(sink.rows).toEqual([]);
  await feed(query, source, { time: at('13:00:00'), tags: ['c'] });
  expect(sink.rows.map(({ tag, n }) => `${tag}=${n}`).sort()).toEqual(['a=1', 'b=1']);
  await query.stop();
});
