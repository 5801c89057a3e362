import { stripVTControlCharacters } from 'node:util';
import type { StreamingQueryListener, StreamingQueryProgress } from '@tidemark/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lagOf, progressLine, showProgress } from '../../src/report/progress-line.ts';

const progress: StreamingQueryProgress = {
  id: 'i',
  runId: 'r',
  name: 'ecommerce',
  timestamp: '2026-01-15T09:00:00.000Z',
  batchId: 3,
  batchDurationMs: 41.7,
  numInputRows: 5000,
  inputRowsPerSecond: 1000,
  processedRowsPerSecond: 119_904.6,
  durationMs: {},
  eventTime: { watermark: '2026-01-15T09:20:30.123Z' },
  stateOperators: [
    {
      operatorName: 'aggregate',
      numRowsTotal: 1234,
      numRowsUpdated: 0,
      numRowsRemoved: 0,
      numRowsDroppedByWatermark: 0,
      commitTimeMs: 0,
      storedBytes: 0,
    },
  ],
  sources: [
    {
      description: 'kafka(orders)',
      startOffset: null,
      endOffset: { orders: { 0: 10, 1: 20 } },
      latestOffset: { orders: { 0: 15, 1: 20, 2: 7 } },
      numInputRows: 0,
      inputRowsPerSecond: 0,
      processedRowsPerSecond: 0,
      metrics: {},
    },
  ],
  sinks: [],
  numBadRecords: 0,
  numLateRows: 0,
  lateRowSample: [],
  durability: 'power-loss',
};

describe('the progress line', () => {
  it('says in one line what matters', () => {
    const line = progressLine(progress, { rows: 20_000, lateRows: 12 });
    expect(stripVTControlCharacters(line)).toBe(
      'batch 3 · 20,000 rows · 119,905 rows/s · 42 ms · watermark 2026-01-15 09:20:30 · state 1,234 · late 12 · lag 12',
    );
  });

  it('does not take 1970 for a watermark', () => {
    const eventTime = { watermark: '1970-01-01T00:00:00.000Z' };
    const line = progressLine({ ...progress, eventTime }, { rows: 0, lateRows: 0 });
    expect(stripVTControlCharacters(line)).toContain('watermark none yet');
  });

  it('counts the lag over all partitions, also those that no batch has read yet', () => {
    expect(lagOf(progress)).toBe(12);
  });
});

describe('a running query', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** What is on the terminal's stderr after these batches. */
  function shown(...batches: readonly StreamingQueryProgress[]): readonly string[] {
    let printed = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    const listeners: StreamingQueryListener[] = [];
    const totals = { rows: 0, lateRows: 0 };
    const query = {
      addListener(listener: StreamingQueryListener) {
        listeners.push(listener);
        return () => listeners.splice(0);
      },
    };
    const stop = showProgress(query, totals);
    for (const batch of batches) {
      totals.rows += batch.numInputRows;
      totals.lateRows += batch.numLateRows;
      for (const listener of listeners) listener.onQueryProgress?.(batch);
    }
    stop();
    expect(listeners).toEqual([]);
    return stripVTControlCharacters(printed).trim().split('\n');
  }

  const late = (...orderIds: readonly string[]): StreamingQueryProgress => ({
    ...progress,
    numLateRows: 40,
    lateRowSample: orderIds.map((order_id) => JSON.stringify({ order_id })),
  });

  it('shows how many orders were late, and the first of them once', () => {
    const lines = shown(progress, late('a', 'b'), late('c'));
    expect(lines).toEqual([
      'late, dropped from its window: {"order_id":"a"}',
      expect.stringContaining(' · late 80 · '),
    ]);
  });

  it('says nothing of lateness where nothing is late', () => {
    expect(shown(progress)).toEqual([expect.stringContaining(' · late 0 · ')]);
  });
});
