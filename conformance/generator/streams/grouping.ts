import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, col, groupBy, lit } from '../syntax.ts';
import { drawAggregates } from './aggregates.ts';
import type { Column } from './column.ts';
import { columnsOf, type Frame } from './frame.ts';

/** A key of a grouping. */
export interface Key extends Column {
  readonly expr: Json;
}

/** A tumbling or sliding window of a time or of a window, on the grid of the epoch or shifted from it. */
export function windowKey(random: Random, of: string, name = 'w'): Key {
  const lengths = random.weighted<readonly string[]>([
    [4, [random.pick(['5 seconds', '10 seconds', '15 seconds', '20 seconds', '7 seconds'])]],
    [
      2,
      random.pick([
        ['10 seconds', '5 seconds'],
        ['15 seconds', '5 seconds'],
        ['10 seconds', '3 seconds'],
        ['9 seconds', '6 seconds'],
      ]),
    ],
    [
      1,
      random.pick([
        ['10 seconds', '10 seconds', '3 seconds'],
        ['10 seconds', '5 seconds', '2 seconds'],
        ['20 seconds', '20 seconds', '-4 seconds'],
        ['1 minute', '30 seconds', '500 milliseconds'],
      ]),
    ],
  ]);
  return { name, kind: 'window', expr: call('window', col(of), ...lengths) };
}

/** A session of a time; its gap is a text, or one that each row brings, which may be none at all. */
function sessionKey(random: Random, of: string, frame: Frame, name = 'w'): Key {
  const [text] = columnsOf(frame, 'text');
  const [number] = columnsOf(frame, 'int');
  const fixed: Json = random.pick([
    '5 seconds',
    '10 seconds',
    '3 seconds',
    '20 seconds',
    '1500 milliseconds',
  ]);
  const gaps: (readonly [number, Json])[] = [[6, fixed]];
  if (text !== undefined) {
    gaps.push([
      3,
      call(
        'case',
        call('=', col(text.name), lit('a')),
        lit('3 seconds'),
        call('=', col(text.name), lit('b')),
        lit(random.pick(['10 seconds', '0 seconds', '-2 seconds', 'no gap'])),
        lit('5 seconds'),
      ),
    ]);
  }
  if (number !== undefined) {
    gaps.push([1, call('concat', call('cast', col(number.name), 'string'), lit(' seconds'))]);
  }
  return { name, kind: 'window', expr: call('session_window', col(of), random.weighted(gaps)) };
}

/** A few keys that are no windows. */
export function plainKeys(random: Random, frame: Frame, most = 2, least = 0): readonly Key[] {
  const count = random.int(least, most);
  const keys = random.some(columnsOf(frame, 'text', 'int', 'double', 'long'), count);
  return keys.map(({ name, kind }) =>
    kind === 'int' && random.chance(0.5)
      ? { name: 'm', kind, expr: call('%', col(name), lit(3)) }
      : { name, kind, expr: col(name) },
  );
}

/** The frame grouped by keys, with drawn aggregates. */
export function grouped(random: Random, frame: Frame, keys: readonly Key[]): Frame {
  const distinct = keys.filter(({ name }, i) => keys.findIndex((key) => key.name === name) === i);
  const isDistinct = distinct.length > 0 && random.chance(0.04);
  // A grouping of groups must not use their names again.
  const prefix = frame.columns.some(({ name }) => name === 'a0') ? 'b' : 'a';
  const aggregates = isDistinct ? [] : drawAggregates(random, frame, prefix);
  const names = new Set(distinct.map(({ name }) => name));
  return {
    plan: groupBy(
      distinct.map(({ name, expr }) => [name, expr]),
      aggregates.map(({ name, expr }) => [name, expr]),
      frame.plan,
    ),
    columns: [...distinct, ...aggregates].map(({ name, kind }) => ({ name, kind })),
    watermarked: [
      ...frame.watermarked.filter((name) => names.has(name)),
      ...distinct.filter(({ kind }) => kind === 'window').map(({ name }) => name),
    ],
  };
}

/** A session and keys beside it. On a stream there has to be one: asked without a few times, for the refusal. */
export function sessionKeys(random: Random, of: string, frame: Frame, name = 'w'): readonly Key[] {
  const least = random.chance(0.04) ? 0 : 1;
  return [sessionKey(random, of, frame, name), ...plainKeys(random, frame, 2, least)];
}
