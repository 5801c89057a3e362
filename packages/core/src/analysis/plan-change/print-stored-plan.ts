import { printDuration } from '../../expr/print.ts';
import type { StoredPlan } from '../../plan/stored-plan.ts';
import type { JsonValue } from '../../types/json-value.ts';
import {
  columnNames,
  type JsonRecord,
  type NamedJson,
  namedOf,
  outputSteps,
  printJson,
  type Step,
  wordOf,
} from './step.ts';

const MICROS_PER_MS = 1000;

/**
 * The form of a query that a checkpoint keeps, as text in the manner of `explain`: each output, then what
 * it reads below it. A step that several outputs share is shown once; the others refer to its number.
 */
export function printStoredPlan({ plan, outputs, sources }: StoredPlan): string {
  const roots = outputSteps(plan);
  const uses = new Map<Step, number>();
  const count = (step: Step): void => {
    const seen = uses.get(step) ?? 0;
    uses.set(step, seen + 1);
    if (seen === 0) step.inputs.forEach(count);
  };
  roots.forEach(count);

  const streams = plan.nodes.filter(
    ({ op, isStreaming }) => op === 'relation' && isStreaming === true,
  );
  const descriptions = new Map(streams.map((node, i) => [node, sources[i]?.description]));
  const numbers = new Map<Step, number>();
  const lines: string[] = [];
  const show = (step: Step, prefix: string, below: string): void => {
    const known = numbers.get(step);
    if (known !== undefined) {
      lines.push(`${prefix}#${known}`);
      return;
    }
    const isShared = (uses.get(step) ?? 0) > 1;
    if (isShared) numbers.set(step, numbers.size + 1);
    const label = isShared ? `#${numbers.size} ` : '';
    const name = step.name === undefined ? '' : ` named '${step.name}'`;
    lines.push(`${prefix}${label}${describe(step, descriptions)}${name}`);
    for (const [i, input] of step.inputs.entries()) {
      const isLast = i === step.inputs.length - 1;
      show(input, `${below}${isLast ? '+- ' : ':- '}`, `${below}${isLast ? '   ' : ':  '}`);
    }
  };
  for (const [i, root] of roots.entries()) {
    const { name = '', sink = '', outputMode = '' } = outputs[i] ?? {};
    lines.push(`${name}: ${sink}, ${outputMode}`);
    show(root, '+- ', '   ');
  }
  return `${lines.join('\n')}\n`;
}

/** One step in a line. */
function describe(step: Step, descriptions: ReadonlyMap<JsonRecord, string | undefined>): string {
  const { op, json } = step;
  switch (op) {
    case 'relation': {
      const source = descriptions.get(json) ?? wordOf(json['source']);
      const kind = json['isStreaming'] === true ? 'Stream' : 'Table';
      return `${kind} ${source} [${columnNames(step).join(', ')}]`;
    }
    case 'project':
      return `Project [${listOf(namedOf(step, 'columns'))}]`;
    case 'filter':
      return `Filter ${printJson(json['condition'] ?? null)}`;
    case 'eventTimeWatermark':
      return `Watermark ${wordOf(json['column'])}: ${printDuration(Number(json['delayMs']) * MICROS_PER_MS)}`;
    case 'aggregate':
      return `Aggregate [${listOf(namedOf(step, 'keys'))}], [${listOf(namedOf(step, 'aggregates'))}]`;
    case 'deduplicate':
      return `Deduplicate [${(json['columns'] as readonly JsonValue[]).map(wordOf).join(', ')}]`;
    case 'join': {
      const { condition } = json;
      return `Join ${wordOf(json['joinType'])}${condition === undefined ? '' : ` ${printJson(condition)}`}`;
    }
    case 'sort': {
      const by = json['by'] as readonly JsonRecord[];
      return `Sort [${by.map(({ expr = null, descending }) => `${printJson(expr)} ${descending === true ? 'DESC' : 'ASC'}`).join(', ')}]`;
    }
    case 'limit':
      return `Limit ${wordOf(json['count'])}`;
    default: {
      const keys = namedOf(step, 'keys');
      return `${op[0]?.toUpperCase() ?? ''}${op.slice(1)}${keys.length === 0 ? '' : ` [${listOf(keys)}]`}`;
    }
  }
}

function listOf(columns: readonly NamedJson[]): string {
  return columns
    .map(({ name, expr }) => {
      const text = printJson(expr);
      return text === name ? name : `${text} AS ${name}`;
    })
    .join(', ');
}
