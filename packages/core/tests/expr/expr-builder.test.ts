import { describe, expect, test } from 'vitest';
import type { TimestampExpr } from '../../src/expr/expr.ts';
import { call, ExprBuilder, nodeOf, record } from '../../src/expr/expr-builder.ts';
import { literalOf } from '../../src/expr/literal.ts';
import { printExpr } from '../../src/expr/print.ts';
import { struct, when } from '../../src/expr/scalars.ts';
import { udf } from '../../src/expr/user-function.ts';
import { window } from '../../src/expr/windows.ts';
import { rowFunctionNames } from '../../src/functions/over/compile-over.ts';
import { functionNames } from '../../src/functions/registry.ts';
import * as functions from '../../src/functions.ts';
import { WINDOW } from '../../src/types/data-type.ts';
import { string } from '../../src/types/schema.ts';

const column = (name: string): ExprBuilder => new ExprBuilder({ kind: 'column', name });
const text = (value: unknown): string => printExpr(nodeOf(value, 'it'));
const [a, b] = [column('a'), column('b')];

test.each([
  [5, 'int', 5],
  [-(2 ** 31), 'int', -(2 ** 31)],
  [2 ** 31, 'long', 2 ** 31],
  [1.5, 'double', 1.5],
  [2 ** 60, 'double', 2 ** 60],
  [-0, 'double', -0],
  [Number.NaN, 'double', Number.NaN],
  [7n, 'long', 7],
  [2n ** 60n, 'long', 2n ** 60n],
  ['x', 'string', 'x'],
  [true, 'boolean', true],
  [null, 'null', null],
  [new Date(1), 'timestamp', 1000],
])('the literal of %s is a %s', (value, kind, internal) => {
  const literal = literalOf(value);
  expect(literal.dataType.kind).toBe(kind);
  expect(literal.value).toBe(internal);
});

test('a bigint literal reads as bigint again', () => {
  expect(literalOf(7n).dataType).toEqual({ kind: 'long', asBigint: true });
});

test.each([[undefined], [Symbol('s')], [{}], [[1]], [new Date('never')], [2n ** 64n]])(
  '%s is no literal',
  (value) => {
    expect(() => literalOf(value)).toThrow('[EXPRESSION.NOT_A_VALUE]');
  },
);

test('methods build the calls of the functions they are named after', () => {
  expect(text(a.add(1).sub(b).mul(2).div(3).mod(4).neg())).toBe(
    'neg((((((a + 1) - b) * 2) / 3) % 4))',
  );
  expect(text(a.gt(1).and(a.lte(5)).or(b.isNull()).not())).toBe(
    'not((((a > 1) AND (a <= 5)) OR isNull(b)))',
  );
  expect(text(a.between(1, b))).toBe('((a >= 1) AND (a <= b))');
  expect(text(a.isIn('x', 'y'))).toBe("in(a, 'x', 'y')");
  expect(text(a.eqNullSafe(null).and(a.ne(b)))).toBe('((a <=> NULL) AND (a != b))');
  expect(text(a.lower().trim().substring(1, 2).concat('-', b))).toBe(
    "concat(substring(trim(lower(a)), 1, 2), '-', b)",
  );
  expect(text(a.plus('90 seconds').minus('1 hour'))).toBe(
    "minusInterval(plusInterval(a, INTERVAL '90 seconds'), INTERVAL '1 hour')",
  );
  expect(text(a.cast(string()).coalesce('none'))).toBe("coalesce(cast(a AS string), 'none')");
  expect(
    text(
      when(a.gt(1) as never, 'x')
        .when(b.gt(2) as never, 'y')
        .otherwise('z'),
    ),
  ).toBe("when((a > 1), 'x', (b > 2), 'y', 'z')");
});

test('every method and function of the door is one the engine has', () => {
  const { scalars, aggregates } = functionNames();
  const known = new Set([...scalars, ...aggregates, ...rowFunctionNames()]);
  const notFunctions = [
    'as',
    'at',
    'between',
    'cast',
    'constructor',
    'getField',
    'isIn',
    'minus',
    'plus',
  ];
  const methods = Object.getOwnPropertyNames(ExprBuilder.prototype);
  expect(methods.filter((name) => !known.has(name)).sort()).toEqual(notFunctions);
  const builders = [
    'asc',
    'ascNullsLast',
    'callAggregate',
    'callFunction',
    'col',
    'desc',
    'descNullsFirst',
    'lit',
    'tryCast',
    'udaf',
    'udf',
    'WindowSpec',
    'windowSpec',
  ];
  const distinct = ['anyValue', 'countDistinct', 'sumDistinct'];
  expect(
    Object.keys(functions)
      .filter((name) => !known.has(name))
      .sort(),
  ).toEqual([...builders, ...distinct].sort());
});

describe('structs', () => {
  test('fields are properties, of windows and of structs made here', () => {
    const at = column('at') as unknown as TimestampExpr<Date>;
    expect(text(window(at, '1 hour').end)).toBe("window(at, INTERVAL '1 hour').end");
    expect(text(struct({ item: struct({ sku: a as never }) as never }).item)).toBe(
      "struct('item', struct('sku', a)).item",
    );
  });

  test('a field hides a method of the same name, but not those that all structs have', () => {
    const fields = ['lower', 'isNull'].map((name) => ({ name, dataType: WINDOW, nullable: true }));
    const expr = new ExprBuilder({ kind: 'column', name: 's' }, { kind: 'struct', fields });
    expect(text(Reflect.get(expr, 'lower'))).toBe('s.lower');
    expect(text(expr.isNull())).toBe('isNull(s)');
    expect(text(expr.getField('isNull'))).toBe('s.isNull');
  });
});

describe('guards', () => {
  test('an expression used by an operator of JavaScript says what to write', () => {
    expect(() => `costs ${a.add(1) as unknown as string}`).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [EXPRESSION.USED_AS_VALUE] (a + 1) is an expression, which has no value until the query runs.
        hint: JavaScript's operators cannot be recorded: write .gt(), .eq(), .add() and so on, and concat() for text.]
    `);
    expect(() => (a as unknown as number) > 10).toThrow('[EXPRESSION.USED_AS_VALUE] a is an');
  });

  test('an expression that a callback built and dropped is named', () => {
    expect(() => record(() => a.gt(10) && b.gt(1))).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [EXPRESSION.DISCARDED] (a > 10) was built in the callback, but nothing used it.
        hint: JavaScript's && and ?: cannot be recorded: write .and(), .or(), .not() and when().]
    `);
    expect(() => record(() => [a.gt(1), b.lt(2)])).not.toThrow();
  });

  test('expressions made outside of a callback may go unused, and may be used inside', () => {
    const large = a.gt(10);
    expect(text(record(() => large.and(b.gt(1))))).toBe('((a > 10) AND (b > 1))');
    expect(() => record(() => b.gt(1))).not.toThrow();
  });

  test('a callback that fails leaves the one around it as it was', () => {
    const failed = (): unknown =>
      record(() => {
        throw new Error('no');
      });
    expect(text(record(() => a.gt(call('max', 1)).and(attempt(failed))))).toBe(
      '((a > max(1)) AND true)',
    );
  });
});

function attempt(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

test('a user function casts its arguments and keeps its types in the plan', () => {
  const first = udf([string()], string(), (name) => name.slice(0, 1), { name: 'first' });
  expect(nodeOf(first(a as never), 'it')).toMatchObject({
    kind: 'udf',
    name: 'first',
    args: [{ kind: 'cast', to: { kind: 'string' } }],
    returnType: { kind: 'string' },
    nullable: false,
    isDeterministic: true,
  });
});
