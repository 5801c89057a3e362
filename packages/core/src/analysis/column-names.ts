import type { LogicalPlan } from '../plan/logical-plan.ts';

const known = new WeakMap<LogicalPlan, ReadonlySet<string>>();

/** The names of the columns of a checked plan; of what no source has told yet, none. */
export function columnNames(plan: LogicalPlan): ReadonlySet<string> {
  let names = known.get(plan);
  if (names === undefined) known.set(plan, (names = derive(plan)));
  return names;
}

function derive(plan: LogicalPlan): ReadonlySet<string> {
  switch (plan.op) {
    case 'relation':
      return namesOf(plan.source.schema?.fields ?? []);
    case 'badRecords':
      return namesOf(plan.input.source.badRecordSchema?.fields ?? []);
    case 'lateRows':
      return columnNames(plan.input.input);
    case 'project':
      return namesOf(plan.columns);
    case 'aggregate':
      return namesOf([...plan.keys, ...plan.aggregates]);
    case 'flatMapGroupsWithState':
    case 'transformWithState':
      return namesOf(plan.schema.fields);
    case 'join': {
      const left = columnNames(plan.left);
      const hasLeftOnly = plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti';
      return hasLeftOnly ? left : new Set([...left, ...columnNames(plan.right)]);
    }
    case 'union': {
      const [first] = plan.inputs;
      return first === undefined ? new Set() : columnNames(first);
    }
    case 'filter':
    case 'eventTimeWatermark':
    case 'deduplicate':
    case 'sort':
    case 'limit':
    case 'sample':
      return columnNames(plan.input);
  }
}

function namesOf(columns: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name));
}
