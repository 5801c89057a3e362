import { DELAY_MS, orderRecord, WINDOW_MS } from '../shop/generate-orders.ts';
import { Ledger } from '../shop/ledger.ts';
import { ALERT_ABOVE } from '../shop/shop-outputs.ts';
import { BATCH_RECORDS } from './order-source.ts';

/** What has to be there after the first so many batches. */
interface Line {
  /** How many of {@link BatchLedger.alerts}. */
  readonly alerts: number;
  /** Windows that end by then are out. */
  readonly watermarkMs: number;
}

/** The books by batch: since every batch reads the same number of orders, they are known beforehand. */
export class BatchLedger {
  readonly ledger = new Ledger();
  /** The number of the order of each alert, in the order of the stream. */
  readonly alerts: number[] = [];
  readonly #seed: number;
  /** Line `k` is for the first `k` batches. */
  readonly #lines: Line[] = [{ alerts: 0, watermarkMs: 0 }];
  #largestMs = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @param batches - how many batches are through */
  line(batches: number): Line {
    while (this.#lines.length <= batches) this.#addBatch();
    return this.#lines[batches] as Line;
  }

  #addBatch(): void {
    const first = (this.#lines.length - 1) * BATCH_RECORDS;
    // A batch evicts by the watermark that the batches before it have left.
    const watermarkMs = Math.max(0, this.#largestMs - DELAY_MS);
    for (let seq = first; seq < first + BATCH_RECORDS; seq++) {
      const record = orderRecord(this.#seed, seq);
      this.ledger.add(record, String(seq));
      if (record.order === undefined) continue;
      const { order } = record;
      this.#largestMs = Math.max(this.#largestMs, order.event_time.getTime());
      if (order.price * order.quantity > ALERT_ABOVE) this.alerts.push(order.seq);
    }
    this.#lines.push({ alerts: this.alerts.length, watermarkMs });
  }

  /** The windows that are out after so many batches. */
  windowsOut(batches: number): ReadonlySet<string> {
    const { watermarkMs } = this.line(batches);
    const windows = [...this.ledger.windows].filter(
      ([, { windowStartMs }]) => windowStartMs + WINDOW_MS <= watermarkMs,
    );
    return new Set(windows.map(([key]) => key));
  }
}
