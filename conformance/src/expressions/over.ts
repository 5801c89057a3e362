import {
  asc,
  ascNullsLast,
  cumeDist,
  denseRank,
  desc,
  descNullsFirst,
  first,
  lag,
  last,
  lead,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
  type WindowSpec,
  windowSpec,
} from '@tidemark/core/functions';
import { Skip } from '../outcome.ts';
import { isObject, type Json, type JsonObject, listOf, textOf } from '../scenario.ts';
import { type Compile, type Heads, untyped } from './expression.ts';

/** What has `over`, whatever it gives. */
interface OverRows {
  over(rows: WindowSpec<null>): object;
}
type Make = (args: readonly Json[], compile: Compile, ignoreNulls: boolean) => OverRows;

/** A constant among the arguments. */
function constantOf(json: Json | undefined, otherwise: number): number {
  return json === undefined ? otherwise : Number(listOf(json)[1]);
}

const offset =
  (make: typeof lag): Make =>
  ([of = null, by, orElse], compile, ignoreNulls) => {
    const other = orElse === undefined ? null : compile(orElse);
    return make(compile(of), constantOf(by, 1), other, { ignoreNulls });
  };

const FUNCTIONS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['row_number', () => rowNumber()],
  ['rank', () => rank()],
  ['dense_rank', () => denseRank()],
  ['percent_rank', () => percentRank()],
  ['cume_dist', () => cumeDist()],
  ['ntile', ([buckets]) => ntile(constantOf(buckets, 1))],
  ['lag', offset(lag)],
  ['lead', offset(lead)],
  [
    'nth_value',
    ([of = null, position], compile, ignoreNulls) =>
      nthValue(compile(of), constantOf(position, 1), { ignoreNulls }),
  ],
  ['first', ([of = null], compile, ignoreNulls) => first(compile(of), { ignoreNulls })],
  ['last', ([of = null], compile, ignoreNulls) => last(compile(of), { ignoreNulls })],
]);

const ORDERS = new Map([
  ['asc', asc],
  ['desc', desc],
  ['asc_nulls_last', ascNullsLast],
  ['desc_nulls_first', descNullsFirst],
]);

/** `["over", fn, { partitionBy, orderBy, frame?: ["rows" or "range", start, end], ignoreNulls? }]`; null is unbounded. */
export const OVER: Heads = [
  [
    'over',
    ([fn = null, rows = null], compile) => {
      const [head, ...args] = listOf(fn);
      const spec = isObject(rows) ? rows : {};
      const make = FUNCTIONS.get(textOf(head));
      const made: unknown =
        make === undefined ? compile(fn) : make(args, compile, spec['ignoreNulls'] === true);
      return untyped((made as OverRows).over(specOf(spec, compile)));
    },
  ],
];

function specOf({ partitionBy, orderBy, frame }: JsonObject, compile: Compile): WindowSpec<null> {
  const keys = listOf(orderBy).map((key) => {
    const [of = null, direction] = listOf(key);
    const order = ORDERS.get(textOf(direction));
    if (order === undefined) throw new Skip(`no such order: ${textOf(direction)}`);
    return order(compile(of));
  });
  const spec = windowSpec()
    .partitionBy(...listOf(partitionBy).map(compile))
    .orderBy(...keys);
  if (frame === undefined) return spec;
  const [unit, start = null, end = null] = listOf(frame);
  const from = start === null ? Number.NEGATIVE_INFINITY : Number(start);
  const to = end === null ? Number.POSITIVE_INFINITY : Number(end);
  return unit === 'rows' ? spec.rowsBetween(from, to) : spec.rangeBetween(from, to);
}
