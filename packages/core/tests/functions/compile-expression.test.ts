import { describe, expect, test } from 'vitest';
import { type RecordBatch, recordBatch } from '../../src/columnar/record-batch.ts';
import {
  MISPLACED_AGGREGATE,
  UNKNOWN_FUNCTION,
  UNRESOLVED_COLUMN,
  UNRESOLVED_FIELD,
  USER_FUNCTION_FAILED,
} from '../../src/errors/expression.ts';
import type { ExprNode } from '../../src/expr/node.ts';
import { compileExpression, typeOf } from '../../src/functions/compile-expression.ts';
import type { DataType } from '../../src/types/data-type.ts';
import {
  ANSI,
  batchOf,
  CONTEXT,
  call,
  cast,
  col,
  DOUBLE,
  INT,
  LONG,
  lit,
  run,
  TEXT,
  TIMESTAMP,
} from './expressions.ts';

const columns = { price: [DOUBLE, [1, 2, 3]], quantity: [INT, [4, 5, 6]] } as const;
const { schema } = batchOf(columns);
const compile = (node: ExprNode, settings = CONTEXT) => compileExpression(node, schema, settings);

describe('a compiled expression', () => {
  test('knows its type, the columns it reads, and whether it may be null', () => {
    const node = call('mul', col('price'), call('add', col('quantity'), col('price')));
    expect(compile(node)).toMatchObject({
      dataType: DOUBLE,
      columns: ['price', 'quantity'],
      nullable: true,
    });
    expect(typeOf(node, schema, CONTEXT)).toEqual(DOUBLE);
  });

  test('sees every row of the batch, selected or not', () => {
    const batch: RecordBatch = { ...batchOf(columns), selection: Int32Array.of(1) };
    expect(compile(call('neg', col('price'))).evaluate(batch, CONTEXT)).toMatchObject({
      length: 3,
      values: Float64Array.of(-1, -2, -3),
    });
  });

  test('computes what is constant ahead of all rows', () => {
    expect(compile(call('mul', lit(6, INT), lit(7, INT))).constant).toEqual({ value: 42 });
    expect(compile(call('mul', col('price'), lit(7, INT))).constant).toBeUndefined();
    expect(compile(call('currentTimestamp')).constant).toBeUndefined();
  });

  test('leaves a constant that fails to the rows that need it', () => {
    const node = call('div', lit(1, INT), lit(0, INT));
    expect(compile(node, ANSI).constant).toBeUndefined();
    expect(compile(node).constant).toEqual({ value: null });
  });

  test('says whether a value may make it fail', () => {
    const sum = call('add', col('price'), col('quantity'));
    expect(compile(sum).canFail).toBe(false);
    expect(compile(sum, ANSI).canFail).toBe(true);
    expect(compile(call('gt', col('price'), lit(1, INT)), ANSI).canFail).toBe(false);
    expect(compile(cast(col('price'), INT), ANSI).canFail).toBe(true);
    expect(compile(cast(col('price'), INT)).canFail).toBe(false);
  });

  test('gives constants in batches of any length', () => {
    const one = compile(lit('x', TEXT));
    for (const length of [0, 1, 5, 3, 9]) {
      expect(one.evaluate(recordBatch({ fields: [] }, [], length), CONTEXT).length).toBe(length);
    }
  });
});

describe('what cannot be resolved is named, with what was probably meant', () => {
  test('a column', () => {
    expect(() => compile(col('prise'))).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [EXPRESSION.UNRESOLVED_COLUMN] There is no column 'prise' here; the columns are: price, quantity.
        hint: Did you mean 'price'?]
    `);
    expect(() => compile(col('weather'))).toThrow(UNRESOLVED_COLUMN.name);
  });

  test('a function', () => {
    expect(() => compile(call('lowr', col('price')))).toThrow("Did you mean 'lower'?");
    expect(() => compile(call('toString', col('price')))).toThrow(UNKNOWN_FUNCTION.name);
  });

  test('a field', () => {
    const window = call('window', lit(0, TIMESTAMP), lit(5, { kind: 'interval' }));
    const field = (name: string): ExprNode => ({ kind: 'field', name, arg: window });
    expect(() => compile(field('strat'))).toThrow(UNRESOLVED_FIELD.name);
    expect(() => compile({ kind: 'field', name: 'x', arg: col('price') })).toThrow(
      'double has no field',
    );
  });

  test('an aggregate among the values of one row', () => {
    const node: ExprNode = {
      kind: 'aggregate',
      fn: 'sum',
      args: [col('price')],
      isDistinct: false,
    };
    expect(() => compile(node)).toThrow(MISPLACED_AGGREGATE.name);
  });
});

describe('user functions', () => {
  const udf = (
    fn: (...args: readonly unknown[]) => unknown,
    args: readonly ExprNode[],
    returnType: DataType,
  ): ExprNode => ({
    ...{ kind: 'udf', name: 'mine', args, returnType, nullable: true },
    isDeterministic: false,
    call: fn,
  });

  test('get JavaScript values, null as null, and give them back', () => {
    const node = udf(
      (t, s) => (t === null ? null : `${s as string}@${(t as Date).toISOString()}`),
      [col('t'), col('s')],
      TEXT,
    );
    const rows = run(node, { t: [TIMESTAMP, [0, null]], s: [TEXT, ['a', 'b']] });
    expect(rows).toEqual(['a@1970-01-01T00:00:00.000Z', null]);
  });

  test('may have bigints for longs where the column says so', () => {
    const node = udf(
      (n) => (n as bigint) + 1n,
      [cast(col('n'), { kind: 'long', asBigint: true })],
      LONG,
    );
    expect(run(node, { n: [LONG, [41, 9_007_199_254_740_993n]] })).toEqual([
      42,
      9_007_199_254_740_994n,
    ]);
  });

  test('that throw end the query by their name, with the error as cause', () => {
    const boom = new Error('boom');
    const node = udf(
      () => {
        throw boom;
      },
      [col('price')],
      DOUBLE,
    );
    expect(() => run(node, columns)).toThrow(
      expect.objectContaining({ condition: USER_FUNCTION_FAILED.name, cause: boom }),
    );
    expect(compile(node)).toMatchObject({
      isDeterministic: false,
      canFail: true,
      columns: ['price'],
    });
  });
});

test('a struct is made of names and values, and becomes JSON without its nulls', () => {
  const struct = call(
    'struct',
    lit('p', TEXT),
    col('price'),
    lit('note', TEXT),
    lit(null, TEXT),
    lit('at', TEXT),
    lit(1500, TIMESTAMP),
  );
  expect(run(struct, columns)[0]).toEqual([1, null, 1500]);
  expect(run(call('toJson', struct), columns)[0]).toBe('{"p":1.0,"at":"1970-01-01T00:00:00.001Z"}');
});
