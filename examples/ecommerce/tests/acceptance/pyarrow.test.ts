import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createSession, memorySource } from '@tidemark/core';
import { parquetSink } from '@tidemark/parquet-sink';
import { describe, expect, it } from 'vitest';
import { generateOrders } from '../../src/orders/generate-orders.ts';
import { Order } from '../../src/orders/order.ts';
import { runsCommands } from '../command-line.ts';
import { type RevenueTotal, revenueIn } from './shop.ts';

const PYTHON = process.env['TIDEMARK_PYTHON'] ?? 'python3';
const hasPyarrow = spawnSync(PYTHON, ['-c', 'import pyarrow.dataset']).status === 0;

interface Found {
  /** Types by column, as pyarrow prints them. */
  readonly schema: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** All rows of a folder as pyarrow reads it, told nothing but how partition folders are named. */
function readWithPyarrow(path: string): Found {
  const script = `
import json, sys, pyarrow.dataset as ds
table = ds.dataset(sys.argv[1], format="parquet", partitioning="hive").to_table()
print(json.dumps({"schema": {field.name: str(field.type) for field in table.schema},
                  "rows": table.to_pylist()}, default=lambda time: time.isoformat()))`;
  const printed = execFileSync(PYTHON, ['-c', script, path], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(printed) as Found;
}

const commandLine = runsCommands();

describe.skipIf(!hasPyarrow)('pyarrow (skipped where no Python has it)', () => {
  it('reads the revenue: a window as a struct of microseconds in UTC, and every row', async () => {
    const out = join(commandLine.folder, 'out');
    await commandLine.run('demo', '--orders', '2000', '--out', out);
    const { schema, rows } = readWithPyarrow(join(out, 'revenue'));
    expect(schema).toEqual({
      window: 'struct<start: timestamp[us, tz=UTC] not null, end: timestamp[us, tz=UTC] not null>',
      category: 'string',
      revenue: 'double',
      orders: 'int64',
    });
    const totals = rows.map((row): RevenueTotal => {
      const { start, end } = row['window'] as { readonly start: string; readonly end: string };
      expect(Date.parse(end) - Date.parse(start)).toBe(60_000);
      expect(start).toMatch(/^2026-01-15T\d\d:\d\d:00\+00:00$/);
      return {
        start: Date.parse(start),
        category: row['category'] as string,
        units: Math.round((row['revenue'] as number) * 10_000),
        orders: row['orders'] as number,
      };
    });
    totals.sort((a, b) => a.start - b.start || (a.category < b.category ? -1 : 1));
    expect(totals.length).toBeGreaterThan(500);
    expect(totals).toEqual(await revenueIn(join(out, 'revenue')));
  });

  it('reads orders in a folder for each category', async () => {
    const orders = [...generateOrders({ orders: 500, seed: 3 })].flatMap(({ order }) =>
      order === undefined ? [] : [order],
    );
    const odd = ['a/b', 'ä ö', '50%', 'x=y'].map((category, i) => ({
      ...(orders[i] as Order),
      order_id: `odd-${i}`,
      category,
    }));
    const path = join(commandLine.folder, 'orders');
    await createSession()
      .read(memorySource(Order, [...orders, ...odd]))
      .write(parquetSink({ path, partitionBy: ['category'] }));
    const { schema, rows } = readWithPyarrow(path);
    expect(schema).toMatchObject({ event_time: 'timestamp[us, tz=UTC]', category: 'string' });
    const sorted = rows
      .map((row) => ({ ...row, event_time: new Date(row['event_time'] as string) }) as Order)
      .sort(byIdAndTime);
    expect(sorted).toEqual([...orders, ...odd].sort(byIdAndTime));
  });
});

const byIdAndTime = (a: Order, b: Order): number =>
  a.order_id < b.order_id ? -1 : Number(a.order_id > b.order_id);
