import { describe, expect, test } from 'vitest';
import {
  boolean,
  createSession,
  type DataFrame,
  decimal,
  double,
  foreach,
  int,
  memorySource,
  nullable,
  schema,
  string,
} from '../../src/index.ts';

// What a real Spark 3.5.5 answers for the same rows.

const session = createSession();
const Item = schema({
  i: nullable(int()),
  d: nullable(double()),
  s: nullable(string()),
  b: nullable(boolean()),
  m: nullable(decimal(3, 2)),
});
const items = session.read(
  memorySource(Item, [
    { i: 1, d: 1.5, s: 'a', b: true, m: '1.10' },
    { i: null, d: Number.NaN, s: null, b: null, m: null },
    { i: 0, d: -0, s: '', b: false, m: '2.00' },
    { i: 3, d: null, s: 'b', b: null, m: '2.25' },
  ]),
);
const table = async (frame: { collect(): Promise<readonly object[]> }): Promise<unknown[][]> =>
  (await frame.collect()).map((row) => Object.values(row) as unknown[]);
const numbers = (...values: (number | null)[]) =>
  session.read(
    memorySource(
      schema({ i: nullable(int()) }),
      values.map((i) => ({ i })),
    ),
  );

describe('missing values', () => {
  const FIRST = [1, 1.5, 'a', true, '1.10'];
  const MISSING = [null, Number.NaN, null, null, null];
  const EMPTY = [0, -0, '', false, '2.00'];
  const LAST = [3, null, 'b', null, '2.25'];

  test('a number stands in wherever a number can be, and NaN is missing too', async () => {
    expect(await table(items.na.fill(2.7))).toEqual([
      FIRST,
      [2, 2.7, null, null, '2.70'],
      EMPTY,
      [3, 2.7, 'b', null, '2.25'],
    ]);
    expect(await table(items.na.fill(0, 'i'))).toEqual([
      FIRST,
      [0, Number.NaN, null, null, null],
      EMPTY,
      LAST,
    ]);
  });

  test('a text and a truth stand in for their like', async () => {
    expect(await table(items.na.fill('x'))).toEqual([
      FIRST,
      [null, Number.NaN, 'x', null, null],
      EMPTY,
      LAST,
    ]);
    expect(await table(items.na.fill(true))).toEqual([
      FIRST,
      [null, Number.NaN, null, true, null],
      EMPTY,
      [3, null, 'b', true, '2.25'],
    ]);
  });

  test('each column may have a value of its own', async () => {
    expect(await table(items.na.fill({ i: 5, d: 4 }))).toEqual([
      FIRST,
      [5, 4, null, null, null],
      EMPTY,
      [3, 4, 'b', null, '2.25'],
    ]);
    // @ts-expect-error there is no such column
    expect(() => items.na.fill({ x: 5 })).toThrow('EXPRESSION.UNRESOLVED_COLUMN');
  });

  test('a filled column is no longer null for the compiler', async () => {
    const [row] = await items.na.fill({ i: 5 }).collect();
    const i: number | undefined = row?.i;
    expect(i).toBe(1);
  });

  test('rows with missing values go', async () => {
    expect(await table(items.na.drop())).toEqual([FIRST, EMPTY]);
    expect(await table(items.na.drop('all'))).toEqual([FIRST, EMPTY, LAST]);
    expect(await table(items.na.drop('all', 'd', 's'))).toEqual([FIRST, EMPTY, LAST]);
    expect(await table(items.na.drop(3))).toEqual([FIRST, EMPTY, LAST]);
    expect(await table(items.na.drop(4))).toEqual([FIRST, EMPTY]);
    expect(() => items.na.drop('some' as 'any')).toThrow('OPTION.BAD_VALUE');
  });

  test('values are replaced: numbers compared as doubles, then cast to the column', async () => {
    const numbersToo = items.na.replace('*', [
      [1, 9.7],
      [0, null],
      [1.1, 7],
    ]);
    expect(await table(numbersToo)).toEqual([
      [9, 1.5, 'a', true, '7.00'],
      MISSING,
      [null, null, '', false, '2.00'],
      LAST,
    ]);
    expect(await table(items.na.replace(['d'], [[Number.NaN, 7]]))).toEqual([
      FIRST,
      [null, 7, null, null, null],
      EMPTY,
      LAST,
    ]);
    expect(await table(numbers(2, 3).na.replace(['i'], [[2.5, 7]]))).toEqual([[2], [3]]);
  });

  test('texts and truths are replaced in their columns only', async () => {
    const renamed = items.na.replace(
      ['s', 'i'],
      [
        ['a', 'z'],
        ['', null],
      ],
    );
    expect(await table(renamed)).toEqual([
      [1, 1.5, 'z', true, '1.10'],
      MISSING,
      [0, -0, null, false, '2.00'],
      LAST,
    ]);
    expect(await table(items.na.replace('*', [[true, null]]))).toEqual([
      [1, 1.5, 'a', null, '1.10'],
      MISSING,
      EMPTY,
      LAST,
    ]);
  });
});

describe('frames as sets of rows', () => {
  const left = numbers(1, 1, 1, 2, 2, null, null, 4);
  const right = session
    .read(
      memorySource(
        schema({ i: nullable(double()) }),
        [1, 2, 2, 2, null, 5].map((i) => ({ i })),
      ),
    )
    .as<{ i: number | null }>();
  const sorted = async (
    frame: DataFrame<{ i: number | null }, never, 'bounded'>,
  ): Promise<unknown[]> => (await table(frame.orderBy('i'))).flat();

  test('intersect gives what is in both once, in the type that holds both', async () => {
    const both = left.intersect(right);
    expect(await sorted(both)).toEqual([null, 1, 2]);
    expect(both.dtypes).toEqual([['i', 'double']]);
  });
  test('intersectAll gives it as often as the side that has less', async () => {
    expect(await sorted(left.intersectAll(right))).toEqual([null, 1, 2, 2]);
  });
  test('except gives what the other does not have, once', async () => {
    expect(await sorted(left.except(right))).toEqual([4]);
  });
  test('exceptAll takes one away for each that the other has', async () => {
    expect(await sorted(left.exceptAll(right))).toEqual([null, 1, 1, 4]);
  });
  test('distinct and unionAll', async () => {
    expect(await sorted(left.unionAll(right).distinct())).toEqual([null, 1, 2, 4, 5]);
  });
});

describe('a sample', () => {
  const all = numbers(...Array.from({ length: 40 }, (_, i) => i));
  test.each<[number | bigint, number[]]>([
    [42, [3, 7, 16, 18, 26, 27, 31, 36, 38]],
    [7, [0, 6, 8, 11, 13, 20, 25, 26, 27, 30, 32, 36, 39]],
    [-1n, [4, 8, 9, 10, 11, 12, 15, 16, 18, 21, 22, 23, 26, 29, 39]],
  ])('with seed %d takes the rows that Spark takes, every time', async (seed, rows) => {
    const some = all.sample(0.3, seed);
    expect((await table(some)).flat()).toEqual(rows);
    expect((await table(some)).flat()).toEqual(rows);
  });

  test('without a seed is another one for each frame', () => {
    expect(all.sample(0.5).explain()).not.toBe(all.sample(0.5).explain());
  });

  test('is of a fraction', async () => {
    expect(await all.sample(0).isEmpty()).toBe(true);
    expect(await all.sample(1).count()).toBe(40);
    expect(() => all.sample(1.5)).toThrow('PLAN.BAD_SAMPLE');
  });

  test('says so in its plan', () => {
    expect(all.sample(0.3, 42).explain()).toMatch(/^Sample 0.3, seed 42 /);
  });

  test('is taken before a filter above it looks', async () => {
    const some = all.sample(0.3, 42).filter((row) => row.i.gt(20));
    expect((await table(some)).flat()).toEqual([26, 27, 31, 36, 38]);
  });
});

describe('rows in hand', () => {
  const three = numbers(3, 1, 2);
  const none = three.filter((row) => row.i.gt(9));
  test('first, head, take and tail', async () => {
    expect(await three.first()).toEqual({ i: 3 });
    expect(await three.head()).toEqual({ i: 3 });
    expect(await three.head(2)).toEqual([{ i: 3 }, { i: 1 }]);
    expect(await three.take(2)).toEqual([{ i: 3 }, { i: 1 }]);
    expect(await three.tail(2)).toEqual([{ i: 1 }, { i: 2 }]);
    expect(await three.tail(5)).toEqual([{ i: 3 }, { i: 1 }, { i: 2 }]);
    expect(await three.sort('i').first()).toEqual({ i: 1 });
  });
  test('where there are none', async () => {
    expect(await none.first()).toBeUndefined();
    expect(await none.isEmpty()).toBe(true);
    expect(await three.isEmpty()).toBe(false);
    expect(await none.tail(1)).toEqual([]);
  });
});

test('a stream can fill and drop missing values, and keep each row once', () => {
  const stream = session.readStream(memorySource(Item)).na.fill({ i: 0 }).na.drop('any', 'd');
  expect(stream.distinct().explain()).toContain('Deduplicate');
});

test('columns, types, and whether it streams', () => {
  expect(items.columns).toEqual(['i', 'd', 's', 'b', 'm']);
  expect(items.dtypes[4]).toEqual(['m', 'decimal(3,2)']);
  expect(items.isStreaming).toBe(false);
  expect(session.readStream(memorySource(Item)).isStreaming).toBe(true);
});

test('several columns are renamed at once, also when they change names', async () => {
  const swapped = items.select('i', 'd').withColumnsRenamed({ i: 'd', d: 'i' });
  expect(await swapped.first()).toEqual({ d: 1, i: 1.5 });
  expect(() => items.withColumnsRenamed({ i: 'd' })).toThrow('PLAN.DUPLICATE_COLUMN');
});

test('transform hands the frame to a function', async () => {
  expect(await numbers(1).transform((frame) => frame.count())).toBe(1);
});

describe('foreach', () => {
  test('gives each row to a function', async () => {
    const seen: unknown[] = [];
    await numbers(1, 2).write(foreach((row) => void seen.push(row.i)));
    expect(seen).toEqual([1, 2]);
  });

  test('opens and closes a writer around each batch, and tells it an error', async () => {
    const calls: unknown[] = [];
    const writer = {
      open: (partition: number, batch: number) => void calls.push(['open', partition, batch]),
      process: (row: { i: number | null }) => {
        if (row.i === 2) throw new Error('no twos');
        calls.push(row.i);
      },
      close: (error: unknown) => void calls.push((error as Error | null)?.message ?? 'closed'),
    };
    await numbers(1).write(foreach(writer));
    await expect(numbers(1, 2).write(foreach(writer))).rejects.toThrow('no twos');
    expect(calls).toEqual([['open', 0, 0], 1, 'closed', ['open', 0, 0], 1, 'no twos']);
  });

  test('leaves out a batch that the writer says it has', async () => {
    const seen: unknown[] = [];
    await numbers(1).write(foreach({ open: () => false, process: (row) => void seen.push(row) }));
    expect(seen).toEqual([]);
  });
});
