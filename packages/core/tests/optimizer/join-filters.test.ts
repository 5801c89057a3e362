import { expect, test } from 'vitest';
import { coalesce, collectList, dateFormat, window } from '../../src/functions.ts';
import {
  createSession,
  int,
  memorySource,
  nullable,
  schema,
  string,
  timestamp,
} from '../../src/index.ts';
import { optimized } from './optimized.ts';

const session = createSession();
const Left = schema({ lk: nullable(string()), lv: nullable(int()), lt: timestamp() });
const Right = schema({ rk: nullable(string()), rv: nullable(int()), rt: timestamp() });
const left = session.readStream(memorySource(Left)).withWatermark('lt', '1 minute');
const right = session.readStream(memorySource(Right)).withWatermark('rt', '1 minute');

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

test('a filter that stays tells of its columns: what it needs moves on', async () => {
  const joined = left
    .join(right, (l, r) => l.lk.eq(r.rk), 'leftOuter')
    .filter((row) => dateFormat(row.lt, 'HH').eq(row.lk));
  expect(await optimized(joined)).toMatch(/Join leftOuter(.|\n)*Filter isNotNull\(lk\)/);
});

test('two columns that are equal above an outer join are not null, so it becomes an inner one', async () => {
  const outer = left.join(right, (l, r) => l.lk.eq(r.rk), 'fullOuter');
  expect(await optimized(outer.filter((row) => row.lv.eq(row.rv)))).toContain('Join inner');
});

test('a key that is coalesced with null is asked not to be null', async () => {
  const joined = left.join(right, (l, r) => coalesce(l.lk, null).eq(r.rk), 'leftSemi');
  expect(await optimized(joined)).toContain('Filter isNotNull(lk)');
});

test('that a key is not null is asked below the aggregation it is a key of', async () => {
  const counts = left
    .groupBy((l) => ({ w: window(l.lt, '1 minute'), lk: l.lk }))
    .agg((l) => ({ all: collectList(l.lv) }));
  const text = await optimized(counts.join(right, (l, r) => l.lk.eq(r.rk)));
  expect(text).toMatch(/EventTimeWatermark lt.*\n[: ]*\+- Filter isNotNull\(lk\)/);
});
