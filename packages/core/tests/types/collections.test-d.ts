// What the compiler has to know of arrays, maps, lambdas and generators: `tsc` is the test.

import { readStreaming } from '../../src/api/source-frame.ts';
import {
  aggregate,
  arrayContains,
  arraysZip,
  arrayUnion,
  concat,
  elementAt,
  explode,
  explodeOuter,
  filter,
  inline,
  mapKeys,
  posexplode,
  transform,
  transformValues,
  zipWith,
} from '../../src/functions.ts';
import type { DataFrame } from '../../src/index.ts';
import { array, double, int, map, nullable, schema, string, struct } from '../../src/index.ts';
import { memorySource } from '../../src/sources/memory-source.ts';
import { runtime } from './frames.ts';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Row<F> = F extends DataFrame<infer R, infer _W, infer _M> ? { [K in keyof R]: R[K] } : never;
function assertType<_T extends true>(): void {}

const Basket = schema({
  id: int(),
  tags: nullable(array(string())),
  lines: array(nullable(struct({ sku: string(), price: double() }))),
  stock: map(string(), int()),
});
const baskets = readStreaming(memorySource(Basket), runtime);

const read = baskets.select((b) => ({
  tag: b.tags.at(0),
  sku: b.lines.at(0).sku,
  prices: b.lines.getField('price'),
  left: b.stock.at('a'),
  also: elementAt(b.stock, 'a'),
  keys: mapKeys(b.stock),
}));
assertType<
  Equal<
    Row<typeof read>,
    {
      tag: string | null;
      sku: string | null;
      prices: readonly (number | null)[];
      left: number | null;
      also: number | null;
      keys: readonly string[];
    }
  >
>();

const mapped = baskets.select((b) => ({
  skus: transform(b.lines, (line) => line.sku),
  long: filter(b.tags, (tag) => tag.length().gt(3)),
  total: aggregate(b.lines, 0, (sum, line) => sum.add(line.price.coalesce(0))),
  doubled: transformValues(b.stock, (_, value) => value.mul(2)),
  both: zipWith(b.tags, b.lines, (tag, line) => concat(tag, line.sku)),
  is: arrayContains(b.tags, 'gift'),
  all: arrayUnion(b.tags, b.tags),
}));
assertType<
  Equal<
    Row<typeof mapped>,
    {
      skus: readonly (string | null)[];
      long: readonly string[] | null;
      total: number;
      doubled: ReadonlyMap<string, number>;
      both: readonly (string | null)[] | null;
      is: boolean | null;
      all: readonly string[] | null;
    }
  >
>();

const exploded = baskets.select((b) => ({ id: b.id, tag: explode(b.tags) }));
assertType<Equal<Row<typeof exploded>, { id: number; tag: string }>>();
const kept = baskets.select((b) => ({ tag: explodeOuter(b.tags) }));
assertType<Equal<Row<typeof kept>, { tag: string | null }>>();
const placed = baskets.select((b) => ({
  place: posexplode(b.tags).pos,
  tag: posexplode(b.tags).col,
}));
assertType<Equal<Row<typeof placed>, { place: number; tag: string }>>();
const entries = baskets.select((b) => ({ entry: explode(b.stock) }));
assertType<Equal<Row<typeof entries>, { entry: { key: string; value: number } }>>();
const inlined = baskets.select((b) => ({ line: inline(b.lines) }));
assertType<Equal<Row<typeof inlined>, { line: { sku: string | null; price: number | null } }>>();
const zipped = baskets.select((b) => ({
  both: explode(arraysZip({ tag: b.tags, line: b.lines })),
}));
assertType<
  Equal<
    Row<typeof zipped>,
    { both: { tag: string | null; line: { sku: string; price: number } | null } }
  >
>();

// @ts-expect-error a number is no element of an array of texts
baskets.filter((b) => arrayContains(b.tags, 1));
// @ts-expect-error a map is read by its keys
baskets.filter((b) => b.stock.at(1).gt(0));
// @ts-expect-error a text has no elements
baskets.select((b) => ({ x: explode(b.tags.at(0)) }));
