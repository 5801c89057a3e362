import type { BatchLedger } from './batch-ledger.ts';
import type { Found } from './read-disk.ts';

/** So many batches may be committed beyond the last one that was acknowledged; it is one. */
const MAX_AHEAD = 3;

/**
 * What is wrong with what a reader finds after the power came back, before anything has recovered:
 * each output must hold whole batches, all that were acknowledged among them. Undefined when nothing is.
 *
 * @param acknowledged - how many batches
 */
export function damageOf(
  found: Found,
  ledger: BatchLedger,
  acknowledged: number,
): string | undefined {
  ledger.line(acknowledged + MAX_AHEAD);
  const least = ledger.line(acknowledged);
  if (found.alerts.length < least.alerts) return 'acknowledged alerts are lost';
  const ahead = Array.from({ length: MAX_AHEAD + 1 }, (_, i) => acknowledged + i);
  if (!ahead.some((batches) => isPrefix(found.alerts, ledger, batches))) {
    return 'the alerts are not those of whole batches';
  }
  const content = new Map(found.windows);
  if (content.size !== found.windows.length) return 'a window is there twice';
  if (content.size < ledger.windowsOut(acknowledged).size) return 'acknowledged windows are lost';
  for (const [key, text] of content) {
    const total = ledger.ledger.windows.get(key);
    if (total === undefined || text !== `${total.revenue} of ${total.orders}`) {
      return 'a window has a wrong total';
    }
  }
  const isWhole = ahead.some((batches) => {
    const out = ledger.windowsOut(batches);
    return out.size === content.size && [...out].every((key) => content.has(key));
  });
  return isWhole ? undefined : 'the windows are not those of whole batches';
}

function isPrefix(found: readonly number[], ledger: BatchLedger, batches: number): boolean {
  const { alerts } = ledger.line(batches);
  if (found.length !== alerts) return false;
  const expected = ledger.alerts.slice(0, alerts).sort((a, b) => a - b);
  return expected.every((seq, i) => found[i] === seq);
}
