import { columnNames } from '../analysis/column-names.ts';
import { requireSchema } from '../analysis/schema-of.ts';
import type { ExprNode } from '../expr/node.ts';
import { conjunctsOf, isDeterministic, referencesOf } from '../expr/references.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Join, LogicalPlan } from '../plan/logical-plan.ts';
import { Constraints } from './constraints.ts';
import { filtered, SIDES_OF_CONDITION } from './join-filters.ts';
import { mayPass } from './push-down-filters.ts';
import { rewrite } from './rewrite.ts';
import { forRowsOf, implies, unguarded } from './while-read.ts';
import { withInferredTime } from './window-filters.ts';
import { withElements } from './with-elements.ts';

/**
 * Adds filters below joins that follow from their conditions: that a key is not null, and on a column
 * that equals one of the other side whatever is known of that one (Spark: InferFiltersFromConstraints).
 * Where rows they reject would be kept as state or move a watermark, this is part of the meaning
 * (RULES 11c). The same goes for a generator, which gives no row where there are no elements.
 */
export function inferFilters(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  const constraints = new Constraints(settings);
  return rewrite(outputs, (node) => {
    if (node.op === 'aggregate') return withInferredTime(node, settings);
    if (node.op === 'project') return withElements(withInferredTime(node, settings));
    if (node.op === 'filter') {
      const known = constraints.of(node.input);
      // Those that would stay beside the parts they follow from say nothing.
      const parts = newParts(constraints.of(node), node.input, known, settings).filter(
        (part) =>
          !conjunctsOf(node.condition).some((own) => implies(own, part)) &&
          mayPass(part, node.input, settings),
      );
      return parts.length === 0 ? node : { ...node, input: filtered(node.input, parts) };
    }
    if (node.op !== 'join') return node;
    const matches = constraints.ofMatches(node);
    return SIDES_OF_CONDITION[node.joinType].reduce<Join>((join, side) => {
      const input = join[side];
      const parts = newParts(matches, input, constraints.of(input), settings);
      return parts.length === 0 ? join : { ...join, [side]: filtered(input, parts) };
    }, node);
  });
}

/** What is asked of a match, about a side alone, and not known of its rows yet. */
function newParts(
  matches: readonly ExprNode[],
  input: LogicalPlan,
  known: readonly ExprNode[],
  settings: ExprSettings,
): readonly ExprNode[] {
  const names = columnNames(input);
  const nullable = new Set(
    requireSchema(input, settings).fields.flatMap((field) => (field.nullable ? [field.name] : [])),
  );
  const ofRows = known.map((part) => forRowsOf(input, part));
  return matches.filter((part) => {
    const references = [...referencesOf(part)];
    const isAboutSide = references.length > 0 && references.every((name) => names.has(name));
    if (!isAboutSide || !isDeterministic(part)) return false;
    if (isNotNullOf(part, (name) => !nullable.has(name))) return false;
    return !ofRows.some((other) => implies(other, part));
  });
}

function isNotNullOf(expr: ExprNode, isIt: (column: string) => boolean): boolean {
  const { part } = unguarded(expr);
  if (part.kind !== 'call' || part.fn !== 'isNotNull') return false;
  const [arg] = part.args;
  return arg?.kind === 'column' && isIt(arg.name);
}
