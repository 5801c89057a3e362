import { type AnyRow, compareRows } from '../compare-rows.ts';
import { expectRows } from './expect-rows.ts';
import { ITEM, isNamedError, items, type SinkCheck } from './sink-under-test.ts';
import { requireLaw } from './suite.ts';
import { batchInPieces } from './writing-sink.ts';

/** More rows than the engine puts into one piece. */
const MANY_ROWS = 10_000;

/** What a sink does when nothing crashes but processes end. */
export const SINK_LAWS: readonly SinkCheck[] = [
  [
    'the rows of a batch are seen when it is published, each once',
    async (create) => {
      const place = await create();
      const writing = await place.open();
      await place.expectRows([], 'before the first batch');
      await writing.run(0, items(1, 2));
      await place.expectRows(items(1, 2), 'after the first batch');
      await writing.run(1, items(3));
      await place.expectRows(items(1, 2, 3), 'after the second batch');
    },
  ],
  [
    'a sink that publishes shows nothing of a batch before',
    async (create) => {
      const place = await create();
      const writing = await place.open();
      await writing.run(0, items(1));
      if (!writing.publishes) return;
      const committable = await writing.write(1, items(2, 3));
      await place.expectRows(items(1), 'after write(), before publish()');
      await writing.publish(1, committable);
      await place.expectRows(items(1, 2, 3), 'after publish()');
    },
  ],
  [
    'publishing a batch again changes nothing, in the same run and in a later one',
    async (create) => {
      const place = await create();
      const writing = await place.open();
      await writing.run(0, items(1));
      const committable = await writing.run(1, items(2, 3));
      await writing.publish(1, committable);
      await place.expectRows(items(1, 2, 3), 'published again');
      await writing.close();
      const later = await place.open();
      await later.publish(1, committable);
      await later.publish(1, committable);
      await place.expectRows(items(1, 2, 3), 'published again by a later run');
      await later.run(2, items(4));
      await place.expectRows(items(1, 2, 3, 4), 'after the next batch');
    },
  ],
  [
    'a batch that a run left behind and a later one writes again is seen once',
    async (create) => {
      const place = await create();
      const first = await place.open();
      await first.run(0, items(1));
      await first.write(1, items(2, 3));
      const second = await place.open();
      await second.write(1, items(2, 3), true);
      const third = await place.open();
      await third.run(1, items(2, 3), true);
      await third.run(2, items(4));
      await place.expectRows(items(1, 2, 3, 4), 'written by three runs');
    },
  ],
  [
    'a batch without rows shows none and does no harm',
    async (create) => {
      const place = await create();
      const writing = await place.open();
      await writing.run(0, []);
      await place.expectRows([], 'after a first batch without rows');
      await writing.run(1, items(1));
      await writing.run(2, []);
      await writing.run(3, items(2));
      await place.expectRows(items(1, 2), 'with batches without rows between others');
      const later = await place.open();
      await later.run(4, [], true);
      await later.run(5, items(3));
      await place.expectRows(items(1, 2, 3), 'in a later run');
    },
  ],
  [
    'a batch in many pieces has the rows that their selections keep, and no others',
    async (create) => {
      const place = await create();
      const writing = await place.open();
      const [unwanted] = items(-1);
      await writing.run(0, batchInPieces(ITEM, items(1, 2, 3), unwanted as AnyRow));
      await place.expectRows(items(1, 2, 3), 'written in pieces');
    },
  ],
  [
    'a batch of many rows is there as a whole',
    async (create) => {
      const place = await create();
      const rows = items(...Array.from({ length: MANY_ROWS }, (_, i) => i));
      await (await place.open()).run(0, rows);
      await place.expectRows(rows, `a batch of ${MANY_ROWS} rows`);
    },
  ],
  [
    'batch 0 of another query is another batch: its rows are seen too, or it is refused by name',
    async (create) => {
      const place = await create();
      await (await place.open({ queryId: 'query-1' })).run(0, items(1));
      try {
        await (await place.open({ queryId: 'query-2' })).run(0, items(2));
      } catch (error) {
        requireLaw(isNamedError(error), `refused with an error without a name: ${String(error)}`);
        await place.expectRows(items(1), 'after the other query was refused');
        return;
      }
      await place.expectRows(items(1, 2), 'after the other query');
    },
  ],
  [
    'every output mode it declares is one it takes; a complete result is there as a whole',
    async (create) => {
      const { outputModes } = (await create()).sink;
      requireLaw(outputModes.length > 0, 'it declares no output mode');
      for (const outputMode of outputModes) {
        const place = await create();
        const writing = await place.open({ outputMode });
        await writing.run(0, items(1, 2));
        await writing.run(1, items(1, 2, 3));
        const expected =
          outputMode === 'complete' ? items(1, 2, 3) : [...items(1, 2), ...items(1, 2, 3)];
        const rows = await place.rows();
        // In update and complete mode it may append, or hold a table.
        if (outputMode === 'append') expectRows(rows, expected, 'in output mode append');
        for (const row of items(1, 2, 3)) {
          const isThere = rows.some((seen) => compareRows([seen], [row]) === undefined);
          requireLaw(isThere, `in output mode ${outputMode} row ${String(row['id'])} is not seen`);
        }
      }
    },
  ],
  [
    'closing without a batch, and closing twice, does no harm',
    async (create) => {
      const place = await create();
      const writing = await place.open();
      await writing.close();
      await writing.close();
      await place.expectRows([], 'after a run without batches');
      await (await place.open()).run(0, items(1));
      await place.expectRows(items(1), 'in a later run');
    },
  ],
];
