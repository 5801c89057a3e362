// `npm run bench -- engine`: bytes in memory to alerts and windowed revenue, the engine against
// careful rows. No sockets, no disk: what is measured is parsing, expressions, grouping.
import {
  availableNow,
  createSession,
  double,
  int,
  json,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { defineSink } from '@tidemark/core/connector';
import { count, sum, window } from '@tidemark/core/functions';
import { bytesSource, chunked } from './bytes-source.ts';
import { type RowTotals, runByHand } from './engine-rows.ts';
import { median, race } from './measure.ts';
import { orderTexts } from './orders.ts';
import type { Figures } from './report.ts';

const Order = schema({
  order_id: string(),
  user_id: string(),
  product_id: string(),
  category: string(),
  price: double(),
  quantity: int(),
  country: string(),
  event_time: timestamp(),
});

const ROUNDS = 5;

export async function benchEngine(orders: number): Promise<Figures> {
  const utf8 = new TextEncoder();
  // Nothing but these bytes stays in memory: half a million small objects would slow every garbage collection.
  const chunks = chunked(Array.from(orderTexts(orders), (text) => utf8.encode(text)));
  let byHand: RowTotals = { alerts: 0, windows: 0, revenue: 0 };
  let byEngine: RowTotals = { alerts: 0, windows: 0, revenue: 0 };

  const readings = await race(
    {
      rows: () => {
        byHand = runByHand(chunks);
        return Promise.resolve();
      },
      engine: async () => {
        byEngine = await runEngine(chunks);
      },
    },
    ROUNDS,
  );
  if (byHand.alerts !== byEngine.alerts) {
    throw new Error(`alerts differ: ${byHand.alerts} by hand, ${byEngine.alerts} by the engine`);
  }
  const nsPerRow = (name: string): number =>
    (median((readings.get(name) ?? []).map(({ cpuMs }) => cpuMs)) * 1e6) / orders;
  return {
    orders,
    bytesPerOrder: chunks.reduce((total, { bytes }) => total + bytes.length, 0) / orders,
    rowsNsPerRow: nsPerRow('rows'),
    engineNsPerRow: nsPerRow('engine'),
    ratio: nsPerRow('rows') / nsPerRow('engine'),
    target: 4,
    alerts: byEngine.alerts,
    windows: byEngine.windows,
  };
}

async function runEngine(chunks: ReturnType<typeof chunked>): Promise<RowTotals> {
  const totals: RowTotals = { alerts: 0, windows: 0, revenue: 0 };
  const session = createSession();
  const orders = session
    .readStream(bytesSource(chunks, json(Order)))
    .withColumns((o) => ({ order_value: o.price.mul(o.quantity) }));
  const alerts = orders.filter((o) => o.order_value.gt(500)).select('order_id', 'order_value');
  const revenue = orders
    .withWatermark('event_time', '10 minutes')
    .groupBy((o) => ({ window: window(o.event_time, '1 minute'), category: o.category }))
    .agg((o) => ({ revenue: sum(o.order_value), orders: count() }));
  const query = await session.start({
    trigger: availableNow(),
    outputs: [
      alerts.writeTo(counting((rows) => (totals.alerts += rows))),
      revenue.writeTo(
        counting((rows) => (totals.windows += rows)),
        { outputMode: 'append' },
      ),
    ],
  });
  await query.awaitTermination();
  return totals;
}

const counting = (add: (rows: number) => void): ReturnType<typeof defineSink> =>
  defineSink({
    name: 'counted',
    isEphemeral: true,
    outputModes: ['append'],
    write(batch) {
      add(batch.rowCount);
      return Promise.resolve();
    },
  });
