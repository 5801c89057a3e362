// Every law of state stores, kept by our store and broken by one that is wrong in one thing.
import { deserialize, serialize } from 'node:v8';
import { describe, expect, it, test } from 'vitest';
import { runSuite, type Suite } from '../../../testing/src/index.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { readStoredFile, type StoredFile, writeStoredFile } from '../../src/ports/stored-file.ts';
import { openOperatorState } from '../../src/state/operator-state.ts';
import {
  partsOf,
  type StateParts,
  type StateRows,
  type StateStore,
} from '../../src/state/state-store.ts';
import { DOUBLE, STRING } from '../../src/types/data-type.ts';
import { describeStateStore, KEY_FIELDS, VALUE_FIELDS } from './state-store-laws.ts';

const directory = '/checkpoint/state/sums';

runSuite(
  describeStateStore({
    name: 'operator state',
    directory,
    open: (run) =>
      openOperatorState({
        ...run,
        directory,
        operatorId: 'sums',
        keyFields: KEY_FIELDS,
        valueFields: VALUE_FIELDS,
      }),
  }),
  { describe, it },
);

type Entry = readonly [key: unknown, value: unknown];

/** The ways in which a store can be wrong. */
interface Wrong {
  readonly loadsTwice?: boolean;
  readonly startsWithARow?: boolean;
  readonly keepsFirstValue?: boolean;
  readonly keepsRemoved?: boolean;
  readonly forgetsWhenIdle?: boolean;
  readonly readsNewestFile?: boolean;
  readonly syncsNoName?: boolean;
  readonly looksAwayFromErrors?: boolean;
  readonly checksNothing?: boolean;
  readonly purge?: 'all' | 'nothing';
  readonly reusesNames?: boolean;
}

/** A plain store: every commit is one file with the whole table. */
function plainStores(wrong: Wrong = {}): Suite {
  return describeStateStore({
    name: 'plain',
    directory,
    async open({ fs, attempt, files }) {
      await fs.mkdir(directory);
      for (const folder of ['/', '/checkpoint', '/checkpoint/state']) await fs.syncDir(folder);
      const read = async (file: StoredFile): Promise<readonly Entry[]> => {
        if (wrong.checksNothing !== true) {
          return deserialize(await readStoredFile(fs, directory, file)) as readonly Entry[];
        }
        return deserialize(await fs.readFile(`${directory}/${file.name}`)) as readonly Entry[];
      };
      let current = files;
      let table: Map<unknown, unknown> | undefined;
      const tableNow = async (): Promise<Map<unknown, unknown>> => {
        const [file] = current;
        table ??= new Map(file === undefined ? [] : await read(file));
        return table;
      };
      const store: StateStore = {
        async *load() {
          let [file] = current;
          if (wrong.readsNewestFile === true && file !== undefined) {
            const newest = (await fs.readdir(directory)).at(-1)?.name as string;
            file = { ...file, name: newest };
          }
          const first: readonly Entry[] = wrong.startsWithARow === true ? [['x', 0]] : [];
          const entries = file === undefined ? first : await read(file);
          yield rowsOf(entries);
          if (wrong.loadsTwice === true) yield rowsOf(entries);
        },
        async commit(batchId, { upserts, removals }) {
          const now = await tableNow();
          if (wrong.forgetsWhenIdle === true && upserts.length + removals.length === 0) now.clear();
          if (wrong.keepsRemoved !== true) for (const [key] of entriesOf(removals)) now.delete(key);
          for (const [key, value] of entriesOf(upserts)) {
            if (!(wrong.keepsFirstValue === true && now.has(key))) now.set(key, value);
          }
          const name =
            wrong.reusesNames === true ? 'table' : `${String(batchId).padStart(4, '0')}-${attempt}`;
          if (wrong.reusesNames === true)
            await fs.unlink(`${directory}/table`).catch(() => undefined);
          try {
            current = [await writeStoredFile(fs, directory, name, serialize([...now]))];
            if (wrong.syncsNoName !== true) await fs.syncDir(directory);
          } catch (error) {
            if (wrong.looksAwayFromErrors !== true) throw error;
          }
          return { operatorId: 'sums', files: current };
        },
        async purge(oldest) {
          if (wrong.purge === 'nothing') return;
          for (const { name } of await fs.readdir(directory)) {
            const isOld = Number(name.slice(0, 4)) < oldest.batchId;
            if (isOld || wrong.purge === 'all') await fs.unlink(`${directory}/${name}`);
          }
        },
      };
      return store;
    },
  });
}

function rowsOf(entries: readonly Entry[]): StateRows {
  const columns = [
    vectorOf(
      entries.map(([key]) => key as string | null),
      STRING,
    ),
    vectorOf(
      entries.map(([, value]) => value as number | null),
      DOUBLE,
    ),
  ];
  return { length: entries.length, columns };
}

function entriesOf(rows: StateRows | StateParts): readonly Entry[] {
  return Array.from(partsOf(rows)).flatMap(({ columns, length }) => {
    const [keys, values] = columns as [Vector, Vector | undefined];
    return Array.from(
      { length },
      (_, row): Entry => [
        readValue(keys, row, STRING),
        values === undefined ? null : readValue(values, row, DOUBLE),
      ],
    );
  });
}

async function failingLaws({ laws }: Suite): Promise<readonly string[]> {
  const failing: string[] = [];
  for (const { title, run } of laws) await run().catch(() => failing.push(title));
  return failing;
}

const WRONGS: readonly (readonly [law: string, name: string, wrong: Wrong])[] = [
  ['a new table has no rows', 'begins with a row', { startsWithARow: true }],
  [
    'a later run loads what was committed, each key once, nulls too',
    'loads each row twice',
    { loadsTwice: true },
  ],
  ['the last value of a key counts', 'keeps the first value', { keepsFirstValue: true }],
  [
    'a removed key is gone, and one that is removed and made again is the new one',
    'removes nothing',
    { keepsRemoved: true },
  ],
  [
    'every commit of a long chain can be loaded, whatever was merged after it',
    'writes over its file',
    { reusesNames: true },
  ],
  [
    'a batch without changes keeps the table',
    'forgets the table in a batch without changes',
    { forgetsWhenIdle: true },
  ],
  [
    'what a run wrote and no commit names does not count',
    'reads the newest file it finds',
    { readsNewestFile: true, checksNothing: true },
  ],
  [
    'what a commit has returned is there after any loss of power',
    'leaves names to the system',
    { syncsNoName: true },
  ],
  [
    'a machine may die before any operation of a commit: the batch before is there, and the batch runs again',
    'writes over its file',
    { reusesNames: true },
  ],
  [
    'a disk that is full is an error, and the commit before stays',
    'looks away from errors',
    { looksAwayFromErrors: true },
  ],
  [
    'a file that is torn, changed or gone is refused with CHECKPOINT.CORRUPT',
    'checks no file',
    { checksNothing: true },
  ],
  [
    'purge keeps what the oldest commit and later ones name, and removes the rest',
    'purges everything',
    { purge: 'all' },
  ],
  [
    'purge keeps what the oldest commit and later ones name, and removes the rest',
    'purges nothing',
    { purge: 'nothing' },
  ],
];

test('a plain store that is right keeps every law', async () => {
  expect(await failingLaws(plainStores())).toEqual([]);
});

test.each(WRONGS)('"%s" is broken by a store that %s', async (law, _, wrong) => {
  const suite = plainStores(wrong);
  const laws = suite.laws.filter(({ title }) => title === law);
  expect(await failingLaws({ ...suite, laws })).toEqual([law]);
});

test('every law was seen broken', () => {
  const laws = plainStores().laws.map(({ title }) => title);
  expect([...new Set(WRONGS.map(([law]) => law))]).toEqual(laws);
});
