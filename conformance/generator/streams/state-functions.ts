import type { Columns, Json, JsonObject } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, col, filter, lit, withColumn, withWatermark } from '../syntax.ts';
import type { Draft, Family } from './draft.ts';
import { DELAYS, drawSource, maybeFiltered, watermarkedOn } from './frame.ts';

interface StateFunction {
  readonly fn: string;
  readonly timeout: 'none' | 'processingTime' | 'eventTime';
  /** What comes out after the key. */
  readonly emits: Columns;
  /** Whether every call gives exactly one row, as `map` demands. */
  readonly isMap: boolean;
}

const COUNT: Columns = [['count', 'string']];

const FUNCTIONS: readonly StateFunction[] = [
  { fn: 'runningCount', timeout: 'none', emits: COUNT, isMap: true },
  { fn: 'runningCountMinusOneAt3', timeout: 'none', emits: COUNT, isMap: true },
  { fn: 'runningCountDropAt3', timeout: 'none', emits: COUNT, isMap: false },
  { fn: 'runningCountPerValueDropAt3', timeout: 'none', emits: COUNT, isMap: false },
  { fn: 'emitKey', timeout: 'none', emits: [], isMap: true },
  {
    fn: 'listValuesAndCount',
    timeout: 'none',
    emits: [['values', { array: 'string' }], ...COUNT],
    isMap: true,
  },
  { fn: 'runningCountProcTimeout10s', timeout: 'processingTime', emits: COUNT, isMap: true },
  { fn: 'maxEventTimeTimeout5s', timeout: 'eventTime', emits: [['max', 'long']], isMap: true },
];

/** Functions over groups with a state of their own, with and without timeouts and states to begin with. */
export const stateFunctions: Family = (random, sources) => {
  const { fn, timeout, emits, isMap } = random.weighted(
    FUNCTIONS.map((each) => [each.timeout === 'none' ? 1 : 2.5, each] as const),
  );
  const drawn = drawSource(random, sources, 'in', { key: 'string', hasTimestamp: false });
  const isTimed = timeout === 'eventTime';
  const hasWatermark = isTimed || (timeout === 'none' && random.chance(0.3));
  const frame =
    hasWatermark && !isTimed ? watermarkedOn(random, drawn) : maybeFiltered(random, drawn, 0.25);
  const key: (readonly [string, Json, string])[] = [['key', col('k'), 'string']];
  if (random.chance(0.25))
    key.push(['odd', call('=', call('%', col('v'), lit(2)), lit(1)), 'boolean']);
  const mode = random.pick(['append', 'update'] as const);
  const kind = isMap && random.chance(0.4) ? 'map' : 'flatMap';
  const plan: JsonObject = {
    op: 'flatMapGroupsWithState',
    kind,
    key: key.map(([name, expr]) => [name, expr]),
    fn,
    timeout,
    mode: kind === 'map' ? 'update' : mode,
    output: [...key.map(([name, , type]) => [name, type]), ...(emits as Json as readonly Json[])],
    ...(key.length === 1 && random.chance(0.2) ? initialState(random, sources) : {}),
    input: isTimed ? withEventTime(random, frame.plan) : frame.plan,
  };
  const isFiltered = random.chance(0.2);
  const draft: Draft = {
    plan: isFiltered ? filter(call('!=', col('key'), lit('b')), plan) : plan,
    outputMode: kind === 'map' ? 'update' : mode,
    hasManualClock: timeout === 'processingTime',
    needsTimes: isTimed,
  };
  return kind === 'flatMap' && mode === 'append' && random.chance(0.12) ? counted(draft) : draft;
};

/** The function sees the event time as a column of that name; a row without one would fail it. */
function withEventTime(random: Random, input: JsonObject): JsonObject {
  const seconds = call('timestamp_seconds', col('t'));
  const timed0 = withColumn('eventTime', seconds, input);
  return withWatermark('eventTime', random.pick(DELAYS), timed0);
}

function initialState(random: Random, sources: Parameters<Family>[1]): JsonObject {
  sources.set('start', {
    static: true,
    schema: [
      ['id', 'string'],
      ['n', 'long'],
    ],
    rows: random.some<Json>(
      [
        ['a', 2],
        ['b', 1],
        ['x', 5],
      ],
      random.int(1, 3),
    ),
  });
  return { initialState: { source: 'start', key: [['key', col('id')]], value: col('n') } };
}

/** What the function gives, counted: no output mode fits but complete, and Spark says so. */
function counted(draft: Draft): Draft {
  const aggs: Json = [['n', call('count', '*')]];
  const plan = { op: 'groupBy', keys: [['key', col('key')]], aggs, input: draft.plan };
  return { ...draft, plan, outputMode: 'complete' };
}
