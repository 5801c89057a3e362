import { columnNames } from '../analysis/column-names.ts';
import { requireSchema } from '../analysis/schema-of.ts';
import { childrenOf } from '../expr/children.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import { conjunctsOf, isDeterministic, referencesOf, substitute } from '../expr/references.ts';
import { comparisonType } from '../functions/coercion.ts';
import { typeOf } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Join, LogicalPlan, Union } from '../plan/logical-plan.ts';
import { type DataType, sameType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { isNullIntolerant } from './null-intolerant.ts';
import { foldedReads, mergeParts } from './union-constraints.ts';
import { implies, unguarded, withGuards } from './while-read.ts';

/** Conditions that are true for all rows of a plan, over its columns (Spark: QueryPlanConstraints). */
export class Constraints {
  readonly #settings: ExprSettings;
  readonly #known = new WeakMap<LogicalPlan, readonly ExprNode[]>();

  constructor(settings: ExprSettings) {
    this.#settings = settings;
  }

  of(plan: LogicalPlan): readonly ExprNode[] {
    let constraints = this.#known.get(plan);
    if (constraints === undefined) {
      const names = columnNames(plan);
      const isOfPlan = (part: ExprNode): boolean => {
        const references = [...referencesOf(part)];
        return references.length > 0 && references.every((name) => names.has(name));
      };
      const schema = plan.op === 'join' ? this.#bothSides(plan) : this.#schemaOf(plan);
      constraints = this.#closed(this.#derive(plan), schema).filter(isOfPlan);
      this.#known.set(plan, constraints);
    }
    return constraints;
  }

  /** What is true of two rows that match. */
  ofMatches(join: Join): readonly ExprNode[] {
    return this.#closed(
      [...this.of(join.left), ...this.of(join.right), ...partsOf(join.condition)],
      this.#bothSides(join),
    );
  }

  /** The columns that the condition of a join reads. */
  #bothSides({ left, right }: Join): Schema {
    return { fields: [left, right].flatMap((side) => this.#schemaOf(side).fields) };
  }

  #schemaOf(plan: LogicalPlan): Schema {
    return requireSchema(plan, this.#settings);
  }

  #derive(plan: LogicalPlan): readonly ExprNode[] {
    switch (plan.op) {
      case 'filter':
        return [...this.of(plan.input), ...partsOf(plan.condition)];
      case 'project':
        return renamed(this.of(plan.input), plan.columns);
      case 'aggregate':
        return renamed(this.of(plan.input), plan.keys);
      case 'eventTimeWatermark':
      case 'deduplicate':
      case 'sort':
      case 'limit':
      case 'sample':
        return this.of(plan.input);
      case 'join':
        return this.#ofJoin(plan);
      case 'union':
        return this.#ofUnion(plan);
      case 'relation':
      case 'badRecords':
      case 'lateRows':
      case 'flatMapGroupsWithState':
      case 'transformWithState':
        return [];
    }
  }

  #ofUnion(union: Union): readonly ExprNode[] {
    const { fields } = this.#schemaOf(union);
    const parts = union.inputs.map((input) => {
      const own = this.#schemaOf(input).fields;
      const columns = own.flatMap(({ name, dataType }, i): NamedExpr[] => {
        const field = fields[i];
        const isSame = field !== undefined && sameType(field.dataType, dataType);
        return isSame ? [{ name: field.name, expr: { kind: 'column', name } }] : [];
      });
      return { known: renamed(this.of(input), columns), reads: foldedReads(input) };
    });
    return parts.length === 0 ? [] : parts.reduce(mergeParts).known;
  }

  #ofJoin(join: Join): readonly ExprNode[] {
    switch (join.joinType) {
      case 'inner':
        return this.ofMatches(join);
      case 'leftSemi':
        return [...this.of(join.left), ...partsOf(join.condition)];
      case 'leftOuter':
      case 'leftAnti':
        return this.of(join.left);
      case 'rightOuter':
        return this.of(join.right);
      case 'fullOuter':
        return [];
    }
  }

  /** With what follows: equal columns share what is known of either, and what was compared is not null. */
  #closed(constraints: readonly ExprNode[], schema: Schema): readonly ExprNode[] {
    const all = distinct(constraints);
    const inferred = all.flatMap((part) => {
      const { part: equality, guards } = unguarded(part);
      const others = all.filter(
        (other) => other !== part && !isCallOf(unguarded(other).part, 'isNotNull'),
      );
      return this.#replacements(equality, schema).flatMap(([from, to]) =>
        others
          .filter((other) => referencesOf(other).has(from))
          .map((other) => withGuards(substitute(other, new Map([[from, to]])), guards)),
      );
    });
    const closed = distinct([...all, ...inferred]);
    return distinct([...closed, ...closed.flatMap(notNullsOf)]);
  }

  /** By an equality of two columns: which column may stand as what. A cast column stands for nothing. */
  #replacements(part: ExprNode, schema: Schema): readonly (readonly [string, ExprNode])[] {
    if (!isCallOf(part, 'eq')) return [];
    const [a, b] = part.args;
    if (a?.kind !== 'column' || b?.kind !== 'column') return [];
    const types = [typeOf(a, schema, this.#settings), typeOf(b, schema, this.#settings)] as const;
    const common = comparisonType(...types);
    if (common === undefined) return [];
    const isPlain = types.map((type) => sameType(type, common));
    return [
      ...(isPlain[0] === true ? [[a.name, castTo(b, common, isPlain[1])] as const] : []),
      ...(isPlain[1] === true ? [[b.name, castTo(a, common, isPlain[0])] as const] : []),
    ];
  }
}

function castTo(arg: ExprNode, to: DataType, isPlain: boolean | undefined): ExprNode {
  return isPlain === true ? arg : { kind: 'cast', to, arg, isTry: false };
}

function partsOf(condition: ExprNode | undefined): readonly ExprNode[] {
  return condition === undefined ? [] : conjunctsOf(condition).filter(isDeterministic);
}

/** What is known of columns under the names that a projection gives them. */
function renamed(
  constraints: readonly ExprNode[],
  columns: readonly NamedExpr[],
): readonly ExprNode[] {
  const names = new Map<string, ExprNode>();
  for (const { name, expr } of columns) {
    if (expr.kind === 'column') names.set(expr.name, { kind: 'column', name });
  }
  return constraints
    .filter((part) => [...referencesOf(part)].every((name) => names.has(name)))
    .map((part) => substitute(part, names));
}

/** The columns that are not null where a condition is true, because null would make it null. */
function notNullsOf(known: ExprNode): readonly ExprNode[] {
  const { part, guards } = unguarded(known);
  const scan = (expr: ExprNode): readonly ExprNode[] => {
    if (expr.kind === 'column') return [{ kind: 'call', fn: 'isNotNull', args: [expr] }];
    return isNullIntolerant(expr) ? childrenOf(expr).flatMap(scan) : [];
  };
  const found = isCallOf(part, 'isNotNull') ? part.args.flatMap(scan) : scan(part);
  return found.map((isNotNull) => withGuards(isNotNull, guards));
}

function distinct(exprs: readonly ExprNode[]): readonly ExprNode[] {
  const found: ExprNode[] = [];
  for (const expr of exprs) if (!found.some((other) => implies(other, expr))) found.push(expr);
  return found;
}

function isCallOf(expr: ExprNode, fn: string): expr is Extract<ExprNode, { kind: 'call' }> {
  return expr.kind === 'call' && expr.fn === fn;
}
