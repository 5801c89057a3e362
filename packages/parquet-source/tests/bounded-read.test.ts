import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  date,
  double,
  int,
  long,
  nullable,
  schema,
  string,
  struct,
  timestamp,
} from '@tidemark/core';
import {
  BAD_PARTITION_VALUE,
  FILE_DAMAGED,
  FILE_UNREADABLE,
  LOG_UNREADABLE,
  NO_FILES,
  PATH_NOT_FOUND,
  showType,
  UNEXPECTED_NULL,
  UNKNOWN_COLUMN,
} from '@tidemark/core/connector';
import { describe, expect, test } from 'vitest';
import { MISSING_COLUMN, parquetSource, TYPE_MISMATCH, UNREADABLE_TYPE } from '../src/index.ts';
import { duckdb } from './duckdb.ts';
import { openReader, ports, readAll, temporaryFolder, writeBatches } from './read-source.ts';
import { rowsBatch } from './rows-batch.ts';

const Sale = schema({ country: nullable(string()), day: date(), id: int(), at: timestamp() });
const day = new Date('2024-01-31');
const at = new Date('2024-01-31T12:00:00.250Z');
const ROWS = [
  { country: 'NL', day, id: 1, at },
  { country: 'a/b é', day, id: 2, at },
  { country: null, day, id: 3, at },
];
const sales = rowsBatch(Sale, ROWS);

async function failure(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function dataFiles(path: string): Promise<string[]> {
  const names = await readdir(path, { recursive: true });
  return names.filter((name) => name.endsWith('.parquet')).map((name) => `${path}/${name}`);
}

/** Files of another program: what DuckDB makes of a query. */
async function duckdbFile(path: string, query: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await duckdb(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
}

describe('a folder of the sink', () => {
  test('is read with partition columns of the declared types', async () => {
    const path = await temporaryFolder();
    await writeBatches({ path, partitionBy: ['country', 'day'] }, [sales]);
    expect(await readAll(parquetSource({ path, schema: Sale }))).toEqual(ROWS);
  });

  test('tells its columns when nobody declares them, partition columns last', async () => {
    const path = await temporaryFolder();
    await writeBatches({ path, partitionBy: ['country', 'day'] }, [sales]);
    const found = await parquetSource({ path }).discoverSchema?.(ports);
    expect(
      found?.fields.map(({ name, dataType, nullable: isNullable }) => [
        name,
        showType(dataType),
        isNullable,
      ]),
    ).toEqual([
      ['id', 'int', true],
      ['at', 'timestamp', true],
      ['country', 'string', true],
      ['day', 'date', true],
    ]);
    expect(await readAll(parquetSource({ path }))).toEqual(ROWS);
  });

  test('shows nothing of a batch before its log entry, not even files that have their name', async () => {
    const path = await temporaryFolder();
    await writeBatches({ path }, [sales]);
    const [file = ''] = await dataFiles(path);
    await writeFile(`${path}/part-000000001-00000-abcdefgh.parquet`, await readFile(file));
    await writeFile(`${path}/_staging/part-000000002-00000-abcdefgh.parquet.inprogress`, 'half');
    expect(await readAll(parquetSource({ path, schema: Sale }))).toEqual(ROWS);
  });

  test('is read in the order of its batches', async () => {
    const path = await temporaryFolder();
    const batches = [2, 1, 3].map((id) => rowsBatch(Sale, [{ country: 'NL', day, id, at }]));
    await writeBatches({ path }, batches, 9);
    const rows = await readAll(parquetSource({ path, columns: ['id'] }));
    expect(rows).toEqual([{ id: 2 }, { id: 1 }, { id: 3 }]);
  });

  test('with a changed byte in a file is refused', async () => {
    const path = await temporaryFolder();
    await writeBatches({ path, compression: 'none' }, [sales]);
    const [file = ''] = await dataFiles(path);
    const bytes = await readFile(file);
    bytes[20] = (bytes[20] as number) ^ 1;
    await writeFile(file, bytes);
    expect(FILE_DAMAGED.is(await failure(readAll(parquetSource({ path, schema: Sale }))))).toBe(
      true,
    );
    await writeFile(file, bytes.subarray(1));
    expect(FILE_DAMAGED.is(await failure(readAll(parquetSource({ path, schema: Sale }))))).toBe(
      true,
    );
  });

  test('with a damaged log is refused', async () => {
    const path = await temporaryFolder();
    await writeBatches({ path }, [sales]);
    await writeFile(`${path}/_log/000000000`, 'v1 00000000\n{"files":[]}\n');
    expect(LOG_UNREADABLE.is(await failure(readAll(parquetSource({ path, schema: Sale }))))).toBe(
      true,
    );
  });
});

describe('a folder of other programs', () => {
  test('is read with all below it but hidden and unfinished files', async () => {
    const path = await temporaryFolder();
    const value = (n: number): string => `SELECT ${n}::INTEGER AS id`;
    await duckdbFile(`${path}/a.parquet`, value(1));
    await duckdbFile(`${path}/deep/er/b.parquet`, value(2));
    await duckdbFile(`${path}/_k=1/c.parquet`, value(3));
    for (const hidden of ['_tmp/x.parquet', '.y.parquet', '_z.parquet', 'deep/.h/x.parquet']) {
      await duckdbFile(`${path}/${hidden}`, value(9));
    }
    await writeFile(`${path}/half.parquet.tmp`, 'x');
    await writeFile(`${path}/_SUCCESS`, '');
    const rows = await readAll(parquetSource({ path, schema: schema({ id: int() }) }));
    expect(rows.map((row) => Number(row['id'])).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  test('may be one file', async () => {
    const path = await temporaryFolder();
    await duckdbFile(`${path}/_a.parquet`, "SELECT 'x' AS name, 1.5::DOUBLE AS price");
    const rows = await readAll(parquetSource({ path: `${path}/_a.parquet` }));
    expect(rows).toEqual([{ name: 'x', price: 1.5 }]);
  });

  test('has the types DuckDB wrote', async () => {
    const path = await temporaryFolder();
    await duckdbFile(
      `${path}/a.parquet`,
      `SELECT true AS b, 1::UTINYINT AS u8, 2::USMALLINT AS u16, 3::UINTEGER AS u32,
        18446744073709551615::UBIGINT AS u64, 1.25::DECIMAL(5,2) AS small, -1.5::DECIMAL(30,1) AS big,
        TIMESTAMPTZ '2024-01-31 12:00:00.25+00' AS at, TIMESTAMP '1969-12-31 23:59:59.999999' AS ntz,
        TIMESTAMP_MS '2024-01-31 00:00:00.001' AS ms, TIMESTAMP_NS '1969-12-31 23:59:59.999999999' AS ns,
        DATE '2024-01-31' AS day, 'é' AS s, 'ab'::BLOB AS raw, [1, NULL]::INTEGER[] AS list,
        {'x': 1::INTEGER, 'y': ['z']} AS st, MAP {'k': 1::BIGINT} AS m, NULL::INTEGER AS nothing`,
    );
    const source = parquetSource({ path });
    const found = await source.discoverSchema?.(ports);
    expect(
      Object.fromEntries(found?.fields.map((f) => [f.name, showType(f.dataType)]) ?? []),
    ).toEqual({
      b: 'boolean',
      u8: 'smallint',
      u16: 'int',
      u32: 'bigint',
      u64: 'decimal(20,0)',
      small: 'decimal(5,2)',
      big: 'decimal(30,1)',
      at: 'timestamp',
      ntz: 'timestamp_ntz',
      ms: 'timestamp_ntz',
      ns: 'timestamp',
      day: 'date',
      s: 'string',
      raw: 'binary',
      list: 'array<int>',
      st: 'struct<x:int,y:array<string>>',
      m: 'map<string,bigint>',
      nothing: 'int',
    });
    expect(await readAll(source)).toEqual([
      {
        b: true,
        u8: 1,
        u16: 2,
        u32: 3,
        u64: '18446744073709551615',
        small: '1.25',
        big: '-1.5',
        at: new Date('2024-01-31T12:00:00.250Z'),
        ntz: new Date('1969-12-31T23:59:59.999Z'),
        ms: new Date('2024-01-31T00:00:00.001Z'),
        ns: new Date('1969-12-31T23:59:59.999Z'),
        day,
        s: 'é',
        raw: Uint8Array.of(97, 98),
        list: [1, null],
        st: { x: 1, y: ['z'] },
        m: new Map([['k', 1]]),
        nothing: null,
      },
    ]);
  });

  test('with many row groups and rows gives batches of a few thousand rows in order', async () => {
    const path = await temporaryFolder();
    await duckdb(
      `COPY (SELECT range AS id, 'n' || (range % 7) AS name FROM range(30000)) TO '${path}/a.parquet' (FORMAT parquet, ROW_GROUP_SIZE 10000)`,
    );
    const reader = await openReader(parquetSource({ path }));
    const { end } = await reader.planBatch(null, { ignoreLimits: true });
    let next = 0;
    for await (const { rows } of reader.read({ start: null, end })) {
      expect(rows.length).toBeLessThanOrEqual(4096);
      const [ids] = rows.columns;
      if (ids?.kind !== 'double') throw new Error('ids are longs');
      for (let i = 0; i < rows.length; i++) expect(ids.values[i]).toBe(next++);
    }
    expect(next).toBe(30_000);
  });

  test('may have files that lack a column, or hold it with a narrower type', async () => {
    const path = await temporaryFolder();
    await duckdbFile(`${path}/a.parquet`, 'SELECT 1::INTEGER AS id, 1.5::FLOAT AS price');
    await duckdbFile(`${path}/b.parquet`, "SELECT 2::BIGINT AS id, 'x' AS note");
    const Wide = schema({ id: long(), price: nullable(double()), note: nullable(string()) });
    const rows = await readAll(parquetSource({ path, schema: Wide }));
    expect(rows.toSorted((a, b) => Number(a['id']) - Number(b['id']))).toEqual([
      { id: 1, price: 1.5, note: null },
      { id: 2, price: null, note: 'x' },
    ]);
  });

  test('gives only the wanted columns, also none at all', async () => {
    const path = await temporaryFolder();
    await duckdbFile(
      `${path}/k=1/a.parquet`,
      'SELECT range AS id, range + 1 AS other FROM range(5000)',
    );
    const source = parquetSource({ path });
    const lengths: number[] = [];
    const reader = await openReader(source, { columns: [] });
    const { end } = await reader.planBatch(null, { ignoreLimits: true });
    for await (const { rows } of reader.read({ start: null, end })) {
      expect(rows.columns).toEqual([]);
      lengths.push(rows.length);
    }
    expect(lengths).toEqual([4096, 904]);
    expect((await readAll(source, { columns: ['k'] })).at(-1)).toEqual({ k: 1 });
    expect((await readAll(source, { columns: ['other', 'k'] })).at(-1)).toEqual({
      other: 5000,
      k: 1,
    });
  });

  test('reads a column by the name it has in the file', async () => {
    const path = await temporaryFolder();
    await duckdbFile(`${path}/a.parquet`, 'SELECT 1::INTEGER AS order_id');
    const Renamed = schema({ orderId: int().from('order_id') });
    expect(await readAll(parquetSource({ path, schema: Renamed }))).toEqual([{ orderId: 1 }]);
  });
});

describe('vectors', () => {
  test('of a field in a struct are null where the struct is', async () => {
    const path = await temporaryFolder();
    const Nested = schema({ at: nullable(struct({ id: int(), inner: struct({ x: int() }) })) });
    const nested = [{ at: { id: 1, inner: { x: 2 } } }, { at: null }];
    await writeBatches({ path }, [rowsBatch(Nested, nested)]);
    const reader = await openReader(parquetSource({ path, schema: Nested }));
    for await (const batch of reader.read({ start: null, end: { batchId: 0 } })) {
      const [column] = batch.rows.columns;
      if (column?.kind !== 'struct') throw new Error('at is a struct');
      const [id, inner] = column.children;
      if (inner?.kind !== 'struct') throw new Error('inner is a struct');
      const bits = Uint8Array.of(0, 1);
      expect([column.nulls, id?.nulls, inner.nulls, inner.children[0]?.nulls]).toEqual([
        bits,
        bits,
        bits,
        bits,
      ]);
    }
  });

  test('of strings keep the dictionary that another program stored', async () => {
    const path = await temporaryFolder();
    const arrow = await import('apache-arrow');
    const parquet = await import('parquet-wasm');
    const names = Array.from({ length: 20_000 }, (_, i) => (i % 11 === 0 ? null : `n${i % 7}`));
    const name = arrow.vectorFromArray(
      names,
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
    );
    const table = parquet.Table.fromIPCStream(
      arrow.tableToIPC(new arrow.Table({ name }), 'stream'),
    );
    const properties = new parquet.WriterPropertiesBuilder().setMaxRowGroupSize(7000).build();
    await writeFile(`${path}/a.parquet`, parquet.writeParquet(table, properties));
    const rows = await readAll(parquetSource({ path }));
    expect(rows.map((row) => row['name'])).toEqual(names);
  });
});

describe('a folder of Spark', () => {
  test('is read by the log it has', async () => {
    const path = await temporaryFolder();
    for (const n of [1, 2, 3, 4, 5]) {
      await duckdbFile(`${path}/k=a b/${n}.parquet`, `SELECT ${n}::INTEGER AS id`);
    }
    const line = (n: number, action = 'add'): string =>
      JSON.stringify({ path: `file://${path}/k=a%20b/${n}.parquet`, modificationTime: n, action });
    await mkdir(`${path}/_spark_metadata`);
    await writeFile(`${path}/_spark_metadata/0`, `v1\n${line(4)}`);
    await writeFile(`${path}/_spark_metadata/9.compact`, `v1\n${line(2)}\n${line(1)}`);
    await writeFile(`${path}/_spark_metadata/10`, `v1\n${line(3)}\n${line(2, 'delete')}\n`);
    await writeFile(`${path}/_spark_metadata/.10.crc`, 'x');
    expect(await readAll(parquetSource({ path }))).toEqual([
      { id: 1, k: 'a b' },
      { id: 3, k: 'a b' },
    ]);
  });

  test('that was moved, or names files elsewhere, is refused', async () => {
    const path = await temporaryFolder();
    await mkdir(`${path}/_spark_metadata`);
    await writeFile(`${path}/_spark_metadata/0`, 'v1\n{"path":"file:///etc/x.parquet"}');
    const error = await failure(readAll(parquetSource({ path, schema: Sale })));
    expect(LOG_UNREADABLE.is(error)).toBe(true);
  });
});

describe('the source refuses', () => {
  test('a path where nothing is, and to guess columns of an empty folder', async () => {
    const path = await temporaryFolder();
    const missing = parquetSource({ path: `${path}/missing`, schema: Sale });
    expect(PATH_NOT_FOUND.is(await failure(openReader(missing)))).toBe(true);
    expect(NO_FILES.is(await failure(openReader(parquetSource({ path }))))).toBe(true);
  });

  test('a column that is not there', async () => {
    const path = await temporaryFolder();
    expect(() => parquetSource({ path, schema: Sale, columns: ['idd' as 'id'] })).toThrow(
      expect.objectContaining({ condition: UNKNOWN_COLUMN.name }),
    );
    await duckdbFile(`${path}/a.parquet`, 'SELECT 1 AS other');
    const error = await failure(readAll(parquetSource({ path, schema: schema({ id: int() }) })));
    expect(MISSING_COLUMN.is(error)).toBe(true);
  });

  test('values of another type than declared', async () => {
    const path = await temporaryFolder();
    await duckdbFile(`${path}/a.parquet`, "SELECT 'x' AS id, TIME '12:00:00' AS t");
    const error = await failure(readAll(parquetSource({ path, schema: schema({ id: int() }) })));
    expect((error as Error).message).toMatchInlineSnapshot(`
      "[PARQUET.TYPE_MISMATCH] Column 'id' is a string in 'a.parquet', not a int.
        hint: Declare 'id' as string and cast it in the query."
    `);
    expect(TYPE_MISMATCH.is(error)).toBe(true);
    expect(UNREADABLE_TYPE.is(await failure(readAll(parquetSource({ path }))))).toBe(true);
  });

  test('nulls where the schema has none', async () => {
    const path = await temporaryFolder();
    await duckdbFile(`${path}/a.parquet`, 'SELECT NULL::INTEGER AS id');
    const error = await failure(readAll(parquetSource({ path, schema: schema({ id: int() }) })));
    expect(UNEXPECTED_NULL.is(error)).toBe(true);
  });

  test('a folder whose name is no value of its column', async () => {
    const path = await temporaryFolder();
    await duckdbFile(`${path}/day=monday/a.parquet`, 'SELECT 1::INTEGER AS id');
    const Dated = schema({ id: int(), day: date() });
    const error = await failure(readAll(parquetSource({ path, schema: Dated })));
    expect(BAD_PARTITION_VALUE.is(error)).toBe(true);
  });

  test('what is no Parquet', async () => {
    const path = await temporaryFolder();
    await duckdbFile(`${path}/good.parquet`, 'SELECT 1::INTEGER AS id');
    const good = await readFile(`${path}/good.parquet`);
    for (const bytes of [Buffer.alloc(0), Buffer.from('PAR1 no PAR1'), good.subarray(0, -9)]) {
      await writeFile(`${path}/bad.parquet`, bytes);
      const only = { path: `${path}/bad.parquet`, schema: schema({ id: int() }) };
      expect(FILE_UNREADABLE.is(await failure(readAll(parquetSource(only))))).toBe(true);
      expect(FILE_UNREADABLE.is(await failure(readAll(parquetSource({ path: only.path }))))).toBe(
        true,
      );
    }
    expect(await readAll(parquetSource({ path: `${path}/good.parquet` }))).toEqual([{ id: 1 }]);
  });
});

test('three hundred reads leave the memory of the decoder as it was', async () => {
  const { wasmMemory } = await import('parquet-wasm');
  const path = await temporaryFolder();
  // Many columns make a large footer, which is what an unfreed file would leave behind.
  const names = Array.from({ length: 200 }, (_, i) => `column_${i}`);
  const Wide = schema(Object.fromEntries(names.map((name) => [name, int()])));
  const row = Object.fromEntries(names.map((name, i) => [name, i]));
  await writeBatches({ path }, [rowsBatch(Wide, [row])]);
  const reader = await openReader(parquetSource({ path, schema: Wide }), { columns: ['column_0'] });
  const { end } = await reader.planBatch(null, { ignoreLimits: true });
  const readOnce = async (): Promise<void> => {
    for await (const _ of reader.read({ start: null, end })) break;
  };
  await readOnce();
  const before = (wasmMemory() as { buffer: ArrayBuffer }).buffer.byteLength;
  for (let i = 0; i < 300; i++) await readOnce();
  expect((wasmMemory() as { buffer: ArrayBuffer }).buffer.byteLength - before).toBeLessThan(
    2 ** 20,
  );
});
