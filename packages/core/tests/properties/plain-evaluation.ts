import type { ExprNode, NamedExpr } from '../../src/expr/node.ts';
import type { LogicalPlan } from '../../src/plan/logical-plan.ts';

// Spark's rules for a handful of expressions and steps, on plain rows, as slowly and clearly as can be.

export type PlainValue = number | string | boolean | null;
export type PlainRow = Readonly<Record<string, PlainValue>>;

function evaluatePlain(expr: ExprNode, row: PlainRow): PlainValue {
  switch (expr.kind) {
    case 'column':
      return row[expr.name] ?? null;
    case 'literal':
      return expr.value as PlainValue;
    case 'call':
      return call(
        expr.fn,
        expr.args.map((arg) => evaluatePlain(arg, row)),
      );
    default:
      throw new TypeError(expr.kind);
  }
}

function call(fn: string, args: readonly PlainValue[]): PlainValue {
  const [a = null, b = null] = args;
  switch (fn) {
    case 'and':
      return args.includes(false) ? false : args.includes(null) ? null : true;
    case 'or':
      return args.includes(true) ? true : args.includes(null) ? null : false;
    case 'not':
      return a === null ? null : !(a as boolean);
    case 'isNull':
      return a === null;
    case 'coalesce':
      return args.find((arg) => arg !== null) ?? null;
    default:
      break;
  }
  if (a === null || b === null) return null;
  switch (fn) {
    case 'add':
      return (a as number) + (b as number);
    case 'mul':
      return (a as number) * (b as number);
    case 'eq':
      return compare(a, b) === 0;
    case 'lt':
      return compare(a, b) < 0;
    default:
      throw new TypeError(fn);
  }
}

/** NaN equals itself and is above all numbers; the texts here are ASCII. */
function compare(a: PlainValue, b: PlainValue): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

/** The rows of a plan over `rows`. */
export function runPlain(plan: LogicalPlan, rows: readonly PlainRow[]): readonly PlainRow[] {
  switch (plan.op) {
    case 'relation':
      return rows;
    case 'filter':
      return runPlain(plan.input, rows).filter(
        (row) => evaluatePlain(plan.condition, row) === true,
      );
    case 'project':
      return runPlain(plan.input, rows).map((row) => projected(plan.columns, row));
    case 'aggregate': {
      const groups = new Map<string, { key: PlainRow; rows: PlainRow[] }>();
      if (plan.keys.length === 0) groups.set(keyText({}), { key: {}, rows: [] });
      for (const row of runPlain(plan.input, rows)) {
        const key = projected(plan.keys, row);
        const group = groups.get(keyText(key)) ?? { key, rows: [] };
        group.rows.push(row);
        groups.set(keyText(key), group);
      }
      return [...groups.values()].map(({ key, rows: members }) => ({
        ...key,
        ...Object.fromEntries(plan.aggregates.map((a) => [a.name, aggregated(a.expr, members)])),
      }));
    }
    case 'union':
      return plan.inputs.flatMap((input, i) => {
        const parts = runPlain(input, rows);
        if (i === 0) return parts;
        const names = Object.keys(
          runPlain(plan.inputs[0] as LogicalPlan, rows)[0] ?? parts[0] ?? {},
        );
        return parts.map((row) =>
          Object.fromEntries(names.map((name, c) => [name, Object.values(row)[c] ?? null])),
        );
      });
    default:
      throw new TypeError(plan.op);
  }
}

function projected(columns: readonly NamedExpr[], row: PlainRow): PlainRow {
  return Object.fromEntries(columns.map(({ name, expr }) => [name, evaluatePlain(expr, row)]));
}

/** Equal for keys that Spark groups together: 0 and -0 do, NaN does with NaN. */
export function keyText(row: PlainRow): string {
  return JSON.stringify(Object.values(row).map((v) => (typeof v === 'number' ? `#${v + 0}` : v)));
}

function aggregated(expr: ExprNode, rows: readonly PlainRow[]): PlainValue {
  if (expr.kind !== 'aggregate') throw new TypeError(expr.kind);
  const [arg] = expr.args;
  if (arg === undefined) return rows.length;
  const values = rows.map((row) => evaluatePlain(arg, row)).filter((value) => value !== null);
  switch (expr.fn) {
    case 'count':
      return values.length;
    case 'sum':
      return values.length === 0 ? null : (values as number[]).reduce((a, b) => a + b);
    case 'min':
      return values.reduce<PlainValue>((a, b) => (a === null || compare(b, a) < 0 ? b : a), null);
    case 'max':
      return values.reduce<PlainValue>((a, b) => (a === null || compare(b, a) > 0 ? b : a), null);
    default:
      throw new TypeError(expr.fn);
  }
}
