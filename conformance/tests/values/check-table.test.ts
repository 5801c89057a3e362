import { describe, expect, it } from 'vitest';
import { Difference } from '../../src/outcome.ts';
import { checkTable, setColumnsOf } from '../../src/values/check-table.ts';

const columns = [
  ['key', 'string'],
  ['count', 'long'],
] as const;
const table = {
  columns,
  rows: [
    ['a', 1],
    ['b', 2],
  ],
};

describe('a table', () => {
  it('has its rows in any order', () => {
    expect(() => checkTable([...table.rows].reverse(), table, { columns })).not.toThrow();
  });

  it('has its rows in the expected order where that counts', () => {
    const reversed = [...table.rows].reverse();
    expect(() => checkTable(reversed, table, { columns, isOrdered: true })).toThrow(/order/);
    expect(() => checkTable(table.rows, table, { columns, isOrdered: true })).not.toThrow();
  });

  it('tells what is missing and what nobody expects', () => {
    expect(() =>
      checkTable(
        [
          ['a', 1],
          ['b', 3],
        ],
        table,
        { columns },
      ),
    ).toThrow(new Difference('missing [["b",3]], unexpected [["b",2]]'));
    expect(() => checkTable([], table, { columns })).toThrow(/unexpected/);
    expect(() => checkTable([...table.rows, ['a', 1]], table, { columns })).toThrow(/missing/);
  });

  it('has columns of the expected types', () => {
    const ints = [['key', 'string'] as const, ['count', 'int'] as const];
    expect(() => checkTable(table.rows, table, { columns: ints })).toThrow(/types/);
  });

  it('has columns whose names do not count', () => {
    const renamed = [['k', 'string'] as const, ['n', 'long'] as const];
    expect(() => checkTable(table.rows, table, { columns: renamed })).not.toThrow();
  });

  it('has as many columns as expected', () => {
    expect(() => checkTable(table.rows, table, { columns: columns.slice(0, 1) })).toThrow(
      /columns/,
    );
  });
});

describe('the columns that are sets', () => {
  it('are found wherever the plan aggregates', () => {
    const aggregate = { op: 'groupBy', keys: [], aggs: [['s', ['collect_set', ['col', 'v']]]] };
    const plan = { op: 'filter', cond: ['lit', true], input: aggregate };
    expect([...setColumnsOf(plan)]).toEqual(['s']);
  });
});
