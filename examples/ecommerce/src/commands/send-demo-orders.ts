import { durationMs } from '@tidemark/core';
import type { TestBroker } from '@tidemark/kafka-testkit';
import { closingOrder } from '../orders/generate-orders.ts';
import type { Ledger } from '../orders/ledger.ts';
import { orderFeed } from '../orders/order-feed.ts';
import { TOPICS } from '../pipelines/topics.ts';
import { type FeedFlags, feedOptions } from './feed-flags.ts';
import { chunkRowsFor, paced } from './paced.ts';
import { sendToTestBroker } from './send-to-test-broker.ts';
import type { StreamFlags } from './stream.ts';

export interface RunDemoFlags extends FeedFlags, Omit<StreamFlags, 'brokers'> {
  readonly checkpoint: string;
  readonly rate?: number;
}

/** Where the orders go, and who keeps the books. */
export interface Shop {
  readonly broker: TestBroker;
  readonly ledger: Ledger;
}

/** Sends the orders, as long as somebody wants them. */
export async function sendOrders(
  flags: RunDemoFlags,
  { broker, ledger }: Shop,
  isWanted: () => boolean = () => true,
): Promise<void> {
  const chunks = orderFeed(feedOptions(flags), chunkRowsFor(flags.rate));
  for await (const chunk of paced(chunks, flags.rate)) {
    if (!isWanted()) return;
    sendToTestBroker(broker, TOPICS.orders, chunk, ledger);
  }
}

/** Sends the order that closes the windows of all others. */
export function sendClosingOrder({ delay, window }: RunDemoFlags, { broker, ledger }: Shop): void {
  const closing = closingOrder(ledger.lastEventTimeMs, durationMs(delay), durationMs(window));
  sendToTestBroker(broker, TOPICS.orders, [closing], ledger);
}
