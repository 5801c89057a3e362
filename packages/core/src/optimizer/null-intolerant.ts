import type { ExprNode } from '../expr/node.ts';

/** Functions that give null as soon as one argument is null (Spark: NullIntolerant). */
const NULL_INTOLERANT: ReadonlySet<string> = new Set([
  ...['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'not'],
  ...['add', 'sub', 'mul', 'div', 'mod', 'pmod', 'neg', 'abs', 'plusInterval', 'minusInterval'],
  ...['ceil', 'floor', 'round', 'sqrt', 'pow', 'exp', 'log', 'log10', 'log2', 'signum'],
  ...['lower', 'upper', 'trim', 'length', 'substring', 'startsWith', 'endsWith', 'contains'],
  ...['like', 'rlike', 'repeat', 'reverse', 'lpad', 'rpad', 'initcap', 'locate', 'instr'],
  ...['year', 'month', 'day', 'dayOfMonth', 'dayOfWeek', 'dayOfYear', 'quarter', 'weekOfYear'],
  ...['hour', 'minute', 'second', 'dateAdd', 'dateSub', 'dateDiff', 'addMonths', 'lastDay'],
  ...['timestampSeconds', 'timestampMillis', 'timestampMicros'],
  ...['unixSeconds', 'unixMillis', 'unixMicros', 'dateTrunc', 'dateFormat', 'windowTime'],
]);

/** True where a null in any part makes the whole null. */
export function isNullIntolerant(expr: ExprNode): boolean {
  switch (expr.kind) {
    case 'cast':
    case 'field':
      return true;
    case 'call':
      return NULL_INTOLERANT.has(expr.fn);
    default:
      return false;
  }
}
