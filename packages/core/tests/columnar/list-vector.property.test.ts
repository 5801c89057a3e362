import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatVectors } from '../../src/columnar/concat.ts';
import { denseList } from '../../src/columnar/dense-list.ts';
import { gather, gatherOrNull } from '../../src/columnar/gather.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import { slice } from '../../src/columnar/slice.ts';
import type { Vector } from '../../src/columnar/vector.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { choose } from '../../src/functions/vectors/choose.ts';
import { type DataType, DOUBLE, INT, LONG, STRING } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';

// Law: whatever a list vector is cut, joined or picked into, its rows read as the same operation on plain
// JavaScript arrays gives them.

const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(values, { nil: null });
const few = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { maxLength: 4 });
const array = (element: DataType): DataType => ({ kind: 'array', element, containsNull: true });

const LISTS: readonly (readonly [DataType, fc.Arbitrary<InternalValue>])[] = [
  [array(INT), few(orNull(fc.integer()))],
  [array(DOUBLE), few(orNull(fc.double()))],
  [array(LONG), few(orNull(fc.constantFrom(1, 2n ** 60n)))],
  [array(STRING), few(orNull(fc.string()))],
  [array(array(STRING)), few(orNull(few(orNull(fc.string()))))],
  [
    { kind: 'map', key: STRING, value: INT, valueContainsNull: true },
    few(fc.tuple(fc.string(), orNull(fc.integer()))),
  ],
];

const columns = fc
  .constantFrom(...LISTS)
  .chain(([type, value]) => fc.tuple(fc.constant(type), fc.array(orNull(value), { minLength: 1 })));

const read = (vector: Vector, type: DataType): InternalValue[] =>
  Array.from({ length: vector.length }, (_, row) => readValue(vector, row, type));

test('rows that are picked, in any order and more than once, or not there', () => {
  fc.assert(
    fc.property(columns, fc.array(fc.integer({ min: -1, max: 50 })), ([type, values], picks) => {
      const rows = picks.map((pick) => (pick < 0 ? -1 : pick % values.length));
      const vector = gatherOrNull(vectorOf(values, type), Int32Array.from(rows));
      expect(read(vector, type)).toEqual(rows.map((row) => (row < 0 ? null : values[row])));
    }),
  );
});

test('rows that are cut out, and made dense', () => {
  fc.assert(
    fc.property(columns, fc.nat(10), fc.nat(10), ([type, values], from, size) => {
      const start = from % values.length;
      const length = Math.min(size, values.length - start);
      const part = slice(vectorOf(values, type), start, length);
      const expected = values.slice(start, start + length);
      expect(read(part, type)).toEqual(expected);
      if (part.kind !== 'list') throw new TypeError('a list stays a list');
      const dense = denseList(part);
      expect(read(dense, type)).toEqual(expected);
      const numElements = expected.reduce<number>(
        (sum, list) => sum + ((list as readonly unknown[] | null)?.length ?? 0),
        0,
      );
      expect(dense.elements.length).toBe(numElements);
    }),
  );
});

test('columns that are joined, and chosen from row by row', () => {
  fc.assert(
    fc.property(columns, fc.array(fc.integer({ min: -1, max: 1 })), ([type, values], picks) => {
      const vector = vectorOf(values, type);
      const order = Int32Array.from(values, (_, i) => values.length - 1 - i);
      const reversed = gather(vector, order);
      const backwards = [...values].reverse();
      expect(read(concatVectors([vector, reversed], type), type)).toEqual([
        ...values,
        ...backwards,
      ]);
      const choices = Int32Array.from(values, (_, i) => picks[i] ?? 0);
      const expected = values.map((value, i) => [null, value, backwards[i]][(choices[i] ?? 0) + 1]);
      expect(read(choose([vector, reversed], choices), type)).toEqual(expected);
    }),
  );
});
