import { expect, test } from 'vitest';
import type { ExprNode } from '../../src/expr/node.ts';
import { printExpr } from '../../src/expr/print.ts';
import { simplify } from '../../src/optimizer/simplify.ts';
import { BOOLEAN, DOUBLE, INT, NULL, STRING, TIMESTAMP } from '../../src/types/data-type.ts';
import type { Schema } from '../../src/types/schema.ts';

const SETTINGS = { timeZone: 'UTC', ansi: false };
const SCHEMA: Schema = {
  fields: [
    { name: 'shop', dataType: STRING, nullable: true },
    { name: 'price', dataType: DOUBLE, nullable: true },
    { name: 'id', dataType: INT, nullable: false },
    { name: 'isPaid', dataType: BOOLEAN, nullable: true },
    { name: 'isSent', dataType: BOOLEAN, nullable: true },
    { name: 'time', dataType: TIMESTAMP, nullable: true },
  ],
};
const col = (name: string): ExprNode => ({ kind: 'column', name });
const call = (fn: string, ...args: readonly ExprNode[]): ExprNode => ({ kind: 'call', fn, args });
const int = (value: number): ExprNode => ({ kind: 'literal', value, dataType: INT });
const text = (value: string): ExprNode => ({ kind: 'literal', value, dataType: STRING });
const nothing: ExprNode = { kind: 'literal', value: null, dataType: NULL };
const [shop, price, id, isPaid, isSent] = ['shop', 'price', 'id', 'isPaid', 'isSent'].map(col) as [
  ExprNode,
  ExprNode,
  ExprNode,
  ExprNode,
  ExprNode,
];
const not = (arg: ExprNode): ExprNode => call('not', arg);
const isWindow = call('window', col('time'), text('1 minute'));
const simple = (expr: ExprNode): string => printExpr(simplify(expr, SCHEMA, SETTINGS));

test.each<[string, ExprNode, string]>([
  ['not of not', not(not(isPaid)), 'isPaid'],
  ['not of a comparison', not(call('gt', price, int(1))), '(price <= 1)'],
  ['not of unequal', not(call('ne', price, int(1))), '(price = 1)'],
  ['not of null', not(call('isNull', shop)), 'isNotNull(shop)'],
  [
    'not of or, in parts that can move alone',
    not(call('or', isPaid, isSent)),
    '(not(isPaid) AND not(isSent))',
  ],
  ['not of and', not(call('and', isPaid, not(isSent))), '(not(isPaid) OR isSent)'],
  [
    'what all branches of or ask',
    call('or', call('and', isPaid, isSent), call('and', isPaid, call('gt', price, int(1)))),
    '(isPaid AND (isSent OR (price > 1)))',
  ],
  ['a branch that asks no more', call('or', isPaid, call('and', isPaid, isSent)), 'isPaid'],
  ['what is asked twice', call('and', isPaid, isPaid), 'isPaid'],
  ['what cannot be null', call('isNull', id), 'false'],
  ['what is never null beside another', call('and', call('isNotNull', id), isPaid), 'isPaid'],
  ['a window: rows without one are not there', call('isNull', isWindow), 'false'],
  ['a comparison with null', call('and', call('eq', shop, nothing), isPaid), 'false'],
  ['the safe comparison with null', call('eqNullSafe', shop, nothing), 'isNull(shop)'],
  ['constants', call('or', call('gt', int(1), int(2)), isPaid), 'isPaid'],
  ['coalesce with null', call('eq', call('coalesce', shop, nothing), text('a')), "(shop = 'a')"],
  ['coalesce of what is never null', call('gt', call('coalesce', id, int(0)), int(1)), '(id > 1)'],
])('%s becomes simpler', (_, expr, expected) => {
  expect(simple(expr)).toBe(expected);
});

test('a coalesce whose type its first argument does not have stays', () => {
  expect(simple(call('gt', call('coalesce', id, price), int(1)))).toBe('(coalesce(id, price) > 1)');
});

test('a condition that is simple is the same object', () => {
  const condition = call('and', isPaid, call('gt', price, call('add', int(1), int(2))));
  expect(simplify(condition, SCHEMA, SETTINGS)).toBe(condition);
});
