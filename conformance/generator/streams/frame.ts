import type { Columns, Json, JsonObject, SourceSpec } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import {
  call,
  cast,
  col,
  field,
  filter,
  select,
  source,
  withColumn,
  withWatermark,
} from '../syntax.ts';
import type { Column, Kind } from './column.ts';
import { condition } from './condition.ts';

/** A plan that is being built, with the columns it has. */
export interface Frame {
  readonly plan: JsonObject;
  readonly columns: readonly Column[];
  /** The columns that carry a watermark. */
  readonly watermarked: readonly string[];
}

/** The sources of a scenario, filled while its plan is drawn. */
export type Sources = Map<string, SourceSpec>;

export const DELAYS = [
  '0 seconds',
  '2 seconds',
  '5 seconds',
  '10 seconds',
  '20 seconds',
  '1500 milliseconds',
];

/** What the columns of a drawn source may be; `prefix` keeps the names of two sides of a join apart. */
export interface SourceOptions {
  readonly prefix?: string;
  readonly key?: 'string' | 'int' | 'long';
  readonly hasDouble?: boolean;
  readonly hasTimestamp?: boolean;
}

const KINDS: Readonly<Record<string, Kind>> = {
  string: 'text',
  int: 'int',
  long: 'long',
  double: 'double',
  timestamp: 'time',
};

/** A source of a key, a value and a time, as epoch seconds or as a timestamp. */
export function drawSource(
  random: Random,
  sources: Sources,
  name: string,
  options: SourceOptions = {},
): Frame {
  const { prefix = '', key = 'string' } = options;
  const hasDouble = options.hasDouble ?? random.chance(0.25);
  const hasTimestamp = options.hasTimestamp ?? random.chance(0.15);
  const schema: Columns = [
    [`${prefix}k`, key],
    [`${prefix}v`, 'int'],
    ...(hasDouble ? [[`${prefix}d`, 'double'] as const] : []),
    hasTimestamp ? [`${prefix}ts`, 'timestamp'] : [`${prefix}t`, 'long'],
  ];
  sources.set(name, { schema });
  return {
    plan: source(name),
    columns: schema.map(([column, type]) => ({
      name: column,
      kind: KINDS[type as string] as Kind,
    })),
    watermarked: [],
  };
}

/** The frame with the event time as a timestamp column `ts`. */
export function timed(random: Random, frame: Frame, prefix = ''): Frame {
  const name = `${prefix}ts`;
  if (frame.columns.some((column) => column.name === name)) return frame;
  const seconds = col(`${prefix}t`);
  const expr = random.chance(0.8) ? call('timestamp_seconds', seconds) : cast(seconds, 'timestamp');
  return added(frame, { name, kind: 'time' }, expr);
}

/** The frame with a watermark on its event time. Filters stand below and above it now and then. */
export function watermarkedOn(random: Random, frame: Frame, prefix = ''): Frame {
  const name = `${prefix}ts`;
  const given = maybeFiltered(random, frame, 0.08);
  const below = maybeFiltered(random, timed(random, given, prefix), 0.08);
  const marked = {
    ...below,
    plan: withWatermark(name, random.pick(DELAYS), below.plan),
    watermarked: [...below.watermarked, name],
  };
  return maybeFiltered(random, marked, 0.15);
}

export function added(frame: Frame, column: Column, expr: Json): Frame {
  const others = frame.columns.filter(({ name }) => name !== column.name);
  return {
    ...frame,
    plan: withColumn(column.name, expr, frame.plan),
    columns: [...others, column],
  };
}

/** With the given probability, only the rows of a drawn condition. */
export function maybeFiltered(random: Random, frame: Frame, probability: number): Frame {
  if (!random.chance(probability)) return frame;
  return { ...frame, plan: filter(condition(random, frame.columns), frame.plan) };
}

export function columnsOf(frame: Frame, ...kinds: readonly Kind[]): readonly Column[] {
  return frame.columns.filter(({ kind }) => kinds.includes(kind));
}

/** The frame as it leaves the query: some columns, windows mostly taken apart into their bounds in seconds. */
export function projected(random: Random, frame: Frame): Frame {
  if (random.chance(0.15)) return frame;
  const kept = frame.columns.filter(({ kind }) => kind === 'window' || random.chance(0.85));
  const columns = kept.length === 0 ? frame.columns : kept;
  const exprs = columns.flatMap(({ name, kind }): readonly (readonly [string, Json, Kind])[] => {
    if (kind === 'window' && random.chance(0.85)) {
      const bound = (end: string): Json => cast(field(col(name), end), 'long');
      return [
        [`${name}_start`, bound('start'), 'long'],
        [`${name}_end`, bound('end'), 'long'],
      ];
    }
    if (kind === 'time' && random.chance(0.5)) return [[name, cast(col(name), 'double'), 'double']];
    return [[name, col(name), kind]];
  });
  return {
    plan: select(
      exprs.map(([name, expr]) => [name, expr]),
      frame.plan,
    ),
    columns: exprs.map(([name, , kind]) => ({ name, kind })),
    watermarked: [],
  };
}
