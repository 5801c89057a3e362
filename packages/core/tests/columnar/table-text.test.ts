import {
  array,
  binary,
  boolean,
  decimal,
  double,
  float,
  long,
  nullable,
  schema,
  string,
} from '@tidemark/core';
import { expect, test } from 'vitest';
import { tableText } from '../../src/columnar/table-text.ts';
import { fromJsColumns } from '../semantics/record-batches.ts';

const Row = schema({
  text: nullable(string()),
  n: nullable(double()),
  list: nullable(array(string())),
});

const ROWS = [
  { text: 'a text of more than twenty characters', n: 12345678, list: ['a', 'b'] },
  { text: 'two\nlines\tand a tab', n: 0.5, list: [] },
  { text: '日本', n: Number.NaN, list: null },
  { text: null, n: null, list: ['x'] },
];

test('cells are cut to 20 characters and stand at the right; wide characters count twice', () => {
  expect(tableText(fromJsColumns(Row, ROWS), { numRows: 20, truncate: true })).toBe(`\
+--------------------+-----------+------+
|                text|          n|  list|
+--------------------+-----------+------+
|a text of more th...|1.2345678E7|[a, b]|
|two\\nlines\\tand a...|        0.5|    []|
|                日本|        NaN|  NULL|
|                NULL|       NULL|   [x]|
+--------------------+-----------+------+
`);
});

test('whole cells stand at the left', () => {
  const few = fromJsColumns(Row, ROWS.slice(0, 2));
  expect(tableText(few, { numRows: 1, truncate: false })).toBe(`\
+-------------------------------------+-----------+------+
|text                                 |n          |list  |
+-------------------------------------+-----------+------+
|a text of more than twenty characters|1.2345678E7|[a, b]|
+-------------------------------------+-----------+------+
only showing top 1 row
`);
});

test('no column is narrower than three', () => {
  const one = schema({ b: boolean(), f: float(), l: long(), d: decimal(9, 8), x: binary() });
  const row = { b: true, f: 0.1, l: 1, d: '0.00000010', x: new Uint8Array([1, 171]) };
  expect(tableText(fromJsColumns(one, [row]), { numRows: 20, truncate: true })).toBe(`\
+----+---+---+----------+-------+
|   b|  f|  l|         d|      x|
+----+---+---+----------+-------+
|true|0.1|  1|0.00000010|[01 AB]|
+----+---+---+----------+-------+
`);
});
