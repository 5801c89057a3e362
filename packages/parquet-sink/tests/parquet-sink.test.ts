import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { date, double, int, nullable, schema, string, struct, timestamp } from '@tidemark/core';
import {
  BAD_PARTITION_TYPE,
  COMMITTABLE_UNREADABLE,
  type Committable,
  DIRECTORY_OF_ANOTHER_QUERY,
  LOG_UNREADABLE,
  NO_DATA_COLUMNS,
  PARTITION_VALUE_TOO_LONG,
  PATH_OUTSIDE_DIRECTORY,
  REPEATED_PARTITION_COLUMN,
  type Schema,
  STAGED_FILE_LOST,
  TOO_MANY_PARTITIONS,
  UNKNOWN_PARTITION_COLUMN,
} from '@tidemark/core/connector';
import { describe, expect, test } from 'vitest';
import { NULL_IN_REQUIRED_COLUMN, parquetSink, UNSUPPORTED_TYPE } from '../src/index.ts';
import { duckdb } from './duckdb.ts';
import {
  filesBelow,
  openSink,
  publish,
  rowsBatch,
  temporaryFolder,
  writeBatch,
  writeContext,
} from './written-batches.ts';

const Sale = schema({ country: string(), value: int() });
const ROWS = [
  { country: 'NL', value: 1 },
  { country: 'DE', value: 2 },
  { country: 'NL', value: 3 },
];

type Staged = { files: { staged: string; target: string }[] };

async function written(path: string, batchId = 0): Promise<Committable> {
  const writer = await openSink({ path, schema: Sale, partitionBy: ['country'] });
  return (await writer.write(rowsBatch(Sale, ROWS), writeContext(batchId))) as Committable;
}

async function republish(path: string, committable: Committable, batchId = 0): Promise<void> {
  const writer = await openSink({ path, schema: Sale, partitionBy: ['country'] });
  await publish(writer, committable, batchId);
}

const valuesIn = (path: string): Promise<Record<string, unknown>[]> =>
  duckdb(`SELECT value FROM '${path}/**/*.parquet' ORDER BY value`);

describe('a batch becomes visible', () => {
  test('only when it is published', async () => {
    const path = await temporaryFolder();
    const committable = await written(path);
    expect(await filesBelow(path)).toEqual([
      '_log/owner',
      '_staging/part-000000000-00000-attempt.parquet.inprogress',
      '_staging/part-000000000-00001-attempt.parquet.inprogress',
    ]);
    await expect(valuesIn(path)).rejects.toThrow(/No files found/);

    await republish(path, committable);
    expect(await filesBelow(path)).toEqual([
      '_log/000000000',
      '_log/owner',
      'country=DE/part-000000000-00001-attempt.parquet',
      'country=NL/part-000000000-00000-attempt.parquet',
    ]);
    expect(await valuesIn(path)).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
  });

  test('once, however often it is published', async () => {
    const path = await temporaryFolder();
    const committable = await written(path);
    for (let i = 0; i < 3; i++) await republish(path, committable);
    expect(await valuesIn(path)).toHaveLength(3);
  });

  test('as a whole when publishing broke off between two files, and between files and log', async () => {
    const path = await temporaryFolder();
    const committable = await written(path);
    await republish(path, committable);
    const [first] = (committable as Staged).files;
    await rename(`${path}/${first?.target}`, `${path}/${first?.staged}`);
    await rm(`${path}/_log/000000000`);
    await republish(path, committable);
    expect(await valuesIn(path)).toHaveLength(3);
    expect(await filesBelow(path)).toContain('_log/000000000');
  });

  test('and leaves nothing behind when it has no rows', async () => {
    const path = await temporaryFolder();
    const writer = await openSink({ path, schema: Sale });
    expect(await writer.write(rowsBatch(Sale, []), writeContext(0))).toBeUndefined();
    expect(await filesBelow(path)).toEqual(['_log/owner']);
  });

  test('with an entry in the log that names files, sizes and checksums', async () => {
    const path = await temporaryFolder();
    await republish(path, await written(path));
    const [header, json = ''] = (await readFile(`${path}/_log/000000000`, 'utf8')).split('\n');
    expect(header).toMatch(/^v1 [0-9a-f]{8}$/);
    const entry = JSON.parse(json) as { files: { path: string; sizeBytes: number }[] };
    expect(entry).toMatchObject({ queryId: 'query-1', sinkId: 'sink-0', batchId: 0 });
    for (const { path: file, sizeBytes } of entry.files) {
      expect((await stat(`${path}/${file}`)).size).toBe(sizeBytes);
    }
  });

  test('with the codec that was asked for', async () => {
    for (const compression of ['snappy', 'zstd', 'gzip', 'none'] as const) {
      const path = await temporaryFolder();
      const writer = await openSink({ path, schema: Sale, compression });
      await writeBatch(writer, rowsBatch(Sale, ROWS), 0);
      const [meta] = await duckdb(`SELECT compression FROM parquet_metadata('${path}/*.parquet')`);
      const codec = compression === 'none' ? 'uncompressed' : compression;
      expect(String(meta?.['compression']).toLowerCase()).toBe(codec);
    }
  });
});

describe('after a crash', () => {
  test('what an earlier attempt staged for the batch is swept, and files of others are not', async () => {
    const path = await temporaryFolder();
    await written(path, 3);
    await writeFile(`${path}/_staging/notes.txt`, 'mine');
    const committable = await written(path, 3);
    expect(await filesBelow(`${path}/_staging`)).toEqual([
      'notes.txt',
      'part-000000003-00000-attempt.parquet.inprogress',
      'part-000000003-00001-attempt.parquet.inprogress',
    ]);
    await republish(path, committable, 3);
    expect(await valuesIn(path)).toHaveLength(3);
  });

  test('opening alone sweeps nothing, because the newest batch may still have to be published', async () => {
    const path = await temporaryFolder();
    const committable = await written(path, 3);
    const writer = await openSink({ path, schema: Sale, partitionBy: ['country'] });
    await publish(writer, committable, 3);
    await writer.write(rowsBatch(Sale, ROWS), writeContext(4));
    expect(await valuesIn(path)).toHaveLength(3);
  });

  test('a file that is neither staged nor published is a named error', async () => {
    const path = await temporaryFolder();
    const committable = await written(path);
    await rm(`${path}/${(committable as Staged).files[0]?.staged}`);
    const error = await republish(path, committable).catch((e: unknown) => e);
    expect(STAGED_FILE_LOST.is(error)).toBe(true);
  });

  test('a batch committed anew after a rewind replaces the files it had', async () => {
    const path = await temporaryFolder();
    await republish(path, await written(path));
    const writer = await openSink({ path, schema: Sale, partitionBy: ['country'] });
    await writeBatch(writer, rowsBatch(Sale, [{ country: 'FR', value: 9 }]), 0);
    expect(await valuesIn(path)).toEqual([{ value: 9 }]);
  });

  test('a damaged log entry is not taken for a missing one', async () => {
    const path = await temporaryFolder();
    const committable = await written(path);
    await republish(path, committable);
    await writeFile(`${path}/_log/000000000`, 'v1 00000000\n{}\n');
    await expect(republish(path, committable)).rejects.toSatisfy((e) => LOG_UNREADABLE.is(e));
  });
});

describe('a folder belongs to one sink of one query', () => {
  test('so another query is told what to do', async () => {
    const path = await temporaryFolder();
    await openSink({ path, schema: Sale });
    const error = await openSink({ path, schema: Sale, queryId: 'query-2' }).catch(
      (e: unknown) => e,
    );
    expect(DIRECTORY_OF_ANOTHER_QUERY.is(error)).toBe(true);
    expect((error as Error).message.replace(path, './out')).toMatchInlineSnapshot(`
      "[FILE_SINK.DIRECTORY_OF_ANOTHER_QUERY] './out' was written by query query-1. Query query-2 numbers its own batches from 0, so their files would mix.
        hint: Start the query from the checkpoint that wrote this directory, choose another path, or move the old directory away as a whole."
    `);
  });

  test('so a second sink of the same query is refused too', async () => {
    const path = await temporaryFolder();
    await openSink({ path, schema: Sale });
    await expect(openSink({ path, schema: Sale, sinkId: 'sink-1' })).rejects.toSatisfy((e) =>
      DIRECTORY_OF_ANOTHER_QUERY.is(e),
    );
  });

  test('and a folder with the log of Spark is not added to', async () => {
    const path = await temporaryFolder();
    await writeFile(`${path}/_spark_metadata`, '');
    await expect(openSink({ path, schema: Sale })).rejects.toSatisfy((e) =>
      DIRECTORY_OF_ANOTHER_QUERY.is(e),
    );
  });
});

describe('no file is written outside of the folder', () => {
  test('whatever the checkpoint says', async () => {
    const path = await temporaryFolder();
    const [file] = ((await written(path)) as Staged).files;
    for (const target of ['../x.parquet', '/tmp/x.parquet', 'a/../../x.parquet', '.', 'a\0b']) {
      const error = await republish(path, [{ ...file, target }] as Committable).catch((e) => e);
      expect(PATH_OUTSIDE_DIRECTORY.is(error)).toBe(true);
    }
    await expect(republish(path, { files: 1 })).rejects.toSatisfy((e) =>
      COMMITTABLE_UNREADABLE.is(e),
    );
  });

  test('whatever the rows say', async () => {
    const path = await temporaryFolder();
    const writer = await openSink({ path: `${path}/out`, schema: Sale, partitionBy: ['country'] });
    const rows = ['../../x', '..', '.', '/etc', 'a/../..'].map((country, value) => ({
      country,
      value,
    }));
    await writeBatch(writer, rowsBatch(Sale, rows), 0);
    expect(await readdir(path)).toEqual(['out']);
    expect((await readdir(`${path}/out`)).sort()).toEqual([
      '_log',
      '_staging',
      'country=%2E',
      'country=%2E%2E',
      'country=%2Fetc',
      'country=..%2F..%2Fx',
      'country=a%2F..%2F..',
    ]);
  });
});

describe('the sink refuses', () => {
  const check = (from: Schema, partitionBy: string[]): unknown => {
    try {
      return parquetSink<Record<string, unknown>>({ path: 'out', partitionBy }).checkSchema?.(from);
    } catch (error) {
      return error;
    }
  };
  const Windowed = schema({
    window: struct({ start: timestamp(), end: timestamp() }),
    total: nullable(double()),
  });

  test('a partition column that the rows do not have, or that is named twice', () => {
    expect(UNKNOWN_PARTITION_COLUMN.is(check(Sale, ['countri']))).toBe(true);
    expect(REPEATED_PARTITION_COLUMN.is(check(Sale, ['country', 'country']))).toBe(true);
  });

  test('a partition column whose values cannot name a folder', () => {
    expect(BAD_PARTITION_TYPE.is(check(Windowed, ['window']))).toBe(true);
  });

  test('to partition every column away', () => {
    expect(NO_DATA_COLUMNS.is(check(Sale, ['value', 'country']))).toBe(true);
  });

  test('types that Parquet cannot hold, nested ones too', () => {
    const fields = (dataType: object): Schema =>
      ({ fields: [{ name: 'x', dataType, nullable: true }] }) as unknown as Schema;
    for (const type of [
      { kind: 'interval' },
      { kind: 'null' },
      { kind: 'struct', fields: [] },
      { kind: 'array', element: { kind: 'null' }, containsNull: true },
    ]) {
      expect(UNSUPPORTED_TYPE.is(check(fields(type), []))).toBe(true);
    }
    expect(check(Windowed, [])).toBeUndefined();
  });

  test('a batch with more partitions than allowed', async () => {
    const path = await temporaryFolder();
    const sink = { path, schema: Sale, partitionBy: ['country'], maxPartitionsPerBatch: 1 };
    const writer = await openSink(sink);
    await expect(writer.write(rowsBatch(Sale, ROWS), writeContext(0))).rejects.toSatisfy((e) =>
      TOO_MANY_PARTITIONS.is(e),
    );
  });

  test('a partition value that no file system takes as a name', async () => {
    const path = await temporaryFolder();
    const writer = await openSink({ path, schema: Sale, partitionBy: ['country'] });
    const batch = rowsBatch(Sale, [{ country: 'x'.repeat(300), value: 1 }]);
    await expect(writer.write(batch, writeContext(0))).rejects.toSatisfy((e) =>
      PARTITION_VALUE_TOO_LONG.is(e),
    );
  });

  test('a null in a required column, also inside of a struct', async () => {
    const Nested = schema({ day: nullable(date()), at: nullable(struct({ start: timestamp() })) });
    const path = await temporaryFolder();
    const flat = await openSink({ path: `${path}/flat`, schema: Sale });
    await expect(
      flat.write(rowsBatch(Sale, [{ country: null, value: 1 }]), writeContext(0)),
    ).rejects.toSatisfy((e) => NULL_IN_REQUIRED_COLUMN.is(e));
    const nested = await openSink({ path: `${path}/nested`, schema: Nested });
    await writeBatch(nested, rowsBatch(Nested, [{ day: null, at: null }]), 0);
    await expect(
      nested.write(rowsBatch(Nested, [{ day: null, at: { start: null } }]), writeContext(1)),
    ).rejects.toSatisfy((e) => NULL_IN_REQUIRED_COLUMN.is(e));
  });
});
