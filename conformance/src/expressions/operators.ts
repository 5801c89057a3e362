import { callFunction, col, struct, when } from '@tidemark/core/functions';
import { type Json, listOf, textOf } from '../scenario.ts';
import { columnType } from '../values/column-type.ts';
import { type Compile, type Expression, type Head, type Heads, untyped } from './expression.ts';

type Operator = (left: Expression, right: Expression) => object;

const binary =
  (operator: Operator): Head =>
  ([left = null, right = null], compile) =>
    untyped(operator(compile(left), compile(right)));

const unary =
  (operator: (operand: Expression) => object): Head =>
  ([operand = null], compile) =>
    untyped(operator(compile(operand)));

/** An operator of any number of operands. */
const chain =
  (operator: Operator): Head =>
  (args, compile) =>
    args.map(compile).reduce((left, right) => untyped(operator(left, right)));

/** `+` or `-`, where one operand may be a length of time. */
const sum =
  (numbers: Operator, shift: (time: Expression, interval: string) => object): Head =>
  ([left = null, right = null], compile) => {
    const interval = intervalOf(right);
    if (interval !== undefined) return untyped(shift(compile(left), interval));
    const leading = intervalOf(left);
    if (leading !== undefined) return untyped(shift(compile(right), leading));
    return untyped(numbers(compile(left), compile(right)));
  };

function intervalOf(json: Json): string | undefined {
  const [head, text] = listOf(json);
  return head === 'interval' ? textOf(text) : undefined;
}

/** Conditions and values in turn; one that is left over stands for none of them. */
function choice(args: readonly Json[], compile: Compile): Expression {
  const parts = args.map(compile);
  const [first, second, ...rest] = parts as [Expression, Expression, ...Expression[]];
  let chosen = when(first, second);
  for (let i = 0; i + 1 < rest.length; i += 2) {
    chosen = chosen.when(rest[i] as Expression, rest[i + 1] as Expression);
  }
  return untyped(rest.length % 2 === 0 ? chosen : chosen.otherwise(rest.at(-1) as Expression));
}

/** The named parts of a struct. */
function namedParts(args: readonly Json[], compile: Compile): Record<string, Expression> {
  return Object.fromEntries(
    args.map((part) => {
      const [name, value = null] = listOf(part);
      return [textOf(name), compile(value)];
    }),
  );
}

export const OPERATORS: Heads = [
  ['col', ([name]) => col(textOf(name))],
  ['field', ([of = null, name], compile) => compile(of).getField(textOf(name))],
  ['cast', ([of = null, type = null], compile) => untyped(compile(of).cast(columnType(type)))],
  ['struct', (args, compile) => untyped(struct(namedParts(args, compile)))],
  [
    '+',
    sum(
      (a, b) => a.add(b),
      (time, interval) => time.plus(interval as '1 second'),
    ),
  ],
  [
    '-',
    sum(
      (a, b) => a.sub(b),
      (time, interval) => time.minus(interval as '1 second'),
    ),
  ],
  ['*', binary((a, b) => a.mul(b))],
  ['/', binary((a, b) => a.div(b))],
  ['%', binary((a, b) => a.mod(b))],
  ['neg', unary((a) => a.neg())],
  ['=', binary((a, b) => a.eq(b))],
  ['!=', binary((a, b) => a.ne(b))],
  ['<', binary((a, b) => a.lt(b))],
  ['<=', binary((a, b) => a.lte(b))],
  ['>', binary((a, b) => a.gt(b))],
  ['>=', binary((a, b) => a.gte(b))],
  ['<=>', binary((a, b) => a.eqNullSafe(b))],
  ['and', chain((a, b) => a.and(b))],
  ['or', chain((a, b) => a.or(b))],
  ['not', unary((a) => a.not())],
  [
    'between',
    ([of = null, low = null, high = null], compile) =>
      untyped(compile(of).between(compile(low), compile(high))),
  ],
  [
    'in',
    ([of = null, ...values], compile) =>
      untyped(callFunction('in', compile(of), ...values.map(compile))),
  ],
  ['isNull', unary((a) => a.isNull())],
  ['isNotNull', unary((a) => a.isNotNull())],
  ['if', choice],
  ['case', choice],
];
