import { describe, expect, test } from 'vitest';
import { type RecordBatch, rowCount } from '../../src/columnar/record-batch.ts';
import { rowsOf } from '../../src/columnar/row.ts';
import { compileExpression } from '../../src/functions/compile-expression.ts';
import { FilterOperator } from '../../src/operators/filter.ts';
import { LimitOperator } from '../../src/operators/limit.ts';
import type { BatchContext } from '../../src/operators/operator.ts';
import { SortOperator } from '../../src/operators/sort.ts';
import { EventTimeWatermarkOperator } from '../../src/operators/stateful/event-time-watermark.ts';
import { double, nullable, schema, string, timestamp } from '../../src/types/schema.ts';
import { fromJsColumns } from '../semantics/record-batches.ts';

const CONTEXT: BatchContext = {
  timeZone: 'UTC',
  ansi: false,
  batchTimeMs: 0,
  batchId: 0,
  lateWatermarkMs: 0,
  evictWatermarkMs: 0,
};
const Row = schema({ n: nullable(double()), s: nullable(string()) });
interface PlainRow {
  readonly n?: number | null;
  readonly s?: string | null;
}
const batch = (...rows: readonly PlainRow[]): RecordBatch => fromJsColumns(Row, rows);
const collected = (): {
  out: RecordBatch[];
  emit: (b: RecordBatch) => void;
  values: () => unknown[];
} => {
  const out: RecordBatch[] = [];
  return {
    out,
    emit: (b) => void out.push(b),
    values: () => out.flatMap((b) => [...rowsOf(b)].map(({ n, s }) => s ?? n)),
  };
};

describe('a sort', () => {
  const sorted = (descending: boolean, ...rows: readonly PlainRow[]): unknown[] => {
    const { emit, values } = collected();
    const keys = ['n', 's'].map((name) => ({
      expression: compileExpression({ kind: 'column', name }, Row, CONTEXT),
      descending,
    }));
    const sort = new SortOperator(Row, keys, emit);
    sort.begin(CONTEXT);
    for (const row of rows) sort.push(batch(row));
    sort.finish();
    return values();
  };

  test('has nulls first and NaN last, or the other way round', () => {
    const rows = [{ n: 1 }, { n: Number.NaN }, { n: null }, { n: -1 }];
    expect(sorted(false, ...rows)).toEqual([null, -1, 1, Number.NaN]);
    expect(sorted(true, ...rows)).toEqual([Number.NaN, 1, -1, null]);
  });

  test('orders text by its UTF-8 bytes, where JavaScript would go by UTF-16', () => {
    const rows = ['\u{1f600}', '\uffee', 'é', 'z', 'za', ''].map((s) => ({ s }));
    expect(sorted(false, ...rows)).toEqual(
      ['', 'z', 'za', 'é', '\uffee', '\u{1f600}'].map((s) => s),
    );
  });

  test('leaves equal rows as they came, and starts anew with every batch', () => {
    const { emit, values, out } = collected();
    const sort = new SortOperator(
      Row,
      [
        {
          expression: compileExpression({ kind: 'column', name: 'n' }, Row, CONTEXT),
          descending: true,
        },
      ],
      emit,
    );
    for (let i = 0; i < 2; i++) {
      sort.begin(CONTEXT);
      sort.push(batch({ n: 1, s: 'a' }, { n: 2, s: 'b' }));
      sort.push(batch({ n: 1, s: 'c' }));
      sort.finish();
    }
    expect(values()).toEqual(['b', 'a', 'c', 'b', 'a', 'c']);
    sort.begin(CONTEXT);
    sort.finish();
    expect(out).toHaveLength(2);
  });
});

describe('a filter', () => {
  test('narrows the selection that a filter before it made', () => {
    const { emit, out, values } = collected();
    const condition = (text: string) =>
      compileExpression(
        {
          kind: 'call',
          fn: 'lt',
          args: [
            { kind: 'literal', value: text, dataType: { kind: 'string' } },
            { kind: 'column', name: 's' },
          ],
        },
        Row,
        CONTEXT,
      );
    const second = new FilterOperator(condition('c'), emit);
    const first = new FilterOperator(condition('a'), (b) => second.push(b));
    for (const filter of [first, second]) filter.begin(CONTEXT);
    first.push(batch({ s: 'a' }, { s: 'b' }, { s: 'd' }, { s: null }, { s: 'e' }, { s: 'c' }));
    expect(values()).toEqual(['d', 'e']);
    first.push(batch({ s: 'a' }));
    expect(out).toHaveLength(1);
  });
});

describe('a limit', () => {
  test('cuts the record batch it falls into, and counts anew for every batch', () => {
    const { emit, out } = collected();
    const limit = new LimitOperator(3, emit);
    for (let i = 0; i < 2; i++) {
      limit.begin();
      for (let part = 0; part < 3; part++) limit.push(batch({ n: 1 }, { n: 2 }));
    }
    expect(out.map(rowCount)).toEqual([2, 1, 2, 1]);
  });
});

describe('a watermark step', () => {
  test('notes all rows that pass, a null as 1970, and lets them pass as they are', () => {
    const Event = schema({ time: nullable(timestamp()) });
    const { emit, out } = collected();
    const step = new EventTimeWatermarkOperator(0, 0, emit);
    step.begin(CONTEXT);
    expect(step.stats).toBeUndefined();
    const rows = fromJsColumns(Event, [
      { time: new Date(5000) },
      { time: null },
      { time: new Date(1000) },
    ]);
    step.push({ ...rows, selection: Int32Array.of(0, 1) });
    expect(step.stats).toEqual({ count: 2, maxMs: 5000, minMs: 0, avgMs: 2500 });
    expect(out[0]?.columns).toBe(rows.columns);
    step.begin(CONTEXT);
    expect(step.stats).toBeUndefined();
  });
});
