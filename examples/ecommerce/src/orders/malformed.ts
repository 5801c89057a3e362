import type { Order } from './order.ts';
import { orderJson } from './order-record.ts';

/** A way to spoil an order so that it no longer is one. */
export interface Malformation {
  readonly name: string;
  spoil(order: Order): string;
}

/** The eight kinds of broken records that the generator sends in turn. */
export const MALFORMATIONS: readonly Malformation[] = [
  { name: 'cut text', spoil: (order) => orderJson(order).slice(0, 60) },
  { name: 'not JSON', spoil: (order) => `<order id="${order.order_id}"/>` },
  { name: 'wrong type', spoil: (order) => JSON.stringify({ ...order, price: 'a bargain' }) },
  { name: 'missing field', spoil: (order) => JSON.stringify({ ...order, event_time: undefined }) },
  { name: 'null field', spoil: (order) => JSON.stringify({ ...order, category: null }) },
  { name: 'array instead of an object', spoil: (order) => `[${orderJson(order)}]` },
  {
    name: 'bad timestamp',
    spoil: (order) => JSON.stringify({ ...order, event_time: '2026-02-30T25:61:00.000Z' }),
  },
  {
    name: 'number out of range',
    spoil: (order) => JSON.stringify({ ...order, quantity: 3_000_000_000 }),
  },
];
