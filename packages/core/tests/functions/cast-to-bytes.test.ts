import { expect, test } from 'vitest';
import { TYPE_MISMATCH } from '../../src/errors/expression.ts';
import type { DataType } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import { ANSI, CONTEXT, cast, col, INT, LONG, run } from './expressions.ts';

const BINARY: DataType = { kind: 'binary' };

test.each<[InternalValue, DataType, readonly number[]]>([
  [-1, { kind: 'byte' }, [255]],
  [258, { kind: 'short' }, [1, 2]],
  [703, INT, [0, 0, 2, 191]],
  [1_700_000_000, LONG, [0, 0, 0, 0, 0x65, 0x53, 0xf1, 0]],
  [-(2n ** 63n), LONG, [128, 0, 0, 0, 0, 0, 0, 0]],
])('the bytes of %s as %o are %o, big end first', (value, from, bytes) => {
  const rows = run(cast(col('x'), BINARY), { x: [from, [value, null]] }, CONTEXT);
  expect(rows).toEqual([Uint8Array.from(bytes), null]);
});

test('ANSI has no bytes of integers, nor has tryCast', () => {
  const x = { x: [INT, [1]] } as const;
  expect(() => run(cast(col('x'), BINARY), x, ANSI)).toThrow(TYPE_MISMATCH.name);
  expect(() => run(cast(col('x'), BINARY, true), x, CONTEXT)).toThrow();
});
