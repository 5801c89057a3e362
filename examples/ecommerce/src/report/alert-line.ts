import pc from 'picocolors';
import type { Alert } from '../orders/alert.ts';
import { formatMoney } from './text.ts';

/** One alert in one line. */
export function alertLine(alert: Alert): string {
  const time = alert.event_time.toISOString().slice(0, 19).replace('T', ' ');
  const value = formatMoney(alert.order_value).padStart(12);
  const goods = `${alert.quantity} × ${alert.product_id} at ${formatMoney(alert.price)}`;
  return `${pc.dim(time)} ${pc.bold(value)}  ${goods}, ${alert.user_id}, ${alert.country} ${pc.dim(alert.order_id)}`;
}
