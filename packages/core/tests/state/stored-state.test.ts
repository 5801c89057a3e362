import { expect, test } from 'vitest';
import { SimFs } from '../../../testing/src/index.ts';
import { vectorFromJs } from '../../src/columnar/row.ts';
import { openOperatorState } from '../../src/state/operator-state.ts';
import type { StateRows } from '../../src/state/state-store.ts';
import { readStoredTable } from '../../src/state/stored-state.ts';

const folder = '/state/0';
const key = { name: 'k', dataType: { kind: 'string' }, nullable: true } as const;
const value = { name: 'v', dataType: { kind: 'double' }, nullable: true } as const;

const keys = (...names: readonly string[]): StateRows => ({
  length: names.length,
  columns: [vectorFromJs(names, key.dataType)],
});

const rows = (...names: readonly string[]): StateRows => ({
  length: names.length,
  columns: [
    ...keys(...names).columns,
    vectorFromJs(
      names.map(() => 1),
      value.dataType,
    ),
  ],
});

test('a chain of files is read without the query that wrote it: each key counts once', async () => {
  const fs = new SimFs();
  const [keyFields, valueFields] = [[key], [value]];
  const state = await openOperatorState({
    ...{ fs, directory: folder, attempt: 'a', operatorId: '0', keyFields, valueFields, files: [] },
  });
  await state.commit(0, { upserts: rows('a', 'b', 'c'), removals: keys() });
  await state.commit(1, { upserts: rows('b', 'd'), removals: keys('c') });
  const { files } = await state.commit(2, { upserts: rows('e'), removals: keys('a') });
  expect(files).toHaveLength(3);
  expect(await readStoredTable(fs, folder, files)).toEqual({
    types: '(string) -> (double)',
    keyCount: 3,
  });
  await fs.unlink(`${folder}/${files[0]?.name ?? ''}`);
  await expect(readStoredTable(fs, folder, files)).rejects.toThrow('CHECKPOINT.CORRUPT');
});
