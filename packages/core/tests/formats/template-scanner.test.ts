import { afterEach, expect, test, vi } from 'vitest';
import { ColumnBuilder } from '../../src/formats/column-builder.ts';
import { JsonScanner } from '../../src/formats/json/json-scanner.ts';
import { mayGenerateCode, TemplateScanner } from '../../src/formats/json/template-scanner.ts';
import { templateSource } from '../../src/formats/json/template-source.ts';
import { recordsOf } from './decode.ts';

const LIMITS = { maxNesting: 8, maxRecordBytes: 1000 };
const text = { kind: 'string' } as const;
const double = { kind: 'double' } as const;
const boolean = { kind: 'boolean' } as const;

interface Reading {
  /** How many of the records the program left to the scanner. */
  readonly misses: number;
  readonly unread: number;
  readonly prices: readonly (number | null)[];
  readonly paid: readonly (number | null)[];
}

function scanner(): (records: readonly string[]) => Reading {
  const table = new JsonScanner(
    [
      { key: 'id', dataType: text, takesNull: true },
      { key: 'price', dataType: double, takesNull: true },
      { key: 'paid', dataType: boolean, takesNull: true },
    ],
    LIMITS,
  );
  const scans = vi.spyOn(table, 'scan');
  const template = new TemplateScanner(table);
  const columns = [text, double, boolean].map((type) => new ColumnBuilder(type));
  return (records) => {
    scans.mockClear();
    for (const column of columns) column.begin(records.length);
    const isUnread = new Uint8Array(records.length);
    template.scan(recordsOf(records), columns, isUnread);
    const call = scans.mock.calls[0];
    const [, price, paid] = columns as [ColumnBuilder, ColumnBuilder, ColumnBuilder];
    return {
      misses: call === undefined ? 0 : (call[3]?.length ?? records.length),
      unread: isUnread.reduce((sum, one) => sum + one, 0),
      prices: Array.from(price.doubles, (value, row) => (price.nulls?.[row] === 1 ? null : value)),
      paid: Array.from(paid.booleans, (value, row) => (paid.nulls?.[row] === 1 ? null : value)),
    };
  };
}

const order = (i: number): string => `{"id":"a${i}","zz":[${i}],"price":${i}.5,"paid":true}`;
const compact = Array.from({ length: 1000 }, (_, i) => order(i));
const spaced = Array.from({ length: 1000 }, (_, i) => `{ "price" : ${i}, "id" : "${i}" }`);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test('after a thousand records the program reads the ones that are like them', () => {
  const scan = scanner();
  expect(scan(compact).misses).toBe(1000);
  const { misses, unread, prices, paid } = scan(compact);
  expect({ misses, unread }).toEqual({ misses: 0, unread: 0 });
  expect([prices[7], paid[7]]).toEqual([7.5, 1]);
});

test('what a program began to read of a record is read again', () => {
  const scan = scanner();
  scan(compact);
  const { misses, unread, prices, paid } = scan([
    '{"id":"a","zz":0,"price":null,"paid":true,"price":1}',
    '{"id":"b","zz":0,"price":null,"paid":true, "x":1}',
    '{"id":"d","zz":0,"price":2.5,"paid":true,"x":1,"y":0}',
    '{"price":3.5,"paid":false}',
  ]);
  expect({ misses, unread }).toEqual({ misses: 4, unread: 1 });
  expect(prices.slice(1)).toEqual([null, 2.5, 3.5]);
  expect(paid.slice(1)).toEqual([1, 1, 0]);
});

test('a record that was cut short is not completed by the bytes of the next', () => {
  const scan = scanner();
  scan(compact);
  const { misses, unread } = scan(['{"id":"a","zz":0,"price":1,"paid":true', '}', order(1)]);
  expect({ misses, unread }).toEqual({ misses: 2, unread: 2 });
});

test('a column that no record of the template has is null', () => {
  const scan = scanner();
  scan(spaced);
  const { misses, paid, prices } = scan(spaced);
  expect({ misses, paid: paid[3], price: prices[3] }).toEqual({ misses: 0, paid: null, price: 3 });
});

test('records that come in another shape from some time on get a program of their own', () => {
  const scan = scanner();
  scan(compact);
  expect(scan(spaced).misses).toBe(1000);
  scan(spaced);
  expect(scan(spaced).misses).toBe(0);
});

test('a few odd records do not cost the program', () => {
  const scan = scanner();
  scan(compact);
  for (let i = 0; i < 400; i++) expect(scan([spaced[i] as string]).misses).toBe(1);
  scan(compact.slice(0, 600));
  expect(scan(compact).misses).toBe(0);
});

test('records that keep no shape are left to the scanner after some attempts', () => {
  const scan = scanner();
  for (let i = 0; i < 80; i++) scan(i % 4 < 2 ? compact : spaced);
  expect(scan(compact).misses).toBe(1000);
  expect(scan(compact).misses).toBe(1000);
});

test('the names and the texts of records never stand in a program', () => {
  const sourceFor = (key: string): string => {
    const table = new JsonScanner([{ key, dataType: text, takesNull: true }], LIMITS);
    const records = recordsOf([JSON.stringify({ [key]: "'];stop();//", 'x`${y}': 1 })]);
    const column = new ColumnBuilder(text);
    column.begin(1);
    table.scan(records, [column], new Uint8Array(1));
    const template = table.template();
    return template === undefined ? 'none' : templateSource(template);
  };
  const shape = (source: string): string => source.replaceAll(/-?\d+/g, '0');
  const plain = sourceFor('abcdefghijklm');
  expect(plain).toContain('scanTemplate');
  expect(shape(sourceFor('`];stop();/*'.padEnd(13)))).toBe(shape(plain));
});

test('only integers go into a program', () => {
  const step = { words: new Int32Array(1), byteLength: 4, slot: 0, action: 2, takesNull: false };
  const limits = { absent: [], maxRecordBytes: 10, maxNesting: 1 };
  const source = (max: number): string => templateSource({ steps: [{ ...step, max }], ...limits });
  expect(() => source(1.5)).toThrow('only integers');
  expect(() => source('alert(1)' as unknown as number)).toThrow('only integers');
});

test('a process that forbids programs made of text reads without them', async () => {
  expect(mayGenerateCode()).toBe(true);
  vi.resetModules();
  const forbidden = vi.fn<() => never>(function forbid() {
    throw new EvalError('Code generation from strings disallowed for this context');
  });
  vi.stubGlobal('Function', forbidden);
  const { json } = await import('../../src/formats/json.ts');
  const { schema, string } = await import('../../src/types/schema.ts');
  const decoder = json(schema({ id: string() })).createDecoder({ columns: ['id'], checkAll: true });
  for (let i = 0; i < 3; i++) {
    const { columns, bad } = decoder.decode(recordsOf(compact));
    expect([columns[0]?.length, bad.length]).toEqual([1000, 0]);
  }
  expect(forbidden).toHaveBeenCalledTimes(1);
});
