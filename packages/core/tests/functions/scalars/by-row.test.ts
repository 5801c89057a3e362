import { expect, test } from 'vitest';
import { TYPE_MISMATCH } from '../../../src/errors/expression.ts';
import { compileExpression } from '../../../src/functions/compile-expression.ts';
import { ANSI, BOOLEAN, CONTEXT, call, col, INT, lit, run, TEXT } from '../expressions.ts';

const schema = { fields: [{ name: 'x', dataType: TEXT, nullable: false }] };

test('a result is nullable where a cast of an argument may give null', () => {
  const node = call('left', lit('abc', TEXT), col('x'));
  expect(compileExpression(node, schema, CONTEXT).nullable).toBe(true);
  expect(compileExpression(node, schema, ANSI).nullable).toBe(false);
  expect(compileExpression(call('upper', col('x')), schema, CONTEXT).nullable).toBe(false);
});

test('numbers and booleans become text where text is taken, and text becomes numbers', () => {
  expect(run(call('repeat', col('x'), lit('2', TEXT)), { x: [INT, [7, null]] })).toEqual([
    '77',
    null,
  ]);
  expect(run(call('initcap', col('x')), { x: [BOOLEAN, [true]] })).toEqual(['True']);
});

test('a value with parts does not become text', () => {
  const list = { kind: 'array', element: INT, containsNull: true } as const;
  const node = call('initcap', lit([1], list));
  expect(() => compileExpression(node, schema, CONTEXT)).toThrow(TYPE_MISMATCH.name);
});

test('an argument that sees null does not make the result null', () => {
  const node = call('locate', lit('a', TEXT), lit('banana', TEXT), col('x'));
  expect(run(node, { x: [INT, [3, null, 1]] })).toEqual([4, 0, 2]);
});
