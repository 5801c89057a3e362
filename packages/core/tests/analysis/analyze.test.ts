import { expect, test } from 'vitest';
import { analyze, analyzeBounded } from '../../src/analysis/analyze.ts';
import type { DataFrame } from '../../src/api/data-frame.ts';
import { readBounded, readStreaming } from '../../src/api/source-frame.ts';
import { Condition } from '../../src/errors/condition.ts';
import type { Dynamic } from '../../src/expr/expr.ts';
import { count, desc, window, windowTime } from '../../src/functions.ts';
import { int, memorySource, type OutputMode, schema, timestamp } from '../../src/index.ts';
import { defineSink } from '../../src/sinks/sink.ts';
import { orders, parquet, runtime, table } from '../types/frames.ts';

type Loose = DataFrame<Dynamic, string, OutputMode>;
const row = schema({ a: int(), t: timestamp() });
const stream = (): Loose => readStreaming(memorySource(row), runtime).dynamic();
const bounded = (): Loose => readBounded(memorySource(row), runtime).dynamic() as never;

const timed = stream().withWatermark('t', '10 seconds');
const n = (): { c: ReturnType<typeof count> } => ({ c: count() });
const byTime = timed.groupBy('t').agg(n);
const byWindow = timed.groupBy((r) => ({ w: window(r['t'] as never, '5 seconds') })).agg(n);

// The accepted and refused plans of conformance/unsupported.json, as far as the steps exist.
test.each<[string, OutputMode, unknown, string | undefined]>([
  ['aggregate-update', 'update', stream().agg(n), undefined],
  ['aggregate-complete', 'complete', stream().agg(n), undefined],
  ['aggregate-append-with-watermark', 'append', byTime, undefined],
  ['aggregate-append-without-watermark', 'append', stream().agg(n), 'OUTPUT_MODE.NEEDS_WATERMARK'],
  [
    'aggregate-of-aggregate-append',
    'append',
    byWindow.groupBy((r) => ({ w2: window(windowTime(r['w'] as never), '10 seconds') })).agg(n),
    undefined,
  ],
  [
    'aggregate-of-aggregate-update',
    'update',
    byWindow.groupBy((r) => ({ w2: window(r['w'] as never, '10 seconds') })).agg(n),
    'PLAN.UNSUPPORTED_ON_STREAM',
  ],
  ['union-stream-stream', 'append', stream().union(stream()), undefined],
  ['sort', 'append', stream().orderBy('a'), 'PLAN.UNSUPPORTED_ON_STREAM'],
  [
    'sort-after-aggregate-complete',
    'complete',
    stream().groupBy('a').agg(n).orderBy('c'),
    undefined,
  ],
  ['no-aggregate-append', 'append', stream().filter((r) => r['a']?.gt(1) as never), undefined],
  ['no-aggregate-complete', 'complete', stream(), 'OUTPUT_MODE.NEEDS_AGGREGATION'],
  ['a bounded plan', 'append', bounded(), 'PLAN.NOT_STREAMING'],
])('%s in mode %s', async (_, mode, frame, condition) => {
  expect(await startOf(frame, mode)).toBe(condition);
});

test('a union of a stream and data that has an end is refused from either side', () => {
  expect(() => stream().union(bounded())).toThrow('[PLAN.MIXED_UNION]');
  expect(() => bounded().union(stream())).toThrow('[PLAN.MIXED_UNION]');
});

test('a streaming plan cannot run as if it had an end', async () => {
  const plan = await orders.writeTo(table).plan();
  expect(() => analyzeBounded(plan, runtime.settings)).toThrow(
    'with streaming source memory has none; it must be started',
  );
});

test('the first output that cannot run is refused, also beside one that can', async () => {
  const plan = await orders.writeTo(table).plan();
  const good = { plan, sink: parquet, outputMode: 'append' } as const;
  const bad = { plan, sink: parquet, outputMode: 'update' } as const;
  expect(() => analyze([good], runtime.settings)).not.toThrow();
  expect(() => analyze([good, bad], runtime.settings)).toThrow('[OUTPUT_MODE.SINK_REFUSES]');
});

test('a sink may refuse the columns', async () => {
  const NO_TIMES = new Condition<Record<never, never>>('TEST.NO_TIMES', {
    kind: 'connector',
    message: () => 'It takes no times.',
    hint: 'Drop them.',
  });
  const sink = defineSink({
    name: 'timeless',
    outputModes: ['append'],
    checkSchema({ fields }) {
      if (fields.some(({ dataType }) => dataType.kind === 'timestamp')) throw NO_TIMES.error({});
    },
    write: () => Promise.resolve(),
  });
  const plan = await orders.writeTo(sink).plan();
  expect(() => analyze([{ plan, sink, outputMode: 'append' }], runtime.settings)).toThrow(
    '[TEST.NO_TIMES]',
  );
});

test('the best groups of a complete result may be sorted and cut', async () => {
  const best = orders
    .groupBy('country')
    .agg(n)
    .orderBy((r) => desc(r.c))
    .limit(3);
  const { plan, sink, outputMode } = best.writeTo(table, { outputMode: 'complete' });
  const output = { plan: await plan(), sink, outputMode };
  expect(() => analyze([output], runtime.settings)).not.toThrow();
});

async function startOf(frame: unknown, outputMode: OutputMode): Promise<string | undefined> {
  try {
    const { plan } = (frame as Loose).writeTo(table);
    analyze([{ plan: await plan(), sink: table, outputMode }], runtime.settings);
    return undefined;
  } catch (error) {
    return (error as { readonly condition?: string }).condition;
  }
}
