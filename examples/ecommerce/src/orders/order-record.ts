import type { Order } from './order.ts';

/** What makes a record special. An order without a flaw comes in order, once, and well-formed. */
export type Flaw = 'late' | 'out of order' | 'duplicate' | 'malformed';

/** One record to send, and what the sender knows about it. */
export interface OrderRecord {
  /** The `order_id`: all records of an order share a partition. */
  readonly key: string;
  /** The bytes on the wire, as text. */
  readonly value: string;
  /** The order that the text stands for; undefined when it stands for none. */
  readonly order: Order | undefined;
  readonly flaw?: Flaw;
}

/** The JSON of an order: event time in ISO-8601 UTC with milliseconds. */
export function orderJson(order: Order): string {
  return JSON.stringify(order);
}
