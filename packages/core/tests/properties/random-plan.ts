import fc from 'fast-check';
import type { AggregateCall, ExprNode, NamedExpr } from '../../src/expr/node.ts';
import type { LogicalPlan, Relation } from '../../src/plan/logical-plan.ts';

type Kind = 'double' | 'string' | 'boolean' | 'long';
export type Columns = Readonly<Record<string, Kind>>;

/** Picks numbers; fast-check shrinks them towards the simplest plan. */
export type Pick = (below: number) => number;

const column = (name: string): ExprNode => ({ kind: 'column', name });
const call = (fn: string, ...args: readonly ExprNode[]): ExprNode => ({ kind: 'call', fn, args });
const literal = (value: number | string | boolean | null, kind: Kind): ExprNode => ({
  kind: 'literal',
  value,
  dataType: { kind },
});

const LITERALS: Readonly<Record<Kind, readonly (number | string | boolean | null)[]>> = {
  double: [0, 1, -2, Number.NaN, null],
  string: ['a', 'b', '', null],
  boolean: [true, false, null],
  long: [0, 1, 2, null],
};

function one<T>(pick: Pick, list: readonly T[]): T {
  return list[pick(list.length)] as T;
}

/** An expression of a kind over some columns. */
function randomExpr(pick: Pick, columns: Columns, kind: Kind, depth = 2): ExprNode {
  const names = Object.keys(columns).filter((name) => columns[name] === kind);
  if (depth === 0 || pick(3) === 0) {
    return names.length > 0 && pick(4) > 0
      ? column(one(pick, names))
      : literal(one(pick, LITERALS[kind]), kind);
  }
  const inner = (k: Kind): ExprNode => randomExpr(pick, columns, k, depth - 1);
  if (kind === 'boolean') {
    const made = one(pick, ['and', 'or', 'not', 'isNull', 'lt', 'eq'] as const);
    if (made === 'and' || made === 'or') return call(made, inner('boolean'), inner('boolean'));
    if (made === 'not') return call('not', inner('boolean'));
    const of = one(pick, ['double', 'string', 'long'] as const);
    return made === 'isNull' ? call(made, inner(of)) : call(made, inner(of), inner(of));
  }
  if (kind === 'string' || pick(3) === 0) return call('coalesce', inner(kind), inner(kind));
  return call(one(pick, ['add', 'mul'] as const), inner(kind), inner(kind));
}

interface Step {
  readonly plan: LogicalPlan;
  readonly columns: Columns;
}

/** A plan of a few steps over a relation. */
export function randomPlan(pick: Pick, relation: Relation, columns: Columns): LogicalPlan {
  let step: Step = { plan: relation, columns };
  for (let left = pick(6); left > 0; left--) step = randomStep(pick, step, left);
  return step.plan;
}

function randomStep(pick: Pick, { plan: input, columns }: Step, number: number): Step {
  switch (pick(5)) {
    case 0:
    case 1:
      return {
        plan: { op: 'filter', condition: randomExpr(pick, columns, 'boolean'), input },
        columns,
      };
    case 2: {
      const names = Object.keys(columns);
      const kept = names.filter(() => pick(3) > 0);
      const kind = one(pick, ['double', 'string', 'boolean'] as const);
      const made: NamedExpr = { name: `c${number}`, expr: randomExpr(pick, columns, kind) };
      const list = [...kept.map((name) => ({ name, expr: column(name) })), made];
      const kinds = kept.map((name): [string, Kind] => [name, columns[name] as Kind]);
      return {
        plan: { op: 'project', columns: list, input },
        columns: Object.fromEntries([...kinds, [made.name, kind]]),
      };
    }
    case 3:
      return randomAggregate(pick, { plan: input, columns }, number);
    default: {
      const other: LogicalPlan = {
        op: 'filter',
        condition: randomExpr(pick, columns, 'boolean'),
        input,
      };
      return { plan: { op: 'union', inputs: [input, other] }, columns };
    }
  }
}

function randomAggregate(pick: Pick, { plan: input, columns }: Step, number: number): Step {
  const keys: (NamedExpr & { kind: Kind })[] = [];
  for (let i = pick(3); i > 0; i--) {
    const kind = one(pick, ['string', 'double', 'boolean'] as const);
    keys.push({ name: `k${number}_${i}`, expr: randomExpr(pick, columns, kind, 1), kind });
  }
  const of = (fn: string, arg?: ExprNode): AggregateCall => ({
    kind: 'aggregate',
    fn,
    args: arg === undefined ? [] : [arg],
    isDistinct: false,
  });
  const edge = one(pick, ['double', 'string'] as const);
  const aggregates: (NamedExpr & { kind: Kind })[] = [
    { name: `n${number}`, expr: of('count'), kind: 'long' },
    { name: `s${number}`, expr: of('sum', randomExpr(pick, columns, 'double', 1)), kind: 'double' },
    {
      name: `e${number}`,
      expr: of(one(pick, ['min', 'max'] as const), randomExpr(pick, columns, edge, 1)),
      kind: edge,
    },
  ];
  const bare = ({ name, expr }: NamedExpr): NamedExpr => ({ name, expr });
  return {
    plan: { op: 'aggregate', keys: keys.map(bare), aggregates: aggregates.map(bare), input },
    columns: Object.fromEntries([...keys, ...aggregates].map(({ name, kind }) => [name, kind])),
  };
}

/** Many small numbers, and how to pick from them. */
export const picks: fc.Arbitrary<Pick> = fc
  .array(fc.nat({ max: 59 }), { minLength: 80, maxLength: 80 })
  .map((numbers) => {
    const toString = (): string => JSON.stringify(numbers);
    let at = 0;
    const pick = (below: number): number => (numbers[at++ % numbers.length] as number) % below;
    return Object.assign(pick, { toString, [fc.toStringMethod]: toString });
  });
