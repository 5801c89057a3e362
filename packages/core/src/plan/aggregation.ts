import { NOT_AN_AGGREGATE } from '../errors/analysis.ts';
import { mapChildren } from '../expr/children.ts';
import type { AggregateCall, ExprNode, NamedExpr } from '../expr/node.ts';
import { printExpr } from '../expr/print.ts';
import { isDeterministic } from '../expr/references.ts';
import { sameExpr } from '../expr/same-expr.ts';
import type { Aggregate, LogicalPlan, Project } from './logical-plan.ts';

/**
 * The step of `agg()`: the groups of `grouped`, and for each one row of its keys and of `columns`, which
 * are expressions over aggregates and keys. The aggregate node holds bare calls, each different one once;
 * what is made of them is a projection above it, written at the same place.
 *
 * @throws {@link NOT_AN_AGGREGATE} for a column of the input outside of aggregates that is no key
 */
export function aggregation(
  grouped: Aggregate,
  columns: readonly NamedExpr[],
): Aggregate | Project {
  const calls = new AggregateCalls(grouped, columns);
  const made = columns.map(({ name, expr }) => ({ name, expr: calls.split(expr, name) }));
  const aggregate: Aggregate = { ...grouped, aggregates: calls.aggregates };
  if (columns.every(({ name, expr }, i) => isNamed(calls.aggregates[i], name, expr))) {
    return aggregate;
  }
  const keys = grouped.keys.map(({ name }): NamedExpr => ({ name, expr: columnRef(name) }));
  const { callSite } = grouped;
  return {
    op: 'project',
    columns: [...keys, ...made],
    input: aggregate,
    ...(callSite === undefined ? {} : { callSite }),
  };
}

/** The aggregation that one call of `agg()` made: a node, or a node under what is made of its results. */
export function aggregationOf(plan: LogicalPlan): Aggregate | undefined {
  if (plan.op === 'aggregate') return plan;
  if (plan.op !== 'project' || plan.input.op !== 'aggregate') return undefined;
  return plan.callSite === plan.input.callSite ? plan.input : undefined;
}

/** The different aggregate calls of some expressions, each with a name that nothing else has. */
class AggregateCalls {
  readonly aggregates: NamedExpr[] = [];
  readonly #keys: readonly NamedExpr[];
  readonly #taken: Set<string>;

  constructor({ keys }: Aggregate, columns: readonly NamedExpr[]) {
    this.#keys = keys;
    this.#taken = new Set([...keys, ...columns].map(({ name }) => name));
  }

  /** The expression over the columns of the aggregation. */
  split(expr: ExprNode, column: string): ExprNode {
    if (expr.kind === 'aggregate') return columnRef(this.#nameOf(expr, column));
    return this.#overResults(expr, column);
  }

  #overResults(expr: ExprNode, column: string): ExprNode {
    const key = this.#keys.find((candidate) => sameExpr(candidate.expr, expr));
    if (key !== undefined) return columnRef(key.name);
    if (expr.kind === 'aggregate') return columnRef(this.#nameOf(expr, undefined));
    if (expr.kind === 'column') {
      throw NOT_AN_AGGREGATE.error({ column, expression: printExpr(expr) });
    }
    return mapChildren(expr, (child) => this.#overResults(child, column));
  }

  /** A call that is not made of others keeps the name of its column. */
  #nameOf(expr: AggregateCall, column: string | undefined): string {
    const known = isDeterministic(expr)
      ? this.aggregates.find((aggregate) => sameExpr(aggregate.expr, expr))
      : undefined;
    if (known !== undefined) return known.name;
    const name = column ?? this.#freeName(printExpr(expr));
    this.aggregates.push({ name, expr });
    return name;
  }

  #freeName(text: string): string {
    let name = text;
    for (let n = 2; this.#taken.has(name); n++) name = `${text} ${n}`;
    this.#taken.add(name);
    return name;
  }
}

function isNamed(aggregate: NamedExpr | undefined, name: string, expr: ExprNode): boolean {
  return aggregate?.name === name && aggregate.expr === expr;
}

function columnRef(name: string): ExprNode {
  return { kind: 'column', name };
}
