import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call, cast, field, lit } from '../syntax.ts';
import { argument } from './arguments.ts';
import { drawCall, signatures } from './signatures.ts';
import { scalar } from './values.ts';

const COLLECTIONS = signatures(`
array int int int*
array any
array_contains ints int
array_contains texts text
array_distinct list
array_except ints ints
array_intersect texts texts
array_union doubles doubles
array_join texts word word?
array_max list
array_min list
array_position ints int
array_remove ints int
array_repeat any count
array_sort list
array_append ints int
array_prepend texts text
array_insert ints index int
array_compact list
arrays_overlap ints ints
concat ints ints
element_at ints index
element_at map key
try_element_at ints index
get texts count
flatten lists
reverse list
sequence count count
sequence date date
size list
size map
cardinality map
slice ints index count
sort_array list boolean?
map_keys map
map_values map
map_entries map
map_from_arrays texts ints
map_from_entries entries
map_concat map map
map_contains_key map key
`);

export function collections(random: Random): Json {
  return random.weighted<() => Json>([
    [10, () => drawCall(random, COLLECTIONS)],
    [1, () => call('struct', ['a', argument(random, 'any')], ['b', argument(random, 'any')])],
    [
      1,
      () =>
        field(
          call('struct', ['a', argument(random, 'any')], ['b', argument(random, 'any')]),
          random.pick(['a', 'b']),
        ),
    ],
    [
      1,
      () => call('arrays_zip', ['x', argument(random, 'ints')], ['y', argument(random, 'texts')]),
    ],
    [1, () => call('map', lit('a'), argument(random, 'int'), lit('b'), argument(random, 'int'))],
    [
      1,
      () =>
        call('named_struct', lit('x'), argument(random, 'any'), lit('y'), argument(random, 'list')),
    ],
    [1, () => call(random.pick(['=', '<', '<=>']), structOf(random), structOf(random))],
    [
      1,
      () =>
        call(
          random.pick(['=', '<', '<=>', 'array_union']),
          argument(random, 'ints'),
          argument(random, 'ints'),
        ),
    ],
    [
      1,
      () =>
        cast(argument(random, random.pick(['ints', 'doubles', 'texts', 'map', 'list'])), 'string'),
    ],
    [0.5, () => cast(structOf(random), 'string')],
    [
      0.5,
      () => cast(argument(random, 'texts'), { array: random.pick(['int', 'double', 'boolean']) }),
    ],
  ])();
}

function structOf(random: Random): Json {
  return lit([scalar(random, 'int'), scalar(random, 'string')], {
    struct: [
      ['a', 'int'],
      ['b', 'string'],
    ],
  });
}
