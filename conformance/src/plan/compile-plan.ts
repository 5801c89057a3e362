import type { DataFrame, Duration, Dynamic, JoinType } from '@tidemark/core';
import { asc, desc, type SortOrder } from '@tidemark/core/functions';
import type { Projection } from '../expressions/expression.ts';
import { compileGroups } from '../groups/compile-groups.ts';
import { Skip } from '../outcome.ts';
import { type Json, type JsonObject, listOf, textOf } from '../scenario.ts';
import type { Frame, Groups, PlanContext } from './plan-context.ts';

type Step = (node: JsonObject, context: PlanContext) => Frame;

// Frames are made dynamic again after each step: what the compiler would know, only the scenario does.
const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['source', (node, { source }) => source(textOf(node['name']))],
  [
    'select',
    (node, context) =>
      input(node, context)
        .select(() => named(node['exprs'], context))
        .dynamic(),
  ],
  [
    'withColumn',
    (node, context) =>
      input(node, context)
        .withColumn(textOf(node['name']), () => context.expression(node['expr'] ?? null))
        .dynamic(),
  ],
  [
    'filter',
    (node, context) => input(node, context).filter(() => context.expression(node['cond'] ?? null)),
  ],
  [
    'withWatermark',
    (node, context) =>
      input(node, context).withWatermark(textOf(node['column']), textOf(node['delay']) as Duration),
  ],
  [
    'groupBy',
    (node, context) =>
      input(node, context)
        .groupBy(() => named(node['keys'], context))
        .agg(() => named(node['aggs'], context))
        .dynamic(),
  ],
  [
    'union',
    (node, context) =>
      listOf(node['inputs'])
        .map((plan) => compilePlan(plan, context))
        .reduce((left, right) => left.union(right)),
  ],
  [
    'intersect',
    (node, context) =>
      withEnd(node['left'], context).intersect(withEnd(node['right'], context)).dynamic() as never,
  ],
  [
    'except',
    (node, context) =>
      withEnd(node['left'], context).except(withEnd(node['right'], context)).dynamic() as never,
  ],
  [
    'sample',
    (node, context) =>
      withEnd(node['input'], context)
        .sample(Number(node['fraction']), Number(node['seed'] ?? 0))
        .dynamic() as never,
  ],
  ['limit', (node, context) => input(node, context).limit(Number(node['n'])).dynamic()],
  ['sort', sorted],
  ['join', joined],
  [
    'dropDuplicates',
    (node, context) =>
      input(node, context)
        .dropDuplicates(...columnsOf(node))
        .dynamic(),
  ],
  [
    'dropDuplicatesWithinWatermark',
    (node, context) =>
      input(node, context)
        .dropDuplicatesWithinWatermark(...columnsOf(node))
        .dynamic(),
  ],
  ['flatMapGroupsWithState', groupsWithState],
]);

/** The frame of a plan node. */
export function compilePlan(json: Json, context: PlanContext): Frame {
  const node = json as JsonObject;
  const op = textOf(node['op']);
  const step = STEPS.get(op);
  if (step === undefined) throw new Skip(`cannot be written here: ${op}`);
  return step(node, context);
}

/** The columns a node names; none for all. */
function columnsOf(node: JsonObject): readonly string[] {
  return listOf(node['columns'] ?? []).map(textOf);
}

function input(node: JsonObject, context: PlanContext): Frame {
  return compilePlan(node['input'] ?? null, context);
}

/** A frame as if it had an end: what the compiler refuses of streams has to be refused at run time too. */
function withEnd(
  json: Json | undefined,
  context: PlanContext,
): DataFrame<Dynamic, string, 'bounded'> {
  return compilePlan(json ?? null, context) as never;
}

function named(columns: Json | undefined, { expression }: PlanContext): Projection {
  return Object.fromEntries(
    listOf(columns).map((column) => {
      const [name, expr = null] = listOf(column);
      return [textOf(name), expression(expr)];
    }),
  );
}

function groupsWithState(node: JsonObject, context: PlanContext): Frame {
  const initial = node['initialState'] as JsonObject | undefined;
  const groupsOf = (frame: Frame, keys: Json | undefined): Groups =>
    frame.groupBy(() => named(keys, context)) as unknown as Groups;
  const initialState =
    initial === undefined
      ? undefined
      : groupsOf(context.source(textOf(initial['source'])), initial['key']);
  return compileGroups(node, groupsOf(input(node, context), node['key']), initialState, context);
}

function sorted(node: JsonObject, context: PlanContext): Frame {
  const keys = listOf(node['by']).map((key) => {
    const [expr = null, direction] = listOf(key);
    return { expr, isDescending: direction === 'desc' };
  });
  const by = (): readonly SortOrder[] =>
    keys.map(({ expr, isDescending }) =>
      isDescending ? desc(context.expression(expr)) : asc(context.expression(expr)),
    );
  return input(node, context).orderBy(by).dynamic();
}

const JOIN_TYPES: ReadonlyMap<string, JoinType> = new Map<string, JoinType>([
  ['inner', 'inner'],
  ['left_outer', 'leftOuter'],
  ['right_outer', 'rightOuter'],
  ['full_outer', 'fullOuter'],
  ['left_semi', 'leftSemi'],
  ['left_anti', 'leftAnti'],
]);

function joined(node: JsonObject, context: PlanContext): Frame {
  const left = compilePlan(node['left'] ?? null, context);
  const right = compilePlan(node['right'] ?? null, context);
  const type = JOIN_TYPES.get(textOf(node['type']));
  if (type === undefined) throw new Skip(`cannot be written here: a ${textOf(node['type'])} join`);
  const { on, using } = node;
  if (using !== undefined) return left.join(right, listOf(using).map(textOf), type).dynamic();
  if (on === undefined) return left.crossJoin(right).dynamic();
  return left.join(right, () => context.expression(on), type).dynamic();
}

/** The names of the sources of a plan, in the order of the plan, each once. */
export function sourcesOf(json: Json): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  const node = json as JsonObject;
  if (node['op'] === 'source') return [textOf(node['name'])];
  const inputs = [node['left'], node['right'], node['input'], ...listOf(node['inputs'])];
  return [...new Set(inputs.flatMap((plan) => sourcesOf(plan ?? null)))];
}
