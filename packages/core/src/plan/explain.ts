import { printDuration, printExpr, printNamed } from '../expr/print.ts';
import { children, type EventTimeWatermark, type LogicalPlan } from './logical-plan.ts';

const MICROS_PER_MS = 1000;

/**
 * Plans as text, as Spark's `explain` shows them: the last step first, what it reads below it. A
 * step that several of them share is shown once; the others refer to its number.
 */
export function explain(...plans: readonly LogicalPlan[]): string {
  const uses = new Map<LogicalPlan, number>();
  const countUses = (plan: LogicalPlan): void => {
    const seen = uses.get(plan) ?? 0;
    uses.set(plan, seen + 1);
    if (seen === 0) for (const child of children(plan)) countUses(child);
  };
  for (const plan of plans) countUses(plan);

  const numbers = new Map<LogicalPlan, number>();
  const lines: string[] = [];
  const show = (plan: LogicalPlan, prefix: string, below: string): void => {
    const number = numbers.get(plan);
    if (number !== undefined) {
      lines.push(`${prefix}#${number}`);
      return;
    }
    let label = '';
    if ((uses.get(plan) ?? 0) > 1) {
      numbers.set(plan, numbers.size + 1);
      label = `#${numbers.size} `;
    }
    const site = plan.callSite === undefined ? '' : `   (${plan.callSite})`;
    lines.push(`${prefix}${label}${describe(plan)}${site}`);
    const inputs = children(plan);
    for (const [i, child] of inputs.entries()) {
      const isLast = i === inputs.length - 1;
      show(child, `${below}${isLast ? '+- ' : ':- '}`, `${below}${isLast ? '   ' : ':  '}`);
    }
  };
  for (const plan of plans) show(plan, '', '');
  return `${lines.join('\n')}\n`;
}

/** One step in a line, without what it reads. */
function describe(plan: LogicalPlan): string {
  switch (plan.op) {
    case 'relation':
      return `${plan.isStreaming ? 'StreamingRelation' : 'Relation'} ${plan.source.description}`;
    case 'badRecords':
      return 'BadRecords';
    case 'lateRows':
      return 'LateRows';
    case 'project':
      return `Project [${plan.columns.map(printNamed).join(', ')}]`;
    case 'filter':
      return `Filter ${printExpr(plan.condition)}`;
    case 'eventTimeWatermark':
      return `EventTimeWatermark ${plan.column}: ${describeDelay(plan)}`;
    case 'aggregate': {
      const keys = plan.keys.map(printNamed).join(', ');
      return `Aggregate [${keys}], [${plan.aggregates.map(printNamed).join(', ')}]`;
    }
    case 'deduplicate': {
      const within = plan.withinWatermark ? 'WithinWatermark' : '';
      return `Deduplicate${within} [${plan.columns.join(', ')}]`;
    }
    case 'join': {
      const condition = plan.condition === undefined ? '' : ` ${printExpr(plan.condition)}`;
      return `Join ${plan.joinType}${condition}`;
    }
    case 'flatMapGroupsWithState': {
      const { isMap, keys, functionMode, timeout } = plan;
      const verb = isMap ? 'MapGroupsWithState' : 'FlatMapGroupsWithState';
      return `${verb} [${keys.map(printNamed).join(', ')}], ${functionMode}, timeout ${timeout}`;
    }
    case 'transformWithState': {
      const { keys, outputMode, timeMode, eventTimeColumn } = plan;
      const time = eventTimeColumn === undefined ? '' : `, event time ${eventTimeColumn}`;
      return `TransformWithState [${keys.map(printNamed).join(', ')}], ${outputMode}, time ${timeMode}${time}`;
    }
    case 'union':
      return 'Union';
    case 'sort': {
      const keys = plan.by.map(
        ({ expr, descending }) => `${printExpr(expr)} ${descending ? 'DESC' : 'ASC'}`,
      );
      return `Sort [${keys.join(', ')}]`;
    }
    case 'limit':
      return `Limit ${plan.count}`;
    case 'sample':
      return `Sample ${plan.fraction}, seed ${plan.seed}`;
  }
}

function describeDelay({ delayMs, partitions }: EventTimeWatermark): string {
  const delay = printDuration(delayMs * MICROS_PER_MS);
  if (partitions === undefined) return delay;
  const { idleAfterMs } = partitions;
  if (idleAfterMs === undefined) return `${delay}, per partition`;
  return `${delay}, per partition, idle after ${printDuration(idleAfterMs * MICROS_PER_MS)}`;
}
