import { gunzipSync } from 'node:zlib';
import {
  array,
  availableNow,
  bigint,
  boolean,
  createSession,
  csv,
  csvSink,
  date,
  decimal,
  double,
  type Format,
  fileSource,
  float,
  int,
  json,
  jsonSink,
  long,
  memorySource,
  nullable,
  type Sink,
  schema,
  string,
  struct,
  text,
  textSink,
  timestamp,
} from '@tidemark/core';
import type { Row, Schema } from '@tidemark/core/connector';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOSSES, SimFs, simPorts } from '../../../testing/src/index.ts';
import { NOT_ONE_TEXT_COLUMN } from '../../src/errors/file-sink.ts';
import { FORMAT_UNSUPPORTED_TYPE } from '../../src/errors/format.ts';
import { filesBelow, publishedTexts, putFile } from '../sources/disk.ts';

const FLAT = {
  flag: nullable(boolean()),
  amount: nullable(int()),
  total: nullable(long()),
  id: nullable(bigint()),
  ratio: nullable(float()),
  price: nullable(double()),
  paid: nullable(decimal(12, 2)),
  name: nullable(string()),
  day: nullable(date()),
  at: nullable(timestamp()),
};
const Flat = schema(FLAT);
const ROW = {
  flag: true,
  amount: -5,
  total: 9_007_199_254_740_991,
  id: 9_223_372_036_854_775_807n,
  ratio: Math.fround(0.1),
  price: 19.99,
  paid: '-1234.50',
  name: 'crêpe 🥞',
  day: new Date('1969-12-31'),
  at: new Date('2024-01-31T12:00:00.250Z'),
};
const NOTHING = Object.fromEntries(Object.keys(ROW).map((name) => [name, null]));

/** Writes rows as one batch and answers the disk. */
async function written(
  from: Schema,
  rows: readonly Row[],
  sink: Sink<Row, 'append'>,
): Promise<SimFs> {
  const ports = simPorts({ seed: 1 });
  const frame = createSession({ ports }).read(memorySource(from as Schema<Row>, rows));
  await frame.write(sink);
  return ports.fs;
}

function readBack(fs: SimFs, format: Format): Promise<readonly unknown[]> {
  const session = createSession({ ports: simPorts({ seed: 2, fs }) });
  return session.read(fileSource({ path: 'out', format })).collect();
}

describe('rows survive the way to disk and back', () => {
  test('as JSON, nested ones too, packed and in folders', async () => {
    const Deep = schema({ ...FLAT, tags: array(string()), at2: struct({ x: int() }) });
    const rows = [{ ...ROW, tags: ['a', 'é'], at2: { x: 1 } }];
    for (const options of [
      {},
      { compression: 'gzip' },
      { partitionBy: ['name', 'day'] },
    ] as const) {
      const fs = await written(Deep, rows, jsonSink<Row>({ path: 'out', ...options }));
      expect(await readBack(fs, json(Deep))).toEqual(rows);
    }
  });

  test('as CSV, whatever the options are', async () => {
    const rows = [ROW, NOTHING, { ...ROW, name: 'a, "b"\\ c' }];
    for (const [syntax, placing] of [
      [{}, {}],
      [{ header: true }, { compression: 'gzip' }],
      [{ delimiter: ';', quote: "'", escape: "'", nullValue: 'NULL' }, {}],
      [{}, { partitionBy: ['amount', 'at'] }],
    ] as const) {
      const fs = await written(Flat, rows, csvSink<Row>({ path: 'out', ...syntax, ...placing }));
      const read = await readBack(fs, csv(Flat, syntax));
      expect(read).toHaveLength(3);
      expect(read).toEqual(expect.arrayContaining(rows));
    }
  });

  test('as text', async () => {
    const Line = schema({ value: nullable(string()), day: int() });
    const rows = ['one', '', ' é ', null].map((value) => ({ value, day: 1 }));
    const fs = await written(Line, rows, textSink<Row>({ path: 'out', partitionBy: ['day'] }));
    expect(await publishedTexts(fs, 'out/day=1')).toEqual(['one\n\n é \n\n']);
    expect(await readBack(fs, text())).toEqual(['one', '', ' é ', ''].map((value) => ({ value })));
  });

  test('as CSV, whatever the texts are, but for line breaks and the empty text', async () => {
    // Law: csv(csvSink(rows)) = rows, where a text has no line break and '' counts as null.
    const cell = fc
      .string({ unit: fc.constantFrom('"', '\\', ',', ' ', 'a', 'é', "'", '\t') })
      .map((value) => (value === '' ? null : value));
    const Texts = schema({ a: nullable(string()), b: nullable(string()) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ a: cell, b: cell }), { minLength: 1 }),
        fc.constantFrom('\\', '"'),
        async (rows, escape) => {
          const fs = await written(Texts, rows, csvSink<Row>({ path: 'out', escape }));
          // A record of nothing but delimiters and spaces is a record; a blank one would be none.
          expect(await readBack(fs, csv(Texts, { escape }))).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a CSV file', () => {
  test('is written as Spark writes it', async () => {
    const at = new Date('2024-01-31T12:00:00Z');
    const rows = [
      { ...ROW, ratio: 1, price: 1e7, name: 'plain', at },
      { ...NOTHING, name: '' },
      { ...NOTHING, name: 'a,b "c" \\ d' },
      { ...NOTHING, name: 'two\nlines' },
    ];
    const fs = await written(Flat, rows, csvSink<Row>({ path: 'out', header: true }));
    expect((await publishedTexts(fs, 'out')).join('')).toBe(
      [
        'flag,amount,total,id,ratio,price,paid,name,day,at',
        'true,-5,9007199254740991,9223372036854775807,1.0,1.0E7,-1234.50,plain,1969-12-31,2024-01-31T12:00:00.000Z',
        ',,,,,,,"",,',
        String.raw`,,,,,,,"a,b \"c\" \\ d",,`,
        ',,,,,,,"two',
        'lines",,',
        '',
      ].join('\n'),
    );
  });

  test('of one column keeps its nulls', async () => {
    const One = schema({ name: nullable(string()) });
    const rows = [{ name: 'a' }, { name: null }];
    const fs = await written(One, rows, csvSink<Row>({ path: 'out' }));
    expect(await readBack(fs, csv(One))).toEqual(rows);
  });
});

test('a packed file is one that every tool unpacks', async () => {
  const Line = schema({ value: string() });
  const fs = await written(
    Line,
    [{ value: 'a' }, { value: 'b' }],
    textSink<Row>({ path: 'out', compression: 'gzip' }),
  );
  const [path = ''] = (await filesBelow(fs, 'out')).filter((name) => name.endsWith('.txt.gz'));
  expect(gunzipSync(await fs.readFile(path)).toString()).toBe('a\nb\n');
});

test('columns that a file cannot hold are refused before anything is opened', () => {
  const Nested = schema({ tags: array(string()), name: string() });
  const refusal = (sink: Sink<Row, 'append'>): unknown => {
    try {
      return sink.checkSchema?.(Nested);
    } catch (error) {
      return error;
    }
  };
  expect(FORMAT_UNSUPPORTED_TYPE.is(refusal(csvSink({ path: 'out' })))).toBe(true);
  expect(NOT_ONE_TEXT_COLUMN.is(refusal(textSink({ path: 'out' })))).toBe(true);
  expect(NOT_ONE_TEXT_COLUMN.is(refusal(textSink({ path: 'out', partitionBy: ['name'] })))).toBe(
    true,
  );
  expect(refusal(jsonSink({ path: 'out' }))).toBeUndefined();
});

const Sale = schema({ id: int(), country: string() });
const FILES = 3;
/** Under each way to lose power every so many moments are tried, others under the next. */
const STRIDE = 13;
const IDS = [0, 1, 2, 3, 4, 5];

/** A query from a folder of JSON to a folder of JSON, a file a batch, until nothing is left. */
async function copyOrders(fs: SimFs, seed: number): Promise<void> {
  const session = createSession({ ports: simPorts({ seed, fs }) });
  const sales = session.readStream(
    fileSource({ path: 'in', format: json(Sale), maxFilesPerTrigger: 1 }),
  );
  const query = await session.start({
    checkpointLocation: 'checkpoint',
    trigger: availableNow(),
    outputs: [sales.writeTo(jsonSink({ path: 'out', partitionBy: ['country'] }))],
  });
  await query.awaitTermination();
}

/** Ids that a reader sees at this moment, in order; none where not even the folder is there. */
async function visibleIds(fs: SimFs): Promise<number[]> {
  if (!(await fs.readdir('.')).some(({ name }) => name === 'out')) return [];
  const rows = (await readBack(fs, json(Sale))) as { readonly id: number }[];
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

async function ordersIn(): Promise<SimFs> {
  const fs = new SimFs();
  for (let n = 0; n < FILES; n++) {
    const lines = [
      { id: 2 * n, country: 'NL' },
      { id: 2 * n + 1, country: n === 1 ? 'DE' : 'FR' },
    ];
    await putFile(fs, `in/${n}.json`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  return fs;
}

test('a reader of the folder that a query writes sees whole batches only', async () => {
  const fs = await ordersIn();
  const before = fs.operations;
  await copyOrders(fs, 1);
  const end = fs.operations - 1;
  const seen = new Set<string>();
  for (let at = before; at < end; at += 3) {
    const disk = await ordersIn();
    disk.crashBefore(at);
    await copyOrders(disk, 1).catch(() => undefined);
    seen.add(String(await visibleIds(disk.crash('kill'))));
  }
  seen.add(String(await visibleIds(fs)));
  expect([...seen]).toEqual(['', '0,1', '0,1,2,3', '0,1,2,3,4,5']);
}, 20_000);

test.each(LOSSES)(
  'whenever the machine dies and loses $mode (seed $seed), each row of the files is there once afterwards',
  async ({ mode, seed }) => {
    const whole = await ordersIn();
    const before = whole.operations;
    await copyOrders(whole, 1);
    expect(await visibleIds(whole)).toEqual(IDS);
    // The last operation gives the lock back, when everything is done.
    const end = whole.operations - 1;
    for (let at = before + ((seed + mode.length) % STRIDE); at < end; at += STRIDE) {
      const disk = await ordersIn();
      disk.crashBefore(at);
      await expect(copyOrders(disk, 1)).rejects.toThrow();
      const left = disk.crash(mode, seed);
      const seen = await visibleIds(left);
      expect(IDS.slice(0, seen.length)).toEqual(seen);
      expect(seen.length % 2).toBe(0);
      await copyOrders(left, 2);
      expect(await visibleIds(left)).toEqual(IDS);
    }
  },
);
