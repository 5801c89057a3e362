import { type IntervalType, showType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import { calendarText, intervalParts } from '../types/interval.ts';
import type { ExprNode, Literal, NamedExpr, Over, RowFrame } from './node.ts';

const INFIX: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  eqNullSafe: '<=>',
  and: 'AND',
  or: 'OR',
};
const MICROS_PER_MS = 1000;

/** An expression as text, for `explain` and for messages: `(price > 10)`. */
export function printExpr(node: ExprNode): string {
  switch (node.kind) {
    case 'column':
      return node.name;
    case 'literal':
      return printLiteral(node);
    case 'call': {
      const args = node.args.map(printExpr);
      const infix = Object.hasOwn(INFIX, node.fn) ? INFIX[node.fn] : undefined;
      if (infix !== undefined) return `(${args.join(` ${infix} `)})`;
      return `${node.fn}(${args.join(', ')})`;
    }
    case 'cast':
      return `${node.isTry ? 'try_cast' : 'cast'}(${printExpr(node.arg)} AS ${showType(node.to)})`;
    case 'field':
      return `${printExpr(node.arg)}.${node.name}`;
    case 'aggregate': {
      const args = node.args.length === 0 ? '*' : node.args.map(printExpr).join(', ');
      const call = `${node.fn}(${node.isDistinct ? 'DISTINCT ' : ''}${args})`;
      return node.filter === undefined ? call : `${call} FILTER (WHERE ${printExpr(node.filter)})`;
    }
    case 'over':
      return printOver(node);
    case 'udf':
      return `${node.name}(${node.args.map(printExpr).join(', ')})`;
    case 'lambda': {
      const [first, ...more] = node.variables;
      const variables = more.length === 0 ? first : `(${node.variables.join(', ')})`;
      return `${variables} -> ${printExpr(node.body)}`;
    }
    case 'lambdaVariable':
      return node.name;
  }
}

function printOver({ fn, partitionBy, orderBy, frame }: Over): string {
  const keys = orderBy.map(({ expr, descending }) => printExpr(expr) + (descending ? ' DESC' : ''));
  const parts = [
    ...(partitionBy.length === 0 ? [] : [`PARTITION BY ${partitionBy.map(printExpr).join(', ')}`]),
    ...(keys.length === 0 ? [] : [`ORDER BY ${keys.join(', ')}`]),
    ...(frame === undefined ? [] : [printFrame(frame)]),
  ];
  return `${printExpr(fn)} OVER (${parts.join(' ')})`;
}

function printFrame({ unit, start, end }: RowFrame): string {
  const bound = (offset: number | null, side: string): string => {
    if (offset === null) return `UNBOUNDED ${side}`;
    if (offset === 0) return 'CURRENT ROW';
    return `${Math.abs(offset)} ${offset < 0 ? 'PRECEDING' : 'FOLLOWING'}`;
  };
  const bounds = `${bound(start, 'PRECEDING')} AND ${bound(end, 'FOLLOWING')}`;
  return `${unit.toUpperCase()} BETWEEN ${bounds}`;
}

/** A column with the expression that makes it: `price`, or `(price * quantity) AS value`. */
export function printNamed({ name, expr }: NamedExpr): string {
  return expr.kind === 'column' && expr.name === name ? name : `${printExpr(expr)} AS ${name}`;
}

function printLiteral({ value, dataType }: Literal): string {
  if (value === null) return 'NULL';
  switch (dataType.kind) {
    case 'string':
      return `'${String(value)}'`;
    case 'interval':
      return `INTERVAL '${printInterval(value, dataType)}'`;
    case 'timestamp':
      return `TIMESTAMP '${new Date((value as number) / MICROS_PER_MS).toISOString()}'`;
    case 'binary':
      return `X'${Array.from(value as Uint8Array, (b) => b.toString(16).padStart(2, '0')).join('')}'`;
    default:
      return String(value);
  }
}

function printInterval(value: InternalValue, type: IntervalType): string {
  const hasMonths = type.unit === 'months' || type.unit === 'calendar';
  return hasMonths ? calendarText(intervalParts(value, type)) : printDuration(value as number);
}

const UNITS = [
  ['day', 86_400_000_000],
  ['hour', 3_600_000_000],
  ['minute', 60_000_000],
  ['second', 1_000_000],
  ['millisecond', 1000],
  ['microsecond', 1],
] as const;

/** A length of time in the largest unit that divides it: `10 minutes`. */
export function printDuration(micros: number): string {
  const [unit, size] = UNITS.find(
    ([, unitMicros]) => micros % unitMicros === 0 && micros !== 0,
  ) ?? ['second', 1_000_000];
  const amount = micros / size;
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
