import { columnNames } from '../analysis/column-names.ts';
import { requireSchema } from '../analysis/schema-of.ts';
import { someExpr } from '../expr/children.ts';
import { extractCall } from '../expr/extract-call.ts';
import { isGenerator, isOver } from '../expr/generator-call.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import {
  conjunctionOf,
  conjunctsOf,
  isDeterministic,
  referencesOf,
  substitute,
} from '../expr/references.ts';
import { isWindowCall } from '../expr/window-call.ts';
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

/** True for a part of a filter above a step that may move below it. */
export function mayPass(part: ExprNode, step: LogicalPlan, settings: ExprSettings): boolean {
  return isDeterministic(part) && passageOf(step, settings)?.mayPass(part) === true;
}

/** Which parts of a filter may move below the step it reads, and what the step is with them below. */
interface Passage {
  readonly mayPass: (part: ExprNode) => boolean;
  readonly withBelow: (condition: ExprNode) => LogicalPlan;
}

/** The filter over an outer join that is no wider than what passes the filter. */
function withNarrowJoin(filter: Filter, settings: ExprSettings): Filter {
  if (filter.input.op !== 'join') return filter;
  const input = narrowOuterJoin(filter.input, filter, settings);
  return input === filter.input ? filter : { ...filter, input };
}

/** The filter moved below its input as far as it may; the filter itself when it may not. */
function pushOnce(filter: Filter, settings: ExprSettings): LogicalPlan {
  const passage = passageOf(filter.input, settings);
  if (passage === undefined) return filter;
  const passes = (part: ExprNode): boolean => isDeterministic(part) && passage.mayPass(part);
  const parts = conjunctsOf(filter.condition);
  const [first, ...others] = parts.filter(passes);
  if (first === undefined) return filter;
  const input = passage.withBelow(conjunctionOf([first, ...others]));
  const [kept, ...more] = parts.filter((part) => !passes(part));
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
  if (!step.columns.every(({ expr }) => isDeterministic(expr) && !someExpr(expr, isOver))) {
    return undefined;
  }
  const made = new Map(step.columns.map(({ name, expr }) => [name, expr]));
  return {
    mayPass: (part) => [...referencesOf(part)].every((name) => !makesRows(made.get(name))),
    withBelow: (condition) => ({ ...step, input: below(step.input, substitute(condition, made)) }),
  };
}

/**
 * Only what reads keys, and at least one: without keys there is a row even where there is no input.
 * What reads a window passes as well, so that groups that nobody would see are not kept. Below it reads
 * the window of a row: of a session the one that the row would be alone, before it merges with others.
 * It stays above `withWatermark`, as it reads the event time.
 */
function throughAggregate(step: Aggregate): Passage | undefined {
  if (!step.aggregates.every(({ expr }) => isDeterministic(expr))) return undefined;
  const { keys, input } = withSlidingBelow(step);
  const made = new Map(keys.map(({ name, expr }) => [name, expr]));
  return {
    mayPass: (part) => {
      const names = [...referencesOf(part)];
      const isKey = (name: string): boolean => {
        const key = made.get(name);
        return key !== undefined && isDeterministic(key);
      };
      return names.length > 0 && names.every(isKey);
    },
    withBelow: (condition) => {
      const readsWindow = [...referencesOf(condition)].some((name) => isSlidingKey(step, name));
      const { keys: by, input: rows } = readsWindow ? { keys, input } : step;
      const columns = new Map(by.map(({ name, expr }) => [name, expr]));
      return { ...step, keys: by, input: below(rows, substitute(condition, columns)) };
    },
  };
}

function isSlidingKey({ keys }: Aggregate, name: string): boolean {
  return keys.some((key) => key.name === name && hasSlidingWindow(key.expr));
}

/** An aggregation by sliding windows that a step below it puts the rows into (Spark: Expand). */
function withSlidingBelow(step: Aggregate): Pick<Aggregate, 'keys' | 'input'> {
  if (!step.keys.some(({ expr }) => hasSlidingWindow(expr))) return step;
  const names = columnNames(step.input);
  let column = 'window';
  while (names.has(column)) column = `${column}_`;
  const { exprs: keys, call } = extractCall(step.keys, isWindowCall, column);
  const columns = [...names].map((name): NamedExpr => ({ name, expr: { kind: 'column', name } }));
  const window = call === undefined ? [] : [{ name: column, expr: call }];
  return { keys, input: { op: 'project', columns: [...columns, ...window], input: step.input } };
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

function makesRows(expr: ExprNode | undefined): boolean {
  return expr !== undefined && (someExpr(expr, isGenerator) || hasSlidingWindow(expr));
}
