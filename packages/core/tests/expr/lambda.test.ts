import { expect, test } from 'vitest';
import { ExprBuilder, record } from '../../src/expr/expr-builder.ts';
import { printExpr } from '../../src/expr/print.ts';
import {
  aggregate,
  arraySort,
  col,
  exists,
  explode,
  filter,
  posexplode,
  transform,
  transformValues,
} from '../../src/functions.ts';
import type { ArrayExpr, MapExpr } from '../../src/index.ts';
import { array, double, map, string, struct } from '../../src/index.ts';

interface Item {
  readonly sku: string;
  readonly price: number;
}
const itemType = struct({ sku: string(), price: double() });
const items = new ExprBuilder(
  { kind: 'column', name: 'items' },
  array(itemType).dataType,
) as unknown as ArrayExpr<readonly Item[], Item>;
const stock = new ExprBuilder(
  { kind: 'column', name: 'stock' },
  map(string(), itemType).dataType,
) as unknown as MapExpr<ReadonlyMap<string, Item>, string, Item>;
const text = (expr: object): string => printExpr((expr as ExprBuilder)['~node']);

test('a lambda is plain data, and takes only the variables that it uses', () => {
  expect(text(transform(items, (item) => item.price.mul(2)))).toBe(
    'transform(items, x -> (x.price * 2))',
  );
  expect(text(transform(items, (item, i) => item.price.mul(i)))).toBe(
    'transform(items, (x, y) -> (x.price * y))',
  );
  expect(text(filter(items, () => col('isOpen')))).toBe('filter(items, x -> isOpen)');
  expect(text(aggregate(items, 0, (sum, item) => sum.add(item.price)))).toBe(
    'aggregate(items, 0, (x, y) -> (x + y.price))',
  );
  expect(text(arraySort(items, () => col('order')))).toBe('arraySort(items, (x, y) -> order)');
});

test('lambdas inside of each other have variables of different names', () => {
  const nested = transform(items, (item) => exists(items, (other) => other.price.gt(item.price)));
  expect(text(nested)).toBe('transform(items, x -> exists(items, x1 -> (x1.price > x.price)))');
});

test('the fields of structs are known in what elements are taken out of, and in what is made of them', () => {
  expect(text(items.at(0).sku)).toBe('getItem(items, 0).sku');
  expect(text(items.getField('sku').at(1))).toBe('getItem(items.sku, 1)');
  expect(text(stock.at('a').price)).toBe("getItem(stock, 'a').price");
  expect(text(filter(items, (item) => item.price.gt(1)).at(0).sku)).toContain('.sku');
  expect(text(transform(items, (item) => item).at(0).sku)).toContain('.sku');
  expect(text(transformValues(stock, (_, value) => value).at('a').sku)).toContain('.sku');
  expect(text(explode(items).sku)).toBe('explode(items).sku');
  expect(text(posexplode(stock).value.sku)).toBe('posexplode(stock).value.sku');
});

test('what a callback of a lambda builds and drops is found', () => {
  const dropped = (): unknown =>
    record(() =>
      filter(items, (item) => {
        item.price.gt(1);
        return item.price.lt(5);
      }),
    );
  expect(dropped).toThrow('(x.price > 1)');
});
