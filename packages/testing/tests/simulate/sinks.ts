import { availableNow, int, memorySource, type Sink, schema } from '@tidemark/core';
import {
  codeOf,
  type DurableFs,
  defineSink,
  type Rand,
  toJsonLines,
  writeNewFile,
} from '@tidemark/core/connector';
import { type BuildPipeline, linesIn, type SimulatedPipeline } from '../../src/index.ts';

const FOLDER = '/out';

/** A copy of three batches of numbers into a sink. */
export function copyTo(
  sink: () => Sink<unknown, 'append'>,
  more: Partial<SimulatedPipeline> = {},
): BuildPipeline {
  return () => {
    const numbers = memorySource(schema({ n: int() }), [], { maxStepsPerTrigger: 1 });
    for (const n of [1, 2, 3]) numbers.addData({ n }, { n: n * 10 });
    const target = sink();
    return {
      start: (session) =>
        session.start({
          checkpointLocation: '/checkpoint',
          trigger: availableNow(),
          outputs: [session.readStream(numbers).writeTo(target)],
        }),
      output: linesIn(FOLDER),
      ...more,
    };
  };
}

interface Tools {
  readonly fs: DurableFs;
  readonly rand: Rand;
}

type Write = (tools: Tools, lines: string, batchId: number) => Promise<void>;

/** A sink that does all it does in `write`. */
export function sinkThat(
  write: Write,
  prepare?: (tools: Tools) => Promise<void>,
): () => Sink<unknown, 'append'> {
  return () => {
    let tools: Tools;
    return defineSink({
      name: 'lines',
      outputModes: ['append'],
      async open({ ports }) {
        tools = ports;
        await tools.fs.mkdir(FOLDER);
        await tools.fs.syncDir('/');
        await prepare?.(tools);
      },
      write: (batch, { batchId }) => write(tools, toJsonLines(batch), batchId),
    });
  };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Every batch is a file by a name that nobody used before: a batch that runs again is there twice. */
export const appending = sinkThat(async ({ fs, rand }, lines) => {
  await writeNewFile(fs, `${FOLDER}/${rand.attemptId()}`, bytesOf(lines));
  await fs.syncDir(FOLDER);
});

/** A batch has one name, and nothing is synced: right as long as the power is on. */
export const unsynced = sinkThat(async ({ fs, rand }, lines, batchId) => {
  const temporary = `${FOLDER}/_${rand.attemptId()}`;
  const file = await fs.create(temporary);
  await file.write(bytesOf(lines));
  await file.close();
  await fs.rename(temporary, `${FOLDER}/${batchId}`);
});

/** A batch has one name, and is there as a whole or not at all. */
export const right = sinkThat(async ({ fs, rand }, lines, batchId) => {
  const temporary = `${FOLDER}/_${rand.attemptId()}`;
  await writeNewFile(fs, temporary, bytesOf(lines));
  await fs.rename(temporary, `${FOLDER}/${batchId}`);
  await fs.syncDir(FOLDER);
});

/** Takes every error for one that says that all is well. */
export const swallowing = sinkThat(async ({ fs, rand }, lines, batchId) => {
  const temporary = `${FOLDER}/_${rand.attemptId()}`;
  try {
    await writeNewFile(fs, temporary, bytesOf(lines));
    await fs.rename(temporary, `${FOLDER}/${batchId}`);
    await fs.syncDir(FOLDER);
  } catch (error) {
    if (codeOf(error) === '' && !(error instanceof Error && 'condition' in error)) throw error;
  }
});

/** Waits for a lock that a dead process holds. */
export const waiting = sinkThat(
  async ({ fs, rand }, lines, batchId) => {
    const temporary = `${FOLDER}/_${rand.attemptId()}`;
    await writeNewFile(fs, temporary, bytesOf(lines));
    await fs.rename(temporary, `${FOLDER}/${batchId}`);
    await fs.syncDir(FOLDER);
  },
  async ({ fs }) => {
    try {
      await (await fs.create('/lock')).close();
    } catch {
      await new Promise(() => undefined);
    }
  },
);

/** Trips over what a dead process left. */
export const tripping = sinkThat(async ({ fs }, lines, batchId) => {
  try {
    await writeNewFile(fs, `${FOLDER}/${batchId}`, bytesOf(lines));
    await fs.syncDir(FOLDER);
  } catch {
    throw new TypeError('cannot read properties of undefined');
  }
});

/** Names files by what the world does not know of. */
export const unseeded = sinkThat(async ({ fs }, lines) => {
  await writeNewFile(fs, `${FOLDER}/${Math.random()}`, bytesOf(lines));
});
