// The conformance suite of @tidemark/testing on the Parquet source: in a folder that a query writes,
// and in one that any program fills.
import { createSession, int, memorySource, schema, string } from '@tidemark/core';
import type { Ports } from '@tidemark/core/connector';
import { parquetSink } from '@tidemark/parquet-sink';
import { type AnyRow, describeSource, runSuite, type Suite, simPorts } from '@tidemark/testing';
import { describe, it } from 'vitest';
import { parquetSource } from '../src/index.ts';

const Item = schema({ id: int(), name: string() });
const ITEMS_A_FILE = 2;

function newItems(): () => readonly AnyRow[] {
  let id = 0;
  return () => [0, 1].map(() => ({ id, name: `n${id++}` }));
}

/** A folder that a sink writes, batch by batch. */
function written(ports: Ports): { add(): Promise<readonly AnyRow[]> } {
  const next = newItems();
  const source = memorySource(Item);
  const session = createSession({ ports });
  const start = () =>
    session.start({
      checkpointLocation: '/writer',
      outputs: [session.readStream(source).writeTo(parquetSink({ path: '/in' }))],
    });
  let query: ReturnType<typeof start> | undefined;
  return {
    async add() {
      const rows = next();
      source.addData(...(rows as never[]));
      query ??= start();
      await (await query).processAllAvailable();
      return rows;
    },
  };
}

/** A folder without a log: each file is written elsewhere and moved in. */
function moved(ports: Ports): { add(): Promise<readonly AnyRow[]> } {
  const next = newItems();
  let n = 0;
  return {
    async add() {
      const rows = next();
      const path = `/elsewhere-${n}`;
      const source = memorySource(Item, rows as never[]);
      await createSession({ ports }).read(source).write(parquetSink({ path }));
      const files = await ports.fs.readdir(path);
      const file = files.find(({ name }) => name.endsWith('.parquet'));
      await ports.fs.mkdir('/in');
      await ports.fs.rename(`${path}/${file?.name}`, `/in/${n++}.parquet`);
      return rows;
    },
  };
}

function suiteOf(name: string, fill: typeof moved): Suite {
  return describeSource({
    name: `parquetSource in a folder that ${name}`,
    maxRows: ITEMS_A_FILE,
    create: (ports) => ({
      source: parquetSource({ path: '/in', schema: Item }),
      limited: parquetSource({ path: '/in', schema: Item, maxFilesPerTrigger: 1 }),
      ...fill(ports),
    }),
    ports: () => simPorts({ seed: 1 }),
  });
}

runSuite(suiteOf('a query writes', written), { describe, it });
runSuite(suiteOf('any program fills', moved), { describe, it });
