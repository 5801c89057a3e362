import { describe, expect, it } from 'vitest';
import { ByteDictionary } from '../../src/columnar/byte-dictionary.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { KeyTable } from '../../src/state/key-table.ts';
import { DOUBLE, INT, STRING, WINDOW } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';

const TEXT = [{ name: 'k', dataType: STRING, nullable: true }];
const NUMBER = [{ name: 'k', dataType: DOUBLE, nullable: true }];

function idsOf(table: KeyTable, vector: Vector): number[] {
  const ids = new Int32Array(vector.length);
  table.findOrInsert([vector], vector.length, ids);
  return [...ids];
}
const texts = (...values: InternalValue[]): Vector => vectorOf(values, STRING);

describe('keys', () => {
  it('that are NaN are one, -0.0 is 0.0, null is one of its own', () => {
    const table = new KeyTable(NUMBER);
    expect(idsOf(table, vectorOf([Number.NaN, 0, -0, null, Number.NaN, null], DOUBLE))).toEqual([
      0, 1, 1, 2, 0, 2,
    ]);
    const kept = table.keyVector(0, Int32Array.of(1));
    expect(Object.is(readValue(kept, 0, DOUBLE), 0)).toBe(true);
  });

  it('with other NaN bits in the input are still one', () => {
    const values = new Float64Array(2);
    new BigUint64Array(values.buffer).set([0x7ff8000000000000n, 0xfff8000000001234n]);
    const table = new KeyTable(NUMBER);
    expect(idsOf(table, { kind: 'double', length: 2, nulls: undefined, values })).toEqual([0, 0]);
  });

  it('are read at any place of a larger buffer', () => {
    const values = Float64Array.of(9, 1, 2, 1).subarray(1);
    const table = new KeyTable(NUMBER);
    expect(idsOf(table, { kind: 'double', length: 3, nulls: undefined, values })).toEqual([
      0, 1, 0,
    ]);
  });

  it('of text are the same whether a batch has a dictionary or bytes, and whichever dictionary', () => {
    const table = new KeyTable(TEXT);
    const dictionaryOf = (...words: string[]): Vector => {
      const dictionary = new ByteDictionary();
      const codes = words.map((word) => {
        const bytes = new TextEncoder().encode(word);
        return dictionary.intern(bytes, 0, bytes.length);
      });
      return {
        kind: 'dictionary',
        length: words.length,
        nulls: undefined,
        codes: Int32Array.from(codes),
        dictionary,
      };
    };
    expect(idsOf(table, texts('b', 'a'))).toEqual([0, 1]);
    expect(idsOf(table, dictionaryOf('a', 'b', 'a', 'c'))).toEqual([1, 0, 1, 2]);
    expect(idsOf(table, dictionaryOf('c', 'd'))).toEqual([2, 3]);
  });

  it('of a dictionary that grows between batches are found', () => {
    const table = new KeyTable(TEXT);
    const dictionary = new ByteDictionary();
    const ids: number[] = [];
    for (let i = 0; i < 300; i++) {
      const bytes = new TextEncoder().encode(`key ${i}`);
      const codes = Int32Array.of(dictionary.intern(bytes, 0, bytes.length));
      ids.push(
        ...idsOf(table, { kind: 'dictionary', length: 1, nulls: undefined, codes, dictionary }),
      );
    }
    expect(new Set(ids).size).toBe(300);
  });

  it('that are no columns at all make one group', () => {
    const table = new KeyTable([]);
    const ids = new Int32Array(2);
    table.findOrInsert([], 2, ids);
    expect([...ids]).toEqual([0, 0]);
  });

  it('keep a null struct apart from a struct of nulls', () => {
    const type = {
      kind: 'struct' as const,
      fields: [{ name: 'a', dataType: INT, nullable: true }],
    };
    const table = new KeyTable([{ name: 'k', dataType: type, nullable: true }]);
    expect(idsOf(table, vectorOf([null, [null], null], type))).toEqual([0, 1, 0]);
  });
});

describe('many keys', () => {
  it('may be announced at any time: those that are there keep their ids', () => {
    const table = new KeyTable(TEXT);
    const words = Array.from({ length: 300 }, (_, i) => `word ${i}`);
    const ids = idsOf(table, texts(...words));
    table.reserve(10_000);
    expect(table.capacity).toBe(10_000);
    table.reserve(5);
    expect(idsOf(table, texts(...words))).toEqual(ids);
    const more = Array.from({ length: 12_000 }, (_, i) => `more ${i}`);
    expect(new Set([...ids, ...idsOf(table, texts(...more))]).size).toBe(12_300);
    table.remove(7);
    expect(readValue(table.keyVector(0, Int32Array.of(7)), 0, STRING)).toBe('word 7');
    expect(idsOf(table, texts('new'))).toEqual([7]);
  });

  it('keep their ids while the table grows, shrinks and is filled again', () => {
    const table = new KeyTable([
      { name: 'w', dataType: WINDOW, nullable: false },
      { name: 'k', dataType: STRING, nullable: true },
    ]);
    const batch = (window: number): readonly Vector[] => {
      const starts = Float64Array.from({ length: 1000 }, () => window * 60e6);
      const ends = starts.map((start) => start + 60e6);
      const times = [starts, ends].map(
        (values): Vector => ({ kind: 'double', length: 1000, nulls: undefined, values }),
      );
      const keys = vectorOf(
        Array.from({ length: 1000 }, (_, i) => `customer-${i}-${window >> 2}`),
        STRING,
      );
      return [{ kind: 'struct', length: 1000, nulls: undefined, children: times }, keys];
    };
    const idsByWindow = new Map<number, Int32Array>();
    for (let window = 0; window < 40; window++) {
      const ids = new Int32Array(1000);
      table.findOrInsert(batch(window), 1000, ids);
      idsByWindow.set(window, ids);
      const old = window - 5;
      for (const id of idsByWindow.get(old) ?? []) table.remove(id);
      idsByWindow.delete(old);
      for (const [known, expected] of idsByWindow) {
        const found = new Int32Array(1000);
        table.find(batch(known), 1000, found);
        expect(found.every((id, i) => id === expected[i])).toBe(true);
      }
      expect(table.size).toBe(1000 * idsByWindow.size);
    }
    expect(table.capacity).toBe(8192);
  });

  it('that are gone do not keep their text: an endless stream of new keys needs bounded memory', () => {
    const table = new KeyTable(TEXT);
    const reads: Vector[] = [];
    const dictionarySizes: number[] = [];
    for (let round = 0; round < 50; round++) {
      const ids = idsOf(
        table,
        vectorOf(
          Array.from({ length: 1000 }, (_, i) => `key ${round} ${i}`),
          STRING,
        ),
      );
      // So many rows of one key come with the dictionary of the table.
      const [id = 0] = ids;
      const many = table.keyVector(0, new Int32Array(60_000).fill(id));
      dictionarySizes.push(many.kind === 'dictionary' ? many.dictionary.size : Infinity);
      reads.push(table.keyVector(0, Int32Array.from(ids)));
      for (const gone of ids.slice(1)) table.remove(gone);
    }
    expect(table.size).toBe(50);
    expect(Math.max(...dictionarySizes)).toBeLessThan(7000);
    // Columns that were read before the table forgot texts still read the same.
    for (const [round, vector] of reads.entries())
      expect(readValue(vector, 999, STRING)).toBe(`key ${round} 999`);
    const kept = table.keyVector(0, table.liveGroups());
    const left = new Set(Array.from({ length: 50 }, (_, i) => readValue(kept, i, STRING)));
    expect(left).toEqual(new Set(Array.from({ length: 50 }, (_, round) => `key ${round} 0`)));
    expect(new Set(idsOf(table, kept))).toEqual(new Set(table.liveGroups()));
  });

  it('are found by a dictionary that is older than what the table has forgotten', () => {
    const table = new KeyTable(TEXT);
    const dictionary = new ByteDictionary();
    const word = (text: string): Vector => {
      const bytes = new TextEncoder().encode(text);
      const codes = Int32Array.of(dictionary.intern(bytes, 0, bytes.length));
      return { kind: 'dictionary', length: 1, nulls: undefined, codes, dictionary };
    };
    const gone = idsOf(table, texts(...Array.from({ length: 6000 }, (_, i) => `gone ${i}`)));
    const [stays] = idsOf(table, word('stays'));
    for (const id of gone) table.remove(id);
    idsOf(table, texts('new'));
    expect(idsOf(table, word('stays'))).toEqual([stays]);
  });

  it('whose hashes are the same are kept apart', () => {
    // Of 600,000 keys about 40 pairs share a hash of 32 bits.
    const length = 600_000;
    let state = 1;
    const column = (): Vector => ({
      kind: 'int',
      length,
      nulls: undefined,
      values: Int32Array.from(
        { length },
        () => (state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39),
      ),
    });
    const keys = [column(), column()];
    const table = new KeyTable(
      ['a', 'b'].map((name) => ({ name, dataType: INT, nullable: false })),
    );
    const ids = new Int32Array(length);
    table.findOrInsert(keys, length, ids);
    expect(table.size).toBe(length);
    const again = new Int32Array(length);
    table.find(keys, length, again);
    expect(again.every((id, row) => id === ids[row])).toBe(true);
  });
});

it('refuses to remove a group that has no key', () => {
  const table = new KeyTable(TEXT);
  const [id = 0] = idsOf(table, texts('a'));
  table.remove(id);
  expect(() => table.remove(id)).toThrow(RangeError);
});
