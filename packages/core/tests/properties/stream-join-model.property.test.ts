import { availableNow, createSession, type JoinType } from '@tidemark/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { int, nullable, schema, string, timestamp } from '../../src/types/schema.ts';
import { blockSource } from '../runtime/block-source.ts';
import { publishedBatches } from './published-batches.ts';

// Law: whatever the rows, the cuts into batches and the restarts, a join of two streams gives what a
// row-by-row model of the rules gives (semantics 6.4, 3.5): new rows of the left meet stored rows of
// the right, then new rows of the right meet all of the left; late(N) = wm(N-1), evict(N) = wm(N); rows
// are forgotten by a key that is event time, or by what the condition says of the times of both.

const LeftRow = schema({ lk: nullable(string()), lv: int(), lt: timestamp() });
const RightRow = schema({ rk: nullable(string()), rv: int(), rt: timestamp() });

interface Row {
  readonly k: string | null;
  readonly v: number;
  readonly seconds: number;
}
interface Stored {
  readonly row: Row;
  isMatched: boolean;
}
type Batch = readonly [left: readonly Row[], right: readonly Row[]];
type Kind = 'range' | 'time key';

const DELAY_MS = { left: 2000, right: 3000 };
/** A row of the right comes up to so much later than its partner. */
const RANGE_MS = 5000;
const msOf = ({ seconds }: Row): number => seconds * 1000;
const at = (seconds: number): Date => new Date(seconds * 1000);

/** What keeps a side: rows of an outer side are never filtered. */
const FILTERED: Readonly<Record<string, readonly string[]>> = {
  inner: ['left', 'right'],
  leftSemi: ['left', 'right'],
  leftOuter: ['right'],
  rightOuter: ['left'],
  fullOuter: [],
};

class Model {
  readonly #type: JoinType;
  readonly #kind: Kind;
  readonly batches: string[][] = [];
  #left: Stored[] = [];
  #right: Stored[] = [];
  #late = 0;
  #watermark = 0;

  constructor(type: JoinType, kind: Kind) {
    this.#type = type;
    this.#kind = kind;
  }

  /** What single inputs have seen does not outlive a run; a run ends with a batch without data if one is due. */
  run(batches: readonly Batch[]): void {
    const seen: { left?: number; right?: number } = {};
    let evict = 0;
    for (const [left, right] of batches) {
      const input = { left: this.#filtered('left', left), right: this.#filtered('right', right) };
      evict = this.#watermark;
      this.#step(input.left, input.right, evict);
      for (const side of ['left', 'right'] as const) {
        for (const row of input[side]) {
          const candidate = msOf(row) - DELAY_MS[side];
          seen[side] = Math.max(seen[side] ?? candidate, candidate);
        }
      }
      const candidate = Math.min(seen.left ?? 0, seen.right ?? 0);
      this.#watermark = Math.max(this.#watermark, candidate);
    }
    if (this.#watermark > evict) this.#step([], [], this.#watermark);
  }

  #filtered(side: string, rows: readonly Row[]): readonly Row[] {
    return FILTERED[this.#type]?.includes(side) === true
      ? rows.filter(({ k }) => k !== null)
      : rows;
  }

  #matches(left: Row, right: Row): boolean {
    if (left.k !== right.k || (left.k === null && this.#type !== 'fullOuter')) return false;
    const later = msOf(right) - msOf(left);
    return this.#kind === 'range' ? later >= 0 && later <= RANGE_MS : later === 0;
  }

  #step(left: readonly Row[], right: readonly Row[], evict: number): void {
    const out: string[] = [];
    const [type, isSemi] = [this.#type, this.#type === 'leftSemi'];
    const isExpired = {
      left: (row: Row) => msOf(row) <= (this.#kind === 'range' ? evict - RANGE_MS - 1 : evict),
      right: (row: Row) => msOf(row) <= (this.#kind === 'range' ? evict - 1 : evict),
    };
    for (const row of left) {
      if (msOf(row) <= this.#late) continue;
      const partners = this.#right.filter((stored) => this.#matches(row, stored.row));
      for (const partner of partners) {
        partner.isMatched = true;
        if (!isSemi) out.push(lineOf(row, partner.row));
      }
      if (isSemi && partners.length > 0) out.push(lineOf(row, undefined));
      else this.#left.push({ row, isMatched: partners.length > 0 });
    }
    for (const row of right) {
      if (msOf(row) <= this.#late) continue;
      const partners = this.#left.filter((stored) => this.#matches(stored.row, row));
      for (const partner of partners) {
        if (!isSemi) out.push(lineOf(partner.row, row));
        else if (!partner.isMatched) out.push(lineOf(partner.row, undefined));
        partner.isMatched = true;
      }
      this.#right.push({ row, isMatched: partners.length > 0 });
    }
    for (const { row, isMatched } of this.#left) {
      const isOuter = type === 'leftOuter' || type === 'fullOuter';
      if (isOuter && !isMatched && isExpired.left(row)) out.push(lineOf(row, undefined));
    }
    for (const { row, isMatched } of this.#right) {
      const isOuter = type === 'rightOuter' || type === 'fullOuter';
      if (isOuter && !isMatched && isExpired.right(row)) out.push(lineOf(undefined, row));
    }
    this.#left = this.#left.filter(({ row }) => !isExpired.left(row));
    this.#right = this.#right.filter(({ row }) => !isExpired.right(row));
    this.batches.push(out.sort());
    this.#late = evict;
  }
}

function lineOf(left: Row | undefined, right: Row | undefined): string {
  const values = (row: Row | undefined): readonly unknown[] =>
    row === undefined ? [null, null, null] : [row.k, row.v, row.seconds];
  return JSON.stringify([...values(left), ...values(right)]);
}

interface JoinedRow {
  readonly lk: string | null;
  readonly lv: number | null;
  readonly lt: Date | null;
  readonly rk?: string | null;
  readonly rv?: number | null;
  readonly rt?: Date | null;
}

const secondsOf = (time: Date | null | undefined): number | null =>
  time === null || time === undefined ? null : time.getTime() / 1000;

function foundLine({ lk, lv, lt, rk = null, rv = null, rt }: JoinedRow): string {
  return JSON.stringify([lk, lv, secondsOf(lt), rk, rv, secondsOf(rt)]);
}

const row = fc.record({
  k: fc.constantFrom('a', 'b', 'a', 'b', null),
  v: fc.integer({ min: 0, max: 9 }),
  seconds: fc.integer({ min: 1, max: 40 }),
});
const batch = fc.tuple(
  fc.array(row, { minLength: 1, maxLength: 5 }),
  fc.array(row, { minLength: 1, maxLength: 5 }),
);
const runs = fc.array(fc.array(batch, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 3,
});

const TYPES = ['inner', 'leftOuter', 'rightOuter', 'fullOuter', 'leftSemi'] as const;

describe.each(['range', 'time key'] as const)('by %s', (kind) => {
  test.each(TYPES)(
    'a join of type %s gives what the rules give row by row',
    async (type) => {
      await fc.assert(
        fc.asyncProperty(runs, async (parts) => {
          const { fs } = simPorts({ seed: 1 });
          const left = blockSource(LeftRow, [], { blocksPerBatch: 1, description: 'left' });
          const right = blockSource(RightRow, [], { blocksPerBatch: 1, description: 'right' });
          const published = publishedBatches();
          const model = new Model(type, kind);
          for (const [i, batches] of parts.entries()) {
            model.run(batches);
            for (const [leftRows, rightRows] of batches) {
              left.blocks.push(
                leftRows.map(({ k, v, seconds }) => ({ lk: k, lv: v, lt: at(seconds) })),
              );
              right.blocks.push(
                rightRows.map(({ k, v, seconds }) => ({ rk: k, rv: v, rt: at(seconds) })),
              );
            }
            const session = createSession({
              ports: simPorts({ seed: i + 2, fs }),
              warn: () => undefined,
            });
            const joined = session
              .readStream(left)
              .withWatermark('lt', '2 seconds')
              .join(
                session.readStream(right).withWatermark('rt', '3 seconds'),
                (l, r) =>
                  kind === 'range'
                    ? l.lk.eq(r.rk).and(r.rt.between(l.lt, l.lt.plus('5 seconds')))
                    : l.lk.eq(r.rk).and(l.lt.eq(r.rt)),
                type,
              );
            const query = await session.start({
              checkpointLocation: 'checkpoint',
              trigger: availableNow(),
              outputs: [joined.writeTo(published.sink)],
            });
            await query.awaitTermination();
          }
          const found = published.batches.map((rows) =>
            rows.map((each) => foundLine(each as JoinedRow)).sort(),
          );
          expect(found).toEqual(model.batches);
        }),
        { numRuns: 25 },
      );
    },
    60_000,
  );
});
