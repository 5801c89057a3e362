import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../src/orders/order-record.ts';
import { PRESETS, readCsvOrders } from '../../src/orders/read-csv-orders.ts';

const RETAIL = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
C536379,D,"Discount, of ""everything""",-1,2010-12-01 09:41:00,27.5,,United Kingdom
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array, preset?: string) {
  const file = join(folder, name);
  await writeFile(file, content);
  const records: OrderRecord[] = [];
  const found = PRESETS.find((p) => p.name === preset);
  for await (const record of readCsvOrders(file, found)) records.push(record);
  return records;
}

describe('a CSV of orders', () => {
  it('with the names of an order in its header is read as it is', async () => {
    const [record] = await read(
      'orders.csv',
      'event_time,order_id,user_id,product_id,category,price,quantity,country\n' +
        '2026-01-01T10:00:00.250Z,o1,u1,p1,books,9.99,2,NL\n',
    );
    expect(record?.key).toBe('o1');
    expect(JSON.parse(record?.value ?? '')).toEqual({
      order_id: 'o1',
      user_id: 'u1',
      product_id: 'p1',
      category: 'books',
      price: 9.99,
      quantity: 2,
      country: 'NL',
      event_time: '2026-01-01T10:00:00.250Z',
    });
  });

  it('of the online shop becomes orders, times taken as UTC, cancellations with their negative quantity', async () => {
    const records = await read('retail.csv', RETAIL, 'online-retail');
    expect(records.map(({ value }) => JSON.parse(value))).toEqual([
      {
        order_id: '536365',
        user_id: '17850.0',
        product_id: '85123A',
        category: 'United Kingdom',
        price: 2.55,
        quantity: 6,
        country: 'United Kingdom',
        event_time: '2010-12-01T08:26:00.000Z',
      },
      {
        order_id: 'C536379',
        user_id: '',
        product_id: 'D',
        category: 'United Kingdom',
        price: 27.5,
        quantity: -1,
        country: 'United Kingdom',
        event_time: '2010-12-01T09:41:00.000Z',
      },
    ]);
  });

  it('may be compressed', async () => {
    const records = await read('retail.csv.gz', gzipSync(RETAIL), 'online-retail');
    expect(records.map(({ key }) => key)).toEqual(['536365', 'C536379']);
  });

  it('with a number that is none goes out as it stands, and the books know', async () => {
    const [record] = await read(
      'bad.csv',
      RETAIL.replace('2.55', 'n/a').split('\n').slice(0, 2).join('\n'),
      'online-retail',
    );
    expect(record).toMatchObject({ order: undefined, flaw: 'malformed' });
    expect(JSON.parse(record?.value ?? '')).toMatchObject({ price: 'n/a' });
  });

  it('without a column is refused, with the preset that fits', async () => {
    await expect(read('named.csv', RETAIL)).rejects.toThrow(
      /has no column order_id.*--preset online-retail/,
    );
  });

  it('that does not exist is an error, not an empty feed', async () => {
    const missing = readCsvOrders(join(folder, 'nowhere.csv'));
    await expect(missing.next()).rejects.toThrow(/ENOENT/);
  });

  it('that is cut inside the compression is an error', async () => {
    const half = gzipSync(RETAIL.repeat(500)).subarray(0, 200);
    await expect(read('half.csv.gz', half, 'online-retail')).rejects.toThrow(
      /unexpected end of file/,
    );
  });
});
