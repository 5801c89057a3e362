import { describe, expect, test } from 'vitest';
import { gather } from '../../src/columnar/gather.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import { recordBatch } from '../../src/columnar/record-batch.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import type { ExprNode } from '../../src/expr/node.ts';
import { compileExpression } from '../../src/functions/compile-expression.ts';
import type { ArrayType } from '../../src/types/data-type.ts';
import {
  ANSI,
  CONTEXT,
  type Columns,
  call,
  cast,
  col,
  INT,
  LONG,
  lit,
  run,
  schemaOf,
  TEXT,
} from './expressions.ts';

const ints: ArrayType = { kind: 'array', element: INT, containsNull: true };
const texts: ArrayType = { kind: 'array', element: TEXT, containsNull: true };
const x = { kind: 'lambdaVariable', name: 'x' } as const;
const y = { kind: 'lambdaVariable', name: 'y' } as const;
const lambda = (body: ExprNode, ...variables: readonly string[]): ExprNode => {
  return { kind: 'lambda', variables, body };
};

const ROWS: Columns = {
  list: [ints, [[1, 2], null, [], [3, null]]],
  factor: [INT, [10, 20, 30, null]],
};

describe('a lambda', () => {
  test('reads columns of the row that its element is in', () => {
    const scaled = call('transform', col('list'), lambda(call('mul', x, col('factor')), 'x'));
    expect(run(scaled, ROWS)).toEqual([[10, 20], null, [], [null, null]]);
  });

  test('inside of a lambda reads the variables of both, and the columns', () => {
    const inner = lambda(call('add', call('mul', x, y), col('factor')), 'y');
    const pairs = call(
      'transform',
      col('list'),
      lambda(call('transform', col('list'), inner), 'x'),
    );
    expect(run(pairs, ROWS)[0]).toEqual([
      [11, 12],
      [12, 14],
    ]);
  });

  test('hides a variable of the same name around it', () => {
    const inner = call('transform', col('list'), lambda(call('neg', x), 'x'));
    expect(run(call('transform', col('list'), lambda(inner, 'x')), ROWS)[0]).toEqual([
      [-1, -2],
      [-1, -2],
    ]);
  });

  test('runs once for a batch, whatever is in it', () => {
    let calls = 0;
    const body: ExprNode = {
      kind: 'udf',
      name: 'count',
      args: [x],
      returnType: INT,
      nullable: false,
      isDeterministic: false,
      call: () => ++calls,
    };
    run(call('transform', col('list'), lambda(body, 'x')), ROWS);
    expect(calls).toBe(4);
  });

  test('of constants is computed ahead', () => {
    const sum = lambda(call('add', x, y), 'x', 'y');
    const node = call('aggregate', lit([1, 2, 3], ints), lit(0, INT), sum);
    expect(compileExpression(node, schemaOf({}), CONTEXT).constant).toEqual({ value: 6 });
  });

  test('does not see the elements of rows that are null, nor those that no row reaches', () => {
    const numbers = call('transform', col('list'), lambda(cast(x, INT), 'x'));
    const columns: Columns = { list: [texts, [['bad'], ['1', '2'], ['worse']]] };
    const schema = schemaOf(columns);
    const compiled = compileExpression(numbers, schema, ANSI);
    const all = vectorOf([['bad'], ['1', '2'], ['worse']], texts);
    const some = gather(all, Int32Array.of(1, 1, 0));
    const hidden = { ...some, nulls: Uint8Array.of(0, 0, 1) };
    const vector = compiled.evaluate(recordBatch(schema, [hidden], 3), ANSI);
    expect([0, 1, 2].map((row) => readValue(vector, row, compiled.dataType))).toEqual([
      [1, 2],
      [1, 2],
      null,
    ]);
  });

  test('has to stand where one is taken, and its variable inside of it', () => {
    expect(() => run(call('add', lambda(x, 'x'), lit(1, INT)))).toThrow(
      "[EXPRESSION.MISPLACED_LAMBDA] The lambda 'x -> x' stands where a value is expected.",
    );
    expect(() => run(call('add', x, lit(1, INT)))).toThrow('[EXPRESSION.VARIABLE_OUTSIDE_LAMBDA]');
    expect(() => run(call('transform', col('list'), lit(1, INT)), ROWS)).toThrow(
      "'transform' takes value, lambda, but was given value, value.",
    );
  });
});

test('an aggregate of an array that is longer than others goes on without them', () => {
  const lists = Array.from({ length: 50 }, (_, i) =>
    Array.from({ length: i % 7 }, (__, j) => j + i),
  );
  const sums = lists.map((list) => list.reduce((sum, value) => sum + value, 0));
  const sum = lambda(call('add', x, y), 'x', 'y');
  const node = call('aggregate', col('list'), lit(0, INT), sum);
  expect(run(node, { list: [ints, lists] })).toEqual(sums);
});

test('a comparator sorts many arrays as a stable sort does', () => {
  const lists = Array.from({ length: 40 }, (_, i) =>
    Array.from({ length: i }, (__, j) => (j * 7919 + i * 31) % 23),
  );
  const byLast = (a: number, b: number): number => (a % 10) - (b % 10);
  const body = call('sub', call('mod', x, lit(10, INT)), call('mod', y, lit(10, INT)));
  const sorted = run(call('arraySort', col('list'), lambda(body, 'x', 'y')), {
    list: [ints, lists],
  });
  expect(sorted).toEqual(lists.map((list) => [...list].sort(byLast)));
});

describe('with ANSI rules', () => {
  const at = (fn: string, index: number): ExprNode => call(fn, col('list'), lit(index, INT));

  test('an element beyond an array is an error, and without them null', () => {
    for (const [fn, index] of [
      ['elementAt', 3],
      ['getItem', 2],
    ] as const) {
      expect(run(at(fn, index), ROWS)).toEqual([null, null, null, null]);
      expect(() => run(at(fn, index), ROWS, ANSI)).toThrow(
        `[COLLECTION.INDEX_OUT_OF_BOUNDS] '${fn}' asks for element ${index} of an array of 2 elements.`,
      );
    }
    expect(run(at('tryElementAt', 3), ROWS, ANSI)).toEqual([null, null, null, null]);
    expect(run(at('get', 2), ROWS, ANSI)).toEqual([null, null, null, null]);
  });

  test('the size of null is null, and without them -1', () => {
    expect(run(call('size', col('list')), ROWS)).toEqual([2, -1, 0, 2]);
    expect(run(call('size', col('list')), ROWS, ANSI)).toEqual([2, null, 0, 2]);
  });
});

test('longs beyond 2^53 stay exact in arrays', () => {
  const longs: ArrayType = { kind: 'array', element: LONG, containsNull: true };
  const columns: Columns = { list: [longs, [[2n ** 60n, 1], [2], null]] };
  const node = call('arrayUnion', col('list'), call('array', lit(2n ** 60n, LONG), lit(7, LONG)));
  expect(run(node, columns)).toEqual([[2n ** 60n, 1, 7], [2, 2n ** 60n, 7], null]);
});
