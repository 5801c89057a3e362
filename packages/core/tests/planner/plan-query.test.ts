import { expect, test } from 'vitest';
import type { LogicalPlan, Relation } from '../../src/plan/logical-plan.ts';
import { planQuery } from '../../src/planner/plan-query.ts';
import { memorySource } from '../../src/sources/memory-source.ts';
import { double, schema, string, timestamp } from '../../src/types/schema.ts';

const SETTINGS = { timeZone: 'UTC', ansi: false };
const Order = schema({ time: timestamp(), shop: string(), price: double() });
const orders: Relation = { op: 'relation', source: memorySource(Order), isStreaming: true };
const watermarked: LogicalPlan = {
  op: 'eventTimeWatermark',
  column: 'time',
  delayMs: 0,
  input: orders,
};
const byTime: LogicalPlan = {
  op: 'aggregate',
  keys: [{ name: 'time', expr: { kind: 'column', name: 'time' } }],
  aggregates: [],
  input: watermarked,
};

test('a step that several outputs share becomes one operator', () => {
  const plan = planQuery(
    [
      { plan: watermarked, outputMode: 'append' },
      { plan: byTime, outputMode: 'append' },
      { plan: byTime, outputMode: 'append' },
    ],
    SETTINGS,
  );
  expect([plan.scans.length, plan.watermarks.length, plan.stateful.length]).toEqual([1, 1, 1]);
  expect(plan.outputs[1]?.rows).toBe(plan.outputs[2]?.rows);
});

test('an aggregation becomes one for each output mode, over one watermark', () => {
  const plan = planQuery(
    [
      { plan: byTime, outputMode: 'append' },
      { plan: byTime, outputMode: 'update' },
    ],
    SETTINGS,
  );
  expect(plan.watermarks).toHaveLength(1);
  expect(plan.stateful.map(({ operatorId }) => operatorId)).toEqual(['0', '1']);
});

test('operators stand behind those they read from', () => {
  const sorted: LogicalPlan = {
    op: 'sort',
    by: [{ expr: { kind: 'column', name: 'time' }, descending: true }],
    input: byTime,
  };
  const plan = planQuery([{ plan: sorted, outputMode: 'complete' }], SETTINGS);
  expect(plan.operators.map((operator) => operator.constructor.name)).toEqual([
    'EventTimeWatermarkOperator',
    'HashAggregateOperator',
    'LateRowsOperator',
    'SortOperator',
  ]);
});
