import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parquetSource } from '@tidemark/parquet-source';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allExamples } from './examples/example.ts';
import { markdownPages, ROOT } from './examples/pages.ts';
import { broker, session } from './preludes/readme.ts';

const home = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-readme-'));
  process.chdir(folder);
});

afterAll(async () => {
  await session.stop();
  await broker.stop();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

const order = (id: string, price: number, time: string): { readonly value: string } => ({
  value: JSON.stringify({
    order_id: id,
    category: 'home',
    price,
    quantity: 2,
    event_time: `2026-01-15T${time}Z`,
  }),
});

test('the query on the first screen of the README runs as it stands', async () => {
  const shown = allExamples().find(
    ({ path, code }) => path === 'README.md' && code.includes('session.start'),
  );
  await import(/* @vite-ignore */ `example:${shown?.id}`);
  const [query] = session.activeQueries;

  broker.produceRecords('orders', 0, [
    order('a', 300, '12:00:10'),
    order('b', 10, '12:00:20'),
    { value: 'no order' },
    order('c', 1, '12:30:00'),
  ]);
  await query?.processAllAvailable();
  await query?.stop();

  const alerts = broker.records('alerts', 0).filter(({ value }) => value !== null);
  expect(alerts.map(({ key }) => String(key))).toEqual(['a']);
  const revenue = await session.read(parquetSource({ path: './out/revenue' })).collect();
  expect(revenue).toEqual([expect.objectContaining({ category: 'home', revenue: 620, orders: 2 })]);
});

test('the output in the README is what npm start prints', { timeout: 60_000 }, async () => {
  const readme = markdownPages().find(({ path }) => path === 'README.md')?.text ?? '';
  const shown =
    /^```\n(Revenue per category\n.*?)^```$/ms.exec(readme)?.[1]?.trim().split('\n') ?? [];
  expect(shown.length).toBeGreaterThan(10);

  const example = resolve(ROOT, 'examples/ecommerce');
  const loader = pathToFileURL(join(example, 'node_modules/tsx/dist/loader.mjs')).href;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@tidemark/source', '--import', loader, join(example, 'src/main.ts'), 'demo'],
    // On a CI machine colours would be on.
    { env: { ...process.env, NO_COLOR: '1' } },
  );
  const printed = new Set(stdout.split('\n').map((line) => line.trimEnd()));
  expect(shown.filter((line) => line !== '…' && !printed.has(line))).toEqual([]);
});
