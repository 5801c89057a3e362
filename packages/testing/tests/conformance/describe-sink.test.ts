// Every law of sinks, kept by a sink that is right and broken by one that is wrong in one thing.

import { inspect } from 'node:util';
import { type Batch, type Row, rowsOf } from '@tidemark/core/connector';
import { expect, test } from 'vitest';
import { type AnyRow, describeSink, type Suite } from '../../src/index.ts';
import { boxesSink, rowsInBoxes, type Wrong } from './boxes-sink.ts';
import { failingLaws, isBroken } from './failing-laws.ts';

const suite = (wrong?: Wrong, knownGaps = {}): Suite =>
  describeSink({
    name: 'boxes',
    create: () => ({ sink: boxesSink(wrong), rows: ({ ports }) => rowsInBoxes(ports) }),
    knownGaps,
  });

const AT_ONCE = 'a sink that publishes shows nothing of a batch before';
const ANY_NAME = 'columns of any name are kept, or the name is refused by name';

/** All rows of the columns, whatever the selection leaves out. */
const ignoringSelection = (batch: Batch<Row>): readonly AnyRow[] =>
  batch.recordBatches.flatMap((piece) => [...rowsOf({ ...piece, selection: undefined })]);

const WRONGS: readonly (readonly [law: string, name: string, wrong: Wrong])[] = [
  [
    'the rows of a batch are seen when it is published, each once',
    'leaves out the last row',
    { rowsOf: (batch) => [...batch.rows()].slice(0, -1) },
  ],
  [AT_ONCE, 'publishes in write', { showsAtOnce: true }],
  [
    'publishing a batch again changes nothing, in the same run and in a later one',
    'appends on every publish',
    { copiesOnPublish: true },
  ],
  [
    'a batch that a run left behind and a later one writes again is seen once',
    'shows every attempt',
    { keepsOldAttempts: true },
  ],
  [
    'a batch without rows shows none and does no harm',
    'writes a row of nothing for a batch without rows',
    { rowsOf: (batch) => (batch.rowCount === 0 ? [{}] : [...batch.rows()]) },
  ],
  [
    'a batch in many pieces has the rows that their selections keep, and no others',
    'looks at columns and not at selections',
    { rowsOf: ignoringSelection },
  ],
  [
    'a batch of many rows is there as a whole',
    'takes as many rows as fit its buffer',
    { rowsOf: (batch) => [...batch.rows()].slice(0, 4096) },
  ],
  [
    'batch 0 of another query is another batch: its rows are seen too, or it is refused by name',
    'knows batches by their number only',
    { ignoresQuery: true },
  ],
  [
    'every output mode it declares is one it takes; a complete result is there as a whole',
    'declares a mode that it cannot',
    { declares: ['append', 'complete'] },
  ],
  [
    'closing without a batch, and closing twice, does no harm',
    'cannot be closed twice',
    { closesOnce: true },
  ],
  [
    'a process may die between any two steps of the commit protocol, twice even',
    'stages in memory',
    { stagesInMemory: true },
  ],
  [
    'a machine may die before any operation on its disk, and lose whatever was not synced',
    'syncs nothing',
    { syncsNothing: true },
  ],
  [
    'an operation that the disk refuses fails the batch, and a later run makes good',
    'takes a full disk for no matter',
    { swallowsErrors: true },
  ],
  [
    ANY_NAME,
    'takes a dot for a path',
    {
      rowsOf: (batch) =>
        [...batch.rows()].map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, v]) => [name.split('.')[0], v])),
        ),
    },
  ],
];

test('a sink that is right keeps every law', async () => {
  expect(await failingLaws(suite())).toEqual([]);
});

test.each(WRONGS)('"%s" is broken by a sink that %s', async (law, _, wrong) => {
  expect(await isBroken(suite(wrong), law)).toBe(true);
});

test('the law of every type is broken by a sink that keeps text only, and by one that refuses without a name', async () => {
  const asText = (value: unknown): unknown => (value === null ? null : inspect(value));
  const textOnly = suite({
    rowsOf: (batch) =>
      [...batch.rows()].map((row) =>
        'value' in row ? { ...row, value: asText(row['value']) } : row,
      ),
  });
  const throwing = suite({
    rowsOf: (batch) => {
      if (batch.schema.fields.some(({ name }) => name === 'value')) throw new TypeError('no');
      return [...batch.rows()];
    },
  });
  const ofTypes = suite().laws.filter(({ title }) => title.startsWith('values of '));
  const titles = ofTypes.map(({ title }) => title);
  expect(await failingLaws(textOnly)).toEqual(titles);
  expect(await failingLaws(throwing)).toEqual(titles);
  const seen = new Set([...WRONGS.map(([law]) => law), ...titles]);
  expect(
    suite()
      .laws.map(({ title }) => title)
      .filter((title) => !seen.has(title)),
  ).toEqual([]);
});

test('a known gap has to be one, and is reported once it is closed', async () => {
  const gaps = { [AT_ONCE]: 'it is only a test' };
  const asGap = `${AT_ONCE} (known gap: it is only a test)`;
  expect(await isBroken(suite({ showsAtOnce: true }, gaps), asGap)).toBe(false);
  expect(await isBroken(suite({}, gaps), asGap)).toBe(true);
  expect(() => suite({}, { 'no such law': '' })).toThrow("there is no law 'no such law'");
});
