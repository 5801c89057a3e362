import { join } from 'node:path';
import { BatchHistory } from '../crash-test/batch-history.ts';
import { runToEnd } from '../crash-test/command-process.ts';
import { crashMoments } from '../crash-test/crash-moment.ts';
import { runWithCrashes } from '../crash-test/run-with-crashes.ts';
import { SeededRandom } from '../orders/seeded-random.ts';
import { ORDER_PARTITIONS, TOPICS } from '../pipelines/topics.ts';
import { formatCount } from '../report/text.ts';
import { type RunDemoFlags, type Shop, sendClosingOrder, sendOrders } from './send-demo-orders.ts';
import { DEMO_BATCHES, type DemoRun } from './stream-demo-orders.ts';

/**
 * Sends the orders, and streams them in a process of its own that is killed so often; the last one runs
 * to the end. The broker lives on in this process, as a cluster would.
 */
export async function crashDemoOrders(
  flags: RunDemoFlags,
  crashes: number,
  shop: Shop,
): Promise<DemoRun> {
  const { broker, ledger } = shop;
  await sendOrders(flags, shop);
  process.stdout.write(`sent ${formatCount(ledger.records)} records to ${TOPICS.orders}\n`);

  const { checkpoint, out, threshold, window, delay } = flags;
  const maxOffsets = flags.maxOffsetsPerTrigger ?? Math.ceil(ledger.records / DEMO_BATCHES);
  const args = [
    ...['stream', '--brokers', broker.bootstrapServers.join(','), '--trigger', 'available-now'],
    ...['--out', out, '--checkpoint', checkpoint, '--threshold', String(threshold)],
    ...['--window', window, '--delay', delay, '--max-offsets-per-trigger', String(maxOffsets)],
  ];
  const scene = { broker, checkpoint, revenuePath: join(out, 'revenue') };
  const moments = crashMoments(crashes, new SeededRandom(flags.seed));
  const history = new BatchHistory();
  for await (const { moment, wasKilled } of runWithCrashes(args, moments, scene)) {
    await history.note(checkpoint);
    const what = wasKilled ? 'killed' : 'ended before it could be killed';
    process.stdout.write(`${what} ${moment.name}\n`);
  }
  // Sent last: a batch that only closes windows follows the batch that moved the watermark, not a restart.
  sendClosingOrder(flags, shop);
  await runToEnd(args);
  process.stdout.write('left alone, and at the end\n');

  await history.note(checkpoint);
  const batches = history.ranges(TOPICS.orders, ORDER_PARTITIONS);
  const rows = batches.reduce((sum, { from, to }) => sum + totalOf(to) - totalOf(from), 0);
  return { totals: { rows, lateRows: undefined, lateSample: [] }, batches, wasStopped: false };
}

const totalOf = (offsets: readonly number[]): number =>
  offsets.reduce((sum, offset) => sum + offset, 0);
