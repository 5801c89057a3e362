import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, cast, col, lit } from '../syntax.ts';
import type { Column, Kind } from './column.ts';
import { columnsOf, type Frame } from './frame.ts';

/** A drawn aggregate: what it is called, what it computes, what comes out. */
export interface Aggregate extends Column {
  readonly expr: Json;
}

type Drawn = readonly [expr: Json, kind: Kind];

/** From one to four aggregates over the columns of a frame; now and then expressions over aggregates. */
export function drawAggregates(random: Random, frame: Frame, prefix: string): readonly Aggregate[] {
  return random.times(random.int(1, 4), (i) => {
    const [expr, kind] = random.chance(0.2) ? overAggregates(random, frame) : one(random, frame);
    return { name: `${prefix}${i}`, expr, kind };
  });
}

function one(random: Random, frame: Frame): Drawn {
  const numbers = columnsOf(frame, 'int', 'long', 'double');
  const of =
    numbers.length === 0 || random.chance(0.15) ? random.pick(frame.columns) : random.pick(numbers);
  const x = col(of.name);
  const isNumber = of.kind === 'int' || of.kind === 'long' || of.kind === 'double';
  const sumKind: Kind = of.kind === 'double' ? 'double' : 'long';
  const other = col(random.pick(frame.columns).name);
  const ofAny: readonly (readonly [number, Drawn])[] = [
    [4, [call('count', '*'), 'long']],
    [2, [call('count', x), 'long']],
    [3, [call('min', x), of.kind]],
    [3, [call('max', x), of.kind]],
    [1, [call('approx_count_distinct', x), 'long']],
    [1, [call('first', x), of.kind]],
    [1, [call('last', x), of.kind]],
    [2, [call('sort_array', call('collect_list', x)), 'other']],
    [1, [call('sort_array', call('collect_set', x)), 'other']],
    [1, [call('collect_list', x), 'other']],
    [1, [call('max', call('struct', ['x', x], ['y', other])), 'other']],
    [1, [call(random.pick(['max_by', 'min_by']), other, x), 'other']],
    [0.04, [call('count_distinct', x), 'long']],
  ];
  const positive = call('>', x, lit(random.int(0, 3)));
  const ofNumber: readonly (readonly [number, Drawn])[] = [
    [6, [call('sum', x), sumKind]],
    [4, [call('avg', x), 'double']],
    [2, [call('count_if', positive), 'long']],
    [1, [call(random.pick(['bool_and', 'bool_or']), positive), 'other']],
    [1, [call('sum', cast(x, 'double')), 'double']],
    [1, [call('sum', call('*', x, lit(2))), sumKind]],
    [1, [call('sum', call('if', positive, x, lit(null, 'int'))), sumKind]],
    [
      3,
      [
        call(
          random.pick([
            'stddev',
            'stddev_pop',
            'var_samp',
            'var_pop',
            'skewness',
            'kurtosis',
            'median',
          ]),
          x,
        ),
        'double',
      ],
    ],
    [
      1,
      [
        call(
          random.pick(['corr', 'covar_pop', 'covar_samp']),
          x,
          random.chance(0.5)
            ? x
            : col(random.pick(numbers.length === 0 ? frame.columns : numbers).name),
        ),
        'double',
      ],
    ],
  ];
  return random.weighted(isNumber ? [...ofAny, ...ofNumber] : ofAny);
}

function overAggregates(random: Random, frame: Frame): Drawn {
  const numbers = columnsOf(frame, 'int', 'long', 'double');
  if (numbers.length === 0) return [call('+', call('count', '*'), lit(1)), 'long'];
  const x = col(random.pick(numbers).name);
  return random.pick<Drawn>([
    [call('/', call('sum', x), call('count', '*')), 'double'],
    [call('-', call('max', x), call('min', x)), 'other'],
    [call('coalesce', call('sum', x), lit(0)), 'other'],
    [call('+', call('count', x), call('*', call('count', '*'), lit(10))), 'long'],
    [call('round', call('avg', x), lit(1)), 'double'],
    [call('if', call('>', call('count', '*'), lit(1)), call('max', x), call('min', x)), 'other'],
    [
      call(
        'concat',
        cast(call('count', '*'), 'string'),
        lit('/'),
        call('coalesce', cast(call('max', x), 'string'), lit('-')),
      ),
      'text',
    ],
    [call('greatest', call('min', x), lit(0)), 'other'],
    [call('>=', call('avg', x), lit(1.5)), 'other'],
    [call('size', call('collect_list', x)), 'int'],
  ]);
}
