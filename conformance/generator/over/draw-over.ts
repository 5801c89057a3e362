import { type Json, type JsonObject, listOf, type Scenario, textOf } from '../../src/scenario.ts';
import { Random } from '../random.ts';
import { call, col, filter, lit, select, source } from '../syntax.ts';

/** What a function runs over, in the words of the format. */
interface Rows {
  readonly orderBy: Json;
  readonly frame?: Json;
  readonly ignoreNulls?: boolean;
}

const SCHEMA: Json = [
  ['id', 'int'],
  ['k', 'string'],
  ['g', 'int'],
  ['v', 'int'],
  ['l', 'long'],
  ['d', 'double'],
  ['s', 'string'],
  ['t', 'timestamp'],
];
const DIRECTIONS = ['asc', 'desc', 'asc_nulls_last', 'desc_nulls_first'];
const PARTITIONS: readonly Json[] = [
  [],
  [col('k')],
  [col('k')],
  [col('k'), col('g')],
  [call('%', col('id'), lit(3))],
  [col('d')],
];
const RANKS = ['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist'];
/** Those whose result depends on the order of equal rows. */
const BY_ORDER: readonly Json[] = [
  call('first', col('v')),
  call('last', col('s')),
  call('collect_list', col('v')),
  call('collect_list', ['struct', ['i', col('id')], ['v', col('v')]]),
];
const AGGREGATES: readonly Json[] = [
  ...['v', 'l', 'd'].map((name) => call('sum', col(name))),
  ...['v', 'd'].map((name) => call('avg', col(name))),
  ...['s', 'l'].map((name) => call('min', col(name))),
  ...['d', 'v'].map((name) => call('max', col(name))),
  ['count', '*'],
  call('count', col('v')),
  call('stddev', col('v')),
  call('bit_or', col('v')),
  call('bool_or', call('>', col('v'), lit(2))),
  call('median', col('v')),
  call('count_distinct', col('v')),
];

/**
 * A scenario without answers of functions over the rows around the rows of a small table. Where the order
 * of equal rows would show, no rows are equal. The seed fixes all of it.
 */
export function drawOver(seed: number, id: string): Scenario {
  const random = new Random(seed);
  const rows = random.times(random.int(0, 40), (i) => drawRow(random, i));
  const functions = random.times(random.int(1, 4), (i): Json => [`f${i}`, drawFunction(random)]);
  const kept = ['id', 'k', 'g'].map((name): Json => [name, col(name)]);
  const plan = select([...kept, ...functions], source('a'));
  return {
    id: `own-over/${id}`,
    group: 'own-over',
    kind: 'batch',
    sources: { a: { static: true, schema: SCHEMA as never, rows } },
    plan: drawAbove(random, plan),
  };
}

function drawRow(random: Random, i: number): Json {
  return [
    i,
    random.pick(['a', 'b', 'c', null]),
    random.pick([1, 2, null]),
    random.pick([null, random.int(-5, 5), random.int(-5, 5), random.int(0, 9)]),
    random.pick([null, random.int(-9, 9), '9007199254740993', random.int(0, 50)]),
    random.pick([null, 0.5, -1.25, 3, 'NaN', '-0.0', 0, 7.75, 'Infinity']),
    random.pick([null, 'x', 'y', 'zz', '']),
    `1970-01-01T00:00:${String(random.int(0, 59)).padStart(2, '0')}Z`,
  ];
}

/** What the next step does with the columns: filters may not pass below, and unread ones may go. */
function drawAbove(random: Random, plan: JsonObject): JsonObject {
  return random.weighted<JsonObject>([
    [7, plan],
    [1, filter(call('=', col('k'), lit('a')), plan)],
    [1, filter(call('isNotNull', col('f0')), plan)],
    [
      1,
      select(
        [
          ['id', col('id')],
          ['f0', col('f0')],
        ],
        plan,
      ),
    ],
  ]);
}

function drawFunction(random: Random): Json {
  const [fn, rows] = random.weighted([
    [2, drawRank],
    [2, drawOffset],
    [1, drawNth],
    [4, drawAggregate],
  ])(random);
  const over = call('over', fn, { partitionBy: random.pick(PARTITIONS), ...rows });
  const isNumber = ['sum', 'count', 'rank'].includes(textOf(listOf(fn)[0]));
  return isNumber && random.chance(0.1) ? call('+', over, lit(1)) : over;
}

type Drawn = readonly [fn: Json, rows: Rows];

function drawRank(random: Random): Drawn {
  if (random.chance(0.2))
    return [call('ntile', lit(random.int(1, 5))), { orderBy: unique(random) }];
  const rank = random.pick(RANKS);
  const orderBy = rank === 'row_number' ? unique(random) : [key(random)];
  if (random.chance(0.04)) return [[rank], { orderBy: [] }];
  return [[rank], { orderBy, ...(random.chance(0.04) ? { frame: ['rows', null, 0] } : {}) }];
}

function drawOffset(random: Random): Drawn {
  const column = random.pick(['v', 'l', 'd', 's', 'k']);
  const orElse = column === 's' || column === 'k' ? lit('none') : lit(random.int(0, 3));
  const args = [
    col(column),
    ...(random.chance(0.7) ? [lit(random.pick([0, 1, 2, -1, 3]))] : [lit(1)]),
    ...(random.chance(0.4) ? [orElse] : []),
  ];
  return [
    call(random.pick(['lag', 'lead']), ...args),
    {
      orderBy: random.chance(0.04) ? [] : unique(random),
      ignoreNulls: random.chance(0.3),
      ...(random.chance(0.03) ? { frame: ['rows', -1, 0] } : {}),
    },
  ];
}

function drawNth(random: Random): Drawn {
  const fn = call('nth_value', col(random.pick(['v', 's', 'd'])), lit(random.int(1, 4)));
  const frame = random.chance(0.6) ? { frame: drawFrame(random, 'rows') } : {};
  return [fn, { orderBy: unique(random), ignoreNulls: random.chance(0.4), ...frame }];
}

function drawAggregate(random: Random): Drawn {
  const showsOrder = random.chance(0.3);
  const fn = random.pick(showsOrder ? BY_ORDER : AGGREGATES);
  if (!showsOrder && random.chance(0.2)) return [fn, { orderBy: [] }];
  if (showsOrder || random.chance(0.5)) {
    const frame = random.chance(0.85) ? { frame: drawFrame(random, 'rows') } : {};
    return [fn, { orderBy: unique(random), ...frame }];
  }
  const frame = random.chance(0.75) ? { frame: drawFrame(random, 'range') } : {};
  return [fn, { orderBy: [key(random)], ...frame }];
}

function key(random: Random): Json {
  const name = random.pick(['v', 'v', 'l', 'd', 's', 't', 'g', 'id']);
  return [col(name), random.pick(DIRECTIONS)];
}

/** An order in which no two rows are equal. */
function unique(random: Random): Json {
  return [key(random), [col('id'), random.pick(DIRECTIONS)]];
}

/** Mostly one that does not end before it starts. */
function drawFrame(random: Random, unit: string): Json {
  const start = random.pick([null, null, -3, -2, -1, 0, 0, 1, 2]);
  const end = random.pick([null, null, -2, -1, 0, 0, 1, 2, 3]);
  const isValid = (start ?? Number.NEGATIVE_INFINITY) <= (end ?? Number.POSITIVE_INFINITY);
  return isValid || random.chance(0.05) ? [unit, start, end] : drawFrame(random, unit);
}
