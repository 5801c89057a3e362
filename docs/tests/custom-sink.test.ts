import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, int, memorySource, type Sink, schema } from '@tidemark/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allExamples } from './examples/example.ts';

interface SinkExample {
  readonly jsonLinesSink: (directory: string) => Sink<unknown, 'append'>;
}

const shown = allExamples().filter(
  ({ code }) =>
    code.startsWith('export const jsonLinesSink') || code.includes('\nexport const jsonLinesSink'),
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-sink-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writtenNumbers(): readonly number[] {
  return readdirSync(join(folder, 'out'))
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) =>
      readFileSync(join(folder, 'out', name), 'utf8')
        .trim()
        .split('\n'),
    )
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly n: number }).n)
    .sort((a, b) => a - b);
}

test('the smallest sink is in the README and in the manual, the same in both', () => {
  expect(shown.map(({ path }) => path)).toEqual(['README.md', 'docs/guide/custom-sink.md']);
  const [first, second] = shown.map(({ code }) => code.slice(code.indexOf('export const')));
  expect(second).toBe(first);
});

test.each(shown)(
  'with the sink of $path every row is there once, although a crash repeats a batch',
  async ({ id }) => {
    const { jsonLinesSink } = (await import(/* @vite-ignore */ `example:${id}`)) as SinkExample;
    const source = memorySource(schema({ n: int() }), [{ n: 1 }, { n: 2 }]);
    const start = (sink: Sink<{ n: number }, 'append'>) => {
      const session = createSession();
      const checkpointLocation = join(folder, 'checkpoint');
      return session.start({
        checkpointLocation,
        outputs: [session.readStream(source).writeTo(sink, { name: 'copy' })],
      });
    };

    const first = await start(jsonLinesSink(join(folder, 'out')));
    await first.processAllAvailable();
    await first.stop();
    expect(writtenNumbers()).toEqual([1, 2]);

    source.addData({ n: 3 }, { n: 4 });
    const dying = await start(dyingAfterWrite(jsonLinesSink(join(folder, 'out'))));
    await expect(dying.processAllAvailable()).rejects.toThrow('the process is gone');
    expect(writtenNumbers()).toEqual([1, 2, 3, 4]);
    writeFileSync(join(folder, 'out', 'batch-1.jsonl.tmp'), '{"n":'); // what a crash within write leaves

    source.addData({ n: 5 });
    const last = await start(jsonLinesSink(join(folder, 'out')));
    await last.processAllAvailable();
    await last.stop();
    expect(writtenNumbers()).toEqual([1, 2, 3, 4, 5]);
  },
);

/** The rows are written, and the process ends before the batch is a fact. */
function dyingAfterWrite<R>(sink: Sink<R, 'append'>): Sink<R, 'append'> {
  return {
    ...sink,
    async open(context) {
      const writer = await sink.open(context);
      return {
        async write(batch, batchContext) {
          await writer.write(batch, batchContext);
          throw new Error('the process is gone');
        },
      };
    },
  };
}
