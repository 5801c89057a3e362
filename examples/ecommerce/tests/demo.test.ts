import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runsCommands } from './command-line.ts';

const shop = runsCommands();

const demo = (...args: readonly string[]) =>
  shop.runMeasured('demo', '--out', join(shop.folder, 'out'), ...args);

describe('the demo', { timeout: 30_000 }, () => {
  it('agrees with the books of the sender in every total', async () => {
    const report = await demo('--orders', '5000');
    expect(shop.printed).toContain('All totals agree.');
    expect(process.exitCode).toBe(0);
    expect(report).toMatchObject({ command: 'demo', rows: 5001 });
    expect(report.lateRows).toBeGreaterThan(20);
    expect(report.malformed).toBe(report.outputs['deadLetters']);
    expect(shop.printed).toMatch(/^late, dropped from its window: \{"order_id":"ord-42-/m);
    expect(shop.printed).toContain(` · late ${report.lateRows} · `);
  });

  it('doubles nothing when it runs again', async () => {
    const first = await demo('--orders', '2000');
    const second = await demo('--orders', '2000');
    expect(process.exitCode).toBe(0);
    expect(second.outputs).toEqual(first.outputs);
  });

  it('writes the alerts as JSON lines', async () => {
    const file = join(shop.folder, 'alerts.jsonl');
    const report = await demo('--orders', '2000', '--threshold', '300', '--alerts-to', file);
    const alerts = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(alerts).toHaveLength(report.outputs['alerts'] ?? -1);
    for (const { price, quantity, order_value } of alerts) {
      expect(order_value).toBe(price * quantity);
      expect(order_value).toBeGreaterThan(300);
    }
  });

  it('agrees in live batches too', async () => {
    await demo('--orders', '2000', '--rate', '20000', '--trigger', '50 milliseconds');
    expect(shop.printed).toContain('All totals agree.');
    expect(process.exitCode).toBe(0);
  });

  it('takes a CSV', async () => {
    const csv = join(shop.folder, 'retail.csv');
    await writeFile(
      csv,
      [
        'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
        '1,A,"a, b",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
        '2,B,c,-1,2010-12-01 08:26:30,1000,,France',
        '3,B,c,2,2010-12-01 09:26:00,1000,,France',
      ].join('\n'),
    );
    const report = await demo('--csv', csv, '--preset', 'online-retail');
    expect(process.exitCode).toBe(0);
    expect(report).toMatchObject({ rows: 4, outputs: { alerts: 1, revenue: 3, deadLetters: 0 } });
  });

  it('agrees when the query is killed again and again', async () => {
    await shop.run(
      ...['demo', '--crash-test', '2', '--orders', '3000', '--out', join(shop.folder, 'out')],
    );
    expect(shop.printed.match(/^killed /gm)).toHaveLength(2);
    expect(shop.printed).toContain('All totals agree.');
    expect(process.exitCode).toBe(0);
  });

  it('deletes nothing that it did not make', async () => {
    await writeFile(join(shop.folder, 'letter.txt'), 'dear diary');
    await expect(shop.run('demo', '--out', shop.folder)).rejects.toThrow(
      /holds files that the demo did not make/,
    );
    expect(await readdir(shop.folder)).toEqual(['letter.txt']);
  });
});
