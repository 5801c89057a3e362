import type { ByteRecords } from '@tidemark/core/connector';

// What a careful Node programmer writes by hand: JSON.parse, no copies, nested Maps, no guarantees.

export interface RowTotals {
  alerts: number;
  windows: number;
  revenue: number;
}

const WINDOW_MS = 60_000;
const DELAY_MS = 600_000;

interface Order {
  readonly order_id: string;
  readonly category: string;
  readonly price: number;
  readonly quantity: number;
  readonly event_time: string;
}

interface Group {
  revenue: number;
  orders: number;
}

/** Alerts above 500, and revenue per minute and category, closed by a watermark. */
export function runByHand(chunks: readonly ByteRecords[]): RowTotals {
  const windows = new Map<number, Map<string, Group>>();
  const totals: RowTotals = { alerts: 0, windows: 0, revenue: 0 };
  const alerts: string[] = [];
  let maxMs = 0;
  let closedMs = 0;
  const close = (watermarkMs: number): void => {
    for (const [startMs, groups] of windows) {
      if (startMs + WINDOW_MS > watermarkMs) continue;
      for (const group of groups.values()) {
        totals.windows++;
        totals.revenue += group.revenue;
      }
      windows.delete(startMs);
    }
  };
  for (const text of textsOf(chunks)) {
    const order = JSON.parse(text) as Order;
    const value = order.price * order.quantity;
    if (value > 500) {
      totals.alerts++;
      alerts.push(order.order_id);
    }
    const eventMs = Date.parse(order.event_time);
    const startMs = Math.floor(eventMs / WINDOW_MS) * WINDOW_MS;
    if (startMs + WINDOW_MS <= closedMs) continue;
    let groups = windows.get(startMs);
    if (groups === undefined) {
      groups = new Map();
      windows.set(startMs, groups);
    }
    const group = groups.get(order.category);
    if (group === undefined) groups.set(order.category, { revenue: value, orders: 1 });
    else {
      group.revenue += value;
      group.orders++;
    }
    if (eventMs > maxMs) maxMs = eventMs;
    const watermarkMs = maxMs - DELAY_MS;
    if (watermarkMs - closedMs >= WINDOW_MS) {
      closedMs = watermarkMs;
      close(closedMs);
    }
  }
  close(Number.POSITIVE_INFINITY);
  return totals;
}

function* textsOf(chunks: readonly ByteRecords[]): Generator<string> {
  for (const { bytes, starts, lengths, length } of chunks) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < length; i++) {
      const start = starts[i] as number;
      yield buffer.toString('utf8', start, start + (lengths[i] as number));
    }
  }
}
