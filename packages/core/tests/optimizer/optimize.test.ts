import { describe, expect, test } from 'vitest';
import type { Call, ExprNode, NamedExpr } from '../../src/expr/node.ts';
import { optimize } from '../../src/optimizer/optimize.ts';
import { explain } from '../../src/plan/explain.ts';
import type { LogicalPlan, Relation } from '../../src/plan/logical-plan.ts';
import { memorySource } from '../../src/sources/memory-source.ts';
import { double, schema, string, timestamp } from '../../src/types/schema.ts';

const SETTINGS = { timeZone: 'UTC', ansi: false };
const Order = schema({ time: timestamp(), shop: string(), price: double() });
const orders: Relation = { op: 'relation', source: memorySource(Order), isStreaming: true };

const column = (name: string): ExprNode => ({ kind: 'column', name });
const named = (...names: readonly string[]): readonly NamedExpr[] =>
  names.map((name) => ({ name, expr: column(name) }));
const text = (value: string): ExprNode => ({
  kind: 'literal',
  value,
  dataType: { kind: 'string' },
});
const call = (fn: string, ...args: readonly ExprNode[]): Call => ({ kind: 'call', fn, args });
const isA = (name: string): ExprNode => call('eq', column(name), text('a'));
const filter = (condition: ExprNode, input: LogicalPlan): LogicalPlan => ({
  op: 'filter',
  condition,
  input,
});
const aggregate = (fn: string, keys: readonly NamedExpr[], input: LogicalPlan): LogicalPlan => ({
  op: 'aggregate',
  keys,
  aggregates: [
    { name: 'n', expr: { kind: 'aggregate', fn, args: [column('price')], isDistinct: false } },
  ],
  input,
});
const steps = (...plans: readonly LogicalPlan[]): readonly string[] =>
  explain(...optimize(plans, SETTINGS))
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^[ :+-]*/, '').split(' ')[0] as string);
const columnsOf = (plan: LogicalPlan): readonly string[] => {
  let node = plan;
  while (node.op !== 'relation') node = (node as { input: LogicalPlan }).input;
  return node.source.schema?.fields.map(({ name }) => name) ?? [];
};

describe('a filter', () => {
  test('moves below a sort, and joins a filter that is there', () => {
    const sorted: LogicalPlan = {
      op: 'sort',
      by: [{ expr: column('price'), descending: false }],
      input: filter(isA('shop'), orders),
    };
    expect(steps(filter(isA('shop'), sorted))).toEqual(['Sort', 'Filter', 'StreamingRelation']);
  });

  test('stays above a limit', () => {
    const limited: LogicalPlan = { op: 'limit', count: 3, input: orders };
    expect(steps(filter(isA('shop'), limited))).toEqual(['Filter', 'Limit', 'StreamingRelation']);
  });

  test('on keys moves below every built-in aggregate, one that depends on the order of rows too', () => {
    const passes = (fn: string): boolean =>
      steps(filter(isA('shop'), aggregate(fn, named('shop'), orders)))[0] === 'Aggregate';
    const all = ['sum', 'first', 'last', 'collectList', 'collectSet'];
    expect(all.filter(passes)).toEqual(all);
  });

  test('on a window moves below the aggregation, of a sliding one not below where rows get their windows', () => {
    const over = (...lengths: readonly string[]): readonly NamedExpr[] => [
      { name: 'w', expr: call('window', column('time'), ...lengths.map(text)) },
    ];
    const start: ExprNode = { kind: 'field', name: 'start', arg: column('w') };
    const isEarly = call('lt', start, text('2026-01-01'));
    const of = (keys: readonly NamedExpr[]): readonly string[] =>
      steps(filter(isEarly, aggregate('sum', keys, orders)));
    expect(of(over('10 minutes'))).toEqual(['Aggregate', 'Filter', 'StreamingRelation']);
    expect(of(over('10 minutes', '10 minutes', '1 minute'))).toEqual(of(over('10 minutes')));
    expect(of(over('10 minutes', '5 minutes'))).toEqual([
      'Aggregate',
      'Filter',
      'Project',
      'StreamingRelation',
    ]);
  });

  test('that uses chance stays where it is', () => {
    const flip: ExprNode = {
      kind: 'udf',
      name: 'flip',
      args: [],
      returnType: { kind: 'boolean' },
      nullable: false,
      isDeterministic: false,
      call: () => true,
    };
    const renamed: LogicalPlan = { op: 'project', columns: named('shop'), input: orders };
    expect(steps(filter(flip, renamed))).toEqual(['Filter', 'Project', 'StreamingRelation']);
  });

  test('stays above a step that another output reads', () => {
    const shared: LogicalPlan = { op: 'project', columns: named('shop'), input: orders };
    expect(steps(filter(isA('shop'), shared), shared)).toEqual([
      'Filter',
      '#1',
      'StreamingRelation',
      '#1',
    ]);
  });
});

describe('a source', () => {
  test('reads only the columns that some output needs', () => {
    const [plan] = optimize([aggregate('sum', named('shop'), orders)], SETTINGS);
    expect(columnsOf(plan as LogicalPlan)).toEqual(['shop', 'price']);
  });

  test('is read once for all outputs, with the columns of all of them', () => {
    const outputs = optimize(
      ['shop', 'price'].map(
        (name): LogicalPlan => ({ op: 'project', columns: named(name), input: orders }),
      ),
      SETTINGS,
    );
    expect(outputs.map(columnsOf)).toEqual([
      ['shop', 'price'],
      ['shop', 'price'],
    ]);
    const [a, b] = outputs as readonly (LogicalPlan & { op: 'project' })[];
    expect(a?.input).toBe(b?.input);
  });

  test('of which only bad records are read gives no columns of its rows', () => {
    const source = { ...orders.source, badRecordSchema: schema({ reason: string() }) };
    const [plan] = optimize([{ op: 'badRecords', input: { ...orders, source } }], SETTINGS);
    expect(columnsOf(plan as LogicalPlan)).toEqual([]);
  });

  test('that is used whole stays the same object', () => {
    expect(optimize([orders], SETTINGS)[0]).toBe(orders);
  });
});
