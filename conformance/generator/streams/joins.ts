import type { Json, JsonObject } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { all, call, col, lit, select } from '../syntax.ts';
import { condition } from './condition.ts';
import { draftOf, type Family } from './draft.ts';
import {
  added,
  drawSource,
  type Frame,
  maybeFiltered,
  type Sources,
  timed,
  watermarkedOn,
} from './frame.ts';
import { grouped, plainKeys, windowKey } from './grouping.ts';

type JoinType = 'inner' | 'left_outer' | 'right_outer' | 'full_outer' | 'left_semi' | 'left_anti';

const isOneSided = (type: JoinType): boolean => type === 'left_semi' || type === 'left_anti';

/** Two streams, joined by what their rows have in common and by how far apart they are in time. */
export const joins: Family = (random, sources) => {
  const type = random.weighted<JoinType>([
    [4, 'inner'],
    [3, 'left_outer'],
    [2.5, 'right_outer'],
    [2.5, 'full_outer'],
    [3, 'left_semi'],
    [0.2, 'left_anti'],
  ]);
  const joined = random.chance(0.15)
    ? joinedUsing(random, sources, type)
    : joinedOn(random, sources, type);
  const result = maybeFiltered(random, joined, 0.3);
  const isUpdate = random.chance(type === 'inner' ? 0.12 : 0.02);
  return draftOf(random, result, isUpdate ? 'update' : 'append');
};

/** The join of two new streams. */
export function joinedOn(random: Random, sources: Sources, type: JoinType): Frame {
  const hasWindow = random.chance(0.18);
  const key = random.pick(['string', 'string', 'string', 'int'] as const);
  const [left, right] = (['l', 'r'] as const).map((prefix): Frame => {
    const isWider = key === 'int' && prefix === 'r' && random.chance(0.4);
    const source = drawSource(random, sources, prefix, { prefix, key: isWider ? 'long' : key });
    const hasWatermark = random.chance(type === 'inner' ? 0.85 : 0.95);
    const frame = hasWatermark
      ? watermarkedOn(random, source, prefix)
      : timed(random, source, prefix);
    const window = call('window', col(`${prefix}ts`), '10 seconds');
    if (!hasWindow) return frame;
    return withoutTime(
      random,
      added(frame, { name: `${prefix}w`, kind: 'window' }, window),
      prefix,
    );
  }) as [Frame, Frame];
  const on = [...equalities(random, hasWindow), ...(hasWindow ? [] : bounds(random))];
  if (random.chance(0.08)) on.push(call('<', col('lv'), col('rv')));
  if (random.chance(0.1)) on.push(condition(random, left.columns));
  if (random.chance(0.1)) on.push(condition(random, right.columns));
  return joinOf(type, left, right, { on: all(on) });
}

function joinOf(type: JoinType, left: Frame, right: Frame, how: JsonObject): Frame {
  const kept = isOneSided(type) ? [] : right.columns;
  return {
    plan: { op: 'join', type, ...how, left: left.plan, right: right.plan },
    columns: [...left.columns, ...kept],
    watermarked: [...left.watermarked, ...(isOneSided(type) ? [] : right.watermarked)],
  };
}

/** Without the event time beside what was made of it: Spark takes one column with a watermark, and refuses two. */
function withoutTime(random: Random, frame: Frame, prefix: string): Frame {
  if (random.chance(0.05)) return frame;
  const columns = frame.columns.filter(({ name }) => name !== `${prefix}ts`);
  return {
    plan: select(
      columns.map(({ name }) => [name, col(name)]),
      frame.plan,
    ),
    columns,
    watermarked: columns.filter(({ kind }) => kind === 'window').map(({ name }) => name),
  };
}

function equalities(random: Random, hasWindow: boolean): readonly Json[] {
  const keys = call(random.chance(0.88) ? '=' : '<=>', col('lk'), col('rk'));
  const windows = call('=', col('lw'), col('rw'));
  if (hasWindow) return random.chance(0.7) ? [windows, keys] : [windows];
  return random.weighted<readonly Json[]>([
    [8, [keys]],
    [0.5, [keys, call('=', col('lts'), col('rts'))]],
    [0.7, [call('=', col('lts'), col('rts'))]],
    [0.5, [keys, call('=', col('lv'), col('rv'))]],
    [0.7, [call('=', call('coalesce', col('lk'), lit(null)), col('rk'))]],
    [0.15, []],
  ]);
}

/** How far the right time may be from the left one, in some of the ways to write it. */
function bounds(random: Random): readonly Json[] {
  const [left, right] = [col('lts'), col('rts')];
  const apart = (): Json =>
    call(
      'interval',
      random.pick(['0 seconds', '3 seconds', '5 seconds', '10 seconds', '1500 milliseconds']),
    );
  const strict = random.chance(0.25);
  const low = random.pick([
    call(strict ? '>' : '>=', right, call('-', left, apart())),
    call(strict ? '>' : '>=', right, left),
    call(strict ? '<' : '<=', call('-', left, apart()), right),
    call(strict ? '<' : '<=', left, call('+', right, apart())),
  ]);
  const high = random.pick([
    call(strict ? '<' : '<=', right, call('+', left, apart())),
    call(strict ? '>=' : '>', call('+', left, apart()), right),
  ]);
  return random.weighted<readonly Json[]>([
    [7, [low, high]],
    [1.5, [low]],
    [1.5, [high]],
    [1, []],
    [0.7, [call('between', right, left, call('+', left, apart()))]],
    [0.5, [low, high, call('<=', right, call('+', left, lit0(random)))]],
  ]);
}

const lit0 = (random: Random): Json => call('interval', random.pick(['2 seconds', '20 seconds']));

/** Two streams with a key of the same name. */
function joinedUsing(random: Random, sources: Sources, type: JoinType): Frame {
  const [left, right] = (['l', 'r'] as const).map((prefix): Frame => {
    const frame = watermarkedOn(random, drawSource(random, sources, prefix, { prefix }), prefix);
    return added(frame, { name: 'k', kind: 'text' }, col(`${prefix}k`));
  }) as [Frame, Frame];
  const byTime = random.chance(0.65);
  const sides = byTime
    ? [left, right].map((frame, i) => {
        const prefix = i === 0 ? 'l' : 'r';
        const time = { name: 'ts', kind: 'time' } as const;
        return withoutTime(random, added(frame, time, col(`${prefix}ts`)), prefix);
      })
    : [left, right];
  const using = byTime ? ['k', 'ts'] : ['k'];
  const [l, r] = sides as [Frame, Frame];
  const rest = (frame: Frame): Frame['columns'] =>
    frame.columns.filter(({ name }) => !using.includes(name));
  const joined = joinOf(type, l, r, { using });
  const shared = l.columns.filter(({ name }) => using.includes(name));
  return {
    ...joined,
    columns: [...shared, ...rest(l), ...(isOneSided(type) ? [] : rest(r))],
  };
}

/** A stream and a table, on either side of the join. */
export const tableJoins: Family = (random, sources) => {
  const isTableLeft = random.chance(0.25);
  const hasWatermark = random.chance(0.4);
  const drawn = drawSource(random, sources, 'in', { key: 'string' });
  const stream = hasWatermark ? watermarkedOn(random, drawn) : maybeFiltered(random, drawn, 0.3);
  sources.set('dim', {
    static: true,
    schema: [
      ['sk', 'string'],
      ['x', 'int'],
    ],
    rows: random.some<Json>(
      [
        ['a', 1],
        ['b', 2],
        ['b', 3],
        ['d', 5],
        [null, 4],
        ['c', null],
      ],
      random.int(1, 6),
    ),
  });
  const table: Frame = maybeFiltered(
    random,
    {
      plan: { op: 'source', name: 'dim' },
      columns: [
        { name: 'sk', kind: 'text' },
        { name: 'x', kind: 'int' },
      ],
      watermarked: [],
    },
    0.15,
  );
  const type = random.weighted<JoinType>(
    isTableLeft
      ? [
          [4, 'inner'],
          [4, 'right_outer'],
          [0.3, 'left_outer'],
        ]
      : [
          [4, 'inner'],
          [4, 'left_outer'],
          [3, 'left_semi'],
          [3, 'left_anti'],
          [0.3, 'full_outer'],
        ],
  );
  const on = [call(random.pick(['=', '=', '=', '<=>']), col('k'), col('sk'))];
  if (random.chance(0.25)) on.push(call(random.pick(['<', '>=']), col('v'), col('x')));
  if (random.chance(0.15)) on.push(condition(random, stream.columns));
  const [left, right] = isTableLeft ? [table, stream] : [stream, table];
  const joined = maybeFiltered(random, joinOf(type, left, right, { on: all(on) }), 0.25);
  if (!random.chance(0.3))
    return draftOf(random, joined, random.pick(['append', 'append', 'update']));
  const hasWindow = hasWatermark && random.chance(0.6);
  const keys = [...(hasWindow ? [windowKey(random, 'ts')] : []), ...plainKeys(random, joined)];
  const mode = hasWindow
    ? random.pick(['append', 'update', 'complete'] as const)
    : random.pick(['update', 'complete'] as const);
  return draftOf(random, grouped(random, joined, keys), mode);
};
