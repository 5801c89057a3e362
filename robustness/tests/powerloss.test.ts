import { describe, expect, it } from 'vitest';
import { BatchLedger } from '../src/powerloss/batch-ledger.ts';
import { damageOf } from '../src/powerloss/judge.ts';
import type { Found } from '../src/powerloss/read-disk.ts';

const SEED = 3;
/** Enough for windows to be out. */
const BATCHES = 20;

/** What a reader finds when the outputs are at these batches. */
function found(ledger: BatchLedger, alertBatches: number, windowBatches = alertBatches): Found {
  const out = ledger.windowsOut(windowBatches);
  const { alerts } = ledger.line(alertBatches);
  return {
    alerts: ledger.alerts.slice(0, alerts).sort((a, b) => a - b),
    windows: [...out].map((key) => {
      const total = ledger.ledger.windows.get(key);
      return [key, `${total?.revenue} of ${total?.orders}`];
    }),
  };
}

describe('the judge of a disk after a power cut', () => {
  const ledger = new BatchLedger(SEED);
  ledger.line(BATCHES + 10);

  it('takes what was acknowledged, and a batch that was only committed', () => {
    expect(found(ledger, BATCHES).windows.length).toBeGreaterThan(100);
    for (const [alerts, windows] of [
      [BATCHES, BATCHES],
      [BATCHES + 1, BATCHES],
      [BATCHES + 1, BATCHES + 1],
    ] as const) {
      expect(damageOf(found(ledger, alerts, windows), ledger, BATCHES)).toBeUndefined();
    }
  });

  it('sees that an acknowledged batch is gone', () => {
    expect(damageOf(found(ledger, BATCHES - 1, BATCHES), ledger, BATCHES)).toContain('lost');
    expect(damageOf(found(ledger, BATCHES, BATCHES - 1), ledger, BATCHES)).toContain('lost');
  });

  it('sees half a batch', () => {
    const { alerts, windows } = found(ledger, BATCHES + 1);
    const half = damageOf({ alerts: alerts.slice(0, -1), windows }, ledger, BATCHES);
    expect(half).toBe('the alerts are not those of whole batches');
    const part = damageOf({ alerts, windows: windows.slice(0, -1) }, ledger, BATCHES);
    expect(part).toBe('the windows are not those of whole batches');
  });

  it('sees a row that is there twice, and a total that is wrong', () => {
    const { alerts, windows } = found(ledger, BATCHES);
    const [first = ['', '']] = windows;
    const twice = { alerts, windows: [...windows, first] };
    expect(damageOf(twice, ledger, BATCHES)).toBe('a window is there twice');
    const wrong = { alerts, windows: [[first[0], '1 of 1'] as const, ...windows.slice(1)] };
    expect(damageOf(wrong, ledger, BATCHES)).toBe('a window has a wrong total');
    const doubled = [...alerts.slice(0, 1), ...alerts];
    expect(damageOf({ alerts: doubled, windows }, ledger, BATCHES)).toBeDefined();
  });
});
