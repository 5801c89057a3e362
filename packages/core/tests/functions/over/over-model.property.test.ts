import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  asc,
  ascNullsLast,
  collectList,
  count,
  desc,
  descNullsFirst,
  first,
  last,
  max,
  rank,
  sum,
  windowSpec,
} from '../../../src/functions.ts';
import { createSession, int, memorySource, nullable, schema } from '../../../src/index.ts';

// Law: the value of a row is the function of the rows that its frame is said to have, looked for one by one.

interface Row {
  readonly id: number;
  readonly k: number | null;
  readonly v: number | null;
}

const small = fc.option(fc.integer({ min: -3, max: 3 }));
const rows = fc
  .array(fc.record({ k: fc.option(fc.integer({ min: 0, max: 1 })), v: small }), { maxLength: 90 })
  .map((made) => made.map((row, id): Row => ({ id, ...row })));
const bound = fc.option(fc.integer({ min: -3, max: 3 }));
const frames = fc
  .tuple(fc.constantFrom('rows', 'range'), bound, bound)
  .filter(([, start, end]) => (start ?? -9) <= (end ?? 9));
const ORDERS = { asc, desc, ascNullsLast, descNullsFirst };
const orders = fc.constantFrom(...(Object.keys(ORDERS) as (keyof typeof ORDERS)[]));

const session = createSession();
const Table = schema({ id: int(), k: nullable(int()), v: nullable(int()) });

function compare(order: keyof typeof ORDERS, a: number | null, b: number | null): number {
  const nullsFirst = order === 'asc' || order === 'descNullsFirst';
  if (a === null || b === null) {
    return (Number(b === null) - Number(a === null)) * (nullsFirst ? 1 : -1);
  }
  return order.startsWith('desc') ? b - a : a - b;
}

test('functions over frames are those of the rows that a model finds', async () => {
  await fc.assert(
    fc.asyncProperty(rows, orders, frames, async (table, order, [unit, start, end]) => {
      const frame = session.read(memorySource(Table, table)).select((t) => {
        const spec = windowSpec().partitionBy(t.k).orderBy(ORDERS[order](t.v));
        const [from, to] = [start ?? -Infinity, end ?? Infinity];
        // Positions are only said where the order is of different rows.
        const placed = windowSpec().partitionBy(t.k).orderBy(ORDERS[order](t.v), t.id);
        const framed = unit === 'rows' ? placed.rowsBetween(from, to) : spec.rangeBetween(from, to);
        return {
          id: t.id,
          ids: collectList(t.id).over(framed),
          total: sum(t.v).over(framed),
          highest: max(t.v).over(framed),
          n: count().over(framed),
          first: first(t.id).over(framed),
          last: last(t.v, { ignoreNulls: true }).over(framed),
          rank: rank().over(spec),
        };
      });
      const found = [...(await frame.collect())].sort((a, b) => a.id - b.id);
      expect(found).toEqual(table.map((row) => model(row, table, order, unit, [start, end])));
    }),
    { numRuns: 150 },
  );
});

function model(
  row: Row,
  table: readonly Row[],
  order: keyof typeof ORDERS,
  unit: string,
  [start, end]: readonly [number | null, number | null],
): object {
  const partition = table
    .filter(({ k }) => k === row.k)
    .sort((a, b) => compare(order, a.v, b.v) || a.id - b.id);
  const place = partition.indexOf(row);
  const sign = order.startsWith('desc') ? -1 : 1;
  const limit = (offset: number): number | null => (row.v === null ? null : row.v + sign * offset);
  const isIn = ({ v }: Row, i: number): boolean => {
    if (unit === 'rows') return i - place >= (start ?? -1e9) && i - place <= (end ?? 1e9);
    const isAfterStart = start === null || compare(order, v, limit(start)) >= 0;
    return isAfterStart && (end === null || compare(order, v, limit(end)) <= 0);
  };
  const inside = partition.filter(isIn);
  const values = inside.map(({ v }) => v).filter((v) => v !== null);
  return {
    id: row.id,
    ids: inside.map(({ id }) => id),
    total: values.length === 0 ? null : values.reduce((total, v) => total + v, 0),
    highest: values.length === 0 ? null : Math.max(...values),
    n: inside.length,
    first: inside[0]?.id ?? null,
    last: values.at(-1) ?? null,
    rank: 1 + partition.filter(({ v }) => compare(order, v, row.v) < 0).length,
  };
}
