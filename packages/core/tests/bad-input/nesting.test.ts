import { expect, test } from 'vitest';
import type { Format } from '../../src/formats/format.ts';
import { json } from '../../src/formats/json.ts';
import { array, nullable, schema, string } from '../../src/types/schema.ts';
import { decodeAll } from '../formats/decode.ts';

const Row = schema({ id: nullable(string()), tags: nullable(array(string())) });
const deep = (levels: number): string =>
  `{"id":"x","tags":["a"],"zz":${'['.repeat(levels)}${']'.repeat(levels)}}`;

test('a record is read as deep as Spark reads it, and is bad beyond', () => {
  const records = [deep(999), deep(1000), deep(500_000)];
  expect(decodeAll(json(Row) as Format, records)).toEqual({
    rows: [
      ['x', ['a']],
      [null, null],
      [null, null],
    ],
    bad: [
      [1, 'nested deeper than 1000 levels'],
      [2, 'nested deeper than 1000 levels'],
    ],
  });
});

test('the same after the program for such records is made', () => {
  const records = Array.from({ length: 3000 }, () => deep(3));
  const format = json(Row) as Format;
  const decoder = format.createDecoder({ columns: ['id', 'tags'], checkAll: true });
  expect(decoder).toBeDefined();
  const { bad } = decodeAll(format, [...records, deep(999), deep(1000)]);
  expect(bad).toEqual([[3001, 'nested deeper than 1000 levels']]);
});
