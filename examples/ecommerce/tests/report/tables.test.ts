import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { agrees, checkTable } from '../../src/report/check-table.ts';
import { categoryTable, windowTable } from '../../src/report/tables.ts';
import { bar } from '../../src/report/text.ts';

const plain = stripVTControlCharacters;

describe('the tables', () => {
  it('show revenue per category with bars and the sum', () => {
    const text = categoryTable([
      { category: 'books', revenue: 1200, orders: 40 },
      { category: 'toys', revenue: 300.5, orders: 7 },
    ]);
    expect(`\n${plain(text)}`).toMatchInlineSnapshot(`
      "
      ┌──────────┬──────────┬────────┬──────────────────────────────┐
      │ category │  revenue │ orders │                              │
      ├──────────┼──────────┼────────┼──────────────────────────────┤
      │ books    │ 1,200.00 │     40 │ ████████████████████████████ │
      │ toys     │   300.50 │      7 │ ███████                      │
      │ all      │ 1,500.50 │     47 │                              │
      └──────────┴──────────┴────────┴──────────────────────────────┘"
    `);
  });

  it('show windows in UTC', () => {
    const window = {
      start: new Date('2026-01-01T10:00:00Z'),
      end: new Date('2026-01-01T10:01:00Z'),
    };
    const text = windowTable([{ window, category: 'books', revenue: 12.345, orders: 2 }]);
    expect(`\n${plain(text)}`).toMatchInlineSnapshot(`
      "
      ┌───┬──────────────────┬───────┬──────────┬─────────┬────────┐
      │   │ from (UTC)       │ to    │ category │ revenue │ orders │
      ├───┼──────────────────┼───────┼──────────┼─────────┼────────┤
      │ 1 │ 2026-01-01 10:00 │ 10:01 │ books    │   12.35 │      2 │
      └───┴──────────────────┴───────┴──────────┴─────────┴────────┘"
    `);
  });

  it('show a check of each total', () => {
    const text = checkTable([
      { what: 'alerts', query: 5, books: 5 },
      { what: 'revenue', query: 10.001, books: 10, isMoney: true },
      { what: 'late', query: 1, books: 2 },
    ]);
    expect(`\n${plain(text)}`).toMatchInlineSnapshot(`
      "
      ┌─────────┬───────┬───────┬─────────┐
      │ check   │ query │ books │         │
      ├─────────┼───────┼───────┼─────────┤
      │ alerts  │     5 │     5 │ ok      │
      │ revenue │ 10.00 │ 10.00 │ ok      │
      │ late    │     1 │     2 │ differs │
      └─────────┴───────┴───────┴─────────┘"
    `);
  });

  it('draw a bar to an eighth of a character', () => {
    expect(bar(1, 4)).toBe('████');
    expect(bar(0.5, 4)).toBe('██');
    expect(bar(1 / 32, 4)).toBe('▏');
    expect(bar(0, 4)).toBe('');
  });

  it('take money as equal to half a cent, counts only as equal', () => {
    expect(agrees({ what: '', query: 1.004, books: 1, isMoney: true })).toBe(true);
    expect(agrees({ what: '', query: 1.01, books: 1, isMoney: true })).toBe(false);
    expect(agrees({ what: '', query: 1.004, books: 1 })).toBe(false);
  });
});
