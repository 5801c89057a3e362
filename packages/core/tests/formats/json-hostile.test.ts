import { describe, expect, test } from 'vitest';
import { json } from '../../src/formats/json.ts';
import { double, int, map, nullable, schema, string } from '../../src/types/schema.ts';
import { decodeAll } from './decode.ts';

const Order = schema({ id: string(), price: double(), note: nullable(string()) });

describe('what a producer cannot do', () => {
  test('a name such as __proto__ or constructor is a name like any other', () => {
    const format = json(
      schema({ a: nullable(string()).from('__proto__'), b: string().from('constructor') }),
    );
    expect(decodeAll(format, ['{"__proto__":"x","constructor":"y","toString":1}']).rows).toEqual([
      ['x', 'y'],
    ]);
    expect(decodeAll(json(Order), ['{"__proto__":{"id":"x"}}']).rows).toEqual([[null, null, null]]);
    expect(
      decodeAll(json(schema({ m: map(string(), int()) })), ['{"m":{"__proto__":1}}']).rows,
    ).toEqual([[[['__proto__', 1]]]]);
  });

  test('a record that is nested too deeply is bad, wanted or not', () => {
    const deep = (levels: number) => `{"id":"a","zz":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const reason = 'nested deeper than 64 levels';
    const format = json(Order, { maxNesting: 64 });
    expect(decodeAll(format, [deep(63), deep(64), deep(100_000)]).bad).toEqual([
      [1, reason],
      [2, reason],
    ]);
  });

  test('a record that is too long is bad without being read', () => {
    const format = json(Order, { maxRecordBytes: 20 });
    expect(decodeAll(format, ['{"id":"a"}', `{"id":"${'a'.repeat(20)}"}`])).toEqual({
      rows: [
        ['a', null, null],
        [null, null, null],
      ],
      bad: [[1, 'longer than 20 bytes']],
    });
  });
});
