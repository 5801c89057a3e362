import { gzipSync } from 'node:zlib';
import {
  availableNow,
  createSession,
  csv,
  double,
  fileSource,
  int,
  json,
  nullable,
  type Session,
  schema,
  string,
  text,
} from '@tidemark/core';
import { defineSink } from '@tidemark/core/connector';
import { beforeEach, describe, expect, test } from 'vitest';
import { type SimPorts, simPorts } from '../../../testing/src/index.ts';
import {
  BAD_PARTITION_VALUE,
  FILE_UNREADABLE,
  MALFORMED_RECORD,
  PATH_NOT_FOUND,
} from '../../src/errors/file-source.ts';
import { BAD_OPTION } from '../../src/errors/option.ts';
import { putFile } from './disk.ts';

const Order = schema({ id: int(), price: double(), note: nullable(string()) });

let ports: SimPorts;
let session: Session;

beforeEach(() => {
  ports = simPorts({ seed: 1 });
  session = createSession({ ports });
});

const put = (path: string, content: string | Uint8Array): Promise<void> =>
  putFile(ports.fs, path, content);

async function failure(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a folder of JSON lines', () => {
  test('is read in the order the files appeared, blank lines and hidden files left out', async () => {
    await put('in/b.json', '{"id":1,"price":1.5,"note":"é"}\n\n  \r\n{"id":2}\r\n');
    await put('in/deep/a.json', '{"id":3,"price":2}');
    await put('in/_tmp/x.json', '{"id":9}');
    await put('in/.y.json', '{"id":9}');
    await put('in/z.json._COPYING_', '{"id":9}');
    const orders = session.read(fileSource({ path: 'in', format: json(Order) }));
    expect(await orders.collect()).toEqual([
      { id: 1, price: 1.5, note: 'é' },
      { id: 2, price: null, note: null },
      { id: 3, price: 2, note: null },
    ]);
    expect(await orders.select('id').collect()).toHaveLength(3);
    expect(await orders.count()).toBe(3);
  });

  test('may be packed, or begin with a byte order mark', async () => {
    await put('in/a.json.gz', gzipSync('\uFEFF{"id":1}\n{"id":2}\n'));
    await put('in/b.json', '\uFEFF{"id":3}');
    // Packed files behind each other are one file, as gzip has it.
    await put('in/c.json.gz', Buffer.concat([gzipSync('{"id":4}\n'), gzipSync('{"id":5}\n')]));
    const ids = session.read(fileSource({ path: 'in', format: json(Order) })).select('id');
    expect((await ids.collect()).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  test('with a packed file that is cut ends the query with the name of the file', async () => {
    await put('in/a.json.gz', gzipSync('{"id":1}\n'.repeat(1000)).subarray(0, -12));
    const reading = session.read(fileSource({ path: 'in', format: json(Order) })).collect();
    const error = await failure(reading);
    expect(FILE_UNREADABLE.is(error)).toBe(true);
    expect((error as Error).message).toMatch(/'a\.json\.gz' cannot be read as gzip of json/);
  });

  test('shows records that do not fit with file, line and reason', async () => {
    await put('in/day=1/a.json', '{"id":1,"price":1}\n\n{"id":"x","price":2}\nno json\n');
    await put('in/day=2/b.json.gz', gzipSync('{"id":4,"price":{}}\n'));
    const Daily = schema({ id: int(), price: double(), day: int() });
    const source = fileSource({ path: 'in', format: json(Daily, { mode: 'DROPMALFORMED' }) });
    const orders = session.read(source);
    expect(await orders.collect()).toEqual([{ id: 1, price: 1, day: 1 }]);
    const bad = await orders.badRecords().collect();
    expect(bad).toEqual([
      {
        path: 'day=1/a.json',
        line: 3,
        value: '{"id":"x","price":2}',
        reason: expect.stringContaining("'id'"),
      },
      { path: 'day=1/a.json', line: 4, value: 'no json', reason: expect.any(String) },
      {
        path: 'day=2/b.json.gz',
        line: 1,
        value: '{"id":4,"price":{}}',
        reason: expect.stringContaining("'price'"),
      },
    ]);
  });

  test('in mode FAILFAST ends the query with file and line', async () => {
    await put('in/a.json', `${'{"id":1,"price":1}\n'.repeat(5000)}\n{"id":1}\n`);
    const source = fileSource({
      path: 'in',
      format: json(schema({ id: int(), price: double() }), { mode: 'FAILFAST' }),
    });
    const error = await failure(session.read(source).collect());
    expect(MALFORMED_RECORD.is(error)).toBe(true);
    expect((error as { parameters?: object }).parameters).toMatchObject({
      file: 'a.json',
      line: 5002,
    });
  });
});

describe('a folder of CSV', () => {
  test('has a header in each file, whatever it says, and columns by their place', async () => {
    await put('in/a.csv', '\r\nid,price,note\r\n1,1.5,"a, ""b"""\r\n\r\n2,,\r\n');
    await put('in/b.csv', 'nr;preis;text\n'.replaceAll(';', ',').concat('3,2,x'));
    await put('in/c.csv', 'id,price,note\n');
    const format = csv(Order, { header: true, escape: '"' });
    expect(await session.read(fileSource({ path: 'in', format })).collect()).toEqual([
      { id: 1, price: 1.5, note: 'a, "b"' },
      { id: 2, price: null, note: null },
      { id: 3, price: 2, note: 'x' },
    ]);
  });

  test('without a header option gives every line', async () => {
    await put('in/a.csv', '1,1.5,x\n2,2.5,y\n');
    const orders = session.read(fileSource({ path: 'in', format: csv(Order) }));
    expect(await orders.count()).toBe(2);
  });

  test('has the columns that folders name, whose places the cells do not have', async () => {
    await put('in/country=NL/a.csv', '1,1.5\n2,x\n');
    await put('in/country=__HIVE_DEFAULT_PARTITION__/b.csv', '3,2.5\n');
    const Sale = schema({ id: int(), country: nullable(string()), price: double() });
    const all = session.read(fileSource({ path: 'in', format: csv(Sale) }));
    expect(await all.collect()).toEqual([
      { id: 1, country: 'NL', price: 1.5 },
      { id: 2, country: 'NL', price: null },
      { id: 3, country: null, price: 2.5 },
    ]);
    expect(await all.select('country').collect()).toHaveLength(3);
    const strict = fileSource({ path: 'in', format: csv(Sale, { mode: 'DROPMALFORMED' }) });
    expect(await session.read(strict).select('price', 'country').collect()).toEqual([
      { price: 1.5, country: 'NL' },
      { price: 2.5, country: null },
    ]);
  });
});

test('a folder of text gives every line, blank ones too', async () => {
  await put('in/a.txt', 'one\n\n two \r\n');
  const lines = await session.read(fileSource({ path: 'in', format: text() })).collect();
  expect(lines.map(({ value }) => value)).toEqual(['one', '', ' two ']);
});

test('what cannot be read is named: no path, no number, a folder that is no value', async () => {
  const missing = session.read(fileSource({ path: 'nowhere', format: text() })).collect();
  expect(PATH_NOT_FOUND.is(await failure(missing))).toBe(true);
  expect(() => fileSource({ path: 'in', format: text(), maxFilesPerTrigger: 0 })).toThrow(
    expect.objectContaining({ condition: BAD_OPTION.name }),
  );
  await put('in/day=monday/a.json', '{"id":1}');
  const Daily = schema({ id: int(), day: int() });
  const daily = session.read(fileSource({ path: 'in', format: json(Daily) })).collect();
  expect(BAD_PARTITION_VALUE.is(await failure(daily))).toBe(true);
});

describe('a stream of files', () => {
  type Options = Omit<Parameters<typeof fileSource>[0], 'path' | 'format'>;

  /** Runs until nothing is left; answers the ids of each batch. */
  async function run(options: Options): Promise<unknown[][]> {
    const batches: unknown[][] = [];
    const sink = defineSink({
      name: 'ids',
      outputModes: ['append'],
      write(batch) {
        const ids = [...batch.rows()].map((row) => (row as { id: unknown }).id);
        if (ids.length > 0) batches.push(ids);
        return Promise.resolve();
      },
    });
    const orders = session.readStream(fileSource({ path: 'in', format: json(Order), ...options }));
    const query = await session.start({
      checkpointLocation: 'checkpoint',
      trigger: availableNow(),
      outputs: [orders.select('id').writeTo(sink)],
    });
    await query.awaitTermination();
    return batches;
  }

  const order = (id: number, path = `in/${id}.json`): Promise<void> => put(path, `{"id":${id}}`);

  test('takes so many files a trigger, and goes on after a restart with what it has not read', async () => {
    for (const id of [1, 2, 3]) await order(id);
    expect(await run({ maxFilesPerTrigger: 2 })).toEqual([[1, 2], [3]]);
    for (const id of [4, 5]) await order(id);
    expect(await run({ maxFilesPerTrigger: 2 })).toEqual([[4, 5]]);
    expect(await run({})).toEqual([]);
  });

  test('takes the newest first where it is told so', async () => {
    for (const id of [1, 2, 3]) await order(id);
    expect(await run({ latestFirst: true, maxFilesPerTrigger: 2 })).toEqual([[3, 2], [1]]);
  });

  test('reads a name once, wherever it is, where it is told so', async () => {
    await order(1, 'in/x/a.json');
    await order(2, 'in/y/a.json');
    expect(await run({ fileNameOnly: true })).toEqual([[1]]);
    await order(3, 'in/z/a.json');
    expect(await run({ fileNameOnly: true })).toEqual([]);
    expect(await run({ fileNameOnly: false })).toEqual([[2, 3]]);
  });

  test('does not read again after a restart what it has forgotten', async () => {
    // The disk's clock ticks a millisecond an operation.
    const aged = { maxFileAge: '1 millisecond', maxFilesPerTrigger: 1 } as const;
    for (let id = 0; id < 12; id++) await order(id);
    const seen = [...(await run(aged)), ...(await run(aged)), ...(await run(aged))].flat();
    expect(seen).toEqual([...new Set(seen)]);
  });
});
