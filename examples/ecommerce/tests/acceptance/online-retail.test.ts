import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOPICS } from '../../src/pipelines/topics.ts';
import { runsCommands } from '../command-line.ts';
import { duckdb } from '../duckdb.ts';
import { Shop } from './shop.ts';

/** "Online Retail" of the UCI repository; it lies beside the repository where the data sets are. */
const CSV = fileURLToPath(
  new URL('../../../../../shared/data/online-retail/online-retail.csv.gz', import.meta.url),
);
const LINES = 541_909;

/** The lines as DuckDB reads them, money as decimals: nothing of ours is between it and the file. */
const INVOICES = `(
  SELECT InvoiceDate AS time, Country AS country, Quantity * UnitPrice AS value,
    Quantity * UnitPrice::DOUBLE > 500 AS is_alert
  FROM read_csv('${CSV}', header = true, columns = {
    InvoiceNo: 'VARCHAR', StockCode: 'VARCHAR', Description: 'VARCHAR', Quantity: 'INTEGER',
    InvoiceDate: 'TIMESTAMP', UnitPrice: 'DECIMAL(12, 4)', CustomerID: 'VARCHAR',
    Country: 'VARCHAR' }))`;

const commandLine = runsCommands();
let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open(commandLine.folder);
});
afterEach(() => shop.broker.stop());

// Skipped where the data set is not.
describe.skipIf(!existsSync(CSV))('a year of a real shop', () => {
  it('gives what DuckDB finds in the file', { timeout: 120_000 }, async () => {
    const cluster = ['--brokers', shop.brokers];
    const out = ['--out', shop.folder];
    const preset = ['--csv', CSV, '--preset', 'online-retail'];
    await commandLine.run('produce', ...cluster, ...preset, '--closing-order');
    const run = await commandLine.runMeasured(
      ...['stream', ...cluster, ...out, '--trigger', 'available-now'],
      ...['--max-offsets-per-trigger', '50000'],
    );
    expect(run).toMatchObject({ rows: LINES + 1, lateRows: 0, malformed: 0 });

    const perWindow = await duckdb(`
      SELECT epoch_ms(date_trunc('minute', time))::DOUBLE AS start, country AS category,
        (sum(value) * 10000)::DOUBLE AS units, count(*)::DOUBLE AS orders
      FROM ${INVOICES} GROUP BY 1, 2 ORDER BY ALL`);
    expect(await shop.revenue()).toEqual(perWindow);

    const [total] = await duckdb(`
      SELECT sum(value)::DOUBLE AS revenue, count(*)::DOUBLE AS orders,
        count_if(is_alert)::DOUBLE AS alerts FROM ${INVOICES}`);
    expect(total).toMatchObject({ revenue: 9_747_747.934, orders: LINES });
    expect(shop.committed(TOPICS.alerts)).toHaveLength(total?.['alerts'] as number);

    await commandLine.run('report', ...out);
    expect(commandLine.printed).toMatch(/│ all +│ +9,747,747\.93 │ +541,909 │/);
    const perCountry = await duckdb(`
      SELECT format('│ {} +│ +{:,.2f} │ +{:,} │', country, sum(value)::DOUBLE, count(*)) AS line
      FROM ${INVOICES} GROUP BY country`);
    expect(perCountry).toHaveLength(38);
    for (const { line } of perCountry) {
      expect(commandLine.printed).toMatch(new RegExp(String(line)));
    }
  });
});
