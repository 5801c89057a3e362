import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteDictionary } from '../../src/columnar/byte-dictionary.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { KeyTable } from '../../src/state/key-table.ts';
import {
  BINARY,
  BOOLEAN,
  type DataType,
  DOUBLE,
  type Field,
  INT,
  LONG,
  STRING,
  WINDOW,
} from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';

// Law: a key table gives equal keys one id and different keys different ids, whatever was added and
// removed before, and gives the keys of its ids back: it behaves like a Map from keys to ids.

const nested: DataType = {
  kind: 'struct',
  fields: [
    { name: 'a', dataType: INT, nullable: true },
    { name: 'b', dataType: STRING, nullable: true },
  ],
};

const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(values, { nil: null });
const doubles = fc.constantFrom(0, -0, Number.NaN, 1.5, -1.5, 1e300, Infinity, -Infinity, 5e-324);
const longs = fc.constantFrom<number | bigint>(
  0,
  -1,
  1,
  2 ** 32,
  -(2 ** 32),
  2 ** 53 - 1,
  -(2 ** 53) + 1,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 53n,
);
const texts = fc.constantFrom('', 'a', 'b', 'ab', 'schön', '🙂', '__proto__', 'a\0');

const CASES: readonly { readonly type: DataType; readonly values: fc.Arbitrary<InternalValue> }[] =
  [
    { type: BOOLEAN, values: fc.boolean() },
    { type: INT, values: fc.constantFrom(0, 1, -1, 2147483647, -2147483648) },
    { type: DOUBLE, values: doubles },
    { type: { kind: 'timestamp' }, values: fc.constantFrom(0, 1.7e15, 1.7e15 + 60e6) },
    { type: LONG, values: longs },
    { type: STRING, values: texts },
    { type: BINARY, values: texts.map((text) => new TextEncoder().encode(text)) },
    {
      type: { kind: 'decimal', precision: 38, scale: 2 },
      values: fc.constantFrom(0n, 1n, -1n, 255n, 256n, -128n, -129n, 10n ** 37n),
    },
    {
      type: { kind: 'array', element: DOUBLE, containsNull: true },
      values: fc.array(fc.option(doubles), { maxLength: 2 }),
    },
    { type: WINDOW, values: fc.constantFrom(0, 60e6).map((start) => [start, start + 60e6]) },
    { type: nested, values: fc.tuple(orNull(fc.constantFrom(0, 1)), orNull(texts)) },
  ];

type Row = readonly InternalValue[];

/** Text that is the same for equal keys only. */
function nameOf(value: InternalValue): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return `n${value + 0}`;
  if (typeof value === 'bigint') return `n${value}`;
  if (value instanceof Uint8Array) return `b${value.join()}`;
  if (Array.isArray(value)) return `[${(value as Row).map(nameOf).join()}]`;
  return JSON.stringify(value);
}
const nameOfRow = (row: Row): string => row.map(nameOf).join('|');

/** A column as a source may give it: text in either form. */
function vectorIn(form: 'plain' | 'dictionary', values: Row, type: DataType): Vector {
  const plain = vectorOf(values, type);
  if (plain.kind !== 'bytes' || form === 'plain') return plain;
  const dictionary = new ByteDictionary();
  dictionary.intern(Uint8Array.of(255), 0, 1); // codes are not those of the table
  const codes = Int32Array.from(plain.starts, (start, i) =>
    dictionary.intern(plain.bytes, start, plain.lengths[i] as number),
  );
  return { kind: 'dictionary', length: plain.length, nulls: plain.nulls, codes, dictionary };
}

const columnTypes = fc.array(fc.nat({ max: CASES.length - 1 }), { minLength: 0, maxLength: 3 });
const steps = (columns: readonly number[]) =>
  fc.array(
    fc.record({
      rows: fc.array(
        fc.tuple(
          ...columns.map((c) =>
            fc.option(CASES[c]?.values as fc.Arbitrary<InternalValue>, { freq: 4 }),
          ),
        ),
        { maxLength: 30 },
      ),
      form: fc.constantFrom('plain' as const, 'dictionary' as const),
      isFind: fc.boolean(),
      removals: fc.array(fc.nat(), { maxLength: 8 }),
    }),
    { maxLength: 12 },
  );

describe('a key table', () => {
  it('is a map from keys to ids', () => {
    const scenario = columnTypes.chain((columns) => fc.tuple(fc.constant(columns), steps(columns)));
    fc.assert(
      fc.property(scenario, ([columns, script]) => {
        const types = columns.map((c) => CASES[c]?.type as DataType);
        const fields: Field[] = types.map((dataType, i) => ({
          name: `k${i}`,
          dataType,
          nullable: true,
        }));
        const table = new KeyTable(fields);
        const model = new Map<string, { id: number; row: Row }>();
        for (const { rows, form, isFind, removals } of script) {
          const keys = types.map((type, c) =>
            vectorIn(
              form,
              rows.map((row) => row[c] ?? null),
              type,
            ),
          );
          const ids = new Int32Array(rows.length);
          const isNew = new Uint8Array(rows.length).fill(7);
          if (isFind) table.find(keys, rows.length, ids);
          else table.findOrInsert(keys, rows.length, ids, isNew);
          const expectedIds: number[] = [];
          const expectedNew: number[] = [];
          for (const [i, row] of rows.entries()) {
            const known = model.get(nameOfRow(row));
            const id = ids[i] as number;
            const isTaken = [...model.values()].some((other) => other.id === id);
            expectedIds.push(known?.id ?? (isFind || isTaken ? -1 : id));
            expectedNew.push(isFind ? 7 : Number(known === undefined));
            if (known === undefined && !isFind) model.set(nameOfRow(row), { id, row });
          }
          expect([...ids]).toEqual(expectedIds);
          expect([...isNew]).toEqual(expectedNew);
          expect(ids.every((id) => id < table.capacity)).toBe(true);
          for (const nth of removals) {
            const victim = [...model][nth % Math.max(1, model.size)];
            if (victim === undefined) continue;
            table.remove(victim[1].id);
            model.delete(victim[0]);
          }
          expect(table.size).toBe(model.size);
          const live = table.liveGroups();
          const named = new Map([...model.values()].map(({ id, row }) => [id, nameOfRow(row)]));
          expect([...live]).toEqual([...named.keys()].sort((a, b) => a - b));
          const vectors = table.keyVectors(live);
          for (const [i, id] of live.entries()) {
            const row = vectors.map((vector, c) => readValue(vector, i, types[c] as DataType));
            expect(nameOfRow(row)).toBe(named.get(id));
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});
