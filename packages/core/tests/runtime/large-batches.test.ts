// A batch larger than memory: sinks that take parts get them while the batch is computed.
import { availableNow, foreach, jsonSink, type Sink, schema, string } from '@tidemark/core';
import { type Batch, defineSink } from '@tidemark/core/connector';
import { describe, expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { TOO_MANY_PARTITIONS } from '../../src/errors/file-sink.ts';
import { quietSession } from '../semantics/streams.ts';
import { filesBelow } from '../sources/disk.ts';
import { type BlockSource, type BlockSourceOptions, blockSource } from './block-source.ts';

interface Page {
  readonly name: string;
  readonly text: string;
}
const Pages = schema({ name: string(), text: string() });
const MEBIBYTE = 'x'.repeat(1024 * 1024);

/** Blocks of one row of a mebibyte each. */
const pages = (count: number, options?: BlockSourceOptions): BlockSource<Page> =>
  blockSource(
    Pages,
    Array.from({ length: count }, (_, i) => [{ name: `page ${i}`, text: MEBIBYTE }]),
    options,
  );

async function write(source: BlockSource<Page>, sink: Sink<Page>, ports = simPorts({ seed: 1 })) {
  const { session, warnings } = quietSession({ ports });
  const query = await session.start({
    checkpointLocation: 'checkpoint',
    trigger: availableNow(),
    outputs: [session.readStream(source).writeTo(sink)],
  });
  const ended = query.awaitTermination().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { query, ended, warnings, ports };
}

/** A sink that takes parts, and may wait or fail with each. */
function partSink(take: (part: Batch<Page>) => void | Promise<void>) {
  const state = { whole: 0, parts: [] as number[], failure: undefined as unknown };
  const sink: Sink<Page> = defineSink<Page>({
    name: 'parts',
    outputModes: ['append'],
    write: () => {
      state.whole++;
      return Promise.resolve();
    },
    async writeParts(parts) {
      try {
        for await (const part of parts) {
          await take(part);
          state.parts.push(part.rowCount);
        }
      } catch (error) {
        state.failure = error;
        throw error;
      }
    },
  });
  return { sink, state };
}

describe('a sink that takes parts', () => {
  test('gets a small batch as a whole', async () => {
    const { sink, state } = partSink(() => undefined);
    await (await write(pages(3), sink)).ended;
    expect(state).toMatchObject({ whole: 1, parts: [] });
  });

  test('gets a large batch in parts of a few MiB, all rows in order', async () => {
    const names: string[] = [];
    const { sink, state } = partSink((part) => {
      for (const { name } of part.rows()) names.push(name);
    });
    const { query, ended } = await write(pages(30), sink);
    expect(await ended).toBeUndefined();
    expect(state.parts.length).toBeGreaterThan(2);
    expect(Math.max(...state.parts)).toBeLessThanOrEqual(9);
    expect(names).toEqual(Array.from({ length: 30 }, (_, i) => `page ${i}`));
    expect(query.lastProgress).toMatchObject({ batchId: 0, sinks: [{ numOutputRows: 30 }] });
  });

  test('holds the source back while it is slow', async () => {
    let numRead = 0;
    let numTaken = 0;
    let farthest = 0;
    const source = pages(60, {
      onRead: () => {
        farthest = Math.max(farthest, ++numRead - numTaken);
      },
    });
    const { sink } = partSink(async (part) => {
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
      numTaken += part.rowCount;
    });
    await (await write(source, sink)).ended;
    // One part with the sink, one on the way, one being made.
    expect(farthest).toBeLessThanOrEqual(27);
  });

  test('is told when the batch fails in the middle, and the query ends with that failure', async () => {
    const source = pages(30, {
      onRead: (block) => {
        if (block === 25) throw new Error('the source broke');
      },
    });
    const { sink, state } = partSink(() => undefined);
    const error = await (await write(source, sink)).ended;
    expect(String(error)).toContain('the source broke');
    expect(String(state.failure)).toContain('the source broke');
  });

  test('ends the query when it fails, and nothing waits for it', async () => {
    const { sink } = partSink((part) => {
      if (part.rowCount > 0) throw new Error('the sink broke');
    });
    const source = pages(60);
    const error = await (await write(source, sink)).ended;
    expect(String(error)).toContain('the sink broke');
    expect(source.openReaders).toBe(0);
  });

  test('may say that it has the batch already, and reads no part', async () => {
    const sink = defineSink<Page>({
      name: 'has-it',
      outputModes: ['append'],
      write: () => Promise.resolve(),
      writeParts: () => Promise.resolve(),
    });
    expect(await (await write(pages(40), sink)).ended).toBeUndefined();
  });
});

test('a sink that takes only whole batches gets it whole, and a warning says what that costs', async () => {
  let rows = 0;
  const sink = defineSink<Page>({
    name: 'whole',
    outputModes: ['append'],
    write: (batch) => {
      rows += batch.rowCount;
      return Promise.resolve();
    },
  });
  const { ended, warnings } = await write(pages(260), sink);
  expect(await ended).toBeUndefined();
  expect(rows).toBe(260);
  expect(warnings).toEqual([expect.stringMatching(/A batch for whole has 25\d MiB/)]);
});

test('foreach opens once for a large batch, and takes its rows in order', async () => {
  const calls: string[] = [];
  const sink = foreach<Page>({
    open: (_, batchId) => void calls.push(`open ${batchId}`),
    process: ({ name }) => void calls.push(name),
    close: (error) => void calls.push(`close ${String(error)}`),
  });
  await (await write(pages(20), sink)).ended;
  const rows = Array.from({ length: 20 }, (_, i) => `page ${i}`);
  expect(calls).toEqual(['open 0', ...rows, 'close null']);
});

describe('a file sink', () => {
  test('writes a large batch as several files of one batch, which appear together', async () => {
    const { ended, ports } = await write(pages(20), jsonSink<Page>({ path: 'out' }));
    expect(await ended).toBeUndefined();
    const files = (await filesBelow(ports.fs, 'out')).filter((path) => path.includes('part-'));
    expect(files.length).toBeGreaterThan(1);
    expect(new Set(files.map((path) => path.slice(0, path.indexOf('-', 12)))).size).toBe(1);
  });

  test('counts the partitions of all parts of a batch', async () => {
    const sink = jsonSink<Page>({ path: 'out', partitionBy: ['name'], maxPartitionsPerBatch: 25 });
    const error = (await (await write(pages(30), sink)).ended) as Error;
    expect(TOO_MANY_PARTITIONS.is(error.cause)).toBe(true);
  });
});
