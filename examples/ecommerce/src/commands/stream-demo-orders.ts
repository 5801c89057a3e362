import { join } from 'node:path';
import { availableNow, type Session, type StreamingQuery } from '@tidemark/core';
import type { BatchRange } from '../orders/oracle.ts';
import { untilEnd } from '../pipelines/run-query.ts';
import { SHOP_OUTPUTS, shopOutputs } from '../pipelines/shop.ts';
import { ORDER_PARTITIONS, TOPICS } from '../pipelines/topics.ts';
import type { QueryTotals } from '../report/demo-checks.ts';
import { showProgress } from '../report/progress-line.ts';
import { RunMeter, type RunReport } from '../report/run-report.ts';
import { RunTotals } from '../report/run-totals.ts';
import { formatCount, formatMs } from '../report/text.ts';
import { DEFAULT_TRIGGER } from './flags.ts';
import { type RunDemoFlags, type Shop, sendClosingOrder, sendOrders } from './send-demo-orders.ts';

export interface DemoRun {
  readonly totals: QueryTotals;
  readonly batches: readonly BatchRange[];
  /** What it cost; unknown of processes that were killed. */
  readonly report?: RunReport;
  readonly wasStopped: boolean;
}

/** So many batches let the watermark move often enough for late orders to be late. */
export const DEMO_BATCHES = 20;

/**
 * Sends the orders and streams them. As fast as possible unless told otherwise: first all orders, then
 * the query over what is there. With a rate or a trigger interval both run side by side.
 */
export async function streamDemoOrders(
  flags: RunDemoFlags,
  session: Session,
  shop: Shop,
): Promise<DemoRun> {
  const { broker, ledger } = shop;
  const isLive =
    flags.rate !== undefined ||
    (flags.trigger !== undefined && flags.trigger.kind === 'processingTime');
  let sendingMs = 0;
  if (!isLive) {
    const startMs = performance.now();
    await sendOrders(flags, shop);
    sendClosingOrder(flags, shop);
    sendingMs = performance.now() - startMs;
    const took = formatMs(sendingMs);
    process.stdout.write(
      `sent ${formatCount(ledger.records)} records to ${TOPICS.orders} in ${took}\n`,
    );
  }
  const meter = new RunMeter(sendingMs);
  const query = await session.start({
    name: 'ecommerce',
    checkpointLocation: flags.checkpoint,
    trigger: isLive ? (flags.trigger ?? DEFAULT_TRIGGER) : availableNow(),
    outputs: shopOutputs(session, {
      ...flags,
      brokers: broker.bootstrapServers,
      maxOffsetsPerTrigger:
        flags.maxOffsetsPerTrigger ??
        (isLive ? undefined : Math.ceil(ledger.records / DEMO_BATCHES)),
      revenuePath: join(flags.out, 'revenue'),
    }),
  });
  meter.started();
  const totals = RunTotals.of(query);
  const hideProgress = showProgress(query, totals);
  try {
    const ended = untilEnd(query);
    const [{ wasStopped }] = await Promise.all([ended, isLive && sendLive(flags, shop, query)]);
    return {
      totals,
      batches: totals.batchRanges(TOPICS.orders, ORDER_PARTITIONS),
      report: meter.report('demo', totals, SHOP_OUTPUTS),
      wasStopped,
    };
  } finally {
    hideProgress();
  }
}

async function sendLive(flags: RunDemoFlags, shop: Shop, query: StreamingQuery): Promise<void> {
  await sendOrders(flags, shop, () => query.isActive);
  if (query.isActive) {
    sendClosingOrder(flags, shop);
    await query.processAllAvailable();
  }
  await query.stop();
}
