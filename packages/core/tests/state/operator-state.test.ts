import { describe, expect, it } from 'vitest';
import { LOSSES, SimCrash, SimFs } from '../../../testing/src/index.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { CHECKPOINT_CORRUPT, STATE_SCHEMA_CHANGED } from '../../src/errors/checkpoint.ts';
import { type StoredFile, writeStoredFile } from '../../src/ports/stored-file.ts';
import { type OperatorState, openOperatorState } from '../../src/state/operator-state.ts';
import type { StateChanges } from '../../src/state/state-store.ts';
import { DOUBLE, LONG, STRING } from '../../src/types/data-type.ts';

const DIRECTORY = '/checkpoint/state/aggregate';
const KEYS = [{ name: 'k', dataType: STRING, nullable: true }];
const VALUES = [{ name: 'sum', dataType: DOUBLE, nullable: true }];

const open = (
  fs: SimFs,
  files: readonly StoredFile[] = [],
  attempt = 'a1',
): Promise<OperatorState> =>
  openOperatorState({
    fs,
    directory: DIRECTORY,
    attempt,
    operatorId: 'aggregate',
    keyFields: KEYS,
    valueFields: VALUES,
    files,
  });

function changes(
  upserts: Readonly<Record<string, number | null>>,
  removals: readonly string[] = [],
): StateChanges {
  const keys = Object.keys(upserts);
  return {
    upserts: {
      length: keys.length,
      columns: [vectorOf(keys, STRING), vectorOf(Object.values(upserts), DOUBLE)],
    },
    removals: { length: removals.length, columns: [vectorOf(removals, STRING)] },
  };
}

/** The table as a new process would load it. */
async function tableIn(fs: SimFs, files: readonly StoredFile[]): Promise<Map<unknown, unknown>> {
  const table = new Map<unknown, unknown>();
  for await (const { columns, length } of (await open(fs, files)).load()) {
    const [keys, values] = columns as [Vector, Vector];
    for (let row = 0; row < length; row++) {
      const key = readValue(keys, row, STRING);
      if (table.has(key)) throw new Error(`${String(key)} came twice`);
      table.set(key, readValue(values, row, DOUBLE));
    }
  }
  return table;
}

const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the state of an operator', () => {
  it('is what the batches made of it: the last value of a key counts, removed keys are gone', async () => {
    const fs = new SimFs();
    const state = await open(fs);
    await state.commit(0, changes({ a: 1, b: 2, c: null }));
    await state.commit(1, changes({ b: 3 }, ['a']));
    const { files } = await state.commit(2, changes({ a: 9 }, ['c']));
    expect(await tableIn(fs, files)).toEqual(
      new Map([
        ['a', 9],
        ['b', 3],
      ]),
    );
  });

  it('of a key that a batch removed and made again is the new one', async () => {
    const fs = new SimFs();
    const state = await open(fs);
    await state.commit(0, changes({ a: 1 }));
    const { files } = await state.commit(1, changes({ a: 2 }, ['a']));
    expect(await tableIn(fs, files)).toEqual(new Map([['a', 2]]));
  });

  it('after a batch without changes is the same files', async () => {
    const fs = new SimFs();
    const state = await open(fs);
    const before = await state.commit(0, changes({ a: 1 }));
    const operations = fs.operations;
    expect(await state.commit(1, changes({}))).toEqual(before);
    expect(fs.operations).toBe(operations);
  });

  it('is durable when a commit has returned', async () => {
    const fs = new SimFs();
    const { files } = await (await open(fs)).commit(0, changes({ a: 1 }));
    for (const { mode, seed } of LOSSES) {
      expect(await tableIn(fs.crash(mode, seed), files)).toEqual(new Map([['a', 1]]));
    }
  });

  it('stays a short chain, and every batch of it can be read', async () => {
    const fs = new SimFs();
    const state = await open(fs);
    const model = new Map<string, number>();
    const history: { files: readonly StoredFile[]; table: Map<string, number> }[] = [];
    for (let batchId = 0; batchId < 200; batchId++) {
      const upserts: Record<string, number> = {};
      for (let i = 0; i < 5; i++) upserts[`k${(batchId * 7 + i * 13) % 60}`] = batchId + i;
      const removals = [`k${(batchId * 11) % 60}`].filter(
        (key) => !(key in upserts) && model.has(key),
      );
      for (const [key, value] of Object.entries(upserts)) model.set(key, value);
      for (const key of removals) model.delete(key);
      const { files } = await state.commit(batchId, changes(upserts, removals));
      expect(files.length).toBeLessThan(9);
      history.push({ files, table: new Map(model) });
    }
    for (const { files, table } of history) expect(await tableIn(fs, files)).toEqual(table);
    const kinds = new Set(
      history.flatMap(({ files }) => files.map(({ name }) => name.split('.')[1])),
    );
    expect(kinds).toEqual(new Set(['snapshot', 'delta']));
  });

  it('goes on from the files of a commit, whatever a run that died wrote after it', async () => {
    const fs = new SimFs();
    const first = await open(fs);
    const committed = await first.commit(0, changes({ a: 1 }));
    await first.commit(1, changes({ a: 666 }));
    const second = await open(fs, committed.files, 'a2');
    const { files } = await second.commit(1, changes({ b: 2 }));
    expect(await tableIn(fs, files)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });
});

describe('a crash in a commit', () => {
  it('at any operation, with any loss, leaves the state of the batch before', async () => {
    const prepare = async (): Promise<{
      fs: SimFs;
      state: OperatorState;
      files: readonly StoredFile[];
    }> => {
      const fs = new SimFs();
      const state = await open(fs);
      let files: readonly StoredFile[] = [];
      // The next commit merges.
      for (let batchId = 0; batchId < 7; batchId++) {
        ({ files } = await state.commit(
          batchId,
          changes({ [`k${batchId}`]: batchId, a: batchId }),
        ));
      }
      return { fs, state, files };
    };
    const before = await prepare();
    const expected = await tableIn(before.fs, before.files);
    const start = before.fs.operations;
    await before.state.commit(7, changes({ a: 7 }, ['k1']));
    const total = before.fs.operations - start;
    expect(total).toBeGreaterThan(3);
    for (let operation = 0; operation < total; operation++) {
      const { fs, state, files } = await prepare();
      fs.crashBefore(fs.operations + operation);
      await expect(state.commit(7, changes({ a: 7 }, ['k1']))).rejects.toThrow(SimCrash);
      for (const { mode, seed } of LOSSES) {
        const disk = fs.crash(mode, seed);
        expect(await tableIn(disk, files)).toEqual(expected);
        const again = await open(disk, files, 'a2');
        const after = await again.commit(7, changes({ a: 7 }, ['k1']));
        const table = await tableIn(disk.crash('all-unsynced'), after.files);
        expect(table.get('a')).toBe(7);
        expect(table.has('k1')).toBe(false);
      }
    }
  });

  it('is an error and no half file when the disk is full', async () => {
    const fs = new SimFs();
    const state = await open(fs);
    const { files } = await state.commit(0, changes({ a: 1 }));
    fs.failAt({ at: fs.operations + 1, code: 'ENOSPC' });
    await expect(state.commit(1, changes({ a: 2 }))).rejects.toThrow('DISK.WRITE_FAILED');
    expect(await tableIn(fs, files)).toEqual(new Map([['a', 1]]));
  });
});

describe('damage', () => {
  it('to any byte of a file that a commit names is an error with the path', async () => {
    const fs = new SimFs();
    const { files } = await (await open(fs)).commit(0, changes({ a: 1, b: 2 }, ['c']));
    const path = `${DIRECTORY}/${files[0]?.name}`;
    const bytes = await fs.readFile(path);
    for (let at = 0; at < bytes.length; at++) {
      await fs.unlink(path);
      await (await fs.create(path)).write(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));
      const error = await thrownBy(tableIn(fs, files));
      expect(CHECKPOINT_CORRUPT.is(error) && error.parameters.path).toBe(path);
    }
    await fs.unlink(path);
    await (await fs.create(path)).write(bytes.subarray(0, -1));
    expect(CHECKPOINT_CORRUPT.is(await thrownBy(tableIn(fs, files)))).toBe(true);
    await fs.unlink(path);
    const error = await thrownBy(tableIn(fs, files));
    expect((error as Error).message).toContain(`${path}' cannot be used: it is missing`);
  });

  it.each([
    'PAR1 and more',
    'TMST\x01\xff\xff\x00\x00cut',
    'TMST\x01\x14\x00\x00\x00(string) -> (double)junk',
    'TMST\x02\x04\x00\x00\x00{"a"',
    'TMST\x02\x02\x00\x00\x00{}',
    '',
  ])('that has the right checksum and another form is an error too: %j', async (content) => {
    const fs = new SimFs();
    await open(fs);
    const bytes = Uint8Array.from(content, (letter) => letter.charCodeAt(0));
    const file = await writeStoredFile(fs, DIRECTORY, '0-a1.delta', bytes);
    expect(CHECKPOINT_CORRUPT.is(await thrownBy(tableIn(fs, [file])))).toBe(true);
  });

  it('is not what a changed query is: that is told apart', async () => {
    const fs = new SimFs();
    const { files } = await (await open(fs)).commit(0, changes({ a: 1 }));
    const changed = await openOperatorState({
      fs,
      directory: DIRECTORY,
      attempt: 'a2',
      operatorId: 'aggregate',
      files,
      keyFields: KEYS,
      valueFields: [{ name: 'count', dataType: LONG, nullable: false }],
    });
    const error = await thrownBy(changed.load().next());
    expect(STATE_SCHEMA_CHANGED.is(error)).toBe(true);
    expect((error as Error).message).toMatchInlineSnapshot(`
      "[CHECKPOINT.STATE_SCHEMA_CHANGED] The state of aggregate was stored as (string) -> (double); this query keeps (string) -> (bigint).
        hint: Start the query as it was, or with a new checkpointLocation."
    `);
  });
});

describe('a file', () => {
  /** `(string) -> (double)`, one row: a = 1. As the first release wrote it. */
  const V1 =
    '544d5354011400000028737472696e6729202d3e2028646f75626c6529' +
    '01010000000200000005000100000001000000610300000000000000f03f';

  it('of version 1 is read as ever', async () => {
    const fs = new SimFs();
    await open(fs);
    const file = await writeStoredFile(fs, DIRECTORY, '0-a0.snapshot', Buffer.from(V1, 'hex'));
    expect(await tableIn(fs, [file])).toEqual(new Map([['a', 1]]));
    const { files } = await (await open(fs, [file])).commit(1, changes({ b: 2 }));
    expect(await tableIn(fs, files)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });

  it('of a newer release is refused', async () => {
    const fs = new SimFs();
    await open(fs);
    const bytes = Buffer.from(V1.replace('544d535401', '544d535403'), 'hex');
    const file = await writeStoredFile(fs, DIRECTORY, '0-a0.snapshot', bytes);
    await expect(tableIn(fs, [file])).rejects.toThrow(
      'has version v3; this release reads v1 and v2',
    );
  });
});

describe('retention', () => {
  it('removes what no kept commit names, files of dead runs too, and nothing else', async () => {
    const fs = new SimFs();
    const dead = await open(fs, [], 'dead');
    await dead.commit(0, changes({ x: 1 }));
    const state = await open(fs);
    const history: (readonly StoredFile[])[] = [];
    for (let batchId = 0; batchId < 40; batchId++) {
      history.push((await state.commit(batchId, changes({ [`k${batchId % 3}`]: batchId }))).files);
    }
    const oldest = 30;
    await state.purge({ batchId: oldest, files: history[oldest] as readonly StoredFile[] });
    const left = (await fs.readdir(DIRECTORY)).map(({ name }) => name);
    const named = new Set(
      history
        .slice(oldest)
        .flat()
        .map(({ name }) => name),
    );
    expect(new Set(left)).toEqual(named);
    for (const files of history.slice(oldest)) expect((await tableIn(fs, files)).size).toBe(3);
  });
});
