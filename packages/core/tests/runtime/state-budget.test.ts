import { availableNow, memorySink, schema, string } from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { SimFs, simPorts } from '../../../testing/src/index.ts';
import { STATE_TOO_LARGE } from '../../src/errors/state.ts';
import { quietSession } from '../semantics/streams.ts';
import { type BlockSource, blockSource } from './block-source.ts';

interface User {
  readonly user: string;
}
const Users = schema({ user: string() });

/** Blocks of distinct users, so that every batch adds as much state as the one before. */
const users = (blocks: number): BlockSource<User> =>
  blockSource(
    Users,
    Array.from({ length: blocks }, (_, block) =>
      Array.from({ length: 1000 }, (__, i) => ({ user: `user-${block}-${i}`.padEnd(40, '.') })),
    ),
    { blocksPerBatch: 1 },
  );

async function run(maxStateBytes: number | undefined, fs = new SimFs(), seed = 1) {
  const { session, warnings } = quietSession({
    ports: simPorts({ seed, fs }),
    ...(maxStateBytes === undefined ? {} : { maxStateBytes }),
  });
  const table = memorySink<User & { n: number }>();
  const query = await session.start({
    checkpointLocation: 'checkpoint',
    trigger: availableNow(),
    outputs: [
      session
        .readStream(users(10))
        .groupBy('user')
        .agg(() => ({ n: count() }))
        .writeTo(table, { outputMode: 'update' }),
    ],
  });
  const failure = await query.awaitTermination().then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  return { query, failure, warnings, fs };
}

test('a state that outgrows maxStateBytes ends the query before the batch is a fact, by name', async () => {
  const { query, failure, warnings, fs } = await run(250_000);
  const cause: unknown = failure?.cause;
  if (!STATE_TOO_LARGE.is(cause)) throw new Error('the state stayed small', { cause });
  const [held] = cause.parameters.operators;
  expect(held?.operator).toMatch(/^stateStoreSave \(/);
  expect(held?.sizeBytes).toBeGreaterThan(250_000);
  expect(cause.message).toContain('withWatermark()');
  expect(warnings).toEqual([expect.stringContaining('that maxStateBytes allows')]);
  // What was committed before stands, and with more room the query goes on from there.
  const committed = query.lastProgress?.batchId as number;
  expect((await fs.readdir('checkpoint/commits')).length).toBe(committed + 1);
  const again = await run(10_000_000, fs, 2);
  expect(again.failure).toBeUndefined();
  expect(again.query.lastProgress?.stateOperators[0]?.numRowsTotal).toBe(10_000);
});

test('without maxStateBytes there is no limit, and progress tells what is stored', async () => {
  const { query, failure, warnings } = await run(undefined);
  expect([failure, warnings]).toEqual([undefined, []]);
  const { storedBytes, numRowsTotal } = query.lastProgress?.stateOperators[0] ?? {};
  expect(numRowsTotal).toBe(10_000);
  expect(storedBytes).toBeGreaterThan(400_000);
});

test('a limit that is none is refused', () => {
  expect(() => quietSession({ maxStateBytes: 0 })).toThrow('maxStateBytes');
  expect(() => quietSession({ maxStateBytes: Number.NaN })).toThrow('maxStateBytes');
});
