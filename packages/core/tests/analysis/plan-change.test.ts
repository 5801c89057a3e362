import { describe, expect, test } from 'vitest';
import { describeDifference } from '../../src/analysis/plan-change/plan-difference.ts';
import { planDifferences } from '../../src/analysis/plan-change/plan-differences.ts';
import { readBounded, readStreaming } from '../../src/api/source-frame.ts';
import { avg, count, max, min, sum, window } from '../../src/functions.ts';
import { double, int, memorySource, schema, string } from '../../src/index.ts';
import type { LogicalPlan } from '../../src/plan/logical-plan.ts';
import { type StoredPlan, storedPlanOf } from '../../src/plan/stored-plan.ts';
import type { OutputMode } from '../../src/types/output-mode.ts';
import { Order, orders, runtime } from '../types/frames.ts';

/** A frame, whatever its modes are. */
interface Written {
  writeTo(...args: never): { plan(): Promise<LogicalPlan> };
}

const planOf = (frame: unknown): Promise<LogicalPlan> =>
  (frame as { writeTo(sink: unknown): { plan(): Promise<LogicalPlan> } })
    .writeTo({ name: 'memory' })
    .plan();

interface Output {
  readonly frame: unknown;
  readonly name?: string;
  readonly sink?: string;
  readonly outputMode?: OutputMode;
}

async function stored(...outputs: readonly (Output | Written)[]): Promise<StoredPlan> {
  const whole = await Promise.all(
    outputs.map(async (output, i) => {
      const {
        frame,
        sink = 'memory',
        name,
        outputMode = 'append',
      } = 'frame' in output ? output : ({ frame: output } as Output);
      return {
        plan: await planOf(frame),
        sinkId: name ?? `${sink}-${i}`,
        sink: { name: sink },
        outputMode,
      };
    }),
  );
  // As it comes back from the disk.
  return JSON.parse(JSON.stringify(storedPlanOf(whole))) as StoredPlan;
}

async function changes(
  before: Written | readonly (Output | Written)[],
  now: Written | readonly (Output | Written)[],
): Promise<readonly string[]> {
  const [was, is] = await Promise.all(
    [before, now].map((outputs) =>
      Array.isArray(outputs) ? stored(...outputs) : stored(outputs as Written),
    ),
  );
  return planDifferences(was as StoredPlan, is as StoredPlan).map(describeDifference);
}

const Line = schema({ n: int() });
const other = readStreaming(memorySource(Order), runtime);
const timed = orders.withWatermark('order_time', '10 minutes');
const hourly = timed.groupBy((o) => ({
  window: window(o.order_time, '1 hour'),
  country: o.country,
}));
const revenue = hourly.agg((o) => ({ revenue: sum(o.price), n: count() }));
const perCountry = orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));

describe('nothing is said', () => {
  test('about the same query, and one whose code moved', async () => {
    const again = hourly.agg((o) => ({ revenue: sum(o.price), n: count() }));
    expect(await changes(revenue, again)).toEqual([]);
  });
});

describe('steps without state', () => {
  test('may change where no state is behind them', async () => {
    expect(
      await changes(
        orders.filter((o) => o.price.gt(10)),
        orders.filter((o) => o.price.gt(20)),
      ),
    ).toEqual(['allowed: the filter before the output was price > 10, is price > 20']);
  });

  test('leave what was made of the former rows where state is behind them', async () => {
    const grouped = (least: number): Written =>
      orders
        .filter((o) => o.price.gt(least))
        .groupBy('country')
        .agg(() => ({ n: count() }));
    expect(await changes(grouped(10), grouped(20))).toEqual([
      'allowed with consequences: the filter before the aggregation was price > 10, is price > 20; the aggregation keeps what the former rows left in it',
    ]);
  });

  test('that come and go are told', async () => {
    const some = orders.filter((o) => o.price.gt(10));
    expect(await changes(orders, some)).toEqual([
      'allowed: the filter price > 10 was added before the output',
    ]);
    expect(await changes(some, orders)).toEqual([
      'allowed: the filter price > 10 was removed before the output',
    ]);
  });

  test('tell a new column once, however many projections it passes', async () => {
    const before = orders.select('country', 'price');
    const now = orders
      .select('country', 'price', 'sku')
      .withColumns((o) => ({ price: o.price.mul(2) }));
    expect(await changes(before, now)).toEqual([
      'allowed: the column sku was added before the output',
      'allowed: the columns price = price * 2 were added before the output',
      'allowed with consequences: the columns before the output were country, price, are country, price, sku; the sink has to accept the new ones',
    ]);
    expect(
      await changes(
        orders.select((o) => ({ value: o.price.mul(o.quantity) })),
        orders.select((o) => ({ value: o.price.mul(2) })),
      ),
    ).toEqual(['allowed: the column value before the output was price * quantity, is price * 2']);
  });

  test('shared by two outputs are told of once', async () => {
    const shared = (least: number): readonly Written[] => {
      const some = orders.filter((o) => o.price.gt(least));
      return [some.select('sku'), some.select('country')];
    };
    expect(await changes(shared(10), shared(20))).toEqual([
      "allowed: the filter before the output 'memory-0' was price > 10, is price > 20",
    ]);
  });

  test('the delay of a watermark may change, and its column', async () => {
    const after = (delay: '10 minutes' | '5 minutes'): Written =>
      orders.withWatermark('order_time', delay).dropDuplicates('order_id', 'order_time');
    expect(await changes(after('10 minutes'), after('5 minutes'))).toEqual([
      'allowed with consequences: the delay of the watermark on order_time was 10 minutes, is 5 minutes; the watermark itself never goes back',
    ]);
  });
});

describe('the aggregation', () => {
  test.each([
    [
      'another function',
      hourly.agg((o) => ({ revenue: avg(o.price), n: count() })),
      'refused: aggregate revenue of the aggregation was sum(price), is avg(price); what it has stored means something else',
    ],
    [
      'the same function of something else',
      hourly.agg((o) => ({ revenue: sum(o.price.mul(2)), n: count() })),
      'allowed with consequences: aggregate revenue of the aggregation was sum(price), is sum((price * 2)); groups keep what the former expression gave them',
    ],
    [
      'one aggregate more',
      hourly.agg((o) => ({ revenue: sum(o.price), n: count(), top: max(o.price) })),
      'refused: aggregate top was added to the aggregation; the groups have state for the former aggregates only',
    ],
    [
      'one aggregate less',
      hourly.agg((o) => ({ revenue: sum(o.price) })),
      'refused: aggregate n was removed from the aggregation; the groups have state for the former aggregates only',
    ],
    [
      'aggregates in another order',
      hourly.agg((o) => ({ n: count(), revenue: sum(o.price) })),
      'refused: the aggregates of the aggregation are in another order; the groups have state for the former aggregates only',
    ],
    [
      'another name of an aggregate',
      hourly.agg((o) => ({ turnover: sum(o.price), n: count() })),
      'allowed: aggregate revenue of the aggregation is called turnover now',
    ],
    [
      'one key less',
      timed
        .groupBy((o) => ({ window: window(o.order_time, '1 hour') }))
        .agg((o) => ({ revenue: sum(o.price), n: count() })),
      'refused: grouping key country was removed from the aggregation; its state was kept for the former keys',
    ],
    [
      'another length of windows',
      timed
        .groupBy((o) => ({ window: window(o.order_time, '2 hours'), country: o.country }))
        .agg((o) => ({ revenue: sum(o.price), n: count() })),
      "refused: grouping key window of the aggregation was window(order_time, INTERVAL '1 hour'), is window(order_time, INTERVAL '2 hours'); its state was kept for the former keys",
    ],
    [
      'keys in another order',
      timed
        .groupBy((o) => ({ country: o.country, window: window(o.order_time, '1 hour') }))
        .agg((o) => ({ revenue: sum(o.price), n: count() })),
      'refused: the grouping keys of the aggregation are in another order; its state was kept for the former keys',
    ],
  ])('with %s', async (_, now, expected) => {
    expect((await changes(revenue, now))[0]).toBe(expected);
  });

  test('whose buffers look alike is refused all the same, unlike in Spark', async () => {
    const [was, is] = await Promise.all(
      ([min, max] as const).map((fn) =>
        stored(orders.groupBy('country').agg((o) => ({ price: fn(o.price) }))),
      ),
    );
    expect(planDifferences(was as StoredPlan, is as StoredPlan)).toEqual([
      {
        what: 'aggregate price of the aggregation was min(price), is max(price)',
        verdict: 'refused',
        because: 'what it has stored means something else',
        canBeForced: true,
      },
    ]);
  });
});

describe('other steps with state', () => {
  test('a deduplication by other columns is refused', async () => {
    expect(
      await changes(orders.dropDuplicates('order_id'), orders.dropDuplicates('order_id', 'sku')),
    ).toEqual([
      'refused: the column sku was added to the deduplication; it remembers values of the former columns',
    ]);
    expect(
      await changes(
        timed.dropDuplicates('order_id'),
        timed.dropDuplicatesWithinWatermark('order_id'),
      ),
    ).toEqual([
      'refused: the deduplication is now one within the watermark; what it has stored means something else',
    ]);
  });

  test('a join of streams by other keys, of another type or of other rows is refused', async () => {
    const Payment = schema({ id: string(), sku: string(), amount: int() });
    const payments = readStreaming(memorySource(Payment), runtime);
    const paid = (key: 'id' | 'sku', least: number, type: 'inner' | 'leftSemi' = 'inner') =>
      orders
        .select('order_id', 'price')
        .join(
          payments,
          (o, p) => o.order_id.eq(p[key]).and(o.price.gt(least)),
          type as 'inner',
        ) as unknown as Written;
    expect((await changes(paid('id', 1), paid('sku', 1)))[0]).toMatch(
      /^refused: the condition of the join was \(order_id = id\) AND \(price > 1\), is/,
    );
    expect((await changes(paid('id', 1), paid('id', 2)))[0]).toMatch(
      /^allowed with consequences: the condition of the join was /,
    );
    expect((await changes(paid('id', 1), paid('id', 1, 'leftSemi')))[0]).toMatch(
      /^refused: the join was of type inner, is of type leftSemi/,
    );
    const wider = orders
      .select('order_id', 'price', 'quantity')
      .join(payments, (o, p) => o.order_id.eq(p.id).and(o.price.gt(1)));
    expect(await changes(paid('id', 1), wider as unknown as Written)).toContain(
      'refused: the column quantity was added to the left side of the join; it keeps rows as they were',
    );
  });

  test('a join with a table keeps nothing, so it may change', async () => {
    const table = readBounded(memorySource(schema({ code: string(), name: string() })), runtime);
    const joined = (type: 'inner' | 'leftOuter'): Written =>
      orders.join(table, (o, t) => o.country.eq(t.code), type as 'inner');
    expect(await changes(joined('inner'), joined('leftOuter'))).toEqual([
      'allowed: the join before the output was inner, is leftOuter',
    ]);
  });

  test('a limit may change', async () => {
    expect(await changes(orders.limit(5), orders.limit(7))).toEqual([
      'allowed with consequences: the limit was 5, is 7; the rows it has let pass count',
    ]);
  });

  test('a group function is refused with other state or another timeout', async () => {
    const grouped = (timeout: 'none' | 'processingTime', type: 'int' | 'double'): Written =>
      orders.groupBy('country').flatMapGroupsWithState(
        {
          state: type === 'int' ? int() : double(),
          output: Line,
          outputMode: 'append',
          timeout,
        },
        () => [],
      );
    expect(await changes(grouped('none', 'int'), grouped('processingTime', 'double'))).toEqual([
      'refused: the type of the state of the group function changed; what it has stored means something else',
      'refused: the timeout of the group function was none, is processingTime; what it has stored means something else',
    ]);
  });
});

describe('names of steps', () => {
  const distinct = orders.dropDuplicates('order_id');
  const counted = (frame: typeof distinct): Written =>
    frame.groupBy('country').agg(() => ({ n: count() }));

  test('let a new step start empty, and a former one go', async () => {
    const now = counted(distinct.named('once'));
    const before = counted(orders as unknown as typeof distinct);
    expect(await changes(before, now)).toEqual([
      "allowed with consequences: the deduplication 'once' is new; it starts empty",
    ]);
    expect(await changes(now, before)).toEqual([
      "allowed with consequences: the deduplication 'once' was removed; its state is dropped",
    ]);
  });

  test('are needed, as the state of others is found by their order', async () => {
    expect(await changes(counted(orders as unknown as typeof distinct), counted(distinct))).toEqual(
      [
        'refused: the deduplication is new and has no name; the state of steps without a name is found by their order, and others come after it',
      ],
    );
  });

  test('keep apart what came from what changed at the end', async () => {
    const [was, is] = await Promise.all([
      stored(perCountry),
      stored(
        perCountry,
        orders.groupBy('sku').agg(() => ({ n: count() })),
      ),
    ]);
    expect(planDifferences(was, is)).toMatchObject([
      { what: "the output 'memory-1' was added" },
      { what: 'aggregation 2 is new and has no name', verdict: 'refused', canBeForced: true },
    ]);
  });

  test('do not let one kind of step have the state of another', async () => {
    const [was, is] = await Promise.all([stored(perCountry), stored(distinct)]);
    expect(planDifferences(was, is)[0]).toMatchObject({
      what: 'the deduplication is where the aggregation was',
      verdict: 'refused',
      canBeForced: false,
    });
  });
});

describe('sources', () => {
  const kafka = (topic: string) =>
    readStreaming(
      { ...memorySource(Order), name: 'kafka', description: `kafka(${topic})` },
      runtime,
    );

  test('that are more, or others, are refused', async () => {
    expect((await changes(orders, orders.union(kafka('late'))))[0]).toBe(
      'refused: the source kafka(late) was added as number 2; where to read on is kept for each source by its place',
    );
    expect((await changes(orders.union(other), orders))[0]).toBe(
      'refused: source 2, memory, was removed; where to read on is kept for each source by its place',
    );
    expect((await changes(orders, kafka('orders')))[0]).toBe(
      'refused: source 1 was memory, is kafka(orders); where one has come to says nothing to the other',
    );
    expect((await changes(kafka('a').union(kafka('b')), kafka('b').union(kafka('a'))))[0]).toMatch(
      /^refused: the sources were kafka\(a\), kafka\(b\), are kafka\(b\), kafka\(a\)/,
    );
  });

  test('of another topic go on from where the former one was', async () => {
    expect(await changes(kafka('a'), kafka('b'))).toEqual([
      'allowed with consequences: source 1 was kafka(a), is kafka(b); it is read from where the former one had come to',
    ]);
  });
});

test('outputs may come, go, and be another sink', async () => {
  const [a, b] = [orders.select('sku'), orders.select('country')];
  expect(
    await changes(
      [
        { frame: a, name: 'skus' },
        { frame: b, sink: 'parquet' },
      ],
      [
        { frame: b, sink: 'kafka' },
        { frame: a, name: 'skus', outputMode: 'update' },
        { frame: orders, name: 'all' },
      ],
    ),
  ).toEqual([
    "allowed with consequences: the output mode of 'skus' was append, is update; what it was given before stays as it is",
    "allowed with consequences: the output 'parquet-1' is 'kafka-0' now; it gets the rows of the batches from now on",
    "allowed with consequences: the output 'all' was added; it gets the rows of the batches from now on",
  ]);
});
