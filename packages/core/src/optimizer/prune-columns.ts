import { columnNames } from '../analysis/column-names.ts';
import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { requireSchema } from '../analysis/schema-of.ts';
import { generatesRows } from '../expr/generator-call.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import { referencesOf } from '../expr/references.ts';
import type { ExprSettings } from '../functions/function.ts';
import {
  children,
  type Join,
  type LogicalPlan,
  nodesOf,
  type Project,
  type Relation,
  withChildren,
} from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';
import { narrowSource } from './narrow-source.ts';
import { rewrite } from './rewrite.ts';

/**
 * Drops the columns that no output needs, down to the sources, so that a scan never decodes them.
 * What a step must give is what all the steps that read it need together.
 */
export function pruneColumns(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  const needed = neededColumns(outputs, settings);
  return rewrite(outputs, (node, original) => {
    const wanted = needed.get(original);
    if (wanted === undefined) return node;
    if (node.op === 'relation') return narrowRelation(node, wanted);
    if (node.op === 'join') return narrowSides(node, wanted);
    if (node.op !== 'project') return node;
    const columns = keptColumns(node, wanted);
    return columns.length === node.columns.length ? node : { ...node, columns };
  });
}

/** The columns of each step that some step above reads. */
function neededColumns(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): ReadonlyMap<LogicalPlan, ReadonlySet<string>> {
  const needed = new Map<LogicalPlan, Set<string>>();
  const need = (plan: LogicalPlan, names: Iterable<string>): void => {
    const known = needed.get(plan) ?? new Set();
    for (const name of names) known.add(name);
    needed.set(plan, known);
  };
  const namesOf = (plan: LogicalPlan): string[] =>
    requireSchema(plan, settings).fields.map((field) => field.name);
  const references = (exprs: readonly ExprNode[]): string[] =>
    exprs.flatMap((expr) => [...referencesOf(expr)]);

  for (const plan of outputs) need(plan, namesOf(plan));
  // Readers before what they read: the order of nodesOf, backwards.
  for (const node of [...nodesOf(outputs)].reverse()) {
    const wanted = needed.get(node) ?? new Set<string>();
    switch (node.op) {
      case 'relation':
        break;
      case 'badRecords':
        // Which records are bad does not depend on the columns that are wanted.
        need(node.input, []);
        break;
      case 'lateRows':
        need(node.input, namesOf(node.input));
        need(node.input.input, wanted);
        break;
      case 'project':
        need(node.input, references(keptColumns(node, wanted).map(({ expr }) => expr)));
        break;
      case 'filter':
        need(node.input, [...wanted, ...referencesOf(node.condition)]);
        break;
      case 'eventTimeWatermark':
        need(node.input, [...wanted, node.column]);
        break;
      case 'aggregate':
        need(node.input, references([...node.keys, ...node.aggregates].map(({ expr }) => expr)));
        break;
      case 'deduplicate':
        need(node.input, [...wanted, ...node.columns, ...marksOf(node.input)]);
        break;
      case 'join': {
        const read = [
          ...wanted,
          ...(node.condition === undefined ? [] : references([node.condition])),
        ];
        for (const side of [node.left, node.right]) {
          const own = new Set(namesOf(side));
          need(
            side,
            read.filter((name) => own.has(name)),
          );
        }
        break;
      }
      case 'flatMapGroupsWithState':
      case 'transformWithState':
        // User code reads whole rows.
        for (const input of children(node)) need(input, namesOf(input));
        break;
      case 'sort':
        need(node.input, [...wanted, ...references(node.by.map(({ expr }) => expr))]);
        break;
      case 'limit':
      case 'sample':
        need(node.input, wanted);
        break;
      case 'union':
        // By position, so all inputs keep all columns.
        for (const input of node.inputs) need(input, namesOf(input));
        break;
    }
  }
  return needed;
}

/** The event times of a step, by which state above it decides what is late. */
function marksOf(plan: LogicalPlan): Iterable<string> {
  return eventTimeColumns(plan).keys();
}

/** The columns of a step that stay. Windows and generators stay unread too: they decide how many rows there are. */
function keptColumns(project: Project, wanted: ReadonlySet<string>): readonly NamedExpr[] {
  return project.columns.filter(({ name, expr }) => wanted.has(name) || generatesRows(expr));
}

/**
 * A join whose sides have no column that is not read: what a side has is remembered, and an event time
 * that nothing reads decides nothing (Spark: ColumnPruning).
 */
function narrowSides(join: Join, wanted: ReadonlySet<string>): Join {
  const read = join.condition === undefined ? new Set<string>() : referencesOf(join.condition);
  const narrow = (input: LogicalPlan): LogicalPlan => {
    const names = [...columnNames(input)];
    const kept = names.filter((name) => wanted.has(name) || read.has(name));
    if (kept.length === names.length) return input;
    const columns = kept.map((name): NamedExpr => ({ name, expr: { kind: 'column', name } }));
    return { op: 'project', columns, input };
  };
  return withChildren(join, [narrow(join.left), narrow(join.right)]) as Join;
}

function narrowRelation(relation: Relation, wanted: ReadonlySet<string>): Relation {
  const { schema } = relation.source;
  if (schema === undefined || schema.fields.every((field) => wanted.has(field.name))) {
    return relation;
  }
  const narrowed: Schema = { fields: schema.fields.filter((field) => wanted.has(field.name)) };
  return { ...relation, source: narrowSource(relation.source, narrowed) };
}
