import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, col, lit, select, withColumn } from '../syntax.ts';
import { type Draft, draftOf, type Family, type OutputMode } from './draft.ts';
import {
  columnsOf,
  drawSource,
  type Frame,
  maybeFiltered,
  type Sources,
  timed,
  watermarkedOn,
} from './frame.ts';
import { grouped, plainKeys, sessionKeys, windowKey } from './grouping.ts';

/** A source with its watermark. */
function stream(random: Random, sources: Sources): Frame {
  return watermarkedOn(random, drawSource(random, sources, 'in'));
}

/** Projections and filters, without state. */
export const simple: Family = (random, sources) => {
  let frame = drawSource(random, sources, 'in');
  for (let i = random.int(1, 4); i > 0; i--) frame = reshaped(random, frame);
  return draftOf(random, frame, random.pick(['append', 'update']));
};

function reshaped(random: Random, frame: Frame): Frame {
  const [text] = columnsOf(frame, 'text');
  const [number] = columnsOf(frame, 'int');
  const choice = random.int(0, 4);
  if (choice === 0 && number !== undefined) {
    const expr = call('+', call('*', col(number.name), lit(3)), lit(1));
    return { ...frame, plan: withColumn(number.name, expr, frame.plan) };
  }
  if (choice === 1 && text !== undefined) {
    const expr = call('coalesce', col(text.name), lit('none'));
    const others = frame.columns.filter(({ name }) => name !== 'x');
    return {
      ...frame,
      plan: withColumn('x', expr, frame.plan),
      columns: [...others, { name: 'x', kind: 'text' }],
    };
  }
  if (choice === 2 && number !== undefined) {
    const values = call('array', col(number.name), lit(7), lit(null, 'int'));
    const kept = frame.columns.filter(({ name }) => name !== number.name && name !== 'e');
    const exprs: Json = [
      ...kept.map(({ name }) => [name, col(name)]),
      ['e', call('explode', values)],
    ];
    return {
      ...frame,
      plan: select(exprs, frame.plan),
      columns: [...kept, { name: 'e', kind: 'int' }],
    };
  }
  return maybeFiltered(random, frame, 1);
}

/** Tumbling and sliding windows, alone or beside other keys, in all three output modes. */
export const windows: Family = (random, sources) => {
  const frame = stream(random, sources);
  const keys = [windowKey(random, 'ts'), ...plainKeys(random, frame)];
  const result = grouped(random, frame, random.chance(0.8) ? keys : keys.toReversed());
  const outputMode = random.weighted<OutputMode>([
    [5, 'append'],
    [3, 'update'],
    [2, 'complete'],
  ]);
  return finished(random, result, outputMode);
};

/** Groups without windows: they stay for ever, or until the event time that is a key of theirs is over. */
export const groups: Family = (random, sources) => {
  const hasWatermark = random.chance(0.5);
  const source = drawSource(random, sources, 'in');
  const frame = hasWatermark ? watermarkedOn(random, source) : timed(random, source);
  const byTime = hasWatermark && random.chance(0.5);
  const time = { name: 'ts', kind: 'time', expr: col('ts') } as const;
  const keys = [...plainKeys(random, frame), ...(byTime ? [time] : [])];
  const result = maybeFiltered(random, grouped(random, frame, keys), 0.25);
  // Append needs a key that ends: asked without one a few times, for the refusal.
  const append: readonly [number, OutputMode] = [byTime ? 4 : 0.3, 'append'];
  return finished(random, result, random.weighted([append, [4, 'update'], [4, 'complete']]));
};

/** Sessions, with fixed gaps or with gaps that rows bring. */
export const sessions: Family = (random, sources) => {
  const frame = stream(random, sources);
  const keys = sessionKeys(random, 'ts', frame);
  const result = grouped(random, frame, random.chance(0.8) ? keys : keys.toReversed());
  return finished(
    random,
    result,
    random.weighted([
      [12, 'append'],
      [3, 'complete'],
      [0.5, 'update'],
    ]),
  );
};

/** Duplicates dropped by all columns, by some, with the time or without it, for ever or within the watermark. */
export const dedup: Family = (random, sources) => {
  const isWithin = random.chance(0.4);
  const source = drawSource(random, sources, 'in');
  const hasWatermark = isWithin ? random.chance(0.98) : random.chance(0.8);
  const frame = hasWatermark
    ? watermarkedOn(random, source)
    : maybeFiltered(random, timed(random, source), 0.3);
  const result = maybeFiltered(random, deduplicated(random, frame, isWithin), 0.3);
  return draftOf(
    random,
    result,
    random.weighted([
      [5, 'append'],
      [2, 'update'],
    ]),
  );
};

/** A frame without its duplicates. */
export function deduplicated(random: Random, frame: Frame, isWithin: boolean): Frame {
  const names = frame.columns.map(({ name }) => name);
  const byTime = [...new Set(['ts', ...random.some(names, 2)])].filter((name) =>
    names.includes(name),
  );
  const columns = random.weighted<readonly string[] | null>([
    [2, random.some(names, 1)],
    [3, random.some(names, 2)],
    [4, byTime],
    [1, null],
  ]);
  const op = isWithin ? 'dropDuplicatesWithinWatermark' : 'dropDuplicates';
  return { ...frame, plan: { op, columns, input: frame.plan } };
}

/** Rows, groups or tables cut off after some. */
export const limits: Family = (random, sources) => {
  const frame = maybeFiltered(random, timed(random, drawSource(random, sources, 'in')), 0.5);
  const n = random.int(0, 6);
  if (random.chance(0.5)) {
    return draftOf(random, { ...frame, plan: { op: 'limit', n, input: frame.plan } }, 'append');
  }
  const result = grouped(random, frame, [{ name: 'v', kind: 'int', expr: col('v') }]);
  const sorted = { op: 'sort', by: [[col('v'), random.pick(['asc', 'desc'])]], input: result.plan };
  return { plan: { op: 'limit', n, input: sorted }, outputMode: 'complete' };
};

/** A grouping as it leaves the query; complete tables may come out in an order. */
function finished(random: Random, frame: Frame, outputMode: OutputMode): Draft {
  return draftOf(random, maybeFiltered(random, frame, 0.25), outputMode);
}
