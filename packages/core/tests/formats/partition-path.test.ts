import { describe, expect, test } from 'vitest';
import { PARTITION_VALUE_TOO_LONG } from '../../src/errors/file-sink.ts';
import { partitionDirectory, partitionTexts } from '../../src/formats/partition-path.ts';

describe('the folder of a partition value', () => {
  test.each([
    ['NL', 'c=NL'],
    ['a b', 'c=a b'],
    ['é🥞', 'c=é🥞'],
    ['a/b', 'c=a%2Fb'],
    ['../../x', 'c=..%2F..%2Fx'],
    ['.', 'c=%2E'],
    ['...', 'c=%2E%2E%2E'],
    ['a.b', 'c=a.b'],
    ['100%', 'c=100%25'],
    ['"#%\'*/:=?\\{[]^', 'c=%22%23%25%27%2A%2F%3A%3D%3F%5C%7B%5B%5D%5E'],
    ['\u0000\u0001\n\u001f\u007f', 'c=%00%01%0A%1F%7F'],
    ['}|<>', 'c=}|<>'],
    ['2024-01-31 12:00:00', 'c=2024-01-31 12%3A00%3A00'],
    ['', 'c=__HIVE_DEFAULT_PARTITION__'],
    [null, 'c=__HIVE_DEFAULT_PARTITION__'],
  ])('%j is escaped as Spark does', (value, folder) => {
    expect(partitionDirectory('c', value)).toBe(folder);
  });

  test('has the name of its column escaped too', () => {
    expect(partitionDirectory('a/b=c', 'x')).toBe('a%2Fb%3Dc=x');
  });

  test('has at most 255 bytes, counted after escaping', () => {
    expect(partitionDirectory('c', 'x'.repeat(253))).toHaveLength(255);
    for (const value of ['x'.repeat(300), '/'.repeat(85), 'é'.repeat(127)]) {
      expect(() => partitionDirectory('c', value)).toThrow(
        expect.objectContaining({ condition: PARTITION_VALUE_TOO_LONG.name }),
      );
    }
  });
});

test('folders give columns, files and other folders do not', () => {
  expect([...partitionTexts('x/a%3Db=1%25/c=__HIVE_DEFAULT_PARTITION__/=9/d=4.parquet')]).toEqual([
    ['a=b', '1%'],
    ['c', null],
  ]);
});

test('escapes are undone, whether of characters or of bytes, and a lone % stands for itself', () => {
  const value = (text: string): unknown => partitionTexts(`k=${text}/f`).get('k');
  expect(value('..%2F..%2Fx')).toBe('../../x');
  expect(value('é%C3%A9 %25')).toBe('éé %');
  expect(value('50%')).toBe('50%');
  expect(value('100%%2F')).toBe('100%/');
});
