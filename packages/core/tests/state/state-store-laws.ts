import { type Law, LOSSES, SimCrash, SimFs, type Suite } from '../../../testing/src/index.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { CHECKPOINT_CORRUPT } from '../../src/errors/checkpoint.ts';
import type { StoredFile } from '../../src/ports/stored-file.ts';
import type { StateChanges, StateStore } from '../../src/state/state-store.ts';
import { DOUBLE, STRING } from '../../src/types/data-type.ts';

// The laws of a state store, in the shape of the suites of @tidemark/testing. Stores cannot be plugged
// in from outside yet, so they stay here until the contract is public.

/** The table that laws keep: a key to a number, which may be null. */
export const KEY_FIELDS = [{ name: 'k', dataType: STRING, nullable: true }];
export const VALUE_FIELDS = [{ name: 'sum', dataType: DOUBLE, nullable: true }];

export interface StateStoreConformance {
  readonly name: string;
  /** Where its files are on the disk. */
  readonly directory: string;
  /** Opens it in a new process, at the commit that names the files. */
  open(run: {
    readonly fs: SimFs;
    readonly attempt: string;
    readonly files: readonly StoredFile[];
  }): Promise<StateStore>;
}

type Table = ReadonlyMap<string | null, number | null>;
type Upserts = Readonly<Record<string, number | null>>;

/** A table that a chain of batches makes, as long as deltas are merged more than once on the way. */
const BATCHES = 60;

export function describeStateStore(subject: StateStoreConformance): Suite {
  return {
    name: subject.name,
    laws: LAWS.map(
      ([title, check]): Law => ({ title, run: () => check(new StoreUnderTest(subject)) }),
    ),
  };
}

/** A store over its processes, each opened at a commit. */
class StoreUnderTest {
  readonly subject: StateStoreConformance;
  fs: SimFs = new SimFs();
  #attempts = 0;

  constructor(subject: StateStoreConformance) {
    this.subject = subject;
  }

  open(files: readonly StoredFile[] = []): Promise<StateStore> {
    return this.subject.open({ fs: this.fs, attempt: `a${++this.#attempts}`, files });
  }

  /** The table as a new process loads it. */
  async load(files: readonly StoredFile[]): Promise<Table> {
    const table = new Map<string | null, number | null>();
    for await (const { columns, length } of (await this.open(files)).load()) {
      const [keys, values] = columns as [Vector, Vector];
      for (let row = 0; row < length; row++) {
        const key = readValue(keys, row, STRING) as string | null;
        require(!table.has(key), `the key ${String(key)} comes twice`);
        table.set(key, readValue(values, row, DOUBLE) as number | null);
      }
    }
    return table;
  }

  async expect(
    files: readonly StoredFile[],
    expected: Upserts | Table,
    when: string,
  ): Promise<void> {
    const wanted = expected instanceof Map ? expected : new Map(Object.entries(expected));
    const show = (table: Table): string =>
      [...table]
        .map((row) => JSON.stringify(row))
        .sort()
        .join();
    const actual = show(await this.load(files));
    require(actual === show(wanted), `${when}: expected ${show(wanted)}, and it is ${actual}`);
  }
}

function changes(upserts: Upserts, removals: readonly string[] = []): StateChanges {
  const keys = Object.keys(upserts);
  const values = Object.values(upserts);
  return {
    upserts: { length: keys.length, columns: [vectorOf(keys, STRING), vectorOf(values, DOUBLE)] },
    removals: { length: removals.length, columns: [vectorOf(removals, STRING)] },
  };
}

interface Commit {
  readonly files: readonly StoredFile[];
  readonly table: Table;
}

/** A chain of batches with changes and removals, and what each commit holds. */
async function chainOf(store: StateStore): Promise<readonly Commit[]> {
  const model = new Map<string, number>();
  const history: Commit[] = [];
  for (let batchId = 0; batchId < BATCHES; batchId++) {
    const upserts: Record<string, number> = {};
    for (let i = 0; i < 3; i++) upserts[`k${(batchId * 7 + i * 5) % 20}`] = batchId * 10 + i;
    const removals = [`k${(batchId * 11) % 20}`].filter((key) => !(key in upserts));
    for (const key of removals) model.delete(key);
    for (const [key, value] of Object.entries(upserts)) model.set(key, value);
    const { files } = await store.commit(batchId, changes(upserts, removals));
    history.push({ files, table: new Map(model) });
  }
  return history;
}

const LAWS: readonly (readonly [string, (store: StoreUnderTest) => Promise<void>])[] = [
  ['a new table has no rows', async (store) => store.expect([], {}, 'loaded without a commit')],
  [
    'a later run loads what was committed, each key once, nulls too',
    async (store) => {
      const { files } = await (await store.open()).commit(0, changes({ a: 1, b: null, '': 3 }));
      await store.expect(files, { a: 1, b: null, '': 3 }, 'after a commit');
    },
  ],
  [
    'the last value of a key counts',
    async (store) => {
      const first = await store.open();
      await first.commit(0, changes({ a: 1, b: 2 }));
      const { files } = await first.commit(1, changes({ b: 3 }));
      await store.expect(files, { a: 1, b: 3 }, 'after two batches');
      const later = await (await store.open(files)).commit(2, changes({ a: 4 }));
      await store.expect(later.files, { a: 4, b: 3 }, 'after a batch of a later run');
    },
  ],
  [
    'a removed key is gone, and one that is removed and made again is the new one',
    async (store) => {
      const state = await store.open();
      await state.commit(0, changes({ a: 1, b: 2, c: 3 }));
      const { files } = await state.commit(1, changes({ b: 9 }, ['a', 'b', 'never there']));
      await store.expect(files, { b: 9, c: 3 }, 'after removals');
      const again = await state.commit(2, changes({ a: 5 }));
      await store.expect(again.files, { a: 5, b: 9, c: 3 }, 'after a removed key came again');
    },
  ],
  [
    'every commit of a long chain can be loaded, whatever was merged after it',
    async (store) => {
      const history = await chainOf(await store.open());
      for (const [batchId, { files, table }] of history.entries()) {
        await store.expect(files, table, `batch ${batchId} of ${BATCHES}`);
      }
    },
  ],
  [
    'a batch without changes keeps the table',
    async (store) => {
      const state = await store.open();
      await state.commit(0, changes({ a: 1 }));
      const { files } = await state.commit(1, changes({}));
      await store.expect(files, { a: 1 }, 'after a batch without changes');
    },
  ],
  [
    'what a run wrote and no commit names does not count',
    async (store) => {
      const first = await store.open();
      const committed = await first.commit(0, changes({ a: 1 }));
      await first.commit(1, changes({ a: 666, b: 666 }));
      const second = await store.open(committed.files);
      const { files } = await second.commit(1, changes({ b: 2 }));
      await store.expect(files, { a: 1, b: 2 }, 'after a batch that ran again');
      await store.expect(committed.files, { a: 1 }, 'the commit before');
    },
  ],
  [
    'what a commit has returned is there after any loss of power',
    async (store) => {
      const state = await store.open();
      await state.commit(0, changes({ a: 1 }));
      const { files } = await state.commit(1, changes({ b: 2 }, ['a']));
      const before = store.fs;
      for (const { mode, seed } of LOSSES) {
        store.fs = before.crash(mode, seed);
        await store.expect(files, { b: 2 }, `after the loss ${mode} (seed ${seed})`);
      }
    },
  ],
  [
    'a machine may die before any operation of a commit: the batch before is there, and the batch runs again',
    async (store) => {
      const begin = async (): Promise<{ state: StateStore; files: readonly StoredFile[] }> => {
        store.fs = new SimFs();
        const state = await store.open();
        const { files } = await state.commit(0, changes({ a: 1, b: 1 }));
        return { state, files };
      };
      const { state: whole } = await begin();
      const before = store.fs.operations;
      await whole.commit(1, changes({ a: 2 }, ['b']));
      const operations = store.fs.operations - before;
      for (let at = 0; at < operations; at++) {
        for (const { mode, seed } of LOSSES) {
          const { state, files } = await begin();
          store.fs.crashBefore(store.fs.operations + at);
          const error = await failureOf(state.commit(1, changes({ a: 2 }, ['b'])));
          require(error instanceof SimCrash, `the commit went on although the disk is dead`);
          const when = `${mode} (seed ${seed}) before ${store.fs.trace.at(-1)}`;
          store.fs = store.fs.crash(mode, seed);
          await store.expect(files, { a: 1, b: 1 }, when);
          const again = await (await store.open(files)).commit(1, changes({ a: 2 }, ['b']));
          await store.expect(again.files, { a: 2 }, `${when}, run again`);
        }
      }
    },
  ],
  [
    'a disk that is full is an error, and the commit before stays',
    async (store) => {
      const state = await store.open();
      const { files } = await state.commit(0, changes({ a: 1 }));
      store.fs.failAt({ at: store.fs.operations + 1, code: 'ENOSPC' });
      const error = await failureOf(state.commit(1, changes({ a: 2 })));
      require(error !== undefined, 'the commit returned although the disk was full');
      store.fs.failAt(undefined);
      await store.expect(files, { a: 1 }, 'after an error');
    },
  ],
  [
    'a file that is torn, changed or gone is refused with CHECKPOINT.CORRUPT',
    async (store) => {
      const { files } = await (await store.open()).commit(0, changes({ a: 1, b: 2 }, ['c']));
      for (const { name } of files) {
        const path = `${store.subject.directory}/${name}`;
        const bytes = await store.fs.readFile(path);
        const damages: (Uint8Array | undefined)[] = [undefined, new Uint8Array(0)];
        for (let at = 0; at < bytes.length; at += 3) {
          damages.push(
            bytes.subarray(0, at),
            bytes.map((byte, i) => (i === at ? byte ^ 4 : byte)),
          );
        }
        for (const damage of damages) {
          await store.fs.unlink(path).catch(() => undefined);
          if (damage !== undefined) await (await store.fs.create(path)).write(damage);
          const error = await failureOf(store.load(files));
          require(CHECKPOINT_CORRUPT.is(error), `damaged, and it says ${String(error)}`);
        }
      }
    },
  ],
  [
    'purge keeps what the oldest commit and later ones name, and removes the rest',
    async (store) => {
      const state = await store.open();
      const history = await chainOf(state);
      const oldest = BATCHES - 5;
      await state.purge({ batchId: oldest, files: history[oldest]?.files ?? [] });
      for (const { files, table } of history.slice(oldest)) {
        await store.expect(files, table, 'a commit that is kept');
      }
      const named = new Set(history.slice(oldest).flatMap(({ files }) => files.map((f) => f.name)));
      const left = await store.fs.readdir(store.subject.directory);
      const waste = left.filter(({ name }) => !named.has(name)).map(({ name }) => name);
      require(waste.length === 0, `no kept commit names ${waste.join(', ')}`);
    },
  ],
];

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function require(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
