import { availableNow, createSession } from '@tidemark/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { blockSource } from '../runtime/block-source.ts';
import { MICROS_PER_MS, type Row, type Step } from './model/chain.ts';
import { frameOf, RowSchema } from './model/engine.ts';
import { ModelQuery } from './model/model-query.ts';
import { type Case, cases } from './model/random-chain.ts';
import { publishedBatches } from './published-batches.ts';

// Law: whatever the chain of steps, the rows, the cuts into batches and the restarts, a query gives batch
// by batch what a row-by-row model of Spark's rules gives.

/** In the suite some hundreds; `TIDEMARK_MODEL_RUNS=20000` for the whole, `TIDEMARK_MODEL_SEED` for another part. */
const NUM_RUNS = Number(process.env['TIDEMARK_MODEL_RUNS'] ?? 500);
const SEED = process.env['TIDEMARK_MODEL_SEED'];

test('a query gives what the rules give row by row', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (each) => {
      const model = new ModelQuery(each.step, each.mode);
      for (const run of each.runs) model.run(run);
      const wanted = model.batches.map((rows) => rows.map(lineOf).sort());
      expect(await batchesOf(each)).toEqual(wanted);
    }),
    { numRuns: NUM_RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
  );
}, 3_600_000);

async function batchesOf({ step, mode, runs }: Case): Promise<readonly (readonly string[])[]> {
  const { fs } = simPorts({ seed: 1 });
  const sources = [0, 1].map((stream) =>
    blockSource(RowSchema, [], { blocksPerBatch: 1, description: `stream ${stream}` }),
  );
  const used = sources.slice(0, readsBoth(step) ? 2 : 1);
  const published = publishedBatches();
  for (const [i, batches] of runs.entries()) {
    for (const rows of batches) {
      for (const [stream, source] of used.entries()) source.blocks.push([...(rows[stream] ?? [])]);
    }
    const ports = simPorts({ seed: i + 2, fs });
    const session = createSession({ ports, warn: () => undefined });
    const query = await session.start({
      checkpointLocation: 'checkpoint',
      trigger: availableNow(),
      outputs: [
        frameOf(step, session, used).writeTo(published.sink, { outputMode: mode } as never),
      ],
    });
    await query.awaitTermination();
  }
  return published.batches.map((rows) => rows.map((row) => lineOf(row as Row)).sort());
}

function readsBoth(step: Step): boolean {
  return step.op === 'join' || step.op === 'union' || ('input' in step && readsBoth(step.input));
}

/** A row as text, its time in milliseconds. */
function lineOf({ t, k, v }: Row): string {
  const ms = t === null ? null : Math.floor(t / MICROS_PER_MS);
  return JSON.stringify([ms, k, v === null ? null : `#${v + 0}`]);
}
