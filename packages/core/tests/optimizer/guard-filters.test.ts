import { describe, expect, test } from 'vitest';
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
const left = session.readStream(memorySource(Left));
const right = session.readStream(memorySource(Right)).withWatermark('rt', '1 minute');

describe('the copy of a filter on the other side of a join', () => {
  test('holds only while the source of the filter is read, if that is written below the watermark', async () => {
    const filtered = left.filter((l) => l.lk.eq('a')).withWatermark('lt', '1 minute');
    expect(await optimized(filtered.join(right, (l, r) => l.lk.eq(r.rk)))).toBe(
      `Join inner (lk = rk)
:- EventTimeWatermark lt: 1 minute
:  +- Filter (lk = 'a')
:     +- StreamingRelation memory
+- EventTimeWatermark rt: 1 minute
   +- Filter (whileRead((rk = 'a'), 0) AND isNotNull(rk))
      +- StreamingRelation memory
`,
    );
  });

  test('holds always, if that is written above the watermark', async () => {
    const filtered = left.withWatermark('lt', '1 minute').filter((l) => l.lk.eq('a'));
    const text = await optimized(filtered.join(right, (l, r) => l.lk.eq(r.rk)));
    expect(text).toContain("Filter ((rk = 'a') AND isNotNull(rk))");
  });

  test('holds while one of the sources of a union is read', async () => {
    const filtered = left
      .union(session.readStream(memorySource(Left)))
      .filter((l) => l.lk.eq('a'))
      .withWatermark('lt', '1 minute');
    const text = await optimized(filtered.join(right, (l, r) => l.lk.eq(r.rk)));
    expect(text).toContain("whileRead((rk = 'a'), 0, 1)");
  });

  test('needs both sources, where it follows from two filters', async () => {
    const chosen = left.filter((l) => l.lk.eq('a')).withWatermark('lt', '1 minute');
    const joined = chosen
      .join(
        right.filter((r) => r.rv.gt(1)),
        (l, r) => l.lk.eq(r.rk),
      )
      .select('lk', 'lt', 'rv');
    const Third = schema({ tk: nullable(string()), tv: nullable(int()), tt: timestamp() });
    const third = session.readStream(memorySource(Third)).withWatermark('tt', '1 minute');
    const text = await optimized(joined.join(third, (l, r) => l.lk.eq(r.tk).and(l.rv.eq(r.tv))));
    expect(text).toContain("whileRead((tk = 'a'), 0)");
    expect(text).toContain('(tv > 1)');
  });
});

test('a query without a join of streams has no such marks', async () => {
  const filtered = left.filter((l) => l.lk.eq('a')).withWatermark('lt', '1 minute');
  expect(await optimized(filtered)).not.toContain('whileRead');
});

test('of a union each source has its own filter: its copy counts while the other is not read', async () => {
  const [a, b] = [session.readStream(memorySource(Left)), session.readStream(memorySource(Left))];
  const filtered = a
    .filter((l) => l.lk.eq('a'))
    .union(b.filter((l) => l.lk.eq('b')))
    .withWatermark('lt', '1 minute');
  const text = await optimized(filtered.join(right, (l, r) => l.lk.eq(r.rk)));
  expect(text).toContain("whileRead(whileRead(((rk = 'a') OR (rk = 'b')), 0), 1)");
  expect(text).toContain("whileRead(whileRead((rk = 'a'), 0), -2)");
  expect(text).toContain("whileRead(whileRead((rk = 'b'), 1), -1)");
});
