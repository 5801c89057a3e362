import { expect, test } from 'vitest';
import {
  ascNullsLast,
  collectList,
  count,
  countDistinct,
  cumeDist,
  denseRank,
  desc,
  lag,
  lead,
  median,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
  sum,
  windowSpec,
} from '../../../src/functions.ts';

import {
  type Columns,
  createSession,
  double,
  int,
  long,
  memorySource,
  nullable,
  type OverExpr,
  type RowOf,
  schema,
  string,
} from '../../../src/index.ts';

const session = createSession();
const Sale = schema({ id: int(), shop: nullable(string()), price: nullable(double()) });
const sales = session.read(
  memorySource<RowOf<typeof Sale>>(Sale, [
    { id: 1, shop: 'a', price: 5 },
    { id: 2, shop: 'b', price: 1 },
    { id: 3, shop: 'a', price: 7 },
    { id: 4, shop: 'a', price: 5 },
    { id: 5, shop: null, price: null },
    { id: 6, shop: 'a', price: null },
    { id: 7, shop: null, price: 2 },
  ]),
);
type Row = Columns<RowOf<typeof Sale>, never>;
type Frame = { collect(): Promise<readonly object[]> };
/** What each row has beside its id, in the order of the ids. */
async function byId(frame: Frame): Promise<unknown[]> {
  const rows = (await frame.collect()) as readonly { readonly id: number }[];
  const sorted = [...rows].sort((a, b) => a.id - b.id);
  return sorted.map((row) => Object.values(row).at(-1) as unknown);
}

test('each row has its place among those of its shop, and rows without a shop are one', async () => {
  const places = sales.select((s) => {
    const byPrice = windowSpec().partitionBy(s.shop).orderBy(desc(s.price));
    return {
      id: s.id,
      all: collectList(s.id).over(windowSpec().partitionBy(s.shop)),
      place: rank().over(byPrice),
    };
  });
  expect(await byId(places)).toEqual([2, 1, 1, 2, 2, 4, 1]);
});

test('ranks of equal rows are equal, with gaps, without, and as parts of the whole', async () => {
  const shopA = sales.filter((s) => s.shop.eq('a'));
  const ranked = shopA.select((s) => {
    const byPrice = windowSpec().orderBy(s.price);
    return {
      id: s.id,
      rank: rank().over(byPrice),
      dense: denseRank().over(byPrice),
      percent: percentRank().over(byPrice),
      dist: cumeDist().over(byPrice),
    };
  });
  expect(await ranked.orderBy('id').collect()).toEqual([
    { id: 1, rank: 2, dense: 2, percent: 1 / 3, dist: 0.75 },
    { id: 3, rank: 4, dense: 3, percent: 1, dist: 1 },
    { id: 4, rank: 2, dense: 2, percent: 1 / 3, dist: 0.75 },
    { id: 6, rank: 1, dense: 1, percent: 0, dist: 0.25 },
  ]);
});

test('the first buckets take the rows that are left over', async () => {
  const inThree = sales.select((s) => ({
    id: s.id,
    bucket: ntile(3).over(windowSpec().orderBy(s.id)),
  }));
  expect(await byId(inThree)).toEqual([1, 1, 1, 2, 2, 3, 3]);
  const inNine = sales.select((s) => ({
    id: s.id,
    bucket: ntile(9).over(windowSpec().orderBy(s.id)),
  }));
  expect(await byId(inNine)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('the row before and the row after, a default where there is none, nulls passed over if asked', async () => {
  const of = (make: (s: Row) => OverExpr<number | null>): Promise<unknown[]> =>
    byId(sales.select((s) => ({ id: s.id, x: make(s) })));
  expect(await of((s) => lag(s.price).over(windowSpec().orderBy(s.id)))).toEqual([
    null,
    5,
    1,
    7,
    5,
    null,
    null,
  ]);
  expect(await of((s) => lead(s.price, 2, 0).over(windowSpec().orderBy(s.id)))).toEqual([
    7,
    5,
    null,
    null,
    2,
    0,
    0,
  ]);
  expect(
    await of((s) => lag(s.price, 1, -1, { ignoreNulls: true }).over(windowSpec().orderBy(s.id))),
  ).toEqual([-1, 5, 1, 7, 5, 5, 5]);
  expect(
    await of((s) =>
      nthValue(s.price, 5, { ignoreNulls: true }).over(
        windowSpec().orderBy(s.id).rowsBetween(-Infinity, Infinity),
      ),
    ),
  ).toEqual([2, 2, 2, 2, 2, 2, 2]);
});

test('a frame that was named may have no rows', async () => {
  const later = sales.select((s) => ({
    id: s.id,
    later: sum(s.price).over(windowSpec().orderBy(s.id).rowsBetween(1, 2)),
  }));
  expect(await byId(later)).toEqual([8, 12, 5, null, 2, 2, null]);
  const counted = sales.select((s) => ({
    id: s.id,
    later: count().over(windowSpec().orderBy(s.id).rowsBetween(1, 2)),
  }));
  expect(await byId(counted)).toEqual([2, 2, 2, 2, 2, 1, 0]);
});

test('a frame by value counts from the value of the row, down the order where that descends', async () => {
  const near = sales.select((s) => ({
    id: s.id,
    near: collectList(s.id).over(windowSpec().orderBy(s.price).rangeBetween(-2, 0)),
  }));
  expect(await byId(near)).toEqual([[1, 4], [2], [1, 4, 3], [1, 4], [5, 6], [5, 6], [2, 7]]);
  const above = sales.select((s) => ({
    id: s.id,
    above: collectList(s.id).over(windowSpec().orderBy(desc(s.price)).rangeBetween(-2, -1)),
  }));
  expect(await byId(above)).toEqual([[3], [7], [], [3], [5, 6], [5, 6], []]);
});

test('a frame by value of longs is exact beyond 2^53', async () => {
  const Big = schema({ id: int(), at: long() });
  const bigs = session.read(
    memorySource(Big, [
      { id: 1, at: Number.MAX_SAFE_INTEGER },
      { id: 2, at: Number.MAX_SAFE_INTEGER - 1 },
    ]),
  );
  const near = bigs.select((b) => ({
    id: b.id,
    near: count().over(windowSpec().orderBy(b.at).rangeBetween(1, 1)),
  }));
  expect(await byId(near)).toEqual([0, 1]);
});

test('nulls stand where the order puts them', async () => {
  const ordered = sales.select((s) => ({
    id: s.id,
    place: rowNumber().over(windowSpec().orderBy(ascNullsLast(s.price), s.id)),
  }));
  expect(await byId(ordered)).toEqual([3, 1, 5, 4, 6, 7, 2]);
  const sorted = await sales.orderBy((s) => [ascNullsLast(s.price), s.id]).collect();
  expect(sorted.map(({ id }) => id)).toEqual([2, 7, 1, 4, 3, 5, 6]);
});

test('what is made of it may be filtered, computed with, and read again', async () => {
  const shares = sales
    .withColumns((s) => ({
      share: s.price.div(sum(s.price).over(windowSpec().partitionBy(s.shop))),
    }))
    .filter((s) => s.share.gt(0.3))
    .select('id', 'share');
  expect(await shares.orderBy('id').collect()).toEqual([
    { id: 2, share: 1 },
    { id: 3, share: 7 / 17 },
    { id: 7, share: 1 },
  ]);
});

test('a filter after it takes no row away from it', async () => {
  const counted = sales
    .withColumn('n', () => count().over(windowSpec()))
    .filter((s) => s.shop.eq('b'));
  expect((await counted.collect()).map(({ n }) => n)).toEqual([7]);
});

test('a running aggregate of many rows is that of all rows up to each', async () => {
  const numbers = session.read(
    memorySource(
      schema({ id: int() }),
      Array.from({ length: 10_000 }, (_, id) => ({ id })),
    ),
  );
  const running = numbers.select((n) => ({
    id: n.id,
    total: sum(n.id).over(windowSpec().orderBy(n.id)),
  }));
  const totals = await byId(running);
  expect(totals.every((total, id) => total === (id * (id + 1)) / 2)).toBe(true);
});

const REFUSED = [
  ['a rank without an order', () => rank().over(windowSpec()), 'BAD_OVER'],
  [
    'a frame for a function that has its own',
    (s: Row) => lag(s.id).over(windowSpec().orderBy(s.id).rowsBetween(-1, 0)),
    'BAD_OVER',
  ],
  [
    'a frame that ends before it starts',
    (s: Row) => sum(s.id).over(windowSpec().orderBy(s.id).rowsBetween(1, 0)),
    'BAD_OVER',
  ],
  [
    'a frame by value of a text',
    (s: Row) => sum(s.id).over(windowSpec().orderBy(s.shop).rangeBetween(-1, 0)),
    'BAD_OVER',
  ],
  [
    'a frame by the values of two keys',
    (s: Row) => sum(s.id).over(windowSpec().orderBy(s.id, s.price).rangeBetween(-1, 0)),
    'BAD_OVER',
  ],
  ['a distinct aggregate', (s: Row) => countDistinct(s.id).over(windowSpec()), 'BAD_OVER'],
  ['a filtered aggregate', (s: Row) => count().filter(s.id.gt(1)).over(windowSpec()), 'BAD_OVER'],
  ['a median up to the row', (s: Row) => median(s.id).over(windowSpec().orderBy(s.id)), 'BAD_OVER'],
  [
    'buckets without number',
    (s: Row) => ntile(0).over(windowSpec().orderBy(s.id)),
    'WRONG_ARGUMENTS',
  ],
  [
    'one inside another',
    (s: Row) => sum(rowNumber().over(windowSpec().orderBy(s.id))).over(windowSpec()),
    'MISPLACED_OVER',
  ],
] as const;

test.each(REFUSED)('%s is refused', (_, make, name) => {
  expect(() => sales.select((s) => ({ x: make(s) as never }))).toThrow(`EXPRESSION.${name}`);
});

test('a filter, a sort and a group take none: it has to be a column first', () => {
  const place = (s: Row) => rowNumber().over(windowSpec().orderBy(s.id));
  expect(() => sales.orderBy(place)).toThrow('EXPRESSION.MISPLACED_OVER');
  expect(() => sales.filter((s) => place(s).lt(3))).toThrow('EXPRESSION.MISPLACED_OVER');
  const grouped = () =>
    sales.groupBy((s) => ({ place: place(s) as never })).agg(() => ({ n: count() }));
  expect(grouped).toThrow('EXPRESSION.MISPLACED_OVER');
});
