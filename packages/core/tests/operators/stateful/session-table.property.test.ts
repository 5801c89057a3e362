import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectorOf } from '../../../src/columnar/vector-of.ts';
import { SessionTable } from '../../../src/operators/stateful/session-table.ts';
import { STRING } from '../../../src/types/data-type.ts';

// Law: sessions whose end the watermark has passed leave, also after their ends moved, others were
// merged into them, or their integers belonged to sessions that are gone.

type Step =
  | { readonly do: 'open' | 'extend' | 'merge'; readonly pick: number; readonly end: number }
  | { readonly do: 'pass'; readonly end: number };

const end = fc.integer({ min: 0, max: 20_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom<'open' | 'extend' | 'merge'>('open', 'open', 'extend', 'merge'),
    pick: fc.nat(),
    end,
  }),
  fc.record({ do: fc.constant<'pass'>('pass'), end }),
);

describe('sessions that wait for the watermark', () => {
  it('leave when it has passed their ends as they are now', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const table = new SessionTable([{ name: 'user', dataType: STRING, nullable: true }]);
        const [key = 0] = table.keysOf([vectorOf(['ada'], STRING)], 1);
        const ends = new Map<number, number>();
        const picked = (pick: number): number | undefined => [...ends.keys()][pick % ends.size];
        for (const each of steps) {
          if (each.do === 'open') {
            const session = table.allocate(key, 0, each.end);
            expect(ends.has(session)).toBe(false);
            table.insert(session);
            ends.set(session, each.end);
            table.awaitEnds(Int32Array.of(session));
          } else if (each.do === 'pass') {
            const expected = [...ends].filter(([, at]) => at <= each.end).map(([id]) => id);
            const gone = [...table.takeEnded(each.end)].flatMap((part) => [...part]);
            expect(new Set(gone)).toEqual(new Set(expected));
            expect(gone).toHaveLength(expected.length);
            for (const session of gone) {
              table.release(session);
              ends.delete(session);
            }
          } else {
            const session = picked(each.pick);
            if (session === undefined) continue;
            if (each.do === 'merge') {
              table.release(session);
              ends.delete(session);
            } else if (each.end > table.end(session)) {
              table.setEnd(session, each.end);
              ends.set(session, each.end);
            }
          }
        }
      }),
    );
  });
});
