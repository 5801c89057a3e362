import { type OrderRecord, WINDOW_MS } from './generate-orders.ts';
import type { Revenue } from './order.ts';
import { ALERT_ABOVE } from './shop-outputs.ts';

export interface WindowTotal {
  readonly windowStartMs: number;
  readonly category: string;
  revenue: number;
  orders: number;
}

/**
 * The shop's own books: what has to come out for the records that went in. They are kept by whoever
 * sends the records and know nothing of the engine.
 */
export class Ledger {
  /** How many alerts there must be, by the number of the order. */
  readonly alerts = new Map<string, number>();
  /** The windows by {@link windowKey}, all of them closed when the closing order is through. */
  readonly windows = new Map<string, WindowTotal>();
  /** The text of each record that is no order, by where it lies. */
  readonly deadLetters = new Map<string, string>();
  readonly #counted = new Set<string>();
  #records = 0;

  get records(): number {
    return this.#records;
  }

  /** Notes a record; `place` is its partition and offset, where it has them. */
  add({ order, text, flaw }: OrderRecord, place: string): void {
    this.#records++;
    if (order === undefined) {
      this.deadLetters.set(place, text);
      return;
    }
    const value = order.price * order.quantity;
    if (value > ALERT_ABOVE) {
      const key = String(order.seq);
      this.alerts.set(key, (this.alerts.get(key) ?? 0) + 1);
    }
    // A late one counts nowhere, one that was counted does not count again, and nothing closes the closing one.
    if (flaw === 'late' || order.category === 'closing' || this.#counted.has(order.order_id))
      return;
    this.#counted.add(order.order_id);
    const windowStartMs = Math.floor(order.event_time.getTime() / WINDOW_MS) * WINDOW_MS;
    const key = windowKey(windowStartMs, order.category);
    const total = this.windows.get(key);
    if (total === undefined) {
      this.windows.set(key, { windowStartMs, category: order.category, revenue: value, orders: 1 });
    } else {
      total.revenue += value;
      total.orders++;
    }
  }
}

function windowKey(windowStartMs: number, category: string): string {
  return `${new Date(windowStartMs).toISOString()} ${category}`;
}

/** Key and content of a row of the Parquet files, as {@link windowEntries} has them. */
export function revenueEntry({ window, category, revenue, orders }: Revenue): [string, string] {
  return [windowKey(window.start.getTime(), category), `${revenue} of ${orders}`];
}

/** What the Parquet files must hold. */
export function windowEntries(ledger: Ledger): Map<string, readonly string[]> {
  return new Map(
    [...ledger.windows].map(([key, { revenue, orders }]) => [key, [`${revenue} of ${orders}`]]),
  );
}
