import { expect, test } from 'vitest';
import { count, sessionWindow, window } from '../../src/functions.ts';
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
const Left = schema({ lk: nullable(string()), gap: nullable(string()), lt: nullable(timestamp()) });
const Right = schema({ rk: nullable(string()), rv: nullable(int()), rt: nullable(timestamp()) });
const left = session.readStream(memorySource(Left)).withWatermark('lt', '1 minute');
const right = session.readStream(memorySource(Right)).withWatermark('rt', '1 minute');
const outer = left.join(right, (l, r) => l.lk.eq(r.rk).and(l.lt.eq(r.rt)), 'fullOuter');

test('a window of a time makes an outer join below it narrower: the time is not null', async () => {
  const byWindow = outer.groupBy((o) => ({ w: window(o.lt, '1 minute') }));
  expect(await optimized(byWindow.agg(() => ({ n: count() })))).toContain('Join leftOuter');
  const sliding = outer.groupBy((o) => ({ w: window(o.rt, '1 minute', '10 seconds') }));
  expect(await optimized(sliding.agg(() => ({ n: count() })))).toContain('Join rightOuter');
});

test('of windows that do not tile the time this is inferred late, when the join has its filters', async () => {
  const uneven = outer.groupBy((o) => ({ w: window(o.rt, '10 seconds', '4 seconds') }));
  const text = await optimized(uneven.agg(() => ({ n: count() })));
  expect(text).toContain('Join rightOuter');
  expect(text).not.toContain('isNotNull(lk)');
});

test('rows without a session never reach the join below it', async () => {
  const bySession = outer.groupBy((o) => ({ s: sessionWindow(o.lt, o.gap) }));
  const text = await optimized(bySession.agg(() => ({ n: count() })));
  expect(text).toMatch(/Join leftOuter .*\n.*Filter .*isNotNull\(sessionWindow\(lt, gap\)\.end\)/);
});

test('where nothing else is gained the step itself drops rows without a window', async () => {
  const byWindow = left.groupBy((o) => ({ w: window(o.lt, '1 minute') }));
  expect(await optimized(byWindow.agg(() => ({ n: count() })))).not.toContain('Filter');
});

test('a filter on a session asks each row for its own, above the watermark', async () => {
  const counts = left
    .groupBy((o) => ({ s: sessionWindow(o.lt, '1 minute'), lk: o.lk }))
    .agg(() => ({ n: count() }))
    .filter((row) => row.s.end.gt(new Date(0)).and(row.lk.eq('a')));
  expect(await optimized(counts)).toMatch(
    /^Aggregate .*\n\+- Filter \(sessionWindow.*\n {3}\+- EventTime.*\n {6}\+- Filter \(lk = 'a'\)\n/,
  );
});

test('a filter that no row passes moves below the watermark, and stays', async () => {
  const counts = left
    .groupBy((o) => ({ w: window(o.lt, '1 minute') }))
    .agg(() => ({ n: count() }))
    .filter((row) => row.w.isNull());
  expect(await optimized(counts)).toMatch(/EventTimeWatermark.*\n *\+- Filter false\n/);
});
