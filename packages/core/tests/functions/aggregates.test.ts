import { describe, expect, test } from 'vitest';
import { readValue } from '../../src/columnar/read-value.ts';
import {
  ARITHMETIC_OVERFLOW,
  NO_MERGE,
  TYPE_MISMATCH,
  UNKNOWN_FUNCTION,
} from '../../src/errors/expression.ts';
import type { AggregateCall, UserAggregate } from '../../src/expr/node.ts';
import { compileAggregate } from '../../src/functions/compile-aggregate.ts';
import type { DataType } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import {
  ANSI,
  BOOLEAN,
  batchOf,
  CONTEXT,
  type Columns,
  col,
  DATE,
  DOUBLE,
  decimal,
  FLOAT,
  INT,
  LONG,
  lit,
  TEXT,
  TIMESTAMP,
} from './expressions.ts';

function aggregateCall(fn: string, args: AggregateCall['args'], isDistinct = false): AggregateCall {
  return { kind: 'aggregate', fn, args, isDistinct };
}

function over(
  fn: string,
  type: DataType,
  values: readonly InternalValue[],
  context = CONTEXT,
  isDistinct = false,
): InternalValue {
  return run(aggregateCall(fn, [col('x')], isDistinct), { x: [type, values] }, context).value;
}

function run(
  call: AggregateCall,
  columns: Columns,
  context = CONTEXT,
): { value: InternalValue; type: DataType } {
  const batch = batchOf(columns);
  const compiled = compileAggregate(call, batch.schema, context);
  const accumulator = compiled.create();
  accumulator.ensureCapacity(1);
  accumulator.reset(0);
  const inputs = compiled.inputs.map((input) => input.evaluate(batch, context));
  accumulator.update(new Int32Array(batch.length), batch.length, inputs);
  const result = accumulator.finish(Int32Array.of(0));
  return { value: readValue(result, 0, compiled.dataType), type: compiled.dataType };
}

const MAX = 9_223_372_036_854_775_807n;

test.each<[string, DataType, readonly InternalValue[], InternalValue]>([
  ['count', INT, [1, null, 3], 2],
  ['count', INT, [], 0],
  ['sum', INT, [2_147_483_647, 2_147_483_647, null], 4_294_967_294],
  ['sum', LONG, [9_007_199_254_740_991, 9_007_199_254_740_991, -1], 18_014_398_509_481_981n],
  ['sum', LONG, [MAX, 1], -9_223_372_036_854_775_808n],
  ['sum', LONG, [MAX, 1, -9_223_372_036_854_775_808n], 0],
  ['sum', DOUBLE, [0.1, 0.2, 0.3], 0.1 + 0.2 + 0.3],
  ['sum', DOUBLE, [null], null],
  ['sum', decimal(5, 2), [150n, null, 275n], 425n],
  ['sum', decimal(38, 0), [10n ** 38n - 1n, 1n], null],
  ['sum', decimal(38, 0), [10n ** 38n - 1n, 1n, -5n], null],
  ['avg', INT, [1, 2, null], 1.5],
  ['avg', decimal(5, 2), [100n, 200n, 200n], 1_666_667n],
  ['avg', DOUBLE, [], null],
  ['min', DOUBLE, [NaN, 3, -0, null], -0],
  ['max', DOUBLE, [1, NaN, Infinity], NaN],
  ['min', DOUBLE, [NaN], NaN],
  ['max', FLOAT, [-1, -2], -1],
  ['max', INT, [-5, -3], -3],
  ['min', DATE, [3, 1], 1],
  ['max', TIMESTAMP, [1, 5e15], 5e15],
  ['min', TEXT, ['b', 'ä', null, 'abc'], 'abc'],
  ['max', TEXT, ['\uffee', '😀'], '😀'],
  ['max', LONG, [MAX, 1], MAX],
  ['min', BOOLEAN, [true, false], false],
  ['max', decimal(5, 2), [150n, 275n], 275n],
  ['first', TEXT, [null, 'a', 'b'], null],
  ['last', INT, [1, 2, null], null],
  ['collectList', INT, [2, null, 1, 2], [2, 1, 2]],
  ['collectSet', DOUBLE, [0, -0, NaN, NaN, null], [0, NaN]],
  ['stddev', DOUBLE, [2, 4, 4, 4, 5, 5, 7, 9], Math.sqrt(32 / 7)],
  ['stddevPop', DOUBLE, [2, 4, 4, 4, 5, 5, 7, 9], 2],
  ['varPop', DOUBLE, [1], 0],
  ['variance', DOUBLE, [1], null],
])('%s over %o values %o is %o', (fn, type, values, want) => {
  expect(over(fn, type, values)).toEqual(want);
});

describe('distinct aggregates', () => {
  test('take each value once', () => {
    expect(over('count', TEXT, ['a', 'b', 'a', null], CONTEXT, true)).toBe(2);
    expect(over('sum', INT, [5, 5, 7], CONTEXT, true)).toBe(12);
    expect(over('count', DOUBLE, [0, -0, NaN, NaN], CONTEXT, true)).toBe(2);
  });

  test('of several values leave out rows with a null', () => {
    const call = aggregateCall('count', [col('a'), col('b')], true);
    const columns = {
      a: [TEXT, ['x', 'x', 'x', null, '1:']],
      b: [TEXT, ['1', '1', '2', '2', '1']],
    } as const;
    expect(run(call, columns).value).toBe(3);
  });
});

test('count() counts rows, and count of several values those without a null', () => {
  const columns = { a: [INT, [1, null, 3]], b: [INT, [null, null, 1]] } as const;
  expect(run(aggregateCall('count', []), columns).value).toBe(3);
  expect(run(aggregateCall('count', [col('a'), col('b')]), columns).value).toBe(1);
});

test('first and last can look for a value that is not null', () => {
  const columns = { x: [INT, [null, 2, 3, null]] } as const;
  expect(run(aggregateCall('first', [col('x'), lit(true, BOOLEAN)]), columns).value).toBe(2);
  expect(run(aggregateCall('last', [col('x'), lit(true, BOOLEAN)]), columns).value).toBe(3);
});

test.each<[string, DataType, DataType]>([
  ['sum', INT, LONG],
  ['sum', FLOAT, DOUBLE],
  ['sum', decimal(10, 2), decimal(20, 2)],
  ['avg', decimal(10, 2), decimal(14, 6)],
  ['avg', decimal(38, 2), decimal(38, 6)],
  ['avg', LONG, DOUBLE],
  ['max', TEXT, TEXT],
  ['collectList', INT, { kind: 'array', element: INT, containsNull: false }],
])('%s of %o is %o', (fn, from, to) => {
  expect(run(aggregateCall(fn, [col('x')]), { x: [from, []] }).type).toEqual(to);
});

test('with ANSI on a sum that does not fit is an error', () => {
  expect(() => over('sum', LONG, [MAX, 1], ANSI)).toThrow(ARITHMETIC_OVERFLOW.name);
  expect(() => over('sum', decimal(38, 0), [10n ** 38n - 1n, 1n], ANSI)).toThrow(
    ARITHMETIC_OVERFLOW.name,
  );
});

test('a group can be skipped, and used again as if it were new', () => {
  const columns = { x: [DOUBLE, [1, 2, 4, 8]] } as const;
  const batch = batchOf(columns);
  for (const fn of [
    'count',
    'sum',
    'avg',
    'min',
    'max',
    'first',
    'last',
    'collectList',
    'stddev',
  ]) {
    const compiled = compileAggregate(aggregateCall(fn, [col('x')]), batch.schema, CONTEXT);
    const accumulator = compiled.create();
    accumulator.ensureCapacity(2);
    for (const group of [0, 1]) accumulator.reset(group);
    const inputs = compiled.inputs.map((input) => input.evaluate(batch, CONTEXT));
    accumulator.update(Int32Array.of(0, -1, 1, -1), 4, inputs);
    const of = (group: number): InternalValue =>
      readValue(accumulator.finish(Int32Array.of(group)), 0, compiled.dataType);
    const before = of(1);
    accumulator.reset(0);
    accumulator.update(Int32Array.of(-1, -1, 0, -1), 4, inputs);
    expect(of(0), fn).toEqual(before);
    expect(of(1), fn).toEqual(before);
  }
});

test('a result that was handed out does not change when the group goes on', () => {
  const batch = batchOf({ x: [INT, [1, 2]] });
  for (const fn of ['collectList', 'collectSet', 'sum', 'max', 'last']) {
    const compiled = compileAggregate(aggregateCall(fn, [col('x')]), batch.schema, CONTEXT);
    const accumulator = compiled.create();
    accumulator.ensureCapacity(1);
    accumulator.reset(0);
    const inputs = compiled.inputs.map((input) => input.evaluate(batch, CONTEXT));
    accumulator.update(Int32Array.of(0, 0), 1, inputs);
    const result = accumulator.finish(Int32Array.of(0));
    const before = structuredClone(readValue(result, 0, compiled.dataType));
    accumulator.update(Int32Array.of(-1, 0), 2, inputs);
    expect(readValue(result, 0, compiled.dataType), fn).toEqual(before);
  }
});

test('an aggregate that does not exist is named', () => {
  expect(() => over('summ', INT, [])).toThrow(UNKNOWN_FUNCTION.name);
  expect(() => over('sum', BOOLEAN, [])).toThrow(TYPE_MISMATCH.name);
});

test('two groups of an aggregate of the user become one only if it can merge', () => {
  const user: UserAggregate = {
    stateType: DOUBLE,
    returnType: DOUBLE,
    nullable: false,
    isDeterministic: true,
    zero: () => 0,
    reduce: (state, x) => (state as number) + (x as number),
    finish: (state) => state,
  };
  const batch = batchOf({ x: [DOUBLE, [1, 2]] });
  const call = { ...aggregateCall('total', [col('x')]), user };
  const compiled = compileAggregate(call, batch.schema, CONTEXT);
  const accumulator = compiled.create();
  for (const group of [0, 1, 2]) accumulator.reset(group);
  const inputs = compiled.inputs.map((input) => input.evaluate(batch, CONTEXT));
  accumulator.update(Int32Array.of(0, 1), 2, inputs);
  expect(() => accumulator.merge(Int32Array.of(0), Int32Array.of(1))).toThrow(
    NO_MERGE.error({ name: 'total' }).message,
  );
  accumulator.merge(Int32Array.of(2), Int32Array.of(1));
  expect(readValue(accumulator.finish(Int32Array.of(2)), 0, DOUBLE)).toBe(2);
});
