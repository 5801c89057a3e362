import { execFileSync, spawnSync } from 'node:child_process';
import {
  array,
  bigint,
  binary,
  boolean,
  byte,
  date,
  decimal,
  double,
  float,
  int,
  long,
  map,
  nullable,
  schema,
  short,
  string,
  struct,
  timestamp,
} from '@tidemark/core';
import { nodePorts, type Schema } from '@tidemark/core/connector';
import { describe, expect, test } from 'vitest';
import { duckdb } from './duckdb.ts';
import { openSink, rowsBatch, temporaryFolder, writeBatch } from './written-batches.ts';

const Everything = schema({
  flag: boolean(),
  tiny: byte(),
  small: short(),
  amount: int(),
  total: long(),
  id: bigint(),
  ratio: float(),
  price: double(),
  paid: decimal(12, 2),
  huge: decimal(38, 4),
  name: string(),
  raw: binary(),
  day: date(),
  at: timestamp(),
  window: struct({ start: timestamp(), end: timestamp() }),
  tags: array(nullable(string())),
  scores: map(string(), nullable(double())),
  note: nullable(string()),
  rating: nullable(int()),
});

const ROW = {
  flag: true,
  tiny: -128,
  small: 32_767,
  amount: -5,
  total: 9_007_199_254_740_991,
  id: 9_223_372_036_854_775_807n,
  ratio: 0.5,
  price: 19.99,
  paid: '-1234.50',
  huge: '1234567890123456789012345678901234.5678',
  name: 'crêpe 🥞',
  raw: Uint8Array.of(0, 255, 1),
  day: new Date('1969-12-31'),
  at: new Date('2024-01-31T12:00:00.250Z'),
  window: { start: new Date('2024-01-31T12:00:00Z'), end: new Date('2024-01-31T12:01:00Z') },
  tags: ['a', null, 'é'],
  scores: new Map([
    ['x', 1.5],
    ['y', null],
  ]),
  note: null,
  rating: null,
};
const OTHER = { ...ROW, id: -1n, total: -9_007_199_254_740_991, note: 'yes', rating: 7, tags: [] };

async function writtenFolder(): Promise<string> {
  const path = await temporaryFolder();
  const writer = await openSink({ path, schema: Everything });
  await writeBatch(writer, rowsBatch(Everything, [ROW, OTHER]), 0);
  return path;
}

describe('DuckDB reads what the sink wrote', () => {
  test('with the types of the schema', async () => {
    const path = await writtenFolder();
    const columns = await duckdb(`DESCRIBE SELECT * FROM '${path}/*.parquet'`);
    expect(
      Object.fromEntries(columns.map((column) => [column['column_name'], column['column_type']])),
    ).toEqual({
      flag: 'BOOLEAN',
      tiny: 'TINYINT',
      small: 'SMALLINT',
      amount: 'INTEGER',
      total: 'BIGINT',
      id: 'BIGINT',
      ratio: 'FLOAT',
      price: 'DOUBLE',
      paid: 'DECIMAL(12,2)',
      huge: 'DECIMAL(38,4)',
      name: 'VARCHAR',
      raw: 'BLOB',
      day: 'DATE',
      at: 'TIMESTAMP WITH TIME ZONE',
      window: 'STRUCT("start" TIMESTAMP WITH TIME ZONE, "end" TIMESTAMP WITH TIME ZONE)',
      tags: 'VARCHAR[]',
      scores: 'MAP(VARCHAR, DOUBLE)',
      note: 'VARCHAR',
      rating: 'INTEGER',
    });
  });

  test('with required columns where the schema has no nulls, and times in microseconds', async () => {
    const path = await writtenFolder();
    const columns = await duckdb(
      `SELECT name, repetition_type, logical_type FROM parquet_schema('${path}/*.parquet')`,
    );
    const byName = new Map(columns.map((column) => [column['name'], column]));
    expect(byName.get('price')?.['repetition_type']).toBe('REQUIRED');
    expect(byName.get('note')?.['repetition_type']).toBe('OPTIONAL');
    expect(byName.get('start')?.['repetition_type']).toBe('REQUIRED');
    expect(byName.get('at')?.['logical_type']).toMatch(/isAdjustedToUTC=1.*MICROS/);
  });

  test('with the values of the rows', async () => {
    const path = await writtenFolder();
    const [first, second] = await duckdb(`SELECT * FROM '${path}/*.parquet'`);
    expect(first).toEqual({
      flag: true,
      tiny: -128,
      small: 32_767,
      amount: -5,
      total: '9007199254740991',
      id: '9223372036854775807',
      ratio: 0.5,
      price: 19.99,
      paid: '-1234.50',
      huge: '1234567890123456789012345678901234.5678',
      name: 'crêpe 🥞',
      raw: String.raw`\x00\xFF\x01`,
      day: '1969-12-31',
      at: '2024-01-31 12:00:00.25+00',
      window: { start: '2024-01-31 12:00:00+00', end: '2024-01-31 12:01:00+00' },
      tags: ['a', null, 'é'],
      scores: [
        { key: 'x', value: 1.5 },
        { key: 'y', value: null },
      ],
      note: null,
      rating: null,
    });
    expect(second).toMatchObject({ id: '-1', total: '-9007199254740991', note: 'yes', tags: [] });
  });

  test('with partition columns from the folders, whatever their values are', async () => {
    const path = await temporaryFolder();
    const Sale = schema({ country: nullable(string()), day: date(), value: int() });
    const writer = await openSink({ path, schema: Sale, partitionBy: ['country', 'day'] });
    const day = new Date('2024-01-31');
    const countries = ['NL', 'a/b', '../../x', '..', '100%', 'é🥞', 'a=b c', '', null];
    const rows = countries.map((country, value) => ({ country, day, value }));
    await writeBatch(writer, rowsBatch(Sale, rows), 0);
    const read = await duckdb(
      `SELECT country, day, value FROM read_parquet('${path}/**/*.parquet', hive_partitioning = true) ORDER BY value`,
    );
    expect(read).toEqual(
      countries.map((country, value) => ({
        country: country === '' ? null : country,
        day: '2024-01-31',
        value,
      })),
    );
  });
});

/** CI names a Python that has pyarrow. */
const PYTHON = process.env['TIDEMARK_PYTHON'] ?? 'python3';
const hasPyarrow = spawnSync(PYTHON, ['-c', 'import pyarrow']).status === 0;

describe('pyarrow reads what the sink wrote', () => {
  test.skipIf(!hasPyarrow)('as a dataset, types and values', async () => {
    const path = await writtenFolder();
    const script = `
import json, sys, pyarrow.dataset as ds
table = ds.dataset(sys.argv[1], format='parquet').to_table()
print(json.dumps({'at': str(table.schema.field('at').type), 'rows': table.num_rows,
  'names': table.column('name').to_pylist(), 'tags': table.column('tags').to_pylist()}))`;
    const printed = execFileSync(PYTHON, ['-c', script, path], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual({
      at: 'timestamp[us, tz=UTC]',
      rows: 2,
      names: [ROW.name, ROW.name],
      tags: [ROW.tags, []],
    });
  });
});

test('three hundred small files leave the memory of the encoder as it was', async () => {
  const { wasmMemory } = await import('parquet-wasm');
  const memory = wasmMemory() as { buffer: ArrayBuffer };
  const path = await temporaryFolder();
  const Small: Schema = schema({ id: long(), name: string() });
  const ports = nodePorts({ durability: 'process' });
  const writer = await openSink({ path, schema: Small, ports });
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, name: `name ${id}` }));
  const batch = rowsBatch(Small, rows);
  await writeBatch(writer, batch, 0);
  const before = memory.buffer.byteLength;
  for (let batchId = 1; batchId <= 300; batchId++) await writeBatch(writer, batch, batchId);
  expect(memory.buffer.byteLength - before).toBeLessThan(2 ** 20);
});
