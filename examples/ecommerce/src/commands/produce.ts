import { createSession, type Duration, durationMs } from '@tidemark/core';
import { closingOrder } from '../orders/generate-orders.ts';
import { orderFeed } from '../orders/order-feed.ts';
import { sendRecords } from '../pipelines/send-records.ts';
import { TOPICS } from '../pipelines/topics.ts';
import { formatCount, formatMs } from '../report/text.ts';
import { type FeedFlags, feedOptions } from './feed-flags.ts';
import { chunkRowsFor, paced } from './paced.ts';

export interface ProduceFlags extends FeedFlags {
  readonly brokers: readonly string[];
  readonly rate?: number;
  readonly closingOrder?: boolean;
  readonly window: Duration;
  readonly delay: Duration;
}

/** Sends orders to the topic, keyed by `order_id`. */
export async function produce(flags: ProduceFlags): Promise<void> {
  const session = createSession();
  const startMs = performance.now();
  let sent = 0;
  let lastEventTimeMs = 0;
  let isWanted = true;
  const stop = () => {
    isWanted = false;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const chunks = orderFeed(feedOptions(flags), chunkRowsFor(flags.rate));
  for await (const chunk of paced(chunks, flags.rate)) {
    if (!isWanted) break;
    await sendRecords(session, flags.brokers, TOPICS.orders, chunk);
    for (const { order } of chunk) {
      lastEventTimeMs = Math.max(lastEventTimeMs, order?.event_time.getTime() ?? 0);
    }
    sent += chunk.length;
  }
  if (flags.closingOrder === true && isWanted) {
    const { window, delay } = flags;
    const closing = closingOrder(lastEventTimeMs, durationMs(delay), durationMs(window));
    await sendRecords(session, flags.brokers, TOPICS.orders, [closing]);
    sent++;
  }
  const took = formatMs(performance.now() - startMs);
  process.stdout.write(`sent ${formatCount(sent)} records to ${TOPICS.orders} in ${took}\n`);
}
