import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import { eventTimeColumns } from '../../src/analysis/propagate-watermarks.ts';
import type { OutputSpec } from '../../src/api/frame-runtime.ts';
import { count, window, windowTime } from '../../src/functions.ts';
import { memorySource } from '../../src/sources/memory-source.ts';
import { Order, orders, runtime, table } from '../types/frames.ts';

const timed = orders.withWatermark('order_time', '10 minutes');

async function marksOf(output: OutputSpec): Promise<string[]> {
  return [...eventTimeColumns(await output.plan()).keys()];
}
const marks = (frame: unknown): Promise<string[]> =>
  marksOf((frame as typeof orders).writeTo(table));

describe('the mark of a watermark', () => {
  test('follows the column through filters, renames, copies and unions', async () => {
    expect(await marks(timed.filter((o) => o.price.gt(1)))).toEqual(['order_time']);
    expect(await marks(timed.withColumnRenamed('order_time', 'at'))).toEqual(['at']);
    expect(await marks(timed.withColumns((o) => ({ at: o.order_time })))).toEqual([
      'order_time',
      'at',
    ]);
    expect(await marks(timed.union(orders))).toEqual(['order_time']);
    expect(await marks(orders.union(timed))).toEqual([]);
  });

  test('is inherited by windows over the column itself, and by their last moment', async () => {
    const byWindow = timed
      .groupBy((o) => ({ w: window(o.order_time, '5 minutes'), country: o.country }))
      .agg(() => ({ n: count() }));
    expect(await marks(byWindow)).toEqual(['w']);
    expect(await marks(byWindow.select((r) => ({ at: windowTime(r.w), end: r.w.end })))).toEqual([
      'at',
    ]);
    const hourly = byWindow
      .groupBy((r) => ({ h: window(r.w, '1 hour') }))
      .agg(() => ({ n: count() }));
    expect(await marks(hourly)).toEqual(['h']);
  });

  test('is lost by every other expression, and by dropping the column', async () => {
    const later = timed.withColumns((o) => ({ order_time: o.order_time.plus('1 hour') }));
    expect(await marks(later)).toEqual([]);
    expect(await marks(timed.drop('order_time'))).toEqual([]);
    const shifted = timed
      .groupBy((o) => ({ w: window(o.order_time.plus('1 hour'), '5 minutes') }))
      .agg(() => ({ n: count() }));
    expect(await marks(shifted)).toEqual([]);
  });

  test('moves to the newest withWatermark', async () => {
    const moved = timed.withColumns((o) => ({ at: o.order_time })).withWatermark('at', '1 minute');
    expect(await marks(moved)).toEqual(['at']);
  });

  test('is none on data that has an end', () => {
    const source = memorySource(Order);
    const input = { op: 'relation', source, isStreaming: false } as const;
    const plan = { op: 'eventTimeWatermark', column: 'order_time', delayMs: 0, input } as const;
    expect(eventTimeColumns(plan).size).toBe(0);
    expect(eventTimeColumns({ ...plan, input: { ...input, isStreaming: true } }).size).toBe(1);
  });
});

describe('an append aggregation that lost its watermark hears where', () => {
  const failureOf = async (frame: unknown): Promise<string> => {
    const { sink, outputMode, plan } = (frame as typeof orders).writeTo(table);
    try {
      analyze([{ sink, outputMode, plan: await plan() }], runtime.settings);
      return 'none';
    } catch (error) {
      return (error as Error).message.replaceAll(/[\w-]+\.test\.ts:\d+:\d+/g, '<here>');
    }
  };
  const counted = { n: count() };

  test('because there never was one', async () => {
    expect(
      await failureOf(orders.groupBy('country').agg(() => ({ n: count() }))),
    ).toMatchInlineSnapshot(`
      "[OUTPUT_MODE.NEEDS_WATERMARK] An aggregation at <here> cannot run in append mode: streaming aggregations without watermark among their keys never have a group that is final. There is no withWatermark() before it.
        hint: Call withWatermark() and group by that column or a window over it, or use outputMode 'update'."
    `);
  });

  test('because a step computed the column anew', async () => {
    const later = timed.withColumns((o) => ({ order_time: o.order_time.plus('1 hour') }));
    const lost = later.groupBy((o) => ({ w: window(o.order_time, '1 hour') })).agg(() => counted);
    expect(await failureOf(lost)).toContain(
      "The watermark on 'order_time' is lost at <here>, where the column is dropped, or computed anew.",
    );
  });

  test('because the key is computed from the column', async () => {
    const day = timed.groupBy((o) => ({ hour: o.order_time.plus('1 hour') })).agg(() => counted);
    expect(await failureOf(day)).toContain(
      "and the key plusInterval(order_time, INTERVAL '1 hour') AS hour is computed from it",
    );
  });

  test('because the keys are others', async () => {
    const byCountry = timed.groupBy('country').agg(() => counted);
    expect(await failureOf(byCountry)).toContain(
      "The watermark is on 'order_time', which is none of the keys.",
    );
  });
});
