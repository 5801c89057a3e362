import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimFs } from '../../../testing/src/index.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import type { StoredFile } from '../../src/ports/stored-file.ts';
import { type OperatorState, openOperatorState } from '../../src/state/operator-state.ts';
import { DOUBLE, STRING } from '../../src/types/data-type.ts';

// Law: a reader that keeps the first row it gets about a key ends with the table, as does one that gets
// each key once; whatever was changed, removed and merged before.

const open = (fs: SimFs, files: readonly StoredFile[], attempt = 'a1'): Promise<OperatorState> =>
  openOperatorState({
    fs,
    directory: '/state',
    attempt,
    operatorId: 'sums',
    keyFields: [{ name: 'k', dataType: STRING, nullable: true }],
    valueFields: [{ name: 'sum', dataType: DOUBLE, nullable: true }],
    files,
  });

async function tableIn(state: OperatorState, keepsFirst: boolean): Promise<Map<unknown, unknown>> {
  const table = new Map<unknown, unknown>();
  for await (const { columns, length } of state.load({ keepsFirst })) {
    const [keys, values] = columns as [Vector, Vector];
    for (let row = 0; row < length; row++) {
      const key = readValue(keys, row, STRING);
      if (!table.has(key)) table.set(key, readValue(values, row, DOUBLE));
      else if (!keepsFirst) throw new Error(`${String(key)} came twice`);
    }
  }
  return table;
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', null);
const batch = fc.record({
  removed: fc.uniqueArray(key, { maxLength: 3 }),
  set: fc.uniqueArray(fc.tuple(key, fc.nat(9)), { maxLength: 3, selector: ([k]) => k }),
});

describe('a table of state', () => {
  it('is the same to a reader that keeps the first row of a key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 20 }), async (batches) => {
        const fs = new SimFs();
        const state = await open(fs, []);
        const expected = new Map<unknown, unknown>();
        let files: readonly StoredFile[] = [];
        for (const [batchId, { removed, set }] of batches.entries()) {
          for (const k of removed) expected.delete(k);
          for (const [k, value] of set) expected.set(k, value);
          const keys = vectorOf(
            set.map(([k]) => k),
            STRING,
          );
          const values = vectorOf(
            set.map(([, value]) => value),
            DOUBLE,
          );
          ({ files } = await state.commit(batchId, {
            upserts: { length: set.length, columns: [keys, values] },
            removals: { length: removed.length, columns: [vectorOf(removed, STRING)] },
          }));
        }
        expect(await tableIn(await open(fs, files, 'a2'), false)).toEqual(expected);
        expect(await tableIn(await open(fs, files, 'a3'), true)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
