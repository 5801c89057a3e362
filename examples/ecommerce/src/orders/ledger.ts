import type { Flaw, OrderRecord } from './order-record.ts';

/** Money is added up as integers, in ten-thousandths: no rounding, whatever the order of the rows. */
export const UNITS_PER_COIN = 10_000;

/** What the books keep of an order. */
export interface LedgerEntry {
  readonly eventTimeMs: number;
  readonly category: string;
  /** price × quantity, see {@link UNITS_PER_COIN}. */
  readonly units: number;
}

/**
 * The shop's own books: every record as it was sent, by partition and offset. They know nothing of
 * the engine, and the engine never sees them.
 */
export class Ledger {
  readonly #partitions: (LedgerEntry | undefined)[][];
  readonly #flaws = new Map<Flaw, number>();
  readonly #alertThreshold: number;
  readonly #alertsByOrder = new Map<string, number>();
  #alerts = 0;
  #alertUnits = 0;
  #malformed = 0;
  #lastEventTimeMs = 0;

  constructor(partitions: number, alertThreshold: number) {
    this.#partitions = Array.from({ length: partitions }, () => []);
    this.#alertThreshold = alertThreshold;
  }

  /** Notes the record with the next offset of a partition. */
  add(partition: number, { order, flaw }: OrderRecord): void {
    const entries = this.#partitions[partition] as (LedgerEntry | undefined)[];
    if (flaw !== undefined) this.#flaws.set(flaw, this.countOf(flaw) + 1);
    if (order === undefined) {
      this.#malformed++;
      entries.push(undefined);
      return;
    }
    const units = Math.round(order.price * UNITS_PER_COIN) * order.quantity;
    const eventTimeMs = order.event_time.getTime();
    entries.push({ eventTimeMs, category: order.category, units });
    this.#lastEventTimeMs = Math.max(this.#lastEventTimeMs, eventTimeMs);
    if (order.price * order.quantity > this.#alertThreshold) {
      this.#alerts++;
      this.#alertsByOrder.set(order.order_id, this.alertsOf(order.order_id) + 1);
      this.#alertUnits += units;
    }
  }

  /** The entries of a partition by offset; undefined where the record was no order. */
  partition(partition: number): readonly (LedgerEntry | undefined)[] {
    return this.#partitions[partition] ?? [];
  }

  get partitions(): number {
    return this.#partitions.length;
  }

  get records(): number {
    return this.#partitions.reduce((sum, { length }) => sum + length, 0);
  }

  get malformed(): number {
    return this.#malformed;
  }

  get alerts(): number {
    return this.#alerts;
  }

  /** How many alerts the lines of an order make. */
  alertsOf(orderId: string): number {
    return this.#alertsByOrder.get(orderId) ?? 0;
  }

  get alertUnits(): number {
    return this.#alertUnits;
  }

  get lastEventTimeMs(): number {
    return this.#lastEventTimeMs;
  }

  /** How many records were sent with a flaw. */
  countOf(flaw: Flaw): number {
    return this.#flaws.get(flaw) ?? 0;
  }
}
