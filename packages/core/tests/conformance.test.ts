// The conformance suites of @tidemark/testing on the connectors of this package.
import {
  createSession,
  csv,
  csvSink,
  fileSource,
  foreachBatch,
  json,
  jsonSink,
  long,
  memorySink,
  memorySource,
  rateSource,
  schema,
  string,
} from '@tidemark/core';
import type { Format, Row, Schema } from '@tidemark/core/connector';
import { describe, it } from 'vitest';
import {
  type AnyRow,
  describeSink,
  describeSource,
  runSuite,
  type SinkReader,
  simPorts,
} from '../../testing/src/index.ts';
import { PATH_NOT_FOUND } from '../src/errors/file-source.ts';
import { putFile } from './sources/disk.ts';

const Item = schema({ id: long(), name: string() });
/** Gives other rows each time, two by two. */
function newItems(): () => readonly { readonly id: number; readonly name: string }[] {
  let id = 0;
  const next = (): { readonly id: number; readonly name: string } => ({ id, name: `n${id++}` });
  return () => [next(), next()];
}

const memory = describeSource({
  name: 'memorySource',
  create() {
    const source = memorySource(Item);
    const next = newItems();
    return {
      source,
      add: () => {
        const rows = next();
        source.addData(...rows);
        return rows;
      },
    };
  },
});

const START_MS = Date.UTC(2024, 0, 1);
const rate = describeSource({
  name: 'rateSource',
  isBounded: false,
  create(ports) {
    const { clock } = ports as ReturnType<typeof simPorts>;
    return {
      source: rateSource({ rowsPerSecond: 2 }),
      add: async () => {
        const value = ((clock.nowMs() - START_MS) / 1000) * 2;
        await clock.advance(1000);
        return [value, value + 1].map((n) => ({
          timestamp: new Date(START_MS + n * 500),
          value: n,
        }));
      },
    };
  },
});

const files = describeSource({
  name: 'fileSource',
  maxRows: 2,
  create({ fs }) {
    const next = newItems();
    let n = 0;
    const at = { path: '/in', format: json(Item) };
    return {
      source: fileSource(at),
      limited: fileSource({ ...at, maxFilesPerTrigger: 1 }),
      add: async () => {
        const rows = next();
        const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
        await putFile(fs, `/in/${n++}.json`, lines.join(''));
        return rows;
      },
    };
  },
});

/** What a query reads of the folder that a file sink writes. */
const readBack =
  (format: (columns: Schema<Row>) => Format<Row>) =>
  async ({ ports, schema: columns }: SinkReader): Promise<readonly AnyRow[]> => {
    const source = fileSource({ path: '/out', format: format(columns) });
    try {
      return await createSession({ ports }).read(source).collect();
    } catch (error) {
      if (PATH_NOT_FOUND.is(error)) return [];
      throw error;
    }
  };

const jsonFiles = describeSink({
  name: 'jsonSink',
  create: () => ({ sink: jsonSink({ path: '/out' }), rows: readBack((c) => json(c)) }),
});

const csvFiles = describeSink({
  name: 'csvSink',
  create: () => ({ sink: csvSink({ path: '/out' }), rows: readBack((c) => csv(c)) }),
  knownGaps: {
    'values of string with control characters and nulls are kept, or the type is refused by name':
      'a line is a record, as in Spark without its option multiLine',
    'values of empty string and nulls are kept, or the type is refused by name':
      'an empty cell is null, as in Spark',
  },
});

const memoryRows = describeSink({
  name: 'memorySink',
  create() {
    const sink = memorySink<Row>();
    return { sink, rows: () => sink.rows };
  },
});

const byFunction = describeSink({
  name: 'foreachBatch',
  create() {
    const batches = new Map<string, readonly Row[]>();
    const sink = foreachBatch<Row>((batch, { queryId, batchId }) => {
      batches.set(`${queryId} ${batchId}`, [...batch.rows()]);
      return Promise.resolve();
    });
    return { sink, rows: () => [...batches.values()].flat() };
  },
});

for (const suite of [memory, rate, files, jsonFiles, csvFiles, memoryRows, byFunction]) {
  runSuite(suite, { describe, it });
}
