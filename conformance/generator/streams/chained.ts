import type { Random } from '../random.ts';
import { call, col, field, select } from '../syntax.ts';
import { draftOf, type Family } from './draft.ts';
import {
  added,
  columnsOf,
  drawSource,
  type Frame,
  maybeFiltered,
  type Sources,
  watermarkedOn,
} from './frame.ts';
import { grouped, plainKeys, sessionKeys, windowKey } from './grouping.ts';
import { joinedOn } from './joins.ts';
import { deduplicated } from './single-input.ts';

/** Several operators with state, one upon the other. */
export const chained: Family = (random, sources) => {
  const first = random.pick([windowed, sessioned, dedupedFirst, joinedFirst])(random, sources);
  const between = maybeFiltered(random, first, 0.2);
  return draftOf(random, maybeFiltered(random, second(random, between), 0.2), 'append');
};

type Draw = (random: Random, sources: Sources) => Frame;

function stream(random: Random, sources: Sources): Frame {
  return watermarkedOn(random, drawSource(random, sources, 'in'));
}

const windowed: Draw = (random, sources) => {
  const frame = stream(random, sources);
  return grouped(random, frame, [windowKey(random, 'ts'), ...plainKeys(random, frame, 1)]);
};

const sessioned: Draw = (random, sources) => {
  const frame = stream(random, sources);
  return grouped(random, frame, sessionKeys(random, 'ts', frame));
};

const dedupedFirst: Draw = (random, sources) =>
  deduplicated(random, stream(random, sources), random.chance(0.3));

const joinedFirst: Draw = (random, sources) =>
  joinedOn(
    random,
    sources,
    random.pick(['inner', 'left_outer', 'right_outer', 'left_semi', 'full_outer']),
  );

function second(random: Random, frame: Frame): Frame {
  const [window] = columnsOf(frame, 'window');
  const [time] = columnsOf(frame, 'time').filter(({ name }) => frame.watermarked.includes(name));
  if (window === undefined || !frame.watermarked.includes(window.name)) {
    const of = time?.name ?? columnsOf(frame, 'time')[0]?.name ?? 'ts';
    if (random.chance(0.25)) return grouped(random, frame, sessionKeys(random, of, frame, 'w2'));
    return grouped(random, frame, [windowKey(random, of, 'w2'), ...plainKeys(random, frame, 1)]);
  }
  const withTime = (): Frame => {
    const timed = added(frame, { name: 'wt', kind: 'time' }, call('window_time', col(window.name)));
    // Spark takes one column with a watermark, and refuses two.
    const columns = timed.columns.filter(({ kind }) => kind !== 'window');
    const plan = select(
      columns.map(({ name }) => [name, col(name)]),
      timed.plan,
    );
    return random.chance(0.9) ? { plan, columns, watermarked: ['wt'] } : timed;
  };
  switch (random.int(0, 4)) {
    case 0:
      return grouped(random, frame, [windowKey(random, window.name, 'w2')]);
    case 1: {
      const timed = withTime();
      return grouped(random, timed, [
        windowKey(random, 'wt', 'w2'),
        ...plainKeys(random, timed, 1),
      ]);
    }
    case 2: {
      const timed = withTime();
      return grouped(random, timed, sessionKeys(random, 'wt', timed, 'w2'));
    }
    case 3:
      return deduplicated(random, withTime(), false);
    default:
      return grouped(random, frame, [
        { name: window.name, kind: 'window', expr: col(window.name) },
        ...plainKeys(random, frame, 1),
      ]);
  }
}

/** Two grouped streams, joined on their windows. */
export const groupedJoins: Family = (random, sources) => {
  const [left, right] = ['l', 'r'].map((prefix): Frame => {
    const frame = watermarkedOn(random, drawSource(random, sources, prefix, { prefix }), prefix);
    const window = {
      name: 'w',
      kind: 'window',
      expr: call('window', col(`${prefix}ts`), '10 seconds'),
    } as const;
    const key = { name: `${prefix}g`, kind: 'text', expr: col(`${prefix}k`) } as const;
    const groupedSide = grouped(random, frame, [window, key]);
    return {
      plan: select(
        groupedSide.columns.map(({ name }) => [`${prefix}_${name}`, col(name)]),
        groupedSide.plan,
      ),
      columns: groupedSide.columns.map(({ name, kind }) => ({ name: `${prefix}_${name}`, kind })),
      watermarked: [],
    };
  }) as [Frame, Frame];
  const type = random.pick(['inner', 'left_outer', 'right_outer', 'full_outer', 'left_semi']);
  const sameWindow = random.chance(0.7)
    ? call('=', col('l_w'), col('r_w'))
    : call('=', field(col('l_w'), 'end'), field(col('r_w'), 'end'));
  const on = call('and', sameWindow, call('=', col('l_lg'), col('r_rg')));
  const joined: Frame = {
    plan: { op: 'join', type, on, left: left.plan, right: right.plan },
    columns: [...left.columns, ...(type === 'left_semi' ? [] : right.columns)],
    watermarked: [],
  };
  return draftOf(random, joined, 'append');
};

/** Streams one after the other in one: each with its own watermark, or one stream taken twice. */
export const unions: Family = (random, sources) => {
  const isTwice = random.chance(0.2);
  const options = { hasDouble: false, hasTimestamp: false };
  const a = drawSource(random, sources, 'a', options);
  const b = isTwice ? a : drawSource(random, sources, 'b', options);
  const sides = [a, b].map((side) => {
    const frame = watermarkedOn(random, side);
    return {
      ...frame,
      plan: select(
        ['k', 'v', 'ts'].map((name) => [name, col(name)]),
        frame.plan,
      ),
    };
  });
  const frame: Frame = maybeFiltered(
    random,
    {
      plan: { op: 'union', inputs: sides.map(({ plan }) => plan) },
      columns: [
        { name: 'k', kind: 'text' },
        { name: 'v', kind: 'int' },
        { name: 'ts', kind: 'time' },
      ],
      watermarked: ['ts'],
    },
    0.25,
  );
  switch (random.int(0, 3)) {
    case 0:
      return draftOf(random, frame, random.pick(['append', 'update']));
    case 1:
      return draftOf(random, deduplicated(random, frame, random.chance(0.4)), 'append');
    case 2:
      return draftOf(random, grouped(random, frame, sessionKeys(random, 'ts', frame)), 'append');
    default:
      return draftOf(
        random,
        grouped(random, frame, [windowKey(random, 'ts'), ...plainKeys(random, frame, 1)]),
        random.pick(['append', 'update', 'complete']),
      );
  }
};
