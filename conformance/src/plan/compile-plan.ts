import type { DataFrame, Duration, Dynamic, OutputMode } from '@tidemark/core';
import { asc, desc, type SortOrder } from '@tidemark/core/functions';
import type { Aggregates, Compile, Projection } from '../expressions/expression.ts';
import { Skip } from '../outcome.ts';
import { type Json, type JsonObject, listOf, textOf } from '../scenario.ts';

/** A frame whose columns only the scenario knows. */
export type Frame = DataFrame<Dynamic, string, OutputMode>;

/** What the nodes of a plan compile with. */
export interface PlanContext {
  /** The frame of a source: one for each name, so that a plan which names it twice reads it once. */
  readonly source: (name: string) => Frame;
  readonly isStreaming: (name: string) => boolean;
  readonly expression: Compile;
}

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
        .agg(() => named(node['aggs'], context) as Aggregates)
        .dynamic(),
  ],
  [
    'union',
    (node, context) =>
      listOf(node['inputs'])
        .map((plan) => compilePlan(plan, context))
        .reduce((left, right) => left.union(right)),
  ],
  ['limit', (node, context) => input(node, context).limit(Number(node['n'])).dynamic()],
  ['sort', sorted],
  ['join', notBuiltJoin],
  ['dropDuplicates', notBuilt('dropDuplicates')],
  ['dropDuplicatesWithinWatermark', notBuilt('dropDuplicatesWithinWatermark')],
  ['flatMapGroupsWithState', notBuilt('groups with state')],
]);

/** The frame of a plan node. */
export function compilePlan(json: Json, context: PlanContext): Frame {
  const node = json as JsonObject;
  const op = textOf(node['op']);
  const step = STEPS.get(op);
  if (step === undefined) throw new Skip(`cannot be written here: ${op}`);
  return step(node, context);
}

function input(node: JsonObject, context: PlanContext): Frame {
  return compilePlan(node['input'] ?? null, context);
}

function named(columns: Json | undefined, { expression }: PlanContext): Projection {
  return Object.fromEntries(
    listOf(columns).map((column) => {
      const [name, expr = null] = listOf(column);
      return [textOf(name), expression(expr)];
    }),
  );
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

function notBuilt(what: string): Step {
  return () => {
    throw new Skip(`not built yet: ${what}`);
  };
}

function notBuiltJoin(node: JsonObject, { isStreaming }: PlanContext): Frame {
  const sides = [node['left'], node['right']].map((side) =>
    sourcesOf(side ?? null).some(isStreaming) ? 'stream' : 'static',
  );
  throw new Skip(`not built yet: ${sides.join('-')} joins`);
}

/** The names of the sources of a plan, in the order of the plan, each once. */
export function sourcesOf(json: Json): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  const node = json as JsonObject;
  if (node['op'] === 'source') return [textOf(node['name'])];
  const inputs = [node['left'], node['right'], node['input'], ...listOf(node['inputs'])];
  return [...new Set(inputs.flatMap((plan) => sourcesOf(plan ?? null)))];
}
