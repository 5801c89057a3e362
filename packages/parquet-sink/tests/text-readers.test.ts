// The other file sinks write by the same protocol; DuckDB, which the tests have here, reads them too.
import {
  createSession,
  csvSink,
  date,
  double,
  int,
  jsonSink,
  memorySource,
  nullable,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { nodePorts } from '@tidemark/core/connector';
import { expect, test } from 'vitest';
import { duckdb } from './duckdb.ts';
import { temporaryFolder } from './written-batches.ts';

const Sale = schema({
  id: int(),
  price: nullable(double()),
  note: nullable(string()),
  country: string(),
  day: date(),
  at: timestamp(),
});
const [day, at] = [new Date('2024-01-31'), new Date('2024-01-31T12:00:00.250Z')];
const sales = memorySource(Sale, [
  { id: 1, price: 10_000_000.5, note: 'a, "b"\nc é', country: 'a/b', day, at },
  { id: 2, price: null, note: null, country: 'NL', day, at },
]);
const session = createSession({ ports: nodePorts({ durability: 'process' }) });
const READ = [
  {
    id: 1,
    price: 10_000_000.5,
    note: 'a, "b"\nc é',
    country: 'a/b',
    at: '2024-01-31 12:00:00.25+00',
  },
  { id: 2, price: null, note: null, country: 'NL', at: '2024-01-31 12:00:00.25+00' },
];
const COLUMNS = 'id::INTEGER AS id, price, note, country, "at"::TIMESTAMPTZ AS "at"';

test.each(['none', 'gzip'] as const)('DuckDB reads CSV (compression %s)', async (compression) => {
  const path = await temporaryFolder();
  await session
    .read(sales)
    .write(csvSink({ path, partitionBy: ['country'], header: true, escape: '"', compression }));
  const read = `read_csv('${path}/*/*.csv*', header = true, hive_partitioning = true)`;
  expect(await duckdb(`SELECT ${COLUMNS} FROM ${read} ORDER BY id`)).toEqual(READ);
});

test.each(['none', 'gzip'] as const)('DuckDB reads JSON (compression %s)', async (compression) => {
  const path = await temporaryFolder();
  await session.read(sales).write(jsonSink({ path, partitionBy: ['country'], compression }));
  const read = `read_json('${path}/*/*.json*', hive_partitioning = true)`;
  expect(await duckdb(`SELECT ${COLUMNS} FROM ${read} ORDER BY id`)).toEqual(READ);
});
