import { expect, test } from 'vitest';
import {
  createSession,
  int,
  memorySource,
  nullable,
  schema,
  string,
  timestamp,
} from '../../src/index.ts';
import { optimize } from '../../src/optimizer/optimize.ts';
import { explain } from '../../src/plan/explain.ts';
import type { LogicalPlan } from '../../src/plan/logical-plan.ts';
import { defineSink } from '../../src/sinks/sink.ts';

const SETTINGS = { timeZone: 'UTC', ansi: false };
const session = createSession();
const Left = schema({ lk: nullable(string()), lv: nullable(int()), lt: timestamp() });
const Right = schema({ rk: nullable(string()), rv: nullable(int()), rt: timestamp() });
const left = session.readStream(memorySource(Left)).withWatermark('lt', '1 minute');
const right = session.readStream(memorySource(Right)).withWatermark('rt', '1 minute');
const sink = defineSink({ name: 'sink', outputModes: ['append'], write: () => Promise.resolve() });

interface Output {
  writeTo(sink: never): { plan(): Promise<LogicalPlan> };
}

/** The optimised plan as text, without the places of steps. */
async function optimized(frame: unknown): Promise<string> {
  const plan = await (frame as Output).writeTo(sink as never).plan();
  const [result] = optimize([plan], SETTINGS);
  return explain(result as LogicalPlan).replaceAll(/ {3}\(.*\)$/gm, '');
}

test('an inner join asks both sides for keys that are not null, below their watermarks', async () => {
  expect(await optimized(left.join(right, (l, r) => l.lk.eq(r.rk)))).toBe(
    `Join inner (lk = rk)
:- EventTimeWatermark lt: 1 minute
:  +- Filter isNotNull(lk)
:     +- StreamingRelation memory
+- EventTimeWatermark rt: 1 minute
   +- Filter isNotNull(rk)
      +- StreamingRelation memory
`,
  );
});

test('an outer join filters only the side whose rows need a match, and copies bounds on equal columns', async () => {
  const joined = left
    .filter((l) => l.lv.gt(1))
    .join(right, (l, r) => l.lk.eq(r.rk).and(l.lv.eq(r.rv)), 'leftOuter');
  expect(await optimized(joined)).toBe(
    `Join leftOuter ((lk = rk) AND (lv = rv))
:- EventTimeWatermark lt: 1 minute
:  +- Filter (lv > 1)
:     +- StreamingRelation memory
+- EventTimeWatermark rt: 1 minute
   +- Filter (((rv > 1) AND isNotNull(rk)) AND isNotNull(rv))
      +- StreamingRelation memory
`,
  );
});

test('a full outer join keeps its condition, and filters nothing', async () => {
  const text = await optimized(
    left.join(right, (l, r) => l.lk.eq(r.rk).and(l.lv.gt(1)), 'fullOuter'),
  );
  expect(text).toMatch(/^Join fullOuter \(\(lk = rk\) AND \(lv > 1\)\)$/m);
  expect(text).not.toContain('Filter');
});

test('a filter that rejects the null rows of an outer join makes it narrower', async () => {
  const outer = left.join(right, (l, r) => l.lk.eq(r.rk), 'fullOuter');
  expect(await optimized(outer.filter((row) => row.lv.gt(1)))).toContain('Join leftOuter');
  expect(await optimized(outer.filter((row) => row.rv.gt(1)))).toContain('Join rightOuter');
  expect(await optimized(outer.filter((row) => row.lv.gt(1).and(row.rv.gt(1))))).toContain(
    'Join inner',
  );
  expect(await optimized(outer.filter((row) => row.rv.isNull()))).toContain('Join fullOuter');
});

test('a condition above an inner join becomes a part of it, and above an outer join it stays', async () => {
  const inner = left.join(right, (l, r) => l.lk.eq(r.rk)).filter((row) => row.rt.gt(row.lt));
  expect(await optimized(inner)).toMatch(/^Join inner \(\(lk = rk\) AND \(rt > lt\)\)$/m);
  const outer = left
    .join(right, (l, r) => l.lk.eq(r.rk).and(l.lt.eq(r.rt)), 'leftOuter')
    .filter((row) => row.lv.gt(1).or(row.rv.isNull()));
  expect(await optimized(outer)).toMatch(/^Filter \(\(lv > 1\) OR isNull\(rv\)\)\n\+- Join/m);
});

test('what both branches of an OR ask of one side is asked of it before the join', async () => {
  const joined = left.join(right, (l, r) =>
    l.lk.eq(r.rk).and(
      l.lv
        .gt(1)
        .and(r.rv.gt(2))
        .or(l.lv.gt(3).and(r.rv.gt(4))),
    ),
  );
  const text = await optimized(joined);
  expect(text).toContain('((lv > 1) OR (lv > 3))');
  expect(text).toContain('((rv > 2) OR (rv > 4))');
});

test('a join reads only the columns that are needed, so that state holds no others', async () => {
  const joined = left
    .withColumns((l) => ({ more: l.lv.add(1) }))
    .join(right, (l, r) => l.lk.eq(r.rk))
    .select('more');
  expect(await optimized(joined)).toBe(
    `Project [more]
+- Join inner (lk = rk)
   :- Project [lk, (lv + 1) AS more]
   :  +- EventTimeWatermark lt: 1 minute
   :     +- Filter isNotNull(lk)
   :        +- StreamingRelation memory
   +- Project [rk]
      +- EventTimeWatermark rt: 1 minute
         +- Filter isNotNull(rk)
            +- StreamingRelation memory
`,
  );
});
