import type { JsonObject, Scenario } from '../../src/scenario.ts';

/** A stream of numbers that are doubled, with the given steps. */
export function doubling(steps: readonly JsonObject[], more: Partial<Scenario> = {}): Scenario {
  return {
    id: 'test/doubling',
    group: 'test',
    sources: { in: { schema: [['n', 'int']] } },
    plan: {
      op: 'select',
      exprs: [['n', ['*', ['col', 'n'], ['lit', 2]]]],
      input: { op: 'source', name: 'in' },
    },
    outputMode: 'append',
    outputSchema: [['n', 'int']],
    steps,
    ...more,
  };
}

/** Counts by windows of ten seconds; rows may be ten seconds late. */
export function counting(steps: readonly JsonObject[], more: Partial<Scenario> = {}): Scenario {
  return {
    id: 'test/counting',
    group: 'test',
    sources: { in: { schema: [['at', 'timestamp']] } },
    plan: {
      op: 'select',
      exprs: [
        ['start', ['field', ['col', 'w'], 'start']],
        ['n', ['col', 'n']],
      ],
      input: {
        op: 'groupBy',
        keys: [['w', ['window', ['col', 'at'], '10 seconds']]],
        aggs: [['n', ['count', '*']]],
        input: {
          op: 'withWatermark',
          column: 'at',
          delay: '10 seconds',
          input: { op: 'source', name: 'in' },
        },
      },
    },
    outputMode: 'append',
    outputSchema: [
      ['start', 'timestamp'],
      ['n', 'long'],
    ],
    steps,
    ...more,
  };
}

export const second = (n: number): string => new Date(n * 1000).toISOString().replace('.000', '');
