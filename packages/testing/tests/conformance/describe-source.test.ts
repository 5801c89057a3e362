// Every law of sources, kept by a source that is right and broken by one that is wrong in one thing.
import { int, schema, string } from '@tidemark/core';
import {
  type OffsetRange,
  type PlannedBatch,
  recordBatch,
  type SourceBatch,
  type SourceReader,
  vectorFromJs,
} from '@tidemark/core/connector';
import { expect, test } from 'vitest';
import { describeSource, type Suite } from '../../src/index.ts';
import { failingLaws, isBroken } from './failing-laws.ts';

const Item = schema({ id: int(), name: string() });
type Item = { readonly id: number; readonly name: string };

/** What a source that is wrong does its own way; `base` does it right. */
type Wrong = (base: SourceReader, table: Table) => Partial<SourceReader>;

interface Table {
  readonly items: readonly Item[];
  readonly columns: readonly string[];
  readonly maxRows: number;
}

/** Rows by number: the offset is how many were read. */
function readerOf(table: Table): SourceReader {
  const { items, maxRows } = table;
  let captured: number | undefined;
  return {
    initialOffset: () => Promise.resolve(0),
    planBatch: (start, { ignoreLimits }): Promise<PlannedBatch> => {
      const limit = ignoreLimits ? Number.POSITIVE_INFINITY : Number(start) + maxRows;
      const latest = items.length;
      return Promise.resolve({ end: Math.min(captured ?? latest, limit), latest });
    },
    captureEnd: () => {
      captured = items.length;
      return Promise.resolve();
    },
    async *read({ start, end }: OffsetRange): AsyncIterable<SourceBatch> {
      for (const item of items.slice(Number(start), Number(end))) yield batchOf([item], table);
      await Promise.resolve();
    },
    commit: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function batchOf(items: readonly Item[], { columns }: Pick<Table, 'columns'>): SourceBatch {
  const fields = Item.fields.filter(({ name }) => columns.includes(name));
  const vectors = fields.map(({ name, dataType }) =>
    vectorFromJs(
      items.map((item) => item[name as keyof Item]),
      dataType,
    ),
  );
  return { rows: recordBatch({ fields }, vectors, items.length), badRecordCount: 0 };
}

function suite(wrong: Wrong = () => ({})): Suite {
  return describeSource({
    name: 'numbered items',
    maxRows: 1,
    create() {
      const items: Item[] = [];
      const sourceOf = (maxRows: number) => ({
        name: 'items',
        description: 'items',
        schema: Item,
        open: ({ columns }: { readonly columns: readonly string[] }): Promise<SourceReader> => {
          const table = { items, columns, maxRows };
          const base = readerOf(table);
          return Promise.resolve({ ...base, ...wrong(base, table) });
        },
      });
      return {
        source: sourceOf(1000),
        limited: sourceOf(1),
        add: () => {
          const from = items.length;
          for (const id of [from, from + 1, from + 2]) items.push({ id, name: `item ${id}` });
          return items.slice(from);
        },
      };
    },
  });
}

/** One wrong for each law; what they share is in the place they are made in. */
function wrongs(): readonly (readonly [law: string, name: string, wrong: Wrong])[] {
  let asked = 0;
  let planned = 0;
  let committed = 0;
  const gone = new WeakMap<object, Set<string>>();
  const inOne = new WeakMap<object, number>();
  return [
    [
      'offsets are JSON: what comes back from a checkpoint is what was given',
      'gives NaN as its latest offset',
      (base) => ({
        planBatch: async (start, request) => ({
          ...(await base.planBatch(start, request)),
          latest: Number.NaN,
        }),
      }),
    ],
    [
      'the initial offset is the same when it is asked for again',
      'begins elsewhere each time',
      () => ({ initialOffset: () => Promise.resolve(-asked++) }),
    ],
    [
      'without new rows a batch ends where it starts, and new rows move the end',
      'makes a new offset of every plan',
      (base) => ({
        planBatch: async (start, request) => {
          const { end } = await base.planBatch(start, request);
          return { end: Number(end) + ++planned / 1e6, latest: end };
        },
      }),
    ],
    [
      'the latest offset is where a batch without limits ends',
      'says the start is the latest',
      (base) => ({
        planBatch: async (start, request) => ({
          ...(await base.planBatch(start, request)),
          latest: start,
        }),
      }),
    ],
    [
      'a range gives the same rows again, to the same reader and to one of a later run',
      'takes rows out as it reads them, as a queue does',
      (base, { items }) => ({
        async *read(range) {
          const taken = gone.get(items) ?? new Set<string>();
          gone.set(items, taken);
          const key = JSON.stringify(range);
          if (taken.has(key)) return;
          taken.add(key);
          yield* base.read(range);
        },
      }),
    ],
    [
      'a range stays as it is when more rows come',
      'reads whatever is there by now',
      (base, { items }) => ({ read: ({ start }) => base.read({ start, end: items.length }) }),
    ],
    [
      'ranges adjoin: no row is left out between two, and none is in both',
      'has the row at the start of a range in it, and the one at its end',
      (base) => ({
        read: ({ start, end }) => base.read({ start: Math.max(0, Number(start) - 1), end }),
      }),
    ],
    [
      'a reader that stops in the middle of a range reads all of it the next time',
      'goes on where a read was broken off',
      (base, { items }) => ({
        async *read(range) {
          let at = 0;
          const from = inOne.get(items) ?? 0;
          for await (const batch of base.read(range)) {
            if (at++ < from) continue;
            inOne.set(items, at);
            yield batch;
          }
          inOne.set(items, 0);
        },
      }),
    ],
    [
      'a batch has the columns that the query needs, and no others',
      'gives all columns whatever is asked for',
      (_, { items }) => ({
        async *read({ start, end }) {
          const rows = items.slice(Number(start), Number(end));
          yield await Promise.resolve(batchOf(rows, { columns: ['id', 'name'] }));
        },
      }),
    ],
    [
      'a later run goes on where the last one ended',
      'begins at the newest rows with every run',
      (base, { items }) => {
        const opened = items.length;
        const of = (start: unknown): number => Math.max(opened, Number(start)) || 0;
        const isLater = opened > 0;
        return isLater
          ? {
              planBatch: (start, request) => base.planBatch(of(start), request),
              read: ({ start, end }) => base.read({ start: of(start), end }),
            }
          : {};
      },
    ],
    [
      'two queries read one place without disturbing each other',
      'forgets for all what one has committed',
      (base, { items }) => ({
        commit: (end) => {
          committed = Number(end);
          inOne.set(items, committed);
          return Promise.resolve();
        },
        read: ({ start, end }) =>
          base.read({ start: Math.max(Number(start), inOne.get(items) ?? 0), end }),
      }),
    ],
    [
      'a commit may come twice, and rows after it are there',
      'counts commits',
      (base) => {
        let commits = 0;
        return {
          commit: () => {
            commits++;
            return Promise.resolve();
          },
          read: ({ start, end }) =>
            base.read({ start: Number(start) + Math.max(0, commits - 1), end }),
        };
      },
    ],
    [
      'after captureEnd no batch goes beyond what was there, and a later run has the rest',
      'captures nothing',
      () => ({ captureEnd: () => Promise.resolve() }),
    ],
    [
      'closing twice does no harm, nor does closing in the middle of a range',
      'cannot be closed twice',
      () => {
        let isClosed = false;
        return {
          close: () => {
            if (isClosed) return Promise.reject(new Error('closed already'));
            isClosed = true;
            return Promise.resolve();
          },
        };
      },
    ],
    [
      'no batch has more rows than the limit, and together they have all',
      'has no limit',
      (base) => ({ planBatch: (start) => base.planBatch(start, { ignoreLimits: true }) }),
    ],
    [
      'a batch that may ignore the limit has everything',
      'always keeps its limit',
      (base) => ({ planBatch: (start) => base.planBatch(start, { ignoreLimits: false }) }),
    ],
    [
      'a read with an end gives what is there, and ends',
      'begins with what comes next',
      (_, { items }) => {
        const opened = items.length;
        return { initialOffset: () => Promise.resolve(opened) };
      },
    ],
  ];
}

test('a source that is right keeps every law', async () => {
  expect(await failingLaws(suite())).toEqual([]);
});

test.each(wrongs())('"%s" is broken by a source that %s', async (law, _, wrong) => {
  expect(await isBroken(suite(wrong), law)).toBe(true);
});

test('every law was seen broken', () => {
  const laws = suite().laws.map(({ title }) => title);
  expect(wrongs().map(([law]) => law)).toEqual(laws);
});
