import type { ExprNode } from '../../expr/node.ts';
import { printExpr } from '../../expr/print.ts';
import type { PlanJson } from '../../plan/to-json.ts';
import type { DataType } from '../../types/data-type.ts';
import type { JsonValue } from '../../types/json-value.ts';

/** A step of a stored plan, with the steps it reads. */
export interface Step {
  readonly op: string;
  /** The user's name for what it remembers. */
  readonly name: string | undefined;
  readonly json: JsonRecord;
  readonly inputs: readonly Step[];
}

export type JsonRecord = { readonly [key: string]: JsonValue };

/** A column of a stored plan: a name, and the expression that makes it. */
export interface NamedJson {
  readonly name: string;
  readonly expr: JsonRecord;
}

/** The outputs of a stored plan as steps. */
export function outputSteps({ nodes, outputs }: PlanJson): readonly Step[] {
  const steps: Step[] = [];
  for (const json of nodes) {
    const { op, name } = json as { readonly op: string; readonly name?: string };
    const inputs = (json['inputs'] as readonly number[]).map((i) => steps[i] as Step);
    steps.push({ op, name, json, inputs });
  }
  return outputs.map((i) => steps[i] as Step);
}

/** A word or a number of a stored plan as text. */
export function wordOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'absent');
}

/** What a step does, as text that is the same for the same thing. */
export function textOf({ json }: Step): string {
  const { inputs: _, name: __, ...details } = json;
  return JSON.stringify(details);
}

export function namedOf(
  step: Step,
  field: 'keys' | 'aggregates' | 'columns',
): readonly NamedJson[] {
  return (step.json[field] ?? []) as unknown as readonly NamedJson[];
}

/** The names of the columns of the rows that a step gives. */
export function columnNames(step: Step): readonly string[] {
  const names = (field: 'keys' | 'aggregates' | 'columns'): readonly string[] =>
    namedOf(step, field).map(({ name }) => name);
  const [first, second] = step.inputs;
  switch (step.op) {
    case 'relation':
    case 'project':
    case 'flatMapGroupsWithState':
    case 'transformWithState':
      return names('columns');
    case 'aggregate':
      return [...names('keys'), ...names('aggregates')];
    case 'join': {
      const left = first === undefined ? [] : columnNames(first);
      const isOneSided = ['leftSemi', 'leftAnti'].includes(wordOf(step.json['joinType']));
      return isOneSided || second === undefined ? left : [...left, ...columnNames(second)];
    }
    default:
      return first === undefined ? [] : columnNames(first);
  }
}

/** True where some source below never ends. */
export function isStreaming(step: Step): boolean {
  return step.op === 'relation' ? step.json['isStreaming'] === true : step.inputs.some(isStreaming);
}

/** An expression of a stored plan as `explain` prints it, without brackets around the whole. */
export function printJson(json: JsonValue): string {
  const expr = fromJson(json) as ExprNode;
  const text = printExpr(expr);
  // A call is `name(…)`; only an operator begins with a bracket, and that one ends the text.
  return expr.kind === 'call' && text.startsWith('(') ? text.slice(1, -1) : text;
}

/** The values of literals as they were before `plan/to-json.ts`. */
function fromJson(json: JsonValue): unknown {
  if (Array.isArray(json)) return (json as readonly JsonValue[]).map(fromJson);
  if (typeof json !== 'object' || json === null) return json;
  const { kind, value, dataType } = json as JsonRecord;
  if (kind === 'literal') {
    return { kind, value: valueOf(value as JsonValue), dataType: dataType as unknown as DataType };
  }
  return Object.fromEntries(Object.entries(json).map(([key, part]) => [key, fromJson(part)]));
}

function valueOf(json: JsonValue): unknown {
  if (Array.isArray(json)) return (json as readonly JsonValue[]).map(valueOf);
  if (typeof json !== 'object' || json === null) return json;
  const { bigint, bytes, double } = json as JsonRecord;
  if (bigint !== undefined) return BigInt(bigint as string);
  if (bytes !== undefined) return Uint8Array.from(bytes as readonly number[]);
  return double === undefined ? json : Number(double);
}
