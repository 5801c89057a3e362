import { describe, expect, test } from 'vitest';
import {
  inferPartitionFields,
  partitionValue,
} from '../../src/sources/file-source/partition-values.ts';
import { showType } from '../../src/types/data-type.ts';

const inferred = (...values: string[]): string | undefined => {
  const [field] = inferPartitionFields(values.map((value) => `k=${value}/a.parquet`));
  return field && showType(field.dataType);
};

describe('the type of a partition column is guessed as Spark does', () => {
  test.each([
    [['1', '-2', '+3', '007'], 'int'],
    [['1', '2147483648'], 'bigint'],
    [['1', '9223372036854775808'], 'double'],
    [['1', '1.5', '1.0E7', 'NaN'], 'double'],
    [['2024-01-31'], 'date'],
    [['2024-01-31', '2024-01-31 12%3A00%3A00'], 'timestamp'],
    [['2024-02-30'], 'string'],
    [['2024-01-31', '1'], 'string'],
    [['1', 'x'], 'string'],
    [['true'], 'string'],
    [['__HIVE_DEFAULT_PARTITION__', '1'], 'int'],
    [['__HIVE_DEFAULT_PARTITION__'], 'string'],
  ])('%j is %s', (values, type) => {
    expect(inferred(...values)).toBe(type);
  });
});

test.each([
  ['true', { kind: 'boolean' }, true],
  ['-128', { kind: 'byte' }, -128],
  ['9007199254740993', { kind: 'long' }, 9_007_199_254_740_993n],
  ['1.50', { kind: 'decimal', precision: 5, scale: 2 }, 150n],
  ['1.5E-4', { kind: 'double' }, 1.5e-4],
  ['1970-01-02', { kind: 'date' }, 1],
  ['1970-01-01 00:00:01.000001', { kind: 'timestamp' }, 1_000_001],
  ['1970-01-01T00:00:00+01:00', { kind: 'timestamp' }, -3_600_000_000],
] as const)('the text %s is a value', (text, dataType, value) => {
  expect(partitionValue(text, { name: 'k', dataType, nullable: true })).toEqual(value);
});
