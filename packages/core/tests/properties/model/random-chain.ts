import fc from 'fast-check';
import { MICROS_PER_SECOND, type Row, type Step } from './chain.ts';
import type { Mode } from './node.ts';

export interface Case {
  readonly step: Step;
  readonly mode: Mode;
  /** Runs of batches of the rows of each stream. */
  readonly runs: readonly (readonly (readonly (readonly Row[])[])[])[];
}

const delay = fc.constantFrom(0, 2, 5);
const by = fc.constantFrom('k' as const, 'v' as const, 't' as const);

/** A stream with its watermark, and filters below and above it. */
function marked(stream: 0 | 1): fc.Arbitrary<Step> {
  const source = fc.constant<Step>({ op: 'source', stream });
  return filtered(source)
    .chain((input) => delay.map((delaySeconds): Step => ({ op: 'watermark', delaySeconds, input })))
    .chain((step) => filtered(fc.constant(step)));
}

function filtered(of: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  return fc
    .tuple(of, fc.option(by, { freq: 2 }))
    .map(([input, kept]): Step => (kept === null ? input : { op: 'filter', by: kept, input }));
}

const unfiltered = (stream: 0 | 1): fc.Arbitrary<Step> =>
  delay.map(
    (delaySeconds): Step => ({
      op: 'watermark',
      delaySeconds,
      input: { op: 'source', stream },
    }),
  );

const union = fc.tuple(marked(0), marked(1)).map((inputs): Step => ({ op: 'union', inputs }));

const join = fc
  .record({
    op: fc.constant('join' as const),
    type: fc.constantFrom('inner' as const, 'leftOuter' as const, 'leftSemi' as const),
    rangeSeconds: fc.constantFrom(0, 3, 6),
    left: unfiltered(0),
    right: unfiltered(1),
  })
  .map((step): Step => step);

/** Rows in the order of their sources, on which what depends on order can stand. */
const ordered = fc.oneof({ weight: 3, arbitrary: marked(0) }, { weight: 1, arbitrary: union });

const distinct = (input: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc
    .tuple(input, fc.constantFrom('k' as const, 'kt' as const, 'within' as const))
    .map(([of, which]): Step => ({ op: 'distinct', by: which, input: of }));

const limit = (input: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc
    .tuple(input, fc.integer({ min: 1, max: 6 }))
    .map(([of, count]): Step => ({ op: 'limit', count, input: of }));

const window = (
  input: fc.Arbitrary<Step>,
  kinds: readonly ('tumbling' | 'sliding' | 'session')[],
): fc.Arbitrary<Step> =>
  fc
    .tuple(input, fc.constantFrom(...kinds), fc.constantFrom(4, 10))
    .map(([of, kind, seconds]): Step => ({ op: 'window', kind, seconds, input: of }));

const KINDS = ['tumbling', 'sliding', 'session'] as const;
const first = fc.oneof(ordered, distinct(ordered), distinct(distinct(ordered)));

const append: fc.Arbitrary<Step> = fc.oneof(
  ordered,
  distinct(ordered),
  distinct(distinct(ordered)),
  limit(first),
  join,
  window(fc.oneof(first, join), KINDS),
  filtered(window(first, KINDS)),
  window(filtered(window(fc.oneof(first, join), KINDS)), KINDS),
);
const update: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: window(first, ['tumbling', 'sliding']) },
  { weight: 1, arbitrary: first },
);
const complete: fc.Arbitrary<Step> = window(first, KINDS);

const row: fc.Arbitrary<Row> = fc.record({
  t: fc.option(
    // Mostly whole seconds, so that times meet the ends of windows and of watermarks.
    fc
      .oneof(
        { weight: 3, arbitrary: fc.integer({ min: -2, max: 40 }) },
        { weight: 1, arbitrary: fc.integer({ min: -20, max: 400 }).map((tenths) => tenths / 10) },
      )
      .map((seconds) => seconds * MICROS_PER_SECOND),
    { freq: 12 },
  ),
  k: fc.constantFrom('a', 'b', 'c', null),
  v: fc.constantFrom(-2, -1, 0, 1, 2, 3, Number.NaN, null),
});
const block = fc.array(row, { maxLength: 6 });
const runs = fc.array(fc.array(fc.tuple(block, block), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 3,
});

export const cases: fc.Arbitrary<Case> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ step: append, mode: fc.constant('append' as const), runs }) },
  { weight: 2, arbitrary: fc.record({ step: update, mode: fc.constant('update' as const), runs }) },
  {
    weight: 1,
    arbitrary: fc.record({ step: complete, mode: fc.constant('complete' as const), runs }),
  },
);
