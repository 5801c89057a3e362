import { requireSchema } from '../analysis/schema-of.ts';
import { generatesRows } from '../expr/generator-call.ts';
import type { ExprNode } from '../expr/node.ts';
import {
  conjunctionOf,
  conjunctsOf,
  isDeterministic,
  referencesOf,
  substitute,
} from '../expr/references.ts';
import type { ExprSettings } from '../functions/function.ts';
import {
  type Aggregate,
  children,
  type EventTimeWatermark,
  type Filter,
  type LogicalPlan,
  nodesOf,
  type Project,
  type Union,
} from '../plan/logical-plan.ts';
import { sameType } from '../types/data-type.ts';
import { hasSlidingWindow } from './has-sliding-window.ts';
import { mayPassJoin, pushDownCondition, withFilter } from './join-filters.ts';
import { narrowOuterJoin } from './narrow-outer-join.ts';
import { rewrite } from './rewrite.ts';

/**
 * Moves filters towards the sources, each part of an `and` by itself. Besides saving work this is
 * part of the meaning: a filter that does not read the event time moves below `withWatermark`, so the
 * rows it rejects do not move the watermark (Spark 3.5; RULES 11).
 *
 * A filter stops above a step that other branches read too: those want the rows it would take away.
 */
export function pushDownFilters(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  let plans = outputs;
  for (;;) {
    const readers = countReaders(plans);
    const pushed = rewrite(plans, (node) => {
      if (node.op === 'join') return pushDownCondition(node);
      if (node.op !== 'filter' || readers.get(node.input) !== 1) return node;
      return pushOnce(withNarrowJoin(node, settings), settings);
    });
    if (pushed.every((plan, i) => plan === plans[i])) return plans;
    plans = pushed;
  }
}

function countReaders(outputs: readonly LogicalPlan[]): ReadonlyMap<LogicalPlan, number> {
  const readers = new Map<LogicalPlan, number>();
  const count = (plan: LogicalPlan): void => {
    readers.set(plan, (readers.get(plan) ?? 0) + 1);
  };
  for (const plan of outputs) count(plan);
  for (const node of nodesOf(outputs)) for (const child of children(node)) count(child);
  return readers;
}

/** Which parts of a filter may move below the step it reads, and what the step is with them below. */
interface Passage {
  readonly mayPass: (part: ExprNode) => boolean;
  readonly withBelow: (condition: ExprNode) => LogicalPlan;
}

/** The filter over an outer join that is no wider than what passes the filter. */
function withNarrowJoin(filter: Filter, settings: ExprSettings): Filter {
  if (filter.input.op !== 'join') return filter;
  const input = narrowOuterJoin(filter.input, filter.condition, settings);
  return input === filter.input ? filter : { ...filter, input };
}

/** The filter moved below its input as far as it may; the filter itself when it may not. */
function pushOnce(filter: Filter, settings: ExprSettings): LogicalPlan {
  const passage = passageOf(filter.input, settings);
  if (passage === undefined) return filter;
  const mayPass = (part: ExprNode): boolean => isDeterministic(part) && passage.mayPass(part);
  const parts = conjunctsOf(filter.condition);
  const [first, ...others] = parts.filter(mayPass);
  if (first === undefined) return filter;
  const input = passage.withBelow(conjunctionOf([first, ...others]));
  const [kept, ...more] = parts.filter((part) => !mayPass(part));
  return kept === undefined
    ? input
    : { ...filter, condition: conjunctionOf([kept, ...more]), input };
}

function passageOf(step: LogicalPlan, settings: ExprSettings): Passage | undefined {
  switch (step.op) {
    case 'filter':
      // Behind the parts that are there: those may guard it against values it would fail on.
      return {
        mayPass: () => isDeterministic(step.condition),
        withBelow: (part) => ({ ...step, condition: conjunctionOf([step.condition, part]) }),
      };
    case 'sort':
      return {
        mayPass: () => true,
        withBelow: (condition) => ({ ...step, input: below(step.input, condition) }),
      };
    case 'eventTimeWatermark':
      return throughWatermark(step);
    case 'project':
      return throughProject(step);
    case 'aggregate':
      return throughAggregate(step);
    case 'union':
      return throughUnion(step, settings);
    case 'join':
      return {
        mayPass: (part) => mayPassJoin(part, step),
        withBelow: (condition) => withFilter(step, condition),
      };
    case 'relation':
    case 'badRecords':
    case 'lateRows':
    case 'limit':
    case 'sample':
    case 'deduplicate':
    case 'flatMapGroupsWithState':
    case 'transformWithState':
      return undefined;
  }
}

function below(input: LogicalPlan, condition: ExprNode): LogicalPlan {
  return { op: 'filter', condition, input };
}

function throughWatermark(step: EventTimeWatermark): Passage {
  return {
    mayPass: (part) => !referencesOf(part).has(step.column),
    withBelow: (condition) => ({ ...step, input: below(step.input, condition) }),
  };
}

function throughProject(step: Project): Passage | undefined {
  if (!step.columns.every(({ expr }) => isDeterministic(expr))) return undefined;
  const made = new Map(step.columns.map(({ name, expr }) => [name, expr]));
  return {
    mayPass: (part) => [...referencesOf(part)].every((name) => !isGenerated(made.get(name))),
    withBelow: (condition) => ({ ...step, input: below(step.input, substitute(condition, made)) }),
  };
}

/**
 * Only what reads keys, and at least one: without keys there is a row even where there is no input.
 * What reads a tumbling window passes as well and reads the time of a row below, so groups that nobody
 * would see are not kept. It stays above `withWatermark`, as it reads the event time.
 */
function throughAggregate(step: Aggregate): Passage | undefined {
  if (!step.aggregates.every(({ expr }) => isOrderFree(expr))) return undefined;
  const keys = new Map(step.keys.map(({ name, expr }) => [name, expr]));
  return {
    mayPass: (part) => {
      const names = [...referencesOf(part)];
      return names.length > 0 && names.every((name) => isPlain(keys.get(name)));
    },
    withBelow: (condition) => ({ ...step, input: below(step.input, substitute(condition, keys)) }),
  };
}

/** Columns meet by position: each input gets the filter in its own names, cast where the union casts. */
function throughUnion(step: Union, settings: ExprSettings): Passage {
  const { fields } = requireSchema(step, settings);
  const inputs = step.inputs.map((input) => {
    const own = requireSchema(input, settings).fields;
    const columns = fields.map(({ name, dataType: to }, i): readonly [string, ExprNode] => {
      const arg: ExprNode = { kind: 'column', name: own[i]?.name ?? name };
      const isSame = sameType(own[i]?.dataType ?? to, to);
      return [name, isSame ? arg : { kind: 'cast', to, arg, isTry: false }];
    });
    return { input, columns: new Map(columns) };
  });
  return {
    mayPass: () => true,
    withBelow: (condition) => ({
      ...step,
      inputs: inputs.map(({ input, columns }) => below(input, substitute(condition, columns))),
    }),
  };
}

function isGenerated(expr: ExprNode | undefined): boolean {
  return expr !== undefined && generatesRows(expr);
}

function isPlain(expr: ExprNode | undefined): boolean {
  return expr !== undefined && isDeterministic(expr) && !hasSlidingWindow(expr);
}

/** Spark counts these as not deterministic, so no filter passes an aggregation that has one. */
const DEPEND_ON_ORDER: ReadonlySet<string> = new Set([
  'first',
  'last',
  'collectList',
  'collectSet',
]);

function isOrderFree(expr: ExprNode): boolean {
  return isDeterministic(expr) && !(expr.kind === 'aggregate' && DEPEND_ON_ORDER.has(expr.fn));
}
