import { isDeepStrictEqual } from 'node:util';
import type { JsonValue, Offset, Source } from '@tidemark/core/connector';
import type { AnyRow } from '../compare-rows.ts';
import { valueText } from '../value-key.ts';
import { expectRows, expectSame } from './expect-rows.ts';
import type { ReadingSource } from './reading-source.ts';
import type { SourcePlace } from './source-place.ts';
import { requireLaw } from './suite.ts';

export interface OpenHow {
  readonly source?: Source;
  readonly query?: number;
  readonly isStreaming?: boolean;
  readonly columns?: readonly string[];
}

/** What a law is given. */
export interface OpenPlace {
  readonly place: SourcePlace;
  readonly add: () => Promise<readonly AnyRow[]>;
  /** Opens the source as a run of the query does; what is open is closed after the law. */
  readonly open: (how?: OpenHow) => Promise<ReadingSource>;
}

/** A law of sources: a sentence, and a check. */
export type SourceCheck = readonly [title: string, check: (place: OpenPlace) => Promise<void>];

/** As an offset comes back from a checkpoint. */
const stored = (offset: Offset): Offset => JSON.parse(JSON.stringify(offset)) as JsonValue;

/** What every source has to do: its offsets, its ranges, its lives. */
export const SOURCE_LAWS: readonly SourceCheck[] = [
  [
    'offsets are JSON: what comes back from a checkpoint is what was given',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      await add();
      const { end, latest } = await reader.plan(start);
      for (const offset of [start, end, latest]) {
        requireLaw(
          isDeepStrictEqual(stored(offset), offset),
          `JSON does not keep the offset ${valueText(offset)}, it makes it ${JSON.stringify(offset)}`,
        );
      }
    },
  ],
  [
    'the initial offset is the same when it is asked for again',
    async ({ open }) => {
      const reader = await open();
      expectSame(await reader.initialOffset(), await reader.initialOffset(), 'asked twice');
    },
  ],
  [
    'without new rows a batch ends where it starts, and new rows move the end',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      await add();
      const { end } = await reader.planAll(start);
      requireLaw(!isDeepStrictEqual(end, start), 'there are new rows, and the end is the start');
      const next = await reader.plan(end);
      expectSame(next.end, end, 'planned from the end');
      expectRows(await reader.rows(end, end), [], 'the rows of a range without any');
      await add();
      const later = await reader.plan(end);
      requireLaw(!isDeepStrictEqual(later.end, end), 'there are new rows, and the end is the same');
    },
  ],
  [
    'the latest offset is where a batch without limits ends',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      await add();
      const { end, latest } = await reader.planAll(start);
      expectSame(latest, end, 'the latest offset');
    },
  ],
  [
    'a range gives the same rows again, to the same reader and to one of a later run',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      const rows = await add();
      const { end } = await reader.planAll(start);
      expectRows(await reader.rows(start, end), rows, 'the rows that were added');
      expectRows(await reader.rows(start, end), rows, 'the range read again');
      const later = await open();
      expectRows(await later.rows(stored(start), stored(end)), rows, 'the range in a later run');
    },
  ],
  [
    'a range stays as it is when more rows come',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      const rows = await add();
      const { end } = await reader.planAll(start);
      await add();
      expectRows(await reader.rows(start, end), rows, 'the range after more rows came');
      await reader.planAll(end);
      expectRows(await reader.rows(start, end), rows, 'the range after the next was planned');
    },
  ],
  [
    'ranges adjoin: no row is left out between two, and none is in both',
    async ({ open, add }) => {
      const reader = await open();
      const first = await reader.initialOffset();
      const all: AnyRow[] = [];
      const pieces: AnyRow[] = [];
      let start = first;
      for (let i = 0; i < 3; i++) {
        const rows = await add();
        all.push(...rows);
        const { end } = await reader.planAll(start);
        const piece = await reader.rows(start, end);
        expectRows(piece, rows, `range ${i + 1}`);
        pieces.push(...piece);
        start = end;
      }
      expectRows(pieces, all, 'all ranges together');
      expectRows(await reader.rows(first, start), all, 'one range over all');
    },
  ],
  [
    'a reader that stops in the middle of a range reads all of it the next time',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      const rows = await add();
      const { end } = await reader.planAll(start);
      await reader.readFirst(start, end);
      expectRows(await reader.rows(start, end), rows, 'the range after a read that was broken off');
    },
  ],
  [
    'a batch has the columns that the query needs, and no others',
    async ({ open, add, place }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      const rows = await add();
      const { end } = await reader.planAll(start);
      const names = reader.columns;
      const wanted = [...names.map((name) => [name]), []];
      for (const columns of wanted) {
        const narrow = await open({ columns, source: place.source });
        const expected = rows.map((row) =>
          Object.fromEntries(columns.map((name) => [name, row[name]])),
        );
        const actual = await narrow.rows(start, end);
        for (const row of actual) expectSame(Object.keys(row), columns, 'the columns of a row');
        expectRows(actual, expected, `the rows with the columns [${columns.join(', ')}]`);
      }
    },
  ],
  [
    'a later run goes on where the last one ended',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      await add();
      const { end } = await reader.planAll(start);
      await reader.close();
      const rows = await add();
      const later = await open();
      const next = await later.planAll(stored(end));
      expectRows(await later.rows(stored(end), next.end), rows, 'the rows of the later run');
    },
  ],
  [
    'two queries read one place without disturbing each other',
    async ({ open, add }) => {
      const [one, two] = [await open({ query: 1 }), await open({ query: 2 })];
      const starts = [await one.initialOffset(), await two.initialOffset()] as const;
      const rows = await add();
      const ends = [await one.planAll(starts[0]), await two.planAll(starts[1])] as const;
      expectRows(await one.rows(starts[0], ends[0].end), rows, 'the rows of the first');
      await one.commit(ends[0].end);
      await one.close();
      expectRows(await two.rows(starts[1], ends[1].end), rows, 'the rows of the second');
    },
  ],
  [
    'a commit may come twice, and rows after it are there',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      await add();
      const { end } = await reader.planAll(start);
      await reader.commit(end);
      await reader.commit(stored(end));
      const rows = await add();
      const next = await reader.planAll(end);
      expectRows(await reader.rows(end, next.end), rows, 'the rows after the commit');
    },
  ],
  [
    'after captureEnd no batch goes beyond what was there, and a later run has the rest',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      const rows = await add();
      await reader.captureEnd();
      const rest = await add();
      const { end } = await reader.planAll(start);
      expectRows(await reader.rows(start, end), rows, 'the rows up to the captured end');
      expectSame((await reader.plan(end)).end, end, 'planned from the captured end');
      const later = await open();
      const next = await later.planAll(stored(end));
      expectRows(await later.rows(stored(end), next.end), rest, 'the rows of a later run');
    },
  ],
  [
    'closing twice does no harm, nor does closing in the middle of a range',
    async ({ open, add }) => {
      const reader = await open();
      const start = await reader.initialOffset();
      await add();
      const { end } = await reader.planAll(start);
      await reader.readFirst(start, end);
      await reader.close();
      await reader.close();
    },
  ],
];

/** What a limit of rows in a batch asks for. */
export function limitLaws(maxRows: number): readonly SourceCheck[] {
  return [
    [
      'no batch has more rows than the limit, and together they have all',
      async ({ open, add, place }) => {
        const reader = await open({ source: limitedOf(place) });
        const all: AnyRow[] = [];
        let start = await reader.initialOffset();
        for (let i = 0; i < 3; i++) all.push(...(await add()));
        const read: AnyRow[] = [];
        for (let batches = 0; ; batches++) {
          const { end } = await reader.plan(start);
          if (isDeepStrictEqual(end, start)) break;
          requireLaw(batches <= all.length, 'there are more batches than rows');
          const rows = await reader.rows(start, end);
          requireLaw(
            rows.length <= maxRows,
            `a batch has ${rows.length} rows, ${maxRows} is the limit`,
          );
          read.push(...rows);
          start = end;
        }
        expectRows(read, all, 'all batches together');
      },
    ],
    [
      'a batch that may ignore the limit has everything',
      async ({ open, add, place }) => {
        const reader = await open({ source: limitedOf(place) });
        const start = await reader.initialOffset();
        const all = [...(await add()), ...(await add()), ...(await add())];
        const { end } = await reader.planAll(start);
        expectRows(await reader.rows(start, end), all, 'the rows of the batch');
      },
    ],
  ];
}

function limitedOf({ limited }: SourcePlace): Source {
  requireLaw(limited !== undefined, 'a suite with maxRows has a limited source in every place');
  return limited;
}

/** What a read with an end asks for. */
export const BOUNDED_LAWS: readonly SourceCheck[] = [
  [
    'a read with an end gives what is there, and ends',
    async ({ open, add }) => {
      const rows = [...(await add()), ...(await add())];
      const reader = await open({ isStreaming: false });
      const start = await reader.initialOffset();
      const { end } = await reader.planAll(start);
      expectRows(await reader.rows(start, end), rows, 'the rows of the read');
    },
  ],
];
